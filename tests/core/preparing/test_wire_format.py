"""Which texts may be sent, and how; ``test_form_rules`` walks the table of recorded bindings."""

from typing import Any

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Choice, Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.preparing.wire_format import example_of, prefilled, to_wire
from aiurdesk.core.problem import Problem

SITE = Parameter("siteName", ParameterKind.TEXT, Location.FORM, example="my-site")
COLOUR = Parameter("colour", ParameterKind.CHOICE, Location.QUERY, choices=(Choice("0", "Red"),))


def of_kind(kind: ParameterKind, location: Location = Location.QUERY) -> Parameter:
    return Parameter("v", kind, location)


def refused(parameter: Parameter, text: str) -> str:
    answer = to_wire(parameter, text)
    assert isinstance(answer, Problem), answer
    return answer.sentence


def test_an_example_comes_from_the_parameter_then_its_choices_then_its_range():
    assert example_of(SITE) == "my-site"
    assert example_of(COLOUR) == "Red"
    assert example_of(Parameter("n", ParameterKind.INTEGER, Location.QUERY, minimum=50)) == "50"
    assert example_of(of_kind(ParameterKind.BOOLEAN)) == "true"


def body_of(**members: Any) -> Endpoint:
    body = Parameter("body", ParameterKind.JSON, Location.JSON, required=True)
    query = Parameter("page", ParameterKind.INTEGER, Location.QUERY, required=True, example="2")
    return Endpoint(
        "a.b.c", "a", "b", "c", "POST", "/c", parameters=(query, replace(body, **members))
    )


def test_a_new_request_begins_with_the_json_body_that_is_required():
    assert prefilled(body_of(example='{"a": 1}')) == (("body", '{"a": 1}'),)
    assert prefilled(body_of(example='{"a": 1}', prefill='{"a": 0}')) == (("body", '{"a": 0}'),)
    assert prefilled(body_of(example='{"a": "{{b}}"}')) == (("body", '{"a": "{\\u007bb}}"}'),)
    assert prefilled(body_of(example='{"a": 1}', required=False)) == ()
    assert prefilled(body_of(example="text", kind=ParameterKind.TEXT)) == ()
    assert prefilled(body_of()) == ()


@pytest.mark.parametrize("location", [x for x in Location if x != Location.QUERY])
def test_the_character_nul_only_goes_in_a_query(location):
    assert "NUL" in refused(of_kind(ParameterKind.TEXT, location), "a\0b")
    assert to_wire(of_kind(ParameterKind.TEXT), "a\0b") == "a\0b"


@pytest.mark.parametrize(
    ("location", "text", "words"),
    [
        (Location.PATH, "", "cannot be empty"),
        (Location.PATH, "..", ". and .."),
        (Location.REST, "a//b", "one slash between"),
        (Location.REST, "/a", "one slash between"),
        (Location.REST, "a//", "one slash between"),
        (Location.REST, "/", "one slash between"),
        (Location.REST, "", "one slash between"),
        (Location.REST, "a/./b", ". and .."),
    ],
)
def test_texts_that_an_address_would_lose_are_refused(location, text, words):
    assert words in refused(of_kind(ParameterKind.TEXT, location), text)


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location.PATH, "..."),
        (Location.PATH, "a%2Fb"),
        (Location.REST, "a/..b/c d"),
        (Location.REST, "a/b/"),
    ],
)
def test_what_an_address_can_hold_passes(location, text):
    assert to_wire(of_kind(ParameterKind.TEXT, location), text) == text


@pytest.mark.parametrize(
    ("location", "text", "is_taken"),
    [
        (Location.HEADER, "a; b", True),
        (Location.HEADER, "a\nb", False),
        (Location.HEADER, "日本", False),
        (Location.COOKIE, "a=b", True),
        (Location.COOKIE, "a; b", False),
    ],
)
def test_headers_and_cookies_take_one_line_of_latin_letters(location, text, is_taken):
    wire = to_wire(Parameter("v", ParameterKind.TEXT, location), text)
    assert isinstance(wire, str) is is_taken
