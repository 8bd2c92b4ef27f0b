import pytest

from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import (
    DIRECT,
    AddressOverride,
    HttpVersion,
    Route,
    TakenRoute,
    parse_resolve,
    read_override,
)
from aiurdesk.core.errors import ProblemError


@pytest.mark.parametrize(
    ("text", "override"),
    [
        ("api.example.com:443:127.0.0.1", AddressOverride("api.example.com", 443, ("127.0.0.1",))),
        (
            "+API.example.com:1:[::1],10.0.0.1",
            AddressOverride("api.example.com", 1, ("::1", "10.0.0.1")),
        ),
    ],
)
def test_an_argument_overrides_an_address(text, override):
    assert parse_resolve(text) == override
    assert read_override(override.target, override.text) == override


def test_an_override_without_a_port_is_for_every_port():
    override = read_override("api.example.com", "192.0.2.1")
    assert (override.port, override.target) == (0, "api.example.com")
    assert Route(addresses=(override,)).addresses_of("api.example.com", 8443) == ("192.0.2.1",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("api.example.com:443", "HOST:PORT:ADDRESS"),
        ("api.example.com::127.0.0.1", "HOST:PORT:ADDRESS"),
        ("api.example.com:443:other.example", "IP address"),
        ("api.example.com:443:", "IP address"),
        ("api.example.com:443:fe80::1%eth0", "IP address"),
        ("api.example.com:0:127.0.0.1", "port"),
        ("api.example.com:65536:127.0.0.1", "port"),
        ("api.example.com:" + "9" * 5000 + ":127.0.0.1", "port"),
        # Plain HTTP is allowed to it, because it stays on this computer.
        ("localhost:80:192.0.2.1", "localhost always means this computer"),
        ("127.0.0.1:80:192.0.2.1", "name a host"),
        ("-api example:80:192.0.2.1", "name a host"),
    ],
)
def test_what_overrides_nothing_is_told(text, words):
    with pytest.raises(ProblemError, match=words):
        parse_resolve(text)


def test_the_first_override_of_a_host_and_port_counts():
    texts = ("a.example:1:192.0.2.1", "a.example:2:192.0.2.2", "a.example:2:192.0.2.3")
    route = Route(addresses=tuple(map(parse_resolve, texts)))
    assert route.addresses_of("a.example", 2) == ("192.0.2.2",)
    assert route.addresses_of("b.example", 2) == ()


def test_what_is_given_comes_before_what_a_file_says():
    here, there = (parse_resolve(f"a.example:1:192.0.2.{number}") for number in (1, 2))
    of_file = Route(proxy_choice("none"), (there,), folder="/f")
    given = Route(None, (here,), HttpVersion.HTTP1)
    assert given.over(of_file) == Route(
        proxy_choice("none"), (here, there), HttpVersion.HTTP1, "/f"
    )
    assert Route(proxy_choice("system")).over(of_file).proxy == proxy_choice("system")


def test_what_leads_requests_elsewhere_is_named():
    route = Route(proxy_choice("http://p:1"), (parse_resolve("a.example:1:192.0.2.1"),))
    assert route.diversions == ("the proxy http://p:1", "the address 192.0.2.1 for a.example:1")
    assert Route(proxy_choice("none")).diversions == DIRECT.diversions == ()


def test_the_banner_does_not_repeat_the_proxy_of_the_system():
    taken = TakenRoute(("p:1",), ("a → 192.0.2.1",), is_of_system=True)
    assert taken.notes == ("The address was overridden: a → 192.0.2.1.",)
    joined = taken.joined(TakenRoute(("p:1", "q:2")))
    assert joined.proxies == ("p:1", "q:2")
