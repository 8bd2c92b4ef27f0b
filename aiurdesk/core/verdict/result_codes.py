"""Types and look-up of result-code tables; the rows are data under ``resources``."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import Schema, one_of, records, some_text, take, text, whole_number
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity


class ResultCode(msgspec.Struct, frozen=True):
    """One row of a table."""

    number: int
    name: str
    """As in the protocol's own enumeration, such as ``InvalidInput``."""
    headline: str
    """The same in words, sentence case."""
    severity: Severity
    status: int
    """HTTP status that comes with it."""
    meaning: str
    fixes: tuple[Fix, ...] = ()
    """In the text of one that goes to a parameter, ``{parameter}`` stands for its name."""


class ResultCodeTable(msgspec.Struct, frozen=True):
    """What the numbers mean in one generation."""

    name: str
    """``2020``, ``2021``, ``2023``, or that of a user's own file."""
    title: str
    period: str
    source: str
    codes: Mapping[int, ResultCode] = msgspec.field(default_factory=dict)
    mistakes: tuple[str, ...] = ()
    """One sentence for each part of the file that could not be taken, with its place."""


def _http_status(raw: Any) -> int:
    number = whole_number(raw)
    if 100 <= number <= 599:
        return number
    raise DataMistake(f"should be an HTTP status from 100 to 599, not {number}")


_TABLE = Schema(
    {"name": some_text, "title": text, "period": text, "source": text, "code": records},
    frozenset({"name"}),
)
_CODE = Schema(
    {
        "number": whole_number,
        "name": some_text,
        "headline": some_text,
        "severity": one_of(Severity),
        "status": _http_status,
        "meaning": text,
        "fixes": records,
    },
    frozenset({"number", "name", "headline", "severity", "status"}),
)
_FIX = Schema({"text": some_text, "action": one_of(FixAction), "target": text}, frozenset({"text"}))
_BLOCK = re.compile(r"^\[\[", re.MULTILINE)


def parse_table(source: str, origin: str) -> ResultCodeTable:
    """Read a table from the text of a TOML file.

    Args:
        source: The text; ``resources/result_codes/2020.toml`` shows the form.
        origin: Name of the file, for the mistakes.

    Returns:
        The table with all rows that can be taken, and a sentence for each mistake.

    Raises:
        DataMistake: It has no name, so nothing can use it.
    """
    mistakes: list[str] = []
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
    values, problems = take(head, _TABLE)
    mistakes.extend(f"{origin}: {problem}." for problem in problems)
    if values is None:
        raise DataMistake(" ".join(mistakes) or f"{origin}: name is missing.")
    codes: dict[int, ResultCode] = {}
    for position, row in enumerate(values.pop("code"), start=1):
        code = _code(row, f"{origin}, {_row_name(row, position)}", mistakes)
        if code is not None and codes.setdefault(code.number, code) is not code:
            mistakes.append(f"{origin}: code {code.number} stands there twice; the first counts.")
    words = {key: values.get(key, "") for key in ("title", "period", "source")}
    return ResultCodeTable(name=values["name"], **words, codes=codes, mistakes=tuple(mistakes))


def _blocks(source: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the file in one piece, or row by row with what is wrong where TOML cannot read it."""
    import tomllib  # a slow import that whoever only names the types does without

    try:
        yield tomllib.loads(source), ""
    except tomllib.TOMLDecodeError:
        starts = [0, *(found.start() for found in _BLOCK.finditer(source)), len(source)]
        for start, end in zip(starts, starts[1:], strict=False):
            lines_before = source.count("\n", 0, start)
            try:
                yield tomllib.loads(source[start:end]), ""
            except tomllib.TOMLDecodeError as error:
                yield {}, _place_of(error, lines_before)


def _place_of(error: ValueError, lines_before: int) -> str:
    words = str(error)
    found = re.search(r" \(at line (\d+), column \d+\)$", words)
    line = lines_before + (int(found[1]) if found else 1)
    return f"line {line}: {words[: found.start()] if found else words}."


def _row_name(row: Any, position: int) -> str:
    number = row.get("number") if isinstance(row, dict) else None
    return f"code {number}" if type(number) is int else f"code number {position} of the file"


def _code(row: Any, place: str, mistakes: list[str]) -> ResultCode | None:
    values, problems = take(row, _CODE)
    mistakes.extend(f"{place}: {problem}." for problem in problems)
    if values is None:
        return None
    fixes = []
    for position, entry in enumerate(values.pop("fixes", []), start=1):
        fix, problems = take(entry, _FIX)
        mistakes.extend(f"{place}, fix {position}: {problem}." for problem in problems)
        if fix is not None:
            fixes.append(Fix(**fix))
    values.setdefault("meaning", "")
    return ResultCode(**values, fixes=tuple(fixes))
