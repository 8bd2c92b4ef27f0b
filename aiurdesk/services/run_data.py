"""Reads the rows of data for a run: a CSV file with a header, or a JSON array of objects."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from aiurdesk.core.collection.comparisons import as_text
from aiurdesk.core.errors import AiurdeskError


def read_rows(file: Path) -> tuple[Mapping[str, str], ...]:
    """Return the variables of each row.

    Raises:
        AiurdeskError: The file cannot be read, or is neither CSV nor such JSON.
    """
    try:
        # Excel puts a byte order mark before CSV; it would become part of the first name.
        text = file.read_bytes().decode("utf-8-sig")
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


def _json_rows(file: Path, text: str) -> tuple[Mapping[str, str], ...]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise AiurdeskError(f"{file} is not JSON ({error}).") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AiurdeskError(f'{file} should be a list of objects, such as [{{"name": "value"}}].')
    return tuple({name: as_text(value) for name, value in row.items()} for row in rows)


def _csv_rows(file: Path, text: str) -> tuple[Mapping[str, str], ...]:
    # Without translating line ends, which may be in quoted values.
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        for row in reader:
            # DictReader puts None for a name or a value that is missing, instead of complaining.
            if None in row or None in row.values():
                raise AiurdeskError(
                    f"{file}, line {reader.line_num}: there are not as many values as names."
                )
            rows.append(dict(row))
    except csv.Error as error:
        raise AiurdeskError(f"{file}, line {reader.line_num}: {error}.") from error
    return tuple(rows)
