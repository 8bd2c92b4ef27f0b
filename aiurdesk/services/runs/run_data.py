"""Reads the rows of data for a run: a CSV file with a header, or a JSON array of objects.

The values of CSV are separated by commas, semicolons or tabs: a spreadsheet writes what the country
of its user has.
"""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from aiurdesk.core.errors import ProblemError, storage_errors
from aiurdesk.core.expectations.comparisons import as_text
from aiurdesk.core.problem import Problem, at_line
from aiurdesk.core.translation import format_size, tr

_SEPARATORS = ",;\t"
_AT_ONCE = 1024 * 1024
_MOST_BYTES = 256 * 1024 * 1024
_MOST_BYTES_OF_JSON = 16 * 1024 * 1024
"""Its values are all in memory at once, and take many times the space of their text."""
_MOST_COLUMNS = 1000
_MOST_ROWS = 1_000_000
_LONGEST_ROW = 8 * 1024 * 1024
"""In characters. A quote that is never closed would take in the rest of the file."""

Row = Mapping[str, str]


def read_rows(file: Path) -> Collection[Row]:
    """Return the variables of each row.

    Raises:
        ProblemError: The file cannot be read, is too long, or is neither CSV nor such JSON.
    """
    is_json = file.suffix.lower() == ".json"
    most_bytes = _MOST_BYTES_OF_JSON if is_json else _MOST_BYTES
    try:
        with storage_errors(tr("{file} could not be read ({value})."), file=file):
            content = _content(file, most_bytes)
            rows = _json_rows(file, content) if is_json else _CsvRows(file, content)
    except UnicodeDecodeError as error:
        at = _first_invalid(content) + 1
        raise ProblemError(
            tr("{file} is not UTF-8 text: byte {at} is invalid.").format(file=file, at=at)
        ) from error
    if not rows:
        raise ProblemError(tr("{file} has no rows.").format(file=file))
    return rows


def _content(file: Path, most_bytes: int) -> bytes:
    content = io.BytesIO()
    # From a pipe too, as a shell makes for <(command), but not without an end.
    with file.open("rb") as opened:
        while piece := opened.read(_AT_ONCE):
            content.write(piece)
            if content.tell() > most_bytes:
                raise ProblemError(
                    tr("{file} is longer than {most_bytes}.").format(
                        file=file, most_bytes=format_size(most_bytes)
                    )
                )
    return content.getvalue()


def _first_invalid(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _json_rows(file: Path, content: bytes) -> tuple[Row, ...]:
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise  # which is a ValueError, too
    except ValueError as error:
        raise ProblemError(
            tr("{file} is not JSON ({error}).").format(file=file, error=error)
        ) from error
    except RecursionError as error:
        raise ProblemError(tr("{file} is nested too deeply.").format(file=file)) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ProblemError(
            tr('{file} should be a list of objects, such as [{{"name": "value"}}].').format(
                file=file
            )
        )
    return tuple({name: as_text(value) for name, value in row.items()} for row in rows)


class _CsvRows(Collection[Row]):
    """The rows of a CSV file, of which only one is in memory at a time."""

    def __init__(self, file: Path, content: bytes) -> None:
        """Go through all rows once, so that a mistake is reported before a run begins.

        Raises:
            ProblemError: The file has a mistake, or too many rows or columns.
        """
        self._file = file
        self._content = content
        self._count = 0
        for _ in self:
            self._count += 1
            if self._count > _MOST_ROWS:
                raise ProblemError(
                    tr("{file} has more than {most_rows:,} rows.").format(
                        file=file, most_rows=_MOST_ROWS
                    )
                )

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def __iter__(self) -> Iterator[Row]:
        lines = _Lines(self._file, self._content)
        reader = csv.reader(lines, delimiter=lines.separator, strict=True)
        # The usual limit of a value is 128 KB, and a body may be longer.
        csv.field_size_limit(_LONGEST_ROW)
        try:
            # No variable has spaces in its name, and people write them behind commas.
            names = self._checked([name.strip() for name in next(reader, ())])
            lines.end_row()
            for row in reader:
                lines.end_row()
                if row and len(row) != len(names):
                    words = tr("there are not as many values as names.")
                    raise ProblemError(self._at_line(reader.line_num, words))
                # An empty line is not a row.
                if row:
                    yield dict(zip(names, row, strict=True))
        except csv.Error as error:
            raise ProblemError(self._at_line(reader.line_num, f"{error}.")) from error

    def _checked(self, names: list[str]) -> list[str]:
        if len(names) > _MOST_COLUMNS:
            raise ProblemError(
                tr("{file} has more than {most_columns:,} columns.").format(
                    file=self._file, most_columns=_MOST_COLUMNS
                )
            )
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            words = tr("there are two columns {twice!r}.").format(twice=twice)
            raise ProblemError(self._at_line(1, words))
        return names

    def _at_line(self, line: int, sentence: str) -> Problem:
        return at_line(line, sentence).in_file(str(self._file))


class _Lines:
    """The lines of a CSV file, with line ends as they are: quoted values may hold some."""

    def __init__(self, file: Path, content: bytes) -> None:
        self._file = file
        # Excel puts a byte order mark before CSV; it would become part of the first name.
        self._text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
        self._first = self._text.readline(_LONGEST_ROW + 1)
        # The first one where none occurs, or several equally often.
        self.separator = max(_SEPARATORS, key=self._first.count)
        self._lines_of_row = self._chars_of_row = 0
        self._number = 1

    def end_row(self) -> None:
        """Begin to measure the next row."""
        self._number += self._lines_of_row
        self._lines_of_row = self._chars_of_row = 0

    def __iter__(self) -> Iterator[str]:
        line = self._first
        while line:
            self._lines_of_row += 1
            self._chars_of_row += len(line)
            if self._chars_of_row > _LONGEST_ROW:
                words = tr("the row is longer than {size}; a quote may not be closed.")
                words = words.format(size=format_size(_LONGEST_ROW))
                raise ProblemError(at_line(self._number, words).in_file(str(self._file)))
            yield line
            line = self._text.readline(_LONGEST_ROW + 1)
