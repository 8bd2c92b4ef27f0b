"""Tests and captures as the rows of a table in which everything is typed or chosen."""

from collections.abc import Callable

from aiurdesk.core.collection.captures import SOURCES, capture_mistake
from aiurdesk.core.collection.response_tests import TEST_KINDS, kind_of, mistake_in
from aiurdesk.core.collection.typed_values import as_literal, typed_text
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.response_test import Capture, Expected, ResponseTest

_KEYS = {kind.label: kind.key for kind in TEST_KINDS}


def row_of_test(test: ResponseTest) -> Row:
    """Return the row of a test: the label of its kind; subject, comparison, expected value."""
    kind = kind_of(test.kind)
    is_literal = _reader(test.kind, test.comparison) is as_literal
    text = typed_text(test.expected, is_literal=is_literal)
    return Row(kind.label, (test.subject, test.comparison, text))


def typed_test(row: Row) -> ResponseTest:
    """Return the test of a row; it may be one that cannot be carried out."""
    key = _KEYS[row.name]
    subject, comparison, text = _texts(row)
    return ResponseTest(key, _reader(key, comparison)(text), comparison, subject)


def row_mistake(row: Row) -> str:
    """Return why the test of a row cannot be carried out, or empty text."""
    return mistake_in(typed_test(row))


def texts_of_test(test: ResponseTest) -> tuple[str, ...]:
    """Return a test as texts that last: the key of its kind, and those of its row."""
    # Not its label, which a later version may word in another way.
    return (test.kind, *_texts(row_of_test(test)))


def read_texts(texts: tuple[str, ...]) -> ResponseTest | None:
    """Return the test of such texts, or None if this version does not know its kind."""
    match texts:
        # A kind or comparison of a later version is left alone, not guessed.
        case (key, subject, comparison, text) if key in _KEYS.values():
            ways = kind_of(key).comparisons
            if comparison in ways or not (ways or comparison):
                return typed_test(Row(kind_of(key).label, (subject, comparison, text)))
    return None


def new_test_row(label: str = TEST_KINDS[0].label, before: Row | None = None) -> Row:
    """Return the row of a new test, with what of the row before it can stay.

    Args:
        label: That of its kind.
    """
    kind = kind_of(_KEYS[label])
    subject, comparison, _ = ("", "", "") if before is None else _texts(before)
    if not kind.comparisons:
        return Row(label, ("", "", ""))
    comparison = comparison if comparison in kind.comparisons else next(iter(kind.comparisons))
    return with_comparison(Row(label, (subject, comparison, "")), comparison)


def with_comparison(row: Row, comparison: str) -> Row:
    """Return a row that compares in another way, with the first choice where there are some."""
    subject, before, text = _texts(row)
    ways = kind_of(_KEYS[row.name]).comparisons
    choices = ways[comparison].choices
    had_choices = before in ways and bool(ways[before].choices)
    if choices and text not in choices:
        text = choices[0]
    # "true" for a test of existence is no text to compare with.
    elif not choices and had_choices:
        text = ""
    return Row(row.name, (subject, comparison, text))


def capture_row(capture: Capture) -> Row:
    """Return the row of a capture: its variable; where it is taken from, and path or name."""
    return Row(capture.variable, (capture.source, capture.subject))


def typed_capture(row: Row) -> Capture:
    """Return the capture of a row."""
    source, subject = row.value if isinstance(row.value, tuple) else (SOURCES[0], "")
    return Capture(row.name, source, subject)


def capture_row_mistake(row: Row) -> str:
    """Return why the capture of a row cannot work, or empty text."""
    return capture_mistake(typed_capture(row))


def _texts(row: Row) -> tuple[str, str, str]:
    match row.value:
        case (str(subject), str(comparison), str(text)):
            return subject, comparison, text
    raise ValueError(f"no row of a test: {row}")


def _reader(key: str, comparison: str) -> Callable[[str], Expected]:
    kind = kind_of(key)
    return kind.comparisons[comparison].read if kind.comparisons else kind.read
