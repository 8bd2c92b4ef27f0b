"""Tests, frame tests and captures as the rows of a table in which everything is typed or chosen."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from aiurdesk.core.expectations.captures import SOURCES, capture_problem
from aiurdesk.core.expectations.comparisons import as_literal, typed_text
from aiurdesk.core.expectations.frame_tests import (
    FRAME_TEST_KINDS,
    FrameFacts,
    frame_test_problem,
    frame_words,
)
from aiurdesk.core.expectations.kinds_of_tests import KindOfTest, expectation_problem
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.expectations.response_tests import TEST_KINDS
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    NO_FRAME,
    Capture,
    Expected,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.request.edit_state import Row

_Facts = TypeVar("_Facts")
FRAME_CHOICES = (*map(frame_words, (ANY_FRAME, EVERY_FRAME)), "1", "2", "3")
"""What is offered as the frame of a test; any number can be typed."""
_NUMBERS = {frame_words(number): number for number in (ANY_FRAME, EVERY_FRAME)}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_TEXTS_OF_A_TEST = 5


class TypedTests(Generic[_Facts]):
    """The rows of tests of some kinds: the label of the kind; subject, comparison, typed value."""

    def __init__(self, kinds: Iterable[KindOfTest[_Facts]]) -> None:
        self.kinds: Mapping[str, KindOfTest[_Facts]] = {kind.label: kind for kind in kinds}
        """By their labels."""
        self._by_key = {kind.key: kind for kind in self.kinds.values()}

    def row_of(self, test: ResponseTest) -> Row:
        """Return the row of a test."""
        kind = self._by_key[test.kind]
        is_literal = _reader(kind, test.comparison) is as_literal
        text = kind.write and kind.write(test.expected)
        text = text or typed_text(test.expected, is_literal=is_literal)
        return Row(kind.label, (test.subject, test.comparison, text))

    def typed(self, row: Row) -> ResponseTest:
        """Return the test of a row; it may be one that cannot be carried out."""
        kind = self.kinds[row.name]
        subject, comparison, text = texts_of_row(row)
        return ResponseTest(kind.key, _reader(kind, comparison)(text), comparison, subject)

    def row_problem(self, row: Row) -> Problem | None:
        """Return why the test of a row cannot be carried out."""
        return expectation_problem(self.kinds[row.name], self.typed(row))

    def has_kind_of(self, test: ResponseTest) -> bool:
        """Tell whether this version knows the kind and the comparison of a test."""
        kind = self._by_key.get(test.kind)
        if kind is None:
            return False
        return test.comparison in kind.comparisons or not (kind.comparisons or test.comparison)

    def read_texts(self, texts: tuple[str, ...]) -> ResponseTest | None:
        """Return the test of a kind, subject, comparison and typed value; None for a later kind."""
        match texts:
            case (key, subject, comparison, text) if self.has_kind_of(
                ResponseTest(key, "", comparison)
            ):
                return self.typed(Row(self._by_key[key].label, (subject, comparison, text)))
        return None

    def new_row(self, label: str = "", before: Row | None = None) -> Row:
        """Return the row of a new test, with what of the row before it can stay.

        Args:
            label: The label of its kind; empty for the first kind.
            before: The row that becomes one of another kind.
        """
        label = label or next(iter(self.kinds))
        comparisons = self.kinds[label].comparisons
        subject, comparison, _ = ("", "", "") if before is None else texts_of_row(before)
        if not comparisons:
            return Row(label, ("", "", ""))
        comparison = comparison if comparison in comparisons else next(iter(comparisons))
        # A kind may have comparisons and nothing to name, as the text of a frame.
        subject = subject if self.kinds[label].subject else ""
        return self.with_comparison(Row(label, (subject, comparison, "")), comparison)

    def with_comparison(self, row: Row, comparison: str) -> Row:
        """Return a row that compares in another way, with the first choice where there are some."""
        subject, before, text = texts_of_row(row)
        ways = self.kinds[row.name].comparisons
        choices = ways[comparison].choices
        had_choices = before in ways and bool(ways[before].choices)
        if choices and text not in choices:
            text = choices[0]
        # "true" for a test of existence is not a text to compare with.
        elif not choices and had_choices:
            text = ""
        return Row(row.name, (subject, comparison, text))

    def choices(self, row: Row) -> tuple[str, ...]:
        """Return the texts that are offered as what the test of a row expects."""
        kind = self.kinds[row.name]
        _, comparison, _ = texts_of_row(row)
        return kind.comparisons[comparison].choices if kind.comparisons else kind.choices


RESPONSE_TESTS: TypedTests[ResponseFacts] = TypedTests(TEST_KINDS)
FRAME_TESTS: TypedTests[FrameFacts] = TypedTests(FRAME_TEST_KINDS)
"""What is expected of the frame; ``frame_row`` says of which one."""


def texts_of_row(row: Row) -> tuple[str, str, str]:
    """Return subject, comparison and typed value of the row of a test."""
    match row.value:
        case (str(subject), str(comparison), str(text)):
            return subject, comparison, text
    raise ValueError(f"no row of a test: {row}")


def capture_row(capture: Capture) -> Row:
    """Return the row of a capture: its variable; where it is taken from, and path or name."""
    return Row(capture.variable, (capture.source, capture.subject))


def typed_capture(row: Row) -> Capture:
    """Return the capture of a row."""
    source, subject = row.value if isinstance(row.value, tuple) else (SOURCES[0], "")
    return Capture(row.name, source, subject)


def capture_row_problem(row: Row) -> Problem | None:
    """Return why the capture of a row cannot work."""
    return capture_problem(typed_capture(row))


def _reader(kind: KindOfTest[_Facts], comparison: str) -> Callable[[str], Expected]:
    return kind.comparisons[comparison].read if kind.comparisons else kind.read


def frame_row(test: FrameTest) -> Row:
    """Return the row of a test: the label of its kind; frame, subject, comparison, typed value."""
    row = FRAME_TESTS.row_of(test.test)
    return with_frame(frame_words(test.frame), row)


def with_frame(frame: str, row: Row) -> Row:
    """Return the row of a test, with the frame that it is about before the other texts."""
    return Row(row.name, (frame, *texts_of_row(row)))


def without_frame(row: Row) -> tuple[str, Row]:
    """Divide the row of a frame test: return its frame, and the row of its test."""
    match row.value:
        case (str(frame), *rest):
            return frame, Row(row.name, tuple(rest))
    raise ValueError(f"no row of a frame test: {row}")


def typed_frame_test(row: Row) -> FrameTest:
    """Return the test of a row; it may be one that cannot be carried out."""
    frame, rest = without_frame(row)
    return FrameTest(_number(frame), FRAME_TESTS.typed(rest))


def frame_row_problem(row: Row) -> Problem | None:
    """Return why the test of a row cannot be carried out."""
    return frame_test_problem(typed_frame_test(row))


def read_frame_texts(texts: tuple[str, ...]) -> FrameTest | None:
    """Return the test of a frame, and of texts as in ``TypedTests.read_texts``."""
    if len(texts) != _TEXTS_OF_A_TEST:
        return None
    test = FRAME_TESTS.read_texts(texts[1:])
    return None if test is None else FrameTest(_number(texts[0]), test)


def _number(frame: str) -> int:
    word = frame.strip().casefold()
    return _NUMBERS.get(word, int(word) if _NUMBER.fullmatch(word) else NO_FRAME)
