import pytest
from hypothesis import given

from aiurdesk.core.expectations import typed_tests
from aiurdesk.core.expectations.frame_tests import FRAME_TEST_KINDS
from aiurdesk.core.expectations.response_tests import TEST_KINDS, kind_of
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.conversation import NO_FRAME, Capture, ResponseTest
from aiurdesk.core.request.edit_state import Row
from tests.core.collection.requests import CAPTURES, CONVERSATIONS

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
        assert TESTS.row_problem(Row(kind.label, ("", "", kind.example))) is None


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
    problem = TESTS.row_problem(row)
    assert words in sentence_of(problem)
    assert bool(problem) is bool(words)


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
    problem = typed_tests.capture_row_problem(typed_tests.capture_row(capture))
    assert words in sentence_of(problem)
    assert bool(problem) is bool(words)


def test_the_choices_come_from_the_comparison_or_the_kind():
    assert TESTS.choices(Row("value", ("a", "exists", "true"))) == ("true", "false")
    assert TESTS.choices(Row("value", ("a", "equals", "b"))) == ()
    assert "success" in TESTS.choices(Row("severity", ("", "", "")))


def test_a_row_of_something_else_is_refused():
    with pytest.raises(ValueError, match="no row of a test"):
        TESTS.typed(Row("value", "text"))


@given(CONVERSATIONS)
def test_a_frame_test_is_the_same_after_it_was_in_the_table(conversation):
    for test in conversation.frame_tests:
        # Once: the table does not tell a code "0" from the number.
        test = typed_tests.typed_frame_test(typed_tests.frame_row(test))  # noqa: PLW2901
        assert typed_tests.typed_frame_test(typed_tests.frame_row(test)) == test
        frame, rest = typed_tests.without_frame(typed_tests.frame_row(test))
        texts = (frame, test.test.kind, *typed_tests.texts_of_row(rest))
        assert typed_tests.read_frame_texts(texts) == test


@pytest.mark.parametrize("kind", FRAME_TEST_KINDS, ids=lambda kind: kind.key)
def test_every_kind_of_frame_test_can_be_added(kind):
    row = typed_tests.with_frame("any", typed_tests.FRAME_TESTS.new_row(kind.label))
    assert typed_tests.typed_frame_test(row).test.kind == kind.key
    if not kind.comparisons:
        row = typed_tests.with_frame("1", Row(kind.label, ("", "", kind.example)))
        assert typed_tests.frame_row_problem(row) is None


@pytest.mark.parametrize(
    ("frame", "number"),
    [("1", 1), (" 20 ", 20), ("any", 0), ("Every", -1), ("0", NO_FRAME), ("first", NO_FRAME)],
)
def test_the_frame_is_a_number_or_a_word(frame, number):
    row = typed_tests.with_frame(frame, Row("text", ("", "equals", "hello")))
    assert typed_tests.typed_frame_test(row).frame == number
    assert bool(typed_tests.frame_row_problem(row)) is (number == NO_FRAME)


def test_a_row_keeps_its_path_only_if_its_new_kind_has_one():
    row = typed_tests.FRAME_TESTS.new_row("text", Row("value", ("a.b", "contains", "x")))
    assert row == Row("text", ("", "contains", ""))


def test_texts_of_another_version_are_not_a_test():
    assert typed_tests.read_frame_texts(("1", "weather", "", "", "fine")) is None
    assert typed_tests.read_frame_texts(("1", "code")) is None


def test_a_row_of_another_list_is_refused():
    with pytest.raises(ValueError, match="no row of a frame test"):
        typed_tests.typed_frame_test(Row("text", "hello"))


def test_ignored_paths_are_typed_with_commas_between_them():
    row = TESTS.new_row("response is like")
    row = Row(row.name, ("good", "ignore", 'serverTime, data[].id, "a, b"'))
    test = TESTS.typed(row)
    assert test.expected == ("serverTime", "data[].id", '"a, b"')
    assert TESTS.row_of(test) == row
    assert TESTS.row_problem(Row(row.name, ("", "ignore", ""))) is not None
