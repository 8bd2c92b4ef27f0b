"""The frames that a socket expects, as rows of a table in which everything is typed or chosen."""

import re

from aiurdesk.core.expectations.frame_tests import frame_words, mistake_in
from aiurdesk.core.expectations.typed_tests import FRAME_TESTS, texts_of_row
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.response_test import ANY_FRAME, EVERY_FRAME, NO_FRAME, FrameTest

FRAME_CHOICES = (*map(frame_words, (ANY_FRAME, EVERY_FRAME)), "1", "2", "3")
"""What is offered as the frame of a test; any number can be typed."""
_NUMBERS = {frame_words(number): number for number in (ANY_FRAME, EVERY_FRAME)}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_TEXTS_OF_A_TEST = 5


def frame_row(test: FrameTest) -> Row:
    """Return the row of a test: the label of its kind; frame, subject, comparison, typed value."""
    row = FRAME_TESTS.row_of(test.test)
    return with_frame(frame_words(test.frame), row)


def with_frame(frame: str, row: Row) -> Row:
    """Return the row of a test, with the frame that it is about before the other texts."""
    return Row(row.name, (frame, *texts_of_row(row)))


def without_frame(row: Row) -> tuple[str, Row]:
    """Return the frame of a row, and the row of what is expected of it."""
    match row.value:
        case (str(frame), *rest):
            return frame, Row(row.name, tuple(rest))
    raise ValueError(f"no row of a frame test: {row}")


def typed_frame_test(row: Row) -> FrameTest:
    """Return the test of a row; it may be one that cannot be carried out."""
    frame, rest = without_frame(row)
    return FrameTest(_number(frame), FRAME_TESTS.typed(rest))


def frame_row_mistake(row: Row) -> str:
    """Return why the test of a row cannot be carried out, or empty text."""
    return mistake_in(typed_frame_test(row))


def read_frame_texts(texts: tuple[str, ...]) -> FrameTest | None:
    """Return the test of a frame, and of texts as in ``TypedTests.read_texts``."""
    if len(texts) != _TEXTS_OF_A_TEST:
        return None
    test = FRAME_TESTS.read_texts(texts[1:])
    return None if test is None else FrameTest(_number(texts[0]), test)


def _number(frame: str) -> int:
    word = frame.strip().casefold()
    return _NUMBERS.get(word, int(word) if _NUMBER.fullmatch(word) else NO_FRAME)
