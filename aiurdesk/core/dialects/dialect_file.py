"""Reads a dialect from the text of a TOML file; ``resources/dialects/slack.toml`` shows the form.

Source: the form is described in the manual, ``resources/manual/dialects.md``.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.dialects import dialect_values
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.formats.schema import ObjectSchema, quoted, validate
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.problem import FilePlace, Fix, FixAction, Problem, at_line
from aiurdesk.core.translation import joined_sentences, language, tr
from aiurdesk.core.verdict.dialect import (
    HEADER,
    STATUS,
    Code,
    CodeRow,
    Dialect,
    FieldRule,
    ItemRule,
    Match,
    Paths,
    Reader,
    Rules,
)
from aiurdesk.core.verdict.verdict import translated_fixes

MOST_ROWS = 20_000
MOST_MISTAKES = 100
_BLOCK = re.compile(r"^[ \t]*\[\[", re.MULTILINE)
_FIRST_ROW = re.compile(r"^[ \t]*\[\[[ \t]*code[ \t]*\]\]", re.MULTILINE)
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([\w.-]+)[ \t]*\]")
_KEY = re.compile(r"[ \t]*([\w-]+)[ \t]*=")
_LOST: dict[str, Any] = {}
"""Stands for a row that TOML cannot read, so that those behind it keep their places."""
_LinesByKey: TypeAlias = Mapping[tuple[str, int, str], int]


class _File(msgspec.Struct):
    """The file that is read, and the mistakes in it so far."""

    origin: str
    source: str
    mistakes: list[Problem] = []
    lines: _LinesByKey | None = None

    def tell(self, table: str, problems: tuple[str, ...], position: int = 1) -> None:
        """Add mistakes in a table of the file.

        Args:
            table: Name of the table, such as ``match``; empty for the beginning of the file.
            problems: Phrases that begin with the key.
            position: Which of several tables of that name, from 1.
        """
        if problems and self.lines is None:
            self.lines = _lines_by_key(self.source)
        for problem in problems:
            key = problem.split(" ", 1)[0]
            lines = self.lines or {}
            line = lines.get((table, position, key)) or lines.get((table, position, ""))
            names = {"": "", "code": "[[code]]"}
            name = names.get(table, f"[{table}]")
            where = tr("in {table}, ").format(table=name) if name else ""
            words = f"{where}{problem}."
            if line:
                self.add(at_line(line, words).in_file(self.origin))
            else:
                self.add(Problem(f"{self.origin}: {words}", FilePlace(self.origin)))

    @property
    def is_full(self) -> bool:
        """Whether more mistakes would not be told."""
        return len(self.mistakes) > MOST_MISTAKES

    def add(self, mistake: Problem) -> None:
        """Add a mistake; after many of them, one that says that there are more."""
        if len(self.mistakes) == MOST_MISTAKES:
            words = tr("{origin}: there are more mistakes than these {count}.")
            words = words.format(origin=self.origin, count=MOST_MISTAKES)
            mistake = Problem(words, FilePlace(self.origin))
        if not self.is_full:
            self.mistakes.append(mistake)

    def members(
        self, raw: Any, schema: ObjectSchema, table: str, position: int = 1
    ) -> dict[str, Any] | None:
        """Return the valid members of a table, and add the mistakes in it."""
        values, problems = validate(raw, schema)
        self.tell(table, problems, position)
        return values


def parse_dialect(source: str, origin: str, *, is_head: bool = False) -> Dialect:
    """Read a dialect.

    A file with a table of codes alone, without ``format`` and ``[read]``, is one of an Aiursoft
    service.

    Args:
        source: The text of the file.
        origin: Name of the file, for the mistakes.
        is_head: Whether to read only what is before the table of codes. That is enough to choose a
            dialect, and takes no longer for a table of 10,000 rows.

    Returns:
        The dialect with all that is valid, and a sentence for each mistake.

    Raises:
        ProblemError: Nothing can use it, such as one without a name.
    """
    file = _File(origin, source)
    rows = _FIRST_ROW.search(source) if is_head else None
    head = _loaded(source[: rows.start()] if rows else source, file)
    if is_head and file.mistakes:
        # The rows may begin inside a text; the whole file says what is wrong.
        file = _File(origin, source)
        head = _loaded(source, file)
    values = file.members(head, dialect_values.HEAD, "")
    is_table_alone = "read" not in head and "format" not in head
    if values is not None and not is_table_alone:
        missing = (key for key in ("format", "read") if key not in head)
        file.tell("", tuple(tr("{key} is missing").format(key=key) for key in missing))
    if values is None or (not is_table_alone and not {"format", "read"} <= values.keys()):
        raise ProblemError(joined_sentences(map(str, file.mistakes)))
    return _dialect(values, file)


def translated(dialect: Dialect) -> Dialect:
    """Return a dialect of the program in the language of the person."""
    if not language() or not dialect.rows:
        return dialect
    rows = (
        replace(
            row,
            headline=tr(row.headline),
            meaning=tr(row.meaning),
            fixes=translated_fixes(row.fixes),
        )
        for row in dialect.rows
    )
    return replace(dialect, rows=tuple(rows))


def path_problems(dialect: Dialect, source: str, origin: str) -> tuple[Problem, ...]:
    """Return a problem for each path of a dialect that is not JMESPath.

    Apart from ``parse_dialect``: most dialects that are read are not used, and what reads paths is
    slow to import.

    Args:
        dialect: The one that was read from ``source``.
        source: As for ``parse_dialect``, like the next one.
        origin: Name of the file.
    """
    file = _File(origin, source)
    for table, position, key, paths in _paths_of(dialect):
        for path in paths:
            is_expression = path != STATUS and not path.startswith(HEADER)
            if is_expression and (wrong := path_problem(path)):
                problem = tr("{key} has a mistake: {rstrip}").format(
                    key=key, rstrip=wrong.sentence.rstrip(".")
                )
                file.tell(table, (problem,), position)
    return tuple(file.mistakes)


def _paths_of(dialect: Dialect) -> Iterator[tuple[str, int, str, Paths]]:
    """Yield all paths with their table, which one of that name it is, and their key."""
    yield "match", 1, "shape", tuple(filter(None, (dialect.match.shape,)))
    for key in dialect_values.READ_PATHS:
        yield "read", 1, key, getattr(dialect.rules, key)
    for position, rule in enumerate(dialect.rules.fields, start=1):
        yield "read.fields", position, "each", rule.each
        yield "read.fields", position, "map", rule.map
    if dialect.rules.items is not None:
        for key in dialect_values.ITEMS.members:
            yield "read.items", 1, key, getattr(dialect.rules.items, key)


def _dialect(values: dict[str, Any], file: _File) -> Dialect:
    raw_read = values.get("read", {"reader": Reader.ENVELOPE.value})
    read = file.members(raw_read, dialect_values.READ, "read") or {}
    reader = read.pop("reader", Reader.PATHS)
    if reader is Reader.PATHS and not {"ok", "code"} & read.keys():
        file.tell("read", (tr("ok or code is missing"),))
        raise ProblemError(joined_sentences(map(str, file.mistakes)))
    fields = tuple(_field_rules(read.pop("fields", []), file))
    raw_items = read.pop("items", None)
    if raw_items is not None:
        raw_items = file.members(raw_items, dialect_values.ITEMS, "read.items")
    items = ItemRule(**raw_items) if raw_items else None
    rows = tuple(_rows(values.get("code", []), file))
    match = file.members(values.get("match", {}), dialect_values.MATCH, "match") or {}
    return Dialect(
        name=values["name"],
        title=values.get("title", "") or values["name"],
        period=values.get("period", ""),
        source=values.get("source", ""),
        reader=reader,
        match=Match(is_sure=match.pop("sure", False), **match),
        rules=Rules(**read, fields=fields, items=items),
        rows=rows,
        mistakes=tuple(file.mistakes),
    )


def _field_rules(raw: list[Any], file: _File) -> Iterator[FieldRule]:
    for position, entry in enumerate(raw, start=1):
        values = file.members(entry, dialect_values.FIELDS, "read.fields", position)
        if values and ("each" in values) != ("map" in values):
            yield FieldRule(**values)
        elif values is not None:
            file.tell("read.fields", (tr("each or map should be there, and not both"),), position)


def _rows(raw: list[Any], file: _File) -> Iterator[CodeRow]:
    seen: set[tuple[Code, tuple[str, ...]]] = set()
    for position, entry in enumerate(raw, start=1):
        if max(position, len(seen)) > MOST_ROWS:
            problem = tr("[[code]] has more than {most_rows:,} rows or codes; the rest is not used")
            file.tell("", (problem.format(most_rows=MOST_ROWS),))
            return
        row = None if entry is _LOST else _row(entry, position, file)
        if row is None:
            continue
        twice = [code for code in row.codes if (code, row.says) in seen]
        if twice:
            problem = tr("is has {value}, which is above already; that row is used").format(
                value=quoted(twice[0])
            )
            file.tell("code", (problem,), position)
        seen.update((code, row.says) for code in row.codes)
        yield row


def _row(raw: Any, position: int, file: _File) -> CodeRow | None:
    values, problems = validate(raw, dialect_values.ROW)
    if values is not None:
        problems = (*problems, *_row_problems(values, raw.keys()))
    file.tell("code", problems, position)
    if values is None:
        return None
    codes = values.pop("is", ()) or values.get("code", ())
    values.pop("code", None)
    first, last = values.pop("from", None), values.pop("to", None)
    if first is None or last is None or first > last:
        first = last = None
    if not codes and first is None and not values.get("prefix"):
        return None
    fixes = tuple(_fixes(values.pop("fixes", []), position, file))
    return CodeRow(codes=codes, first=first, last=last, fixes=fixes, **values)


def _row_problems(values: Mapping[str, Any], keys: Set[str]) -> Iterator[str]:
    """Yield what is wrong with the codes that a row is for."""
    first, last = values.get("from"), values.get("to")
    if {"from", "to"} <= keys and None in (first, last):
        return
    if (first is None) != (last is None):
        yield tr("{value} is missing").format(value="to" if last is None else "from")
    elif first is not None and last is not None and first > last:
        yield tr("from should not be more than to, which is {last}").format(last=last)
    if not {"is", "code", "from", "to", "prefix"} & keys:
        yield tr("is, from and to, or prefix is missing; the row is not used")


def _fixes(raw: list[Any], position: int, file: _File) -> Iterator[Fix]:
    for number, entry in enumerate(raw, start=1):
        # A fix with a mistake is left out; the row and its other fixes stay.
        values, problems = validate(entry, dialect_values.FIX)
        wrong = tuple(_target_mistakes(Fix(**values))) if values else ()
        problems = (*problems, *wrong)
        file.tell("code", tuple(f"fixes ({number}): {one}" for one in problems), position)
        if values is not None and not wrong:
            yield Fix(**values)


def _target_mistakes(fix: Fix) -> Iterator[str]:
    """Yield what is wrong with the target of a fix; the program counts these seconds down."""
    is_seconds = re.fullmatch(r"[1-9][0-9]{0,4}", fix.target) is not None
    if fix.action is FixAction.WAIT_AND_RESEND and not is_seconds:
        yield tr('target should be a number of seconds such as "60", not {target}').format(
            target=quoted(fix.target)
        )


def _loaded(source: str, file: _File) -> dict[str, Any]:
    """Return the file as one object: of one with mistakes in its TOML, the blocks without any.

    A TOML reader stops at the first mistake. Reading each block of ``[[`` by itself keeps the
    others, and finds more than one mistake.
    """
    try:
        head = read_toml(source)
    except ProblemError:
        head = {}
        starts = [0, *(block.start() for block in _BLOCK.finditer(source)), len(source)]
        for start, end in zip(starts, starts[1:], strict=False):
            try:
                _add(head, read_toml(source[start:end]))
            except ProblemError as error:
                file.add(_placed(error.problem, source.count("\n", 0, start), file))
                # Each block after a mistake is read by itself, which takes long for thousands.
                if file.is_full:
                    break
                rows = head.setdefault("code", []) if _FIRST_ROW.match(source, start) else None
                # The key may stand before the tables, too, with a text.
                if isinstance(rows, list):
                    rows.append(_LOST)
    return head


def _add(head: dict[str, Any], block: Mapping[str, Any]) -> None:
    for key, value in block.items():
        before = head.setdefault(key, value)
        if before is value:
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            _add(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            before.extend(value)


def _placed(problem: Problem, lines_before: int, file: _File) -> Problem:
    """Return a problem in a block with its line in the whole file."""
    return problem.below(lines_before).in_file(file.origin)


def _lines_by_key(source: str) -> _LinesByKey:
    """Return on which line each key is, by the name of its table and which one of that name."""
    lines: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    table, position = "", 1
    for number, line in enumerate(source.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = header[2]
            position = counts[table] = counts.get(table, 0) + 1
            lines[table, position, ""] = number
        elif key := _KEY.match(line):
            lines.setdefault((table, position, key[1]), number)
    return lines
