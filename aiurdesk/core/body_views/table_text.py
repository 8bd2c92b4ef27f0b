"""Writes rows of a table as text: CSV, Markdown, columns of a terminal, or for a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from aiurdesk.core.body_views.table import Cell, JsonTable, text_of_cell
from aiurdesk.core.translation import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Begin what a spreadsheet takes for a formula. Source: OWASP, CSV injection."""
_MOST_WIDE = 40
"""Places of a column on a terminal."""


class TableFormat(StrEnum):
    """What rows are written as."""

    CSV = "csv"
    """As RFC 4180 has it, with a line of titles."""
    MARKDOWN = "markdown"
    TABS = "tabs"
    """Without titles, for a spreadsheet."""
    JSON = "json"
    """The rows as they were received, as a list."""
    ALIGNED = "table"
    """Columns beside each other, for a terminal."""


class WrittenTable(msgspec.Struct, frozen=True):
    """Rows as text."""

    text: str
    marked: int = 0
    """How many cells have an apostrophe before them, so that they are no formulas."""


class CsvPart(msgspec.Struct, frozen=True):
    """Some rows of a long table as CSV."""

    text: str
    row_count: int
    """How many rows these are."""
    marked: int
    """As in ``WrittenTable``."""


def csv_part(
    table: JsonTable,
    rows: Sequence[int],
    columns: Sequence[str],
    most_characters: int,
    *,
    has_titles: bool,
) -> CsvPart:
    """Return rows as CSV, as many as have so many characters, and at least one of them.

    Args:
        rows: Places in the list, in the order in which they are written.
        columns: Their paths, in the same order.
        most_characters: No row is begun after them.
        has_titles: Whether the titles of the columns come first.
    """
    csv_text = _CsvText()
    if has_titles:
        csv_text.add_titles(columns)
    count = 0
    for row in rows:
        csv_text.add(table.cells(row, columns))
        count += 1
        if csv_text.length >= most_characters:
            break
    return CsvPart(csv_text.text, count, csv_text.marked)


def written_table(
    table: JsonTable, rows: Sequence[int], columns: Sequence[str], kind: TableFormat
) -> WrittenTable:
    """Return rows as text.

    Args:
        rows: Places in the list, in the order in which they are written.
        columns: Their paths, in the same order.
    """
    cells = (table.cells(row, columns) for row in rows)
    match kind:
        case TableFormat.CSV:
            return _csv(cells, columns)
        case TableFormat.TABS:
            return _tabs(cells)
        case TableFormat.MARKDOWN:
            return WrittenTable(_markdown(cells, columns))
        case TableFormat.JSON:
            raws = (bytes(table.rows[row]).decode(errors="replace") for row in rows)
            return WrittenTable("[\n" + ",\n".join(raws) + "\n]\n")
        case TableFormat.ALIGNED:
            return WrittenTable(_aligned(cells, columns, table.is_number))


class _Cells:
    """Turns cells into texts that no spreadsheet carries out, and counts those."""

    def __init__(self) -> None:
        self.marked = 0

    def text(self, cell: Cell) -> str:
        """Return a cell as text. Numbers stay as they are: −5 is no formula."""
        if type(cell) is str and cell.startswith(_FORMULA):
            self.marked += 1
            return f"'{cell}"
        return text_of_cell(cell)


class _CsvText:
    """Source: RFC 4180, section 2: CRLF, and quotes where a cell has one of its signs."""

    def __init__(self) -> None:
        self._cells, self._file = _Cells(), io.StringIO()
        self._writer = csv.writer(self._file, lineterminator="\r\n")

    def add_titles(self, columns: Sequence[str]) -> None:
        """Write the titles of columns."""
        begin = _FORMULA[:3]
        self._writer.writerow([f"'{name}" if name.startswith(begin) else name for name in columns])

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""
        self._writer.writerow([self._cells.text(cell) for cell in row])

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self._file.tell()

    @property
    def text(self) -> str:
        return self._file.getvalue()

    @property
    def marked(self) -> int:
        return self._cells.marked


def _csv(rows: Iterable[Sequence[Cell]], columns: Sequence[str]) -> WrittenTable:
    csv_text = _CsvText()
    csv_text.add_titles(columns)
    for row in rows:
        csv_text.add(row)
    return WrittenTable(csv_text.text, csv_text.marked)


def _tabs(rows: Iterable[Sequence[Cell]]) -> WrittenTable:
    texts = [list(row) for row in rows]
    # One cell alone goes into a text as often as into a spreadsheet.
    if len(texts) == 1 and len(texts[0]) == 1:
        return WrittenTable(text_of_cell(texts[0][0]))
    cells, file = _Cells(), io.StringIO()
    writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
    writer.writerows([cells.text(cell) for cell in row] for row in texts)
    return WrittenTable(file.getvalue(), cells.marked)


def _markdown(rows: Iterable[Sequence[Cell]], columns: Sequence[str]) -> str:
    lines = [_markdown_row(columns), _markdown_row(["---"] * len(columns))]
    lines += (_markdown_row(map(text_of_cell, row)) for row in rows)
    return "\n".join(lines) + "\n"


def _markdown_row(texts: Iterable[str]) -> str:
    cells = (
        " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split("\n")).replace("\r", "")
        for text in texts
    )
    return f"| {' | '.join(cells)} |"


def _aligned(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], is_number: Callable[[Cell], bool]
) -> str:
    lines = [[_short(name) for name in columns]]
    numbers = [True] * len(columns)
    for row in rows:
        lines.append([_short(text_of_cell(cell)) for cell in row])
        for place, cell in enumerate(row):
            is_short = type(cell) is not str and cell[:1] not in (b"{", b"[")
            numbers[place] &= is_short or is_number(cell)
    widths = [max(map(_width, texts)) for texts in zip(*lines, strict=True)]
    return "".join(f"{_line(line, widths, numbers)}\n" for line in lines)


def _line(texts: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    return "  ".join(_padded(*parts) for parts in zip(texts, widths, numbers, strict=True)).rstrip()


def _padded(text: str, width: int, is_number: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if is_number else text + blanks


def _short(text: str) -> str:
    text = printable(" ".join(text[: _MOST_WIDE * 2].split()))
    while _width(text) > _MOST_WIDE:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _width(text: str) -> int:
    """Return how many places of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_places, text))


def _places(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
