import pytest
from hypothesis import given

from aiurdesk.core.expectations import typed_frame_tests as typed
from aiurdesk.core.expectations.frame_tests import FRAME_TEST_KINDS
from aiurdesk.core.expectations.typed_tests import FRAME_TESTS, texts_of_row
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.response_test import NO_FRAME
from tests.core.collection.requests import CONVERSATIONS


@given(CONVERSATIONS)
def test_a_frame_test_is_the_same_after_it_was_in_the_table(conversation):
    for test in conversation.frame_tests:
        # Once: the table does not tell a code "0" from the number.
        test = typed.typed_frame_test(typed.frame_row(test))  # noqa: PLW2901
        assert typed.typed_frame_test(typed.frame_row(test)) == test
        frame, rest = typed.without_frame(typed.frame_row(test))
        texts = (frame, test.test.kind, *texts_of_row(rest))
        assert typed.read_frame_texts(texts) == test


@pytest.mark.parametrize("kind", FRAME_TEST_KINDS, ids=lambda kind: kind.key)
def test_every_kind_can_be_added(kind):
    row = typed.with_frame("any", FRAME_TESTS.new_row(kind.label))
    assert typed.typed_frame_test(row).test.kind == kind.key
    if not kind.comparisons:
        row = typed.with_frame("1", Row(kind.label, ("", "", kind.example)))
        assert typed.frame_row_mistake(row) == ""


@pytest.mark.parametrize(
    ("frame", "number"),
    [("1", 1), (" 20 ", 20), ("any", 0), ("Every", -1), ("0", NO_FRAME), ("first", NO_FRAME)],
)
def test_the_frame_is_a_number_or_a_word(frame, number):
    row = typed.with_frame(frame, Row("text", ("", "equals", "hello")))
    assert typed.typed_frame_test(row).frame == number
    assert bool(typed.frame_row_mistake(row)) is (number == NO_FRAME)


def test_a_row_keeps_its_path_only_if_its_new_kind_has_one():
    row = FRAME_TESTS.new_row("text", Row("value", ("a.b", "contains", "x")))
    assert row == Row("text", ("", "contains", ""))


def test_texts_of_another_version_are_no_test():
    assert typed.read_frame_texts(("1", "weather", "", "", "fine")) is None
    assert typed.read_frame_texts(("1", "code")) is None


def test_a_row_of_something_else_is_refused():
    with pytest.raises(ValueError, match="no row of a frame test"):
        typed.typed_frame_test(Row("text", "hello"))
