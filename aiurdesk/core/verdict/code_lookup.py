"""Finds the row of a table that says what a code means."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from aiurdesk.core.verdict.dialect import Code, CodeRow, Dialect

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")


class _Index(msgspec.Struct, frozen=True, eq=False):
    by_code: Mapping[str, tuple[CodeRow, ...]]
    """By the code as text: some services send ``"40001"``, and ``40001`` at other times."""
    by_prefix: Mapping[str, tuple[CodeRow, ...]]
    prefix_lengths: tuple[int, ...]
    """The longest first."""
    ranges: tuple[CodeRow, ...]


def row_for(dialect: Dialect, code: Code | None, message: str) -> CodeRow | None:
    """Return the row for a code: the exact one, or the one of the longest prefix, or of a range.

    Of several, one that names words of the message comes first.
    """
    if code is None or not dialect.rows:
        return None
    lower = message.lower()
    for candidates in _candidates(_index(dialect), code):
        fitting = [row for row in candidates if not row.says or _is_said(row, lower)]
        if fitting:
            return next((row for row in fitting if row.says), fitting[0])
    return None


def _is_said(row: CodeRow, lower: str) -> bool:
    return any(_has(lower, fragment) for fragment in row.says)


def _has(lower: str, fragment: str) -> bool:
    """Tell whether a message has a fragment, whose ``.*`` stands for any words."""
    start = 0
    for part in fragment.split(".*"):
        position = lower.find(part, start)
        if position < 0:
            return False
        start = position + len(part)
    return True


def _candidates(index: _Index, code: Code) -> Iterator[tuple[CodeRow, ...]]:
    text = str(code)
    yield index.by_code.get(text, ())
    for length in index.prefix_lengths:
        if length <= len(text):
            yield index.by_prefix.get(text[:length], ())
    # A number that is sent as a text is in a range, too.
    if _WHOLE_NUMBER.fullmatch(text):
        number = int(text)
        yield tuple(
            row
            for row in index.ranges
            if row.first is not None and row.last is not None and row.first <= number <= row.last
        )


# A dialect is equal to itself only, so that looking it up takes no time.
@lru_cache(64)
def _index(dialect: Dialect) -> _Index:
    by_code: dict[str, list[CodeRow]] = {}
    by_prefix: dict[str, list[CodeRow]] = {}
    for row in dialect.rows:
        for code in row.codes:
            by_code.setdefault(str(code), []).append(row)
        if row.prefix:
            by_prefix.setdefault(row.prefix, []).append(row)
    return _Index(
        {code: tuple(rows) for code, rows in by_code.items()},
        {prefix: tuple(rows) for prefix, rows in by_prefix.items()},
        tuple(sorted({len(prefix) for prefix in by_prefix}, reverse=True)),
        tuple(row for row in dialect.rows if row.first is not None),
    )
