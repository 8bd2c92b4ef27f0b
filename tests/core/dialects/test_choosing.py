"""Tests of choosing a dialect."""

from typing import Any

import pytest

from aiurdesk.core.dialects.choosing import MOST_PATTERNS, Split, Target, choose, host_of, split_of
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Match, Reason

HOST = Dialect("host", match=Match(hosts=("*.acme.example", "acme.example"), shape="ok"))
OTHER = Dialect("other", match=Match(hosts=("api.acme.example",)))
TYPE = Dialect(
    "type", match=Match(headers=("x-acme-error",), content_types=("application/acme+json",))
)
SURE = Dialect("sure", match=Match(shape="acme == '2.0'", is_sure=True))
UNSURE = Dialect("unsure", match=Match(shape="type(ok) == 'boolean'"))
PATHS = Dialect("paths", match=Match(paths=("/bulk/*",), shape="took", is_sure=True))
ALL = (OTHER, HOST, TYPE, SURE, UNSURE, PATHS)


@pytest.mark.parametrize(
    ("target", "value", "choice"),
    [
        (Target("acme.example"), {}, DialectChoice("host", Reason.HOST)),
        (Target("WWW.Acme.Example."), None, DialectChoice("host", Reason.HOST)),
        (Target("api.acme.example"), {"ok": 1}, DialectChoice("host", Reason.HOST)),
        (Target("api.acme.example"), {}, DialectChoice("other", Reason.HOST, also=("host",))),
        (
            Target(content_type="Application/acme+json; charset=utf-8"),
            {"acme": "2.0"},
            DialectChoice("type", Reason.CONTENT_TYPE),
        ),
        (
            Target(header_names=("Date", "X-Acme-Error")),
            None,
            DialectChoice("type", Reason.CONTENT_TYPE),
        ),
        (Target(header_names=("X-Acme",)), None, DialectChoice()),
        (Target("else.example"), {"acme": "2.0"}, DialectChoice("sure", Reason.SHAPE)),
        (Target("else.example"), {"ok": False}, DialectChoice(looks_like=("unsure",))),
        (Target(path="/bulk/1"), {"took": 1}, DialectChoice("paths", Reason.SHAPE)),
        (Target(), {"took": 1}, DialectChoice("paths", Reason.SHAPE)),
        (Target(path="/other"), {"took": 1}, DialectChoice()),
        (Target("notacme.example"), None, DialectChoice()),
        (Target(), [1], DialectChoice()),
    ],
)
def test_the_surest_sign_decides(target: Target, value: Any, choice: DialectChoice) -> None:
    assert choose(ALL, target, value) == choice


def test_what_the_person_chose_comes_first() -> None:
    target = Target("acme.example")

    assert choose(ALL, target, {}, given="type") == DialectChoice("type", Reason.GIVEN)
    assert choose(ALL, target, {}, given="http") == DialectChoice(None, Reason.GIVEN)


def test_a_dialect_of_the_collection_wins() -> None:
    own = Dialect("own", match=Match(shape="ok", is_sure=True))

    choice = choose(ALL, Target("acme.example"), {"ok": True}, own=(own,))

    assert choice == DialectChoice("own", Reason.SHAPE)


def test_a_shape_that_raises_does_not_fit() -> None:
    raising = Dialect("raising", match=Match(shape="keys(missing)", is_sure=True))
    invalid = Dialect("invalid", match=Match(shape="a[", is_sure=True))

    assert choose((raising, invalid), Target(), {}) == DialectChoice()


GRAPH = Dialect("graph", match=Match(hosts=("*.Shop.example/api/*/graph", "shop.example")))
REST = Dialect("rest", match=Match(hosts=("*.shop.example",)))
BULK = Dialect("bulk", match=Match(hosts=("*.shop.example",), paths=("/bulk/*",)))
SHOPS = (REST, GRAPH, BULK)


@pytest.mark.parametrize(
    ("host", "path", "choice"),
    [
        ("a.shop.example", "/api/2/graph", DialectChoice("graph", Reason.HOST)),
        ("A.SHOP.EXAMPLE:8443", "/API/2/Graph", DialectChoice("graph", Reason.HOST)),
        ("a.shop.example", "/api/2/things", DialectChoice("rest", Reason.HOST)),
        ("a.shop.example", "/bulk/2", DialectChoice("bulk", Reason.HOST)),
        ("shop.example", "/any", DialectChoice("graph", Reason.HOST)),
        # Where the path is not known, it says nothing.
        ("a.shop.example", "", DialectChoice("rest", Reason.HOST, also=("graph", "bulk"))),
        ("other.example", "/api/2/graph", DialectChoice()),
    ],
)
def test_dialects_share_a_host_by_path(host: str, path: str, choice: DialectChoice) -> None:
    assert choose(SHOPS, Target(host, path), None) == choice


def test_only_a_given_dialect_or_one_of_the_host_is_the_services_own() -> None:
    own = {why: DialectChoice("a", why).is_own for why in Reason}

    assert [why for why, is_own in own.items() if is_own] == [Reason.GIVEN, Reason.HOST]


def test_the_case_of_hosts_types_and_headers_does_not_matter() -> None:
    assert host_of("https://user@API.Acme.Example:8443/A") == "api.acme.example:8443"
    loud = Dialect(
        "loud", match=Match(headers=("X-ACME-Error",), content_types=("Application/ACME+json",))
    )
    by_type = DialectChoice("loud", Reason.CONTENT_TYPE)
    assert choose((loud,), Target(content_type="application/acme+json"), None) == by_type
    assert choose((loud,), Target(header_names=("x-acme-error",)), None) == by_type
    host = Dialect("host", match=Match(hosts=("API.ACME.EXAMPLE", "*.SHOP.example")))
    for name in ("api.acme.example", "www.shop.example"):
        assert choose((host,), Target(name), None) == DialectChoice("host", Reason.HOST)


ORDERS = ["/api/v1/orders/12", "/api/v1/orders/7", "/api/v1/orders"]


@pytest.mark.parametrize(
    ("read", "unread", "patterns"),
    [
        (ORDERS, ["/api/v1/users", "/health"], ("/api/v1/orders/*", "/api/v1/orders")),
        (["/api/a", "/api/b/c"], ["/web/a"], ("/api/*",)),
        (["/orders/12/items"], ["/orders/12/events"], ("/orders/*/items",)),
        (["/orders"], ["/users"], ("/orders",)),
        (["/gateway[1]/do*"], ["/gateway1/do"], ("/gateway[[]1]/*",)),
        (["/", "/a/x"], ["/b/x"], ("/", "/a/*")),
    ],
)
def test_the_widest_patterns_are_offered_that_fit_no_other_response(read, unread, patterns):
    split = split_of(read, unread)
    assert split is not None
    assert set(split.patterns) == set(patterns)
    assert (split.count, split.total) == (len(read), len(read) + len(unread))


def test_an_endpoint_that_answers_both_ways_is_left_out():
    both = [*ORDERS, "/api/v1/parcels/1"]
    split = split_of(both, ["/api/v1/parcels/1", "/health"])
    assert split == Split(("/api/v1/orders/*", "/api/v1/orders"), 3, 6)


@pytest.mark.parametrize(
    ("read", "unread"),
    [
        ([], ["/a"]),
        (["/a"], []),
        (["/a/1"], ["/a/2"]),
        ([f"/e{number}" for number in range(MOST_PATTERNS + 1)], ["/a"]),
    ],
)
def test_nothing_is_offered_where_no_path_tells_them_apart(read, unread):
    assert split_of(read, unread) is None
