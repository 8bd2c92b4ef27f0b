"""Reads the rows of data for a run: a CSV file with a header, or a JSON array of objects.

The values of CSV are separated by commas, semicolons or tabs: a spreadsheet writes what the country
of its user has.
"""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from aiurdesk.core.collection.comparisons import as_text
from aiurdesk.core.errors import AiurdeskError

_SEPARATORS = ",;\t"
_MOST_BYTES = 256_000_000


def read_rows(file: Path) -> tuple[Mapping[str, str], ...]:
    """Return the variables of each row.

    Raises:
        AiurdeskError: The file cannot be read, or is neither CSV nor such JSON.
    """
    try:
        # Excel puts a byte order mark before CSV; it would become part of the first name.
        text = _content(file).decode("utf-8-sig")
    except OSError as error:
        raise AiurdeskError(f"{file} could not be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise AiurdeskError(
            f"{file} is not UTF-8 text: byte {error.start + 1} is invalid."
        ) from error
    rows = _json_rows(file, text) if file.suffix.lower() == ".json" else _csv_rows(file, text)
    if not rows:
        raise AiurdeskError(f"{file} has no rows.")
    return rows


def _content(file: Path) -> bytes:
    # From a pipe too, as a shell makes for <(command), but not without an end.
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise AiurdeskError(f"{file} is longer than {_MOST_BYTES // 1_000_000} MB.")
    return content


def _json_rows(file: Path, text: str) -> tuple[Mapping[str, str], ...]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise AiurdeskError(f"{file} is not JSON ({error}).") from error
    except RecursionError as error:
        raise AiurdeskError(f"{file} is nested too deeply.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AiurdeskError(f'{file} should be a list of objects, such as [{{"name": "value"}}].')
    return tuple({name: as_text(value) for name, value in row.items()} for row in rows)


def _csv_rows(file: Path, text: str) -> tuple[Mapping[str, str], ...]:
    # Without translating line ends, which may be in quoted values.
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_separator(text), strict=True)
    # The usual limit of a value is 128 KB, and a body may be longer.
    csv.field_size_limit(_MOST_BYTES)
    rows = []
    try:
        # No variable has spaces in its name, and people write them behind commas.
        names = [name.strip() for name in next(reader, ())]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise AiurdeskError(f"{file}, line 1: there are two columns {twice!r}.")
        for row in reader:
            if row and len(row) != len(names):
                raise AiurdeskError(
                    f"{file}, line {reader.line_num}: there are not as many values as names."
                )
            # An empty line is no row.
            rows += [dict(zip(names, row, strict=True))] if row else []
    except csv.Error as error:
        raise AiurdeskError(f"{file}, line {reader.line_num}: {error}.") from error
    return tuple(rows)


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    # The first one where none occurs, or several equally often.
    return max(_SEPARATORS, key=header.count)
