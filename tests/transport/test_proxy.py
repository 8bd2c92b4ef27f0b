import pytest

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.proxy import Proxy, find_proxy
from aiurdesk.transport.send_failure import SendFailure

REMOTE = parse_address("https://service.example/")


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch):
    for name in ("https_proxy", "all_proxy", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_a_setting_there_is_no_proxy():
    assert find_proxy(REMOTE) is None


@pytest.mark.parametrize(
    ("setting", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128, False)),
        ("proxy.example:3128", Proxy("proxy.example", 3128, False)),
        ("https://proxy.example", Proxy("proxy.example", 443, True)),
        ("http://me:p%40ss@[::1]:1", Proxy("::1", 1, False, (b"me", b"p@ss"))),
    ],
)
def test_the_proxy_setting_of_the_system_is_used(monkeypatch, setting, proxy):
    monkeypatch.setenv("HTTPS_PROXY", setting)
    assert find_proxy(REMOTE) == proxy


def test_all_proxy_is_used_too(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:1")
    assert find_proxy(REMOTE) == Proxy("proxy.example", 1, False)


@pytest.mark.parametrize(
    "exempt", ["service.example", ".example", "*", "a.example, service.example"]
)
def test_exempt_hosts_are_called_directly(monkeypatch, exempt):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exempt)
    assert find_proxy(REMOTE) is None


@pytest.mark.parametrize("url", ["https://localhost:1/", "https://127.0.0.1/", "http://[::1]/"])
def test_this_computer_is_never_called_through_a_proxy(monkeypatch, url):
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    assert find_proxy(parse_address(url)) is None


@pytest.mark.parametrize("setting", ["socks5://proxy.example:1", "http://", "http://a:x", "://"])
def test_a_setting_that_is_not_an_http_proxy_is_a_failure(monkeypatch, setting):
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with pytest.raises(SendFailure) as end:
        find_proxy(REMOTE)
    assert end.value.kind is FailureKind.PROXY_ERROR


def test_the_address_of_a_proxy_shows_no_password():
    proxy = Proxy("::1", 5, True, (b"me", b"secret"))
    assert proxy.url == "https://[::1]:5"
