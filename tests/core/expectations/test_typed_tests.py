import pytest
from hypothesis import given

from aiurdesk.core.expectations import typed_tests
from aiurdesk.core.expectations.response_tests import TEST_KINDS, kind_of
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.response_test import Capture, ResponseTest
from tests.core.collection.requests import CAPTURES

TESTS = typed_tests.RESPONSE_TESTS


@pytest.mark.parametrize(
    "test",
    [
        ResponseTest("code", 0),
        ResponseTest("code", (0, -6, "NotFound")),
        ResponseTest("status", (200, 204)),
        ResponseTest("severity", "success"),
        ResponseTest("header", "5", "equals", "X-Id"),
        ResponseTest("header", True, "exists", "X-Id"),
        ResponseTest("value", 5, "equals", "a"),
        ResponseTest("value", "5", "equals", "a"),
        ResponseTest("value", ("a", "b"), "equals", "a"),
        ResponseTest("value", "^a", "matches", "a"),
        ResponseTest("value", 2, "count", "a"),
        ResponseTest("elapsed_below_ms", 0.5),
        ResponseTest("schema", "a.json"),
        ResponseTest("status", "not a number"),
    ],
)
def test_a_test_is_the_same_after_it_was_in_the_table(test):
    row = TESTS.row_of(test)
    assert row.name == kind_of(test.kind).label
    assert TESTS.typed(row) == test
    assert TESTS.read_texts((test.kind, *typed_tests.texts_of_row(row))) == test
    assert TESTS.has_kind_of(test)


@pytest.mark.parametrize("kind", TEST_KINDS, ids=lambda kind: kind.key)
def test_every_kind_can_be_added(kind):
    row = TESTS.new_row(kind.label)
    assert TESTS.typed(row).kind == kind.key
    assert bool(kind.subject) is bool(kind.comparisons)
    if not kind.comparisons:
        assert kind.example
        assert TESTS.mistake(Row(kind.label, ("", "", kind.example))) == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("HTTP status", ("", "", "fine")), "should be a number, or a list"),
        (Row("result code", ("", "", "")), "should be a result code, its name"),
        (Row("header", ("", "equals", "a")), "Name the header"),
        (Row("value", ("", "equals", "a")), "Give the path"),
        (Row("value", ("items[", "equals", "a")), "not a valid path"),
        (Row("value", ("a", "matches", "(")), "a regular expression"),
        (Row("value", ("a", "count", "many")), "a number of entries"),
        (Row("value", ("a", "equals", "")), ""),
    ],
)
def test_a_row_says_what_is_wrong(row, words):
    found = TESTS.mistake(row)
    assert words in found
    assert bool(found) is bool(words)


def test_a_kind_of_a_later_version_is_left_out():
    assert TESTS.read_texts(("weather", "", "", "fine")) is None
    assert TESTS.read_texts(("value", "a", "resembles", "b")) is None
    assert TESTS.read_texts(("code",)) is None


def test_another_kind_keeps_what_fits():
    row = TESTS.new_row("header", Row("value", ("name", "contains", "a")))
    assert row == Row("header", ("name", "contains", ""))
    row = TESTS.new_row("header", Row("value", ("name", "count", "2")))
    assert row == Row("header", ("name", "equals", ""))
    assert TESTS.new_row("HTTP status", row) == Row("HTTP status", ("", "", ""))


def test_a_comparison_with_few_choices_takes_the_first_one():
    row = Row("value", ("name", "equals", "a"))
    row = TESTS.with_comparison(row, "exists")
    assert row.value == ("name", "exists", "true")
    assert TESTS.with_comparison(row, "equals").value == ("name", "equals", "")


@given(CAPTURES)
def test_a_capture_is_the_same_after_it_was_in_the_table(capture):
    assert typed_tests.typed_capture(typed_tests.capture_row(capture)) == capture


@pytest.mark.parametrize(
    ("capture", "words"),
    [
        (Capture("id", "value", "a.b"), ""),
        (Capture("id", "header", "X-Id"), ""),
        (Capture("", "value", "a"), "Name the variable"),
        (Capture("a b", "value", "a"), "letters, digits"),
        (Capture("id", "value", "a["), "not a valid path"),
        (Capture("id", "header", " "), "Name the header"),
    ],
)
def test_a_capture_says_what_is_wrong(capture, words):
    found = typed_tests.capture_row_mistake(typed_tests.capture_row(capture))
    assert words in found
    assert bool(found) is bool(words)


def test_the_choices_are_those_of_the_comparison_or_of_the_kind():
    assert TESTS.choices(Row("value", ("a", "exists", "true"))) == ("true", "false")
    assert TESTS.choices(Row("value", ("a", "equals", "b"))) == ()
    assert "success" in TESTS.choices(Row("severity", ("", "", "")))


def test_a_row_of_something_else_is_refused():
    with pytest.raises(ValueError, match="no row of a test"):
        TESTS.typed(Row("value", "text"))
