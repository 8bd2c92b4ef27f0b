"""Reads text whose rows are lines and whose cells are separated, such as CSV, as rows of JSON."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

MOST_CELLS = 5_000
"""Of a row; a row with more is no row of a table."""
MOST_CELLS_IN_ALL = 20_000_000
LONGEST_CELL = 16 * 1024 * 1024
"""Characters."""
LOOKED_AT = 64 * 1024
"""Characters at the beginning that tell how cells are separated."""
_ROWS_LOOKED_AT = 100
_SEPARATORS = ("\t", ";", "|", ",")
"""Those first that seldom stand within cells."""
_USUAL = 0.9
"""Share of the rows that have as many cells as most of them, where a separator is sure."""
_LEAST_USUAL = 0.5
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,3})?")
"""Not ``007``, which is no number of JSON, and often none at all."""
_BEGIN_NUMBER = frozenset("-0123456789")
_TIME = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}\b.{0,30}")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_LONGEST_TITLE = 200
_SAYS_SEPARATOR = re.compile(r"sep=([,;|\t])\r?\n")
"""A first line that spreadsheets write and leave out."""
_END = "\x1f\x1e\x1f"
"""A row of our own behind the last one: within a quotation mark that is open, it is none."""


class Delimited(msgspec.Struct, frozen=True):
    """How rows and cells of a text are told apart."""

    separator: str = ","
    has_titles: bool = False
    """Whether the first row names the columns."""
    is_table: bool = False
    """Whether most rows have the same number of cells, and more than one."""
    skips_blanks: bool = False
    """Whether a blank behind a separator is no part of a cell."""
    left_out: int = 0
    """Lines before the first row."""


def recognised(
    beginning: str, separator: str = "", *, has_titles: bool | None = None, is_whole: bool = True
) -> Delimited:
    """Return how the rows of a text are told apart; never raises, for any text.

    Args:
        beginning: Of the text.
        separator: The one that the type of the text says; empty where it says none.
        has_titles: What the type says of the first row; None where it says nothing.
        is_whole: Whether it is all of the text.
    """
    text = beginning[:LOOKED_AT]
    said = _SAYS_SEPARATOR.match(text)
    left_out = 0
    if said is not None:
        separator, left_out, text = said[1], 1, text[said.end() :]
    is_cut = not is_whole or len(beginning) > LOOKED_AT
    best, rows, score = separator or ",", list[list[str]](), (0.0, 0)
    for tried in (separator,) if separator else _SEPARATORS:
        found = _beginning_rows(text, tried, is_cut=is_cut)
        share, cells = _usual(found)
        if cells > 1 and (share, cells) > score:
            best, rows, score = tried, found, (share, cells)
        if score[0] >= _USUAL:
            break
    rows = rows or _beginning_rows(text, best, is_cut=is_cut)
    return Delimited(
        separator=best,
        has_titles=_has_titles(rows) if has_titles is None else has_titles,
        is_table=score[0] >= _LEAST_USUAL,
        skips_blanks=_skips_blanks(text, best),
        left_out=left_out,
    )


def _beginning_rows(text: str, separator: str, *, is_cut: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    skips = _skips_blanks(text, separator)
    lines = io.StringIO(text, newline="")
    with contextlib.suppress(csv.Error):
        for row in csv.reader(lines, delimiter=separator, skipinitialspace=skips):
            if row:
                rows.append(row)
            if len(rows) > _ROWS_LOOKED_AT:
                break
    # The text may end within the last one.
    return rows[:-1] if is_cut and len(rows) > 1 else rows


def _usual(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return which share of rows has as many cells as most of them, and how many that are."""
    if not rows:
        return 0.0, 0
    ((cells, count),) = Counter(map(len, rows)).most_common(1)
    return count / len(rows), cells


