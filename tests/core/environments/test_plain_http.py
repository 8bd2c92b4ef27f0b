import pytest

from aiurdesk.core.environments.plain_http import (
    MOST_HOSTS,
    Nearness,
    PlainHttp,
    hosts_problem,
    nearness,
    plain_host,
    typed_host,
)
from aiurdesk.core.problem import Problem


@pytest.mark.parametrize(
    "host", ["localhost", "a.localhost", "127.0.0.1", "127.8.0.1", "::1", "localhost."]
)
def test_loopback_is_here(host):
    assert nearness(host) is Nearness.HERE


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.10", "fd00::1"),
        *("::ffff:192.168.1.10", "api", "my_api", "printer.local", "a.b.internal", "shop.test."),
    ],
)
def test_private_addresses_and_local_names_are_near(host):
    assert nearness(host) is Nearness.NEAR


@pytest.mark.parametrize(
    "host",
    [
        *("legacy.corp.example", "example.com", "9.255.255.255", "172.32.0.1", "192.169.0.1"),
        *("0.0.0.0", "169.254.169.254", "192.0.2.1", "2001:db8::1", "::ffff:8.8.8.8", "100.64.0.1"),
        # A top-level domain, a number that some systems read as an address, and lookalikes.
        *("ai.", "2130706433", "10.0.0.1.example", "local", "internal.example", "notlocal.x"),
        *("x-local.com", "127.0.0.1.example", "localhost.example"),
    ],
)
def test_all_else_is_public_by_its_name(host):
    # "local" alone is a name of one label.
    expected = Nearness.NEAR if host == "local" else Nearness.PUBLIC
    assert nearness(host) is expected


def test_only_an_unencrypted_address_beyond_this_computer_has_a_plain_host():
    assert plain_host("http://Legacy.example.com:8080/a?b") == "legacy.example.com"
    assert plain_host("ws://api/") == "api"
    assert plain_host("http://[fd00:0::1]/") == "fd00::1"
    # No consent is asked for what is refused as an address.
    for host in ("127.1", "1.2.3.999", "0x7f.1"):
        assert plain_host(f"http://{host}/") == ""
    for address in ("https://a.example/", "wss://a.example", "http://127.0.0.1:8/", "http://[", ""):
        assert plain_host(address) == ""


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (" Legacy.Example.com ", "legacy.example.com"),
        ("[FD00:0::1]", "fd00::1"),
        ("192.168.1.10", "192.168.1.10"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_typed_host_is_kept_in_the_form_in_which_it_is_compared(typed, host):
    assert typed_host(typed) == host


@pytest.mark.parametrize(
    "typed", ["", "*", "*.example.com", "http://a.example", "a.example:80", "a/b", "a b", "x" * 300]
)
def test_what_is_not_one_host_allows_nothing(typed):
    refused = typed_host(typed)
    assert isinstance(refused, Problem)
    assert "is not a host. Write it alone" in refused.sentence
    assert hosts_problem((typed,))


def test_an_answer_for_requests_is_none_for_credentials():
    allowed = PlainHttp().allowing("a.example", with_credentials=False)
    assert allowed.allows("a.example")
    assert not allowed.allows_credentials("a.example")
    assert not allowed.allows("b.example")
    assert not allowed.allows("sub.a.example")
    assert allowed.allows("192.168.1.10")
    assert not allowed.allows_credentials("192.168.1.10")
    both = PlainHttp().allowing("a.example", with_credentials=True)
    assert both.allows("a.example")
    assert both.allows_credentials("a.example")


def test_the_list_of_hosts_has_an_end():
    allowed = PlainHttp()
    for number in range(MOST_HOSTS + 2):
        allowed = allowed.allowing(f"h{number}.example", with_credentials=False)
    assert len(allowed.hosts) == MOST_HOSTS
    assert allowed.hosts[-1] == f"h{MOST_HOSTS + 1}.example"
