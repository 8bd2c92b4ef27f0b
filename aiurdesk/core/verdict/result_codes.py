"""Types and look-up of result-code tables; the rows are data, one TOML file for each table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from aiurdesk import libraries
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import (
    Schema,
    any_list,
    one_of,
    shown,
    some_text,
    text,
    validate,
    whole_number,
)
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

Code: TypeAlias = int | str
"""A result code: a number such as −10, or a text such as ``invalid_auth``.

What a code means depends on its table. Whatever is remembered for a code is therefore keyed by the
name of the table and the code, never by the code alone.
"""


class ResultCode(msgspec.Struct, frozen=True):
    """One row of a table."""

    code: Code
    name: str
    """As in the protocol's own enumeration, such as ``InvalidInput``; may be empty."""
    headline: str
    """The same in words, sentence case."""
    severity: Severity
    status: int | None = None
    """HTTP status that comes with it; None where the service promises none."""
    meaning: str = ""
    fixes: tuple[Fix, ...] = ()
    """In the text of one that goes to a parameter, ``{parameter}`` stands for its name."""


class ResultCodeTable(msgspec.Struct, frozen=True):
    """What the codes of one generation of services, or of another service, mean."""

    name: str
    """``2020``, ``2021``, ``2023``, or that of a user's own file."""
    title: str
    period: str
    source: str
    codes: Mapping[Code, ResultCode] = msgspec.field(default_factory=dict)
    mistakes: tuple[str, ...] = ()
    """One sentence for each mistake in the file, with its place."""

    @property
    def has_text_codes(self) -> bool:
        """Whether a code that is text is valid in the responses that this table judges."""
        return any(isinstance(code, str) for code in self.codes)


class ResultCodeTables(msgspec.Struct, frozen=True):
    """All tables that the program knows."""

    by_name: Mapping[str, ResultCodeTable]
    mistakes: tuple[str, ...] = ()
    """The mistakes of all files, also of those that could not be used."""


def _code(raw: Any) -> Code:
    # Not ``isinstance``: TOML has booleans, and True would become the code 1.
    if type(raw) is int or (isinstance(raw, str) and raw.strip()):
        return raw
    raise DataMistake(f"should be a whole number or a text that is not blank, not {shown(raw)}")


def _http_status(raw: Any) -> int:
    number = whole_number(raw)
    if 100 <= number <= 599:
        return number
    raise DataMistake(f"should be an HTTP status from 100 to 599, not {number}")


_TABLE = Schema(
    {"name": some_text, "title": text, "period": text, "source": text, "code": any_list},
    frozenset({"name"}),
)
_ROW = Schema(
    {
        "code": _code,
        "name": text,
        "headline": some_text,
        "severity": one_of(Severity, without={Severity.TEST}),
        "status": _http_status,
        "meaning": text,
        "fixes": any_list,
    },
    frozenset({"code", "headline", "severity"}),
)
_FIX = Schema({"text": some_text, "action": one_of(FixAction), "target": text}, frozenset({"text"}))
_BLOCK = re.compile(r"^\[\[", re.MULTILINE)


def tables_of(files: Iterable[tuple[str, str]]) -> ResultCodeTables:
    """Read tables from files, each given as its name and its text.

    A file without a usable table is left out. So is a second table of the same name: a user's file
    never replaces a built-in table without a word. Both are told in ``mistakes``.
    """
    by_name: dict[str, ResultCodeTable] = {}
    origins: dict[str, str] = {}
    mistakes: list[str] = []
    for origin, source in files:
        try:
            table = parse_table(source, origin)
        except DataMistake as mistake:
            mistakes.append(str(mistake))
            continue
        mistakes.extend(table.mistakes)
        # The first table of a name stays: other files may rely on what its codes mean.
        if table.name in by_name:
            mistakes.append(
                f"{origin}: name should be another one, because {origins[table.name]} has a table "
                f"{table.name} already; this file is not used."
            )
            continue
        by_name[table.name], origins[table.name] = table, origin
    return ResultCodeTables(by_name, tuple(mistakes))


