import pytest

from aiurdesk.core.environments.proxies import (
    ProxyChoice,
    ProxyMode,
    ProxySettings,
    is_exception,
    proxy_choice,
    proxy_problem,
    proxy_url,
    split_exceptions,
)
from aiurdesk.core.errors import ProblemError


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("proxy.example:3128", "http://proxy.example:3128"),
        (" HTTP://Proxy.Example ", "http://proxy.example:80"),
        ("https://proxy.example/", "https://proxy.example:443"),
        ("socks5h://[::1]:9", "socks5://[::1]:9"),
        ("socks5://proxy.example", "socks5://proxy.example:1080"),
        ("socks://proxy.example:1", "socks5://proxy.example:1"),
        ("http://bücher.example", "http://bücher.example:80"),
    ],
)
def test_the_address_of_a_proxy_is_completed(text, url):
    assert proxy_url(text) == url
    # A file holds what was completed.
    assert proxy_url(url) == url


NOT_PROXIES = [
    ("http://proxy.example/wpad.dat", "PAC"),
    ("http://proxy.example/proxy.PAC", "PAC"),
    ("file:///etc/proxy.pac", "PAC"),
    ("pac+http://proxy.example", "PAC"),
    ("socks4://proxy.example:1", "should begin with"),
    ("ftp://proxy.example", "should begin with"),
    ("http://ann:SECRET@proxy.example", "Basic credential"),
    ("http://SECRET@proxy.example:1", "Basic credential"),
    ("http://proxy.example/path", "without a path"),
    ("http://", "address of a proxy"),
    ("http://a:x", "address of a proxy"),
    ("http://a:0", "address of a proxy"),
    ("http://a b", "address of a proxy"),
    ("http://[::1", "address of a proxy"),
    ("http://{{proxy}}", "address of a proxy"),
    ("http://proxy.example?a=SECRET", "address of a proxy"),
    ("", "address of a proxy"),
]


def test_what_is_not_the_address_of_a_proxy_is_told_without_repeating_it():
    problems = {text: proxy_problem(text) for text, _ in NOT_PROXIES}
    told = {text: problem.sentence for text, problem in problems.items() if problem}
    assert [text for text, words in NOT_PROXIES if words not in told[text]] == []
    assert "SECRET" not in str([*problems.values()])
    with pytest.raises(ProblemError, match="PAC"):
        proxy_url(NOT_PROXIES[0][0])


def test_a_choice_is_a_word_or_an_address():
    assert proxy_choice("") is None
    assert proxy_choice(" System ") == ProxyChoice()
    assert proxy_choice("none") == ProxyChoice(ProxyMode.NONE)
    choice = proxy_choice("socks5://a:1", "Work", ("b.example", ""))
    assert choice == ProxyChoice(ProxyMode.MANUAL, "socks5://a:1", "Work", ("b.example",))
    assert (choice.text, choice.origin) == ("socks5://a:1", "proxy://a:1")


@pytest.mark.parametrize(
    ("entry", "is_direct"),
    [
        ("*", True),
        ("example.com", True),
        (".example.com", True),
        ("*.Example.com", True),
        ("api.example.com:443", True),
        ("api.example.com:80", False),
        ("ample.com", False),
        ("example.com.evil", False),
        ("10.0.0.0/8", False),
        ("", False),
        (".", False),
    ],
)
def test_hosts_are_exceptions(entry, is_direct):
    assert is_exception("api.example.com", 443, (entry,)) is is_direct
    assert is_exception("API.Example.COM", 443, (entry.upper(),)) is is_direct


@pytest.mark.parametrize(
    ("host", "entry", "is_direct"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.3:443", True),
        ("10.1.2.3", "10.1.2.3:80", False),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "3", False),
        ("fd00::1", "fd00::/8", True),
        ("fd00::1", "[fd00::1]:443", True),
        ("fd00::1", "fd00::1", True),
        ("fd00::1", "[fd00::1]:80", False),
        ("fd00::1", "10.0.0.0/8", False),
    ],
)
def test_ip_addresses_and_networks_are_exceptions(host, entry, is_direct):
    assert is_exception(host, 443, (entry,)) is is_direct


def test_exceptions_are_separated_as_one_likes():
    assert split_exceptions(" a.example, b.example;c\n") == ("a.example", "b.example", "c")


def test_the_settings_make_a_choice_that_leaves_this_computer_alone():
    settings = ProxySettings(ProxyMode.MANUAL, "socks5://a", " Work ", "b, c")
    expected = ProxyChoice(ProxyMode.MANUAL, "socks5://a:1080", "Work", ("b", "c"), False)
    assert settings.choice == expected
    assert ProxySettings(ProxyMode.NONE, "socks5://a").choice.mode is ProxyMode.NONE
    assert ProxySettings(ProxyMode.MANUAL).choice.url == ""
