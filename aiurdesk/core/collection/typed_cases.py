"""Cases as the rows of a table: name; values and expected code as typed, and what is not shown."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from aiurdesk.core.collection.case_record import (
    EXPECTED,
    case_entry,
    free_name,
    name_problem,
    read_case,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.comparisons import as_entries
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.formats.toml.toml_text import key_text, value_text
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import Case
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.verdict import SEVERITIES_OF_VERDICTS

_SIGN = "\N{MINUS SIGN}"
_STATUS = re.compile(r"HTTP\s+(.*)", re.IGNORECASE)
_BETWEEN = ";"


def case_row(case: Case) -> Row:
    """Return the row of a case."""
    return Row(case.name, case_texts(case))


def case_texts(case: Case) -> tuple[str, str, str]:
    """Return the values and what is expected as they are typed, and what is not shown as JSON."""
    entry: dict[str, Any] = case_entry(case)
    values = entry.pop("values", {})
    texts = {name: f"{key_text(name)} = {value_text(value)}" for name, value in values.items()}
    # A field has one line; a value of several stays with what is not shown.
    typed = ", ".join(text for text in texts.values() if "\n" not in text)
    if hidden := {name: values[name] for name, text in texts.items() if "\n" in text}:
        entry["values"] = hidden
    expected = f"{_BETWEEN} ".join(
        _expected_text(key, entry.pop(key)) for key in EXPECTED if key in entry
    )
    del entry["name"]
    return typed, expected, json.dumps(entry, default=list)


def _expected_text(key: str, expected: Any) -> str:
    entries = expected if isinstance(expected, tuple | list) else (expected,)
    words = ", ".join(format_code(entry) for entry in entries)
    return f"HTTP {words}" if key == "status" else words


def case_row_problem(row: Row) -> Problem | None:
    """Return why the case of a row cannot be as it is typed."""
    values, expected, _ = _texts(row)
    if problem := name_problem(row.name, ()):
        return problem
    if _typed_values(values) is None:
        return Problem(tr("Write values as name = value, with commas between them."))
    try:
        read_case({"name": row.name, **_typed_expected(expected)})
    except ProblemError as error:
        return error.problem
    return None


def typed_cases(rows: Iterable[Row]) -> tuple[Case, ...]:
    """Return the cases of rows; each has a name of its own, and what is half typed is kept."""
    cases: list[Case] = []
    names: set[str] = set()
    for row in rows:
        case = replace(_typed_case(row), name=free_name(row.name, names))
        names.add(case.name)
        cases.append(case)
    return tuple(cases)


def _typed_case(row: Row) -> Case:
    values, expected, rest = _texts(row)
    entry = json.loads(rest) if rest else {}
    typed = _typed_values(values)
    shown = _as_names(values) if typed is None else typed
    entry |= {"name": "case", "values": {**shown, **entry.get("values", {})}}
    try:
        return read_case({**entry, **_typed_expected(expected)})
    except ProblemError:
        # What is half typed expects nothing yet.
        return read_case(entry)


def _texts(row: Row) -> tuple[str, str, str]:
    if isinstance(row.value, tuple) and len(row.value) == 3:
        values, expected, rest = row.value
        return values, expected, rest
    return "", "", ""


def _typed_values(text: str) -> dict[str, Any] | None:
    """Return values as typed: as in the file, or without quotes; None where they are neither."""
    if not text.strip():
        return {}
    try:
        members: Any = read_toml(f"values = {{ {text} }}")["values"]
        read_case({"name": "case", "values": members})
    except (ProblemError, KeyError):
        pairs = [part.partition("=") for part in text.split(",")]
        if not all(name.strip() and sign for name, sign, _ in pairs):
            return None
        members = {name.strip(): _plain(value.strip()) for name, _, value in pairs}
    found: dict[str, Any] = members
    return found


def _plain(text: str) -> str | bool:
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return False if text == "false" else text[1:-1] if is_quoted else text


def _as_names(text: str) -> dict[str, str | bool]:
    return {
        name.strip(): _plain(value.strip())
        for name, _, value in (part.partition("=") for part in text.split(","))
        if name.strip()
    }


def _typed_expected(text: str) -> dict[str, Any]:
    return dict(_each_expected(text))


def _each_expected(text: str) -> Iterator[tuple[str, Any]]:
    for part in filter(None, (part.strip() for part in text.split(_BETWEEN))):
        if status := _STATUS.fullmatch(part):
            yield "status", as_entries(status[1])
            continue
        entries = as_entries(part.replace(_SIGN, "-"))
        words = entries if isinstance(entries, tuple) else (entries,)
        is_severity = all(word in SEVERITIES_OF_VERDICTS for word in words)
        yield "severity" if is_severity else "code", entries