def parse_table(source: str, origin: str) -> ResultCodeTable:
    """Read a table from the text of a TOML file.

    Args:
        source: The text; ``resources/result_codes/2020.toml`` shows the form.
        origin: Name of the file, for the mistakes.

    Returns:
        The table with all valid rows, and a sentence for each mistake.

    Raises:
        DataMistake: It has no name, so nothing can use it.
    """
    mistakes: list[str] = []
    # Put the blocks together; there is more than one only where the file has a mistake.
    head: dict[str, Any] = {"code": []}
    for block, problem in _blocks(source):
        if problem:
            mistakes.append(f"{origin}, {problem}")
        rows = block.pop("code", [])
        if isinstance(rows, list):
            head["code"].extend(rows)
        else:
            mistakes.append(f"{origin}: a code is a block that begins with [[code]].")
        head.update(block)
    # A table without a name cannot be used; any other mistake costs only its own row.
    values, problems = validate(head, _TABLE)
    mistakes.extend(f"{origin}: {problem}." for problem in problems)
    if values is None:
        raise DataMistake(" ".join(mistakes))
    codes: dict[Code, ResultCode] = {}
    for position, raw in enumerate(values.pop("code"), start=1):
        row = _row(raw, f"{origin}, {_row_name(raw, position)}", mistakes)
        if row is not None and codes.setdefault(row.code, row) is not row:
            mistakes.append(f"{origin}: code {row.code} appears twice; the first one is used.")
    words = {key: values.get(key, "") for key in ("title", "period", "source")}
    return ResultCodeTable(name=values["name"], **words, codes=codes, mistakes=tuple(mistakes))


def _blocks(source: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the file as one object, or block by block where TOML cannot read all of it.

    A TOML reader stops at the first mistake. Reading each ``[[code]]`` block by itself keeps the
    other rows, and finds more than one mistake.
    """
    try:
        yield libraries.tomllib.loads(source), ""
    except libraries.tomllib.TOMLDecodeError:
        starts = [0, *(found.start() for found in _BLOCK.finditer(source)), len(source)]
        for start, end in zip(starts, starts[1:], strict=False):
            lines_before = source.count("\n", 0, start)
            try:
                yield libraries.tomllib.loads(source[start:end]), ""
            except libraries.tomllib.TOMLDecodeError as error:
                yield {}, _place_of(error, lines_before)


def _place_of(error: ValueError, lines_before: int) -> str:
    words = str(error)
    # The place that tomllib names counts from the beginning of the block.
    found = re.search(r" \(at line (\d+), column \d+\)$", words)
    line = lines_before + (int(found[1]) if found else 1)
    return f"line {line}: {words[: found.start()] if found else words}."


def _row_name(raw: Any, position: int) -> str:
    code = raw.get("code") if isinstance(raw, dict) else None
    is_code = type(code) is int or isinstance(code, str)
    return f"code {code}" if is_code else f"code number {position} of the file"


def _target_problem(fix: Fix) -> str:
    """Say what is wrong with the target of a fix; the program counts these seconds down."""
    is_seconds = re.fullmatch(r"[1-9][0-9]{0,4}", fix.target) is not None
    if fix.action is FixAction.WAIT_AND_RESEND and not is_seconds:
        return f'target should be a number of seconds such as "60", not {shown(fix.target)}'
    return ""


def _row(raw: Any, place: str, mistakes: list[str]) -> ResultCode | None:
    values, problems = validate(raw, _ROW)
    mistakes.extend(f"{place}: {problem}." for problem in problems)
    if values is None:
        return None
    fixes = []
    for position, entry in enumerate(values.pop("fixes", []), start=1):
        # A fix with a mistake is left out; the row and its other fixes stay.
        fix, problems = validate(entry, _FIX)
        mistakes.extend(f"{place}, fix {position}: {problem}." for problem in problems)
        if fix is not None and (problem := _target_problem(Fix(**fix))):
            mistakes.append(f"{place}, fix {position}: {problem}.")
        elif fix is not None:
            fixes.append(Fix(**fix))
    return ResultCode(**{"name": "", **values}, fixes=tuple(fixes))
