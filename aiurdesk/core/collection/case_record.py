"""The cases of a saved request: other values for it, and what is expected of them.

In the file, a case is a table ``[[case]]`` with ``name``, ``values`` (name → text, list of texts or
file; ``false`` leaves the value out), a body as a request has one, ``code``, ``severity`` or
``status``, and ``tests``. A request is run as it is, and then once for each of its cases.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aiurdesk.core.collection.request_record import (
    BODY_READERS,
    body_of,
    body_record,
    read_value,
    value_entry,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test, record_of_test
from aiurdesk.core.expectations.response_tests import read_test
from aiurdesk.core.formats.schema import quoted, read_entries, unlike
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    Case,
    Pairs,
    Value,
)
from aiurdesk.core.translation import tr

MOST_CASES = 1_000
"""Of one request; rows of data for a whole run are in a file of their own."""
_LONGEST_NAME = 100
EXPECTED = ("code", "severity", "status")
"""The tests that stand beside the name."""
_OWN_KEYS = ("name", "values", *BODY_READERS, *EXPECTED, "tests")


def read_cases(raw: object) -> tuple[Case, ...]:
    """Read the cases of a file.

    Raises:
        ProblemError: One of them is not a case, or there are too many.
    """
    cases = read_entries(raw, read_case)
    if len(cases) > MOST_CASES:
        words = tr("should have {most:,} entries at most; use a data file for more")
        raise ProblemError(words.format(most=MOST_CASES))
    names = [case.name for case in cases]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ProblemError(tr("has two entries named {name}").format(name=quoted(twice)))
    return cases


def name_problem(name: str, others: Iterable[str]) -> Problem | None:
    """Return why a case cannot have a name.

    Args:
        others: The names of the other cases of its request.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        words = tr("Name the case in one line of {most} characters at most.")
        return Problem(words.format(most=_LONGEST_NAME))
    if name in set(others):
        return Problem(tr("There is a case {name} already. Choose another name.").format(name=name))
    return None


def read_case(raw: object) -> Case:
    """Read one case.

    Raises:
        ProblemError: It is none.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
        form = tr('should hold entries such as {{ name = "empty", code = 0 }}, not {raw}')
        raise unlike(raw, form)
    name = raw["name"]
    if problem := name_problem(name, ()):
        raise ProblemError(f"(name) {problem.sentence}")
    try:
        return _case_of(name, raw)
    except ProblemError as error:
        raise ProblemError(f"“{name}” {error}") from None


def _case_of(name: str, raw: Mapping[str, Any]) -> Case:
    values, left_out = _read_values(raw.get("values", {}))
    body = {key: read(raw[key]) for key, read in BODY_READERS.items() if key in raw}
    return Case(
        name=name,
        values=values,
        left_out=left_out,
        body=body_of("", body) if body else None,
        expected=tuple(read_test({key: raw[key]}) for key in EXPECTED if key in raw),
        tests=read_entries(raw.get("tests", []), read_test),
        further=tuple((key, value) for key, value in raw.items() if key not in _OWN_KEYS),
    )


def _read_values(raw: object) -> tuple[Pairs, tuple[str, ...]]:
    if not isinstance(raw, dict):
        raise unlike(raw, tr('should have values such as {{ id = "5" }}, not {raw}'))
    values: list[tuple[str, Value]] = []
    for name, value in raw.items():
        if value is not False:
            values.append((name, read_value(value)))
    return tuple(values), tuple(name for name, value in raw.items() if value is False)


def case_entry(case: Case) -> dict[str, TomlValue]:
    """Return a case as its file holds it."""
    entry: dict[str, TomlValue] = {"name": case.name}
    values: dict[str, TomlValue] = {name: value_entry(value) for name, value in case.values}
    values |= dict.fromkeys(case.left_out, False)
    if values:
        entry["values"] = values
    entry |= body_record(case.body)
    for test in case.expected:
        entry |= record_of_test(test)
    if case.tests:
        entry["tests"] = [entry_of_test(record_of_test(test), read_test) for test in case.tests]
    return entry | dict(case.further)


def free_name(name: str, taken: set[str]) -> str:
    """Return a name like the given one that a case can have and no other one has."""
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split()) or tr("case")
    name = name[: _LONGEST_NAME - 6]
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