def _has_titles(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of several rows names the columns: all of it is words."""
    if len(rows) < 2 or not any(cell.strip() for cell in rows[0]):
        return False
    return not any(_is_value(cell.strip()) for cell in rows[0])


def _is_value(cell: str) -> bool:
    is_number = _NUMBER.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell)
    return bool(is_number or _TIME.fullmatch(cell)) or len(cell) > _LONGEST_TITLE


def _skips_blanks(text: str, separator: str) -> bool:
    """Tell whether a blank is behind each separator: a quotation mark then opens a cell, too."""
    first = text.partition("\n")[0]
    return separator in first and first.count(separator) == first.count(f"{separator} ")


class DelimitedRows(msgspec.Struct, frozen=True):
    """Rows as JSON: objects where columns have titles, else lists."""

    rows: tuple[bytes, ...]
    columns: tuple[str | int, ...]
    """The members of the objects, or the numbers in the lists, from the left."""


def read_rows(text: str, form: Delimited) -> DelimitedRows | Problem:
    """Return the rows of a text, or why there are none.

    A cell that is a number of JSON becomes one, with the text that it has; any other is a text. A
    row without a cell is none, and one with fewer cells than others has no member for the rest.
    """
    lines = io.StringIO(text, newline="")
    for _ in range(form.left_out):
        lines.readline()
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return _read(lines, form)
    except ProblemError as error:
        return error.problem
    finally:
        csv.field_size_limit(limit)


def _read(lines: Iterable[str], form: Delimited) -> DelimitedRows:
    rows = _rows(lines, form)
    titles = _names(next(rows, [])) if form.has_titles else []
    known = len(titles)
    encode = msgspec.json.Encoder().encode
    value = lru_cache(4096)(_value)
    written: list[bytes] = []
    most = cells = 0
    for row in rows:
        most = max(most, len(row))
        cells += len(row)
        if cells > MOST_CELLS_IN_ALL:
            sentence = tr("A table of more than {most:,} cells is not read.")
            raise ProblemError(sentence.format(most=MOST_CELLS_IN_ALL))
        if not form.has_titles:
            written.append(encode([*map(value, row)]))
            continue
        if len(row) > len(titles):
            titles += _names([""] * (len(row) - len(titles)), titles)
        written.append(encode(dict(zip(titles, map(value, row)))))  # noqa: B905 - rows are uneven
    columns = titles[: max(known, most)] if form.has_titles else range(most)
    return DelimitedRows(tuple(written), tuple(columns))


def _rows(lines: Iterable[str], form: Delimited) -> Iterator[list[str]]:
    """Yield the rows that have a cell.

    Raises:
        ProblemError: A row has too many cells, or a quotation mark is not closed.
    """
    reader = csv.reader(
        chain(lines, (_END,)), delimiter=form.separator, skipinitialspace=form.skips_blanks
    )
    line = 1
    row: list[str] = []
    # Refused is only a cell of more than the longest length, which has no end that was meant.
    with contextlib.suppress(csv.Error):
        for row in reader:
            if len(row) > MOST_CELLS:
                sentence = tr("Line {line:,} has more than {most:,} cells, so there is no table.")
                raise ProblemError(sentence.format(line=line + form.left_out, most=MOST_CELLS))
            if row and row[-1].endswith(_END):
                break
            if row:
                yield row
            line = reader.line_num + 1
        if row == [_END]:
            return
    sentence = tr(
        "The quotation mark that opens in line {line:,} is not closed, so there is no table."
    )
    raise ProblemError(sentence.format(line=line + form.left_out))


def _value(cell: str) -> str | msgspec.Raw:
    is_number = cell[:1] in _BEGIN_NUMBER and cell != "-0" and _NUMBER.fullmatch(cell)
    return msgspec.Raw(cell.encode()) if is_number else cell


def _names(titles: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """Return a name for each column: a title once, and a number where there is none."""
    names = dict.fromkeys(before)
    for title in titles:
        name = stem = title.strip() or f"column_{len(names) + 1}"
        number = 1
        while name in names:
            number += 1
            name = f"{stem}_{number}"
        names[name] = None
    return list(names)[len(before) :]
