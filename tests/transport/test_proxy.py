import pytest

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.proxies import ProxyChoice, ProxyMode, proxy_choice
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.proxy import Proxy, find_proxy
from aiurdesk.transport.transport import SendFailure

REMOTE = parse_address("https://service.example/")
HERE = ["https://localhost:1/", "https://127.0.0.1/", "http://[::1]/"]


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch):
    for name in ("https_proxy", "all_proxy", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_a_setting_there_is_no_proxy():
    assert find_proxy(None, REMOTE) is None


@pytest.mark.parametrize(
    ("setting", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("https://proxy.example", Proxy("https", "proxy.example", 443)),
        ("socks5://proxy.example", Proxy("socks5", "proxy.example", 1080)),
        (
            "http://me:p%40ss@[::1]:1",
            Proxy("http", "::1", 1, UserAndPassword("me", Secret("p@ss"))),
        ),
        ("me@p.example:1", Proxy("http", "p.example", 1, UserAndPassword("me", Secret("")))),
    ],
)
def test_the_proxy_setting_of_the_system_is_used(monkeypatch, setting, proxy):
    monkeypatch.setenv("HTTPS_PROXY", setting)
    assert find_proxy(None, REMOTE) == find_proxy(ProxyChoice(), REMOTE) == proxy
    assert find_proxy(ProxyChoice(ProxyMode.NONE), REMOTE) is None


def test_all_proxy_is_used_too(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:1")
    assert find_proxy(None, REMOTE) == Proxy("http", "proxy.example", 1)


@pytest.mark.parametrize(
    "exempt", ["service.example", ".example", "*", "a.example, service.example"]
)
def test_exempt_hosts_are_called_directly(monkeypatch, exempt):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exempt)
    assert find_proxy(None, REMOTE) is None


@pytest.mark.parametrize("url", HERE)
def test_this_computer_is_never_called_through_the_proxy_of_the_system(monkeypatch, url):
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:3128")
    assert find_proxy(None, parse_address(url)) is None


@pytest.mark.parametrize("url", HERE)
def test_this_computer_is_called_through_a_chosen_proxy_of_this_computer_only(url):
    address = parse_address(url)
    here, elsewhere = proxy_choice("http://127.0.0.1:8080"), proxy_choice("http://p.example:8080")
    proxy = find_proxy(here, address)
    assert proxy == Proxy("http", "127.0.0.1", 8080)
    assert proxy.name == "127.0.0.1:8080"
    assert find_proxy(elsewhere, address) is None
    of_settings = ProxyChoice(ProxyMode.MANUAL, "http://127.0.0.1:8080", covers_loopback=False)
    assert find_proxy(of_settings, address) is None
    assert find_proxy(of_settings, REMOTE) is not None


def test_exceptions_are_called_directly():
    choice = proxy_choice("http://p.example:1", exceptions=("*.example:443",))
    assert find_proxy(choice, REMOTE) is None
    assert find_proxy(choice, parse_address("https://service.example:8443/")) is not None


def test_a_manual_proxy_without_an_address_is_not_replaced_by_another_one(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:1")
    choice = ProxyChoice(ProxyMode.MANUAL, covers_loopback=False)
    with pytest.raises(SendFailure, match="have no address for it"):
        find_proxy(choice, REMOTE)
    assert find_proxy(choice, parse_address(HERE[0])) is None


@pytest.mark.parametrize(
    "setting",
    [
        "socks4://proxy.example:1",
        "http://",
        "http://a:x",
        "://",
        "http://me:SECRET@p.example/x.pac",
    ],
)
def test_a_setting_that_is_not_a_proxy_is_a_failure(monkeypatch, setting):
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with pytest.raises(SendFailure) as end:
        find_proxy(None, REMOTE)
    assert end.value.kind is FailureKind.PROXY_ERROR
    assert "SECRET" not in end.value.detail
