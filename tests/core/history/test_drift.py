import json

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.history.drift import ENOUGH, Learnt, drift, learn, learnt_key, look_of
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from tests.core.collection.exchanges import an_exchange

LETTERS = "abcdefghijklmnopqrstuvwxyzäöü"
LAMP = {"price": 5, "tags": ["a"], "note": None, "sizes": [{"w": 1, "h": 2}, {"w": 3, "h": 4}]}


def look(body, code: int | str = -10):
    exchange = an_exchange(body)
    found = look_of(replace(exchange, verdict=replace(exchange.verdict, code=code)))
    assert found is not None
    return found


def told(learnt, body, code: int | str = -10):
    return [str(phrase) for phrase in drift(learnt, look(body, code))]


def taught(*bodies, times=ENOUGH):
    learnt = Learnt()
    for number in range(times):
        learn(learnt, look(bodies[number % len(bodies)]))
    return learnt


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({**LAMP, "price": "5"}, "`price` was a number in 20 responses, is text now."),
        ({**LAMP, "price": None}, "`price` was a number in 20 responses, is null now."),
        ({**LAMP, "tags": [1]}, "`tags[]` was text in 20 responses, is a number now."),
        ({**LAMP, "sizes": {}}, "`sizes` was a list in 20 responses, is an object now."),
        ([], "`@` was an object in 20 responses, is a list now."),
        (
            {name: LAMP[name] for name in ("price", "note", "sizes")},
            "`tags` is missing for the first time in 20 responses.",
        ),
        (
            {**LAMP, "sizes": [{"w": 1, "h": 2}, {"w": 3}]},
            "`sizes[].h` is missing for the first time in 20 responses.",
        ),
    ],
)
def test_what_was_never_so_before_is_told_once(body, sentence):
    learnt = taught(LAMP)
    assert told(learnt, LAMP) == []
    assert told(learnt, body) == [sentence]
    learn(learnt, look(body))
    assert told(learnt, body) == []


def test_a_code_that_never_came_is_told_and_its_body_is_another_one():
    learnt = taught(LAMP)
    assert told(learnt, {"message": "no"}, -7) == ["Code −7 was never seen here, in 20 responses."]
    learn(learnt, look({"message": "no"}, -7))
    assert told(learnt, {"other": 1}, -7) == []


def test_nothing_is_told_before_enough_was_seen():
    for times in (0, 1, ENOUGH - 1):
        learnt = taught(LAMP, times=times)
        assert told(learnt, {"price": "x"}) == []
        assert told(learnt, {}, -7) == []
    assert told(taught(LAMP), {"price": "x"}) != []


@pytest.mark.parametrize(
    "bodies",
    [
        # A member that is sometimes missing, or null, or comes later.
        [{"a": 1, "b": 2}, {"a": 1}],
        [{"a": 1}, {"a": None}],
        [{"a": 1}, {"a": 1, "later": {"b": 1}}],
        # A list of different things, and a free value.
        [{"items": [1, "x", {"a": 1}]}, {"items": [{"b": 2}, []]}],
        [{"value": 1}, {"value": "x"}],
        # An empty list says nothing about its entries.
        [{"items": [{"a": 1}]}, {"items": []}],
        # A whole number, and one with a fraction.
        [{"a": 1}, {"a": 1.5}],
        # Keys that are ids of entries.
        [{"users": {"10017": {"name": "x"}}}, {"users": {"20018": {"name": "y"}, "30019": {}}}],
    ],
)
def test_what_varies_anyway_is_not_told_again_and_again(bodies):
    learnt = taught(*bodies, times=2 * ENOUGH)
    for body in bodies:
        assert told(learnt, body) == []


def test_what_had_several_kinds_may_have_any():
    learnt = taught({"value": 1}, {"value": "x"}, times=2 * ENOUGH)
    assert told(learnt, {"value": [1]}) == []


def test_no_value_and_no_key_of_an_entry_is_learnt():
    secret = "topsecretword"
    body = {
        "user@example.com": 1,
        "0123456789abcdef0123": 1,
        "x" * 100: 1,
        secret: 1,
        "a\u202eb": 1,
        "name": "a private value",
        "12345": {"inner": True},
    }
    exchange = an_exchange(body)
    prepared = replace(exchange.prepared, secrets=(Secret(secret),))
    learnt = Learnt()
    seen = look_of(replace(exchange, prepared=prepared))
    assert seen is not None
    learn(learnt, seen)
    (shape,) = learnt.shapes.values()
    assert list(shape.members) == ["", "/*", "/name", "/*/inner"]
    assert "private" not in repr(learnt)


@pytest.mark.parametrize(
    "body",
    [
        {f"n{one}{other}": {"a": {"b": 1}} for one in LETTERS for other in LETTERS * 2},
        [{"a": [1] * 1000}] * 1000,
        json.loads("[" * 500 + "]" * 500),
        {"a": list(range(20_000))},
    ],
)
def test_a_hostile_body_is_bounded_and_what_was_not_reached_is_not_missing(body):
    learnt = taught(body)
    assert all(len(shape.members) <= 1_001 for shape in learnt.shapes.values())
    assert told(learnt, body) == []


def test_many_new_things_are_counted():
    body = {f"name{letter}": 1 for letter in "abcdefgh"}
    lines = told(taught(body), {})
    assert len(lines) == 6
    assert lines[-1] == "3 more things are new in it."


def test_what_is_not_json_has_a_code_only():
    learnt = taught(b"<html>")
    assert told(learnt, b"{") == []
    assert told(learnt, b"", -7) != []
    assert look_of(an_exchange(has_response=False)) is None


def test_a_custom_address_is_one_endpoint_whatever_the_ids_in_it():
    def key(url: str) -> str:
        exchange = an_exchange()
        request = Request(Typed(url, "GET"))
        prepared = replace(exchange.prepared, url=url)
        return learnt_key(replace(exchange, request=request, prepared=prepared)).partition("\n")[0]

    assert key("https://u:p@host/lamps/7?x=1#y") == "GET https://host/lamps/*"
    assert key("https://host/lamps/0f8fad5b-d9cb-469f-a165-70867728950e") == key(
        "https://host/lamps/8"
    )
    assert key("https://host/lamps") != key("https://host/lamp")
    assert learnt_key(an_exchange()).startswith("a.b.c\n")
