from contextvars import Context

import pytest

from aiurdesk.core.expectations.captures import capture, is_expression
from aiurdesk.core.expectations.expressions import NotAllowedHere
from aiurdesk.core.request.conversation import Capture
from tests.core.collection.exchanges import facts


@pytest.mark.parametrize(
    ("source", "subject", "text"),
    [
        ("value", "message", "Wrong."),
        ("value", "code", "-10"),
        ("value", "flag", "true"),
        ("value", "items[1]", '{"name": "second", "count": 2.5}'),
        ("value", "template", "{{env:HOME}}"),
        ("header", "x-id", "7"),
    ],
)
def test_a_value_or_header_becomes_the_text_of_a_variable(source, subject, text):
    captured = capture((Capture("v", source, subject),), facts())
    assert captured.variables == (("v", text),)
    assert captured.failed == ()


@pytest.mark.parametrize(
    ("source", "subject", "words"),
    [
        ("value", "missing", "there is no such value"),
        ("value", "nothing", "there is no such value"),
        ("value", "items[", "not a valid path"),
        ("header", "other", "there is no such value"),
    ],
)
def test_a_capture_that_finds_nothing_fails(source, subject, words):
    captured = capture((Capture("v", source, subject),), facts())
    assert captured.variables == ()
    (finding,) = captured.failed
    assert finding.title == f"capture v from {source} {subject}"
    assert not finding.passed
    assert words in finding.found


def test_an_expression_is_evaluated_only_where_it_is_allowed():
    names, first = Capture("v", "value", "items[].name"), Capture("v", "value", "items[0].name")
    assert (is_expression(names), is_expression(first)) == (True, False)
    assert not is_expression(Capture("v", "header", "items[].name"))
    with pytest.raises(NotAllowedHere):
        Context().run(capture, (names,), facts())
    assert Context().run(capture, (first,), facts()).variables == (("v", "first"),)


def test_a_value_that_an_expression_made_very_long_is_not_captured():
    doubled = "@" + " | [@, @]" * 18
    captured = capture((Capture("v", "value", doubled),), facts({"text": "x" * 50}))
    (finding,) = captured.failed
    assert finding.found == "the value is longer than 16 million characters"


@pytest.mark.parametrize("name", ["env:HOME", "secret:Work", "$uuid", "a b"])
def test_a_capture_cannot_take_the_place_of_other_values(name):
    captured = capture((Capture(name, "value", "message"),), facts())
    assert captured.variables == ()
    (finding,) = captured.failed
    assert finding.found.startswith("The name of a variable has letters, digits, ")
