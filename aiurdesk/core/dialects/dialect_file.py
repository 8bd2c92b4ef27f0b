"""Reads a dialect from the text of a TOML file; ``resources/dialects/slack.toml`` shows the form.

Source: the form is described in the manual, ``resources/manual/dialects.md``.
"""

import re
from collections.abc import Iterator, Mapping, Set
from itertools import islice
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.dialects.paths import HEADER, STATUS
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.expectations.expressions import LONGEST_READ_HERE
from aiurdesk.core.expectations.response_facts import path_mistake
from aiurdesk.core.schema import (
    Convert,
    Schema,
    any_list,
    flag,
    one_of,
    shown,
    some_text,
    text,
    validate,
    whole_number,
)
from aiurdesk.core.toml.toml_reading import read_toml
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import (
    HTTP,
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
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity
from aiurdesk.core.wording import printable

FORMAT = 1
_LONGEST_NAME = 60
_MOST_FRAGMENTS = 100
_ALTERNATIVE = re.compile(r"(?:[^|(]|\([^()]*\)|\()+")
_GROUP = re.compile(r"\(([^()|]*\|[^()]*)\)")
"""With one alternative only, the brackets belong to the message."""
_BY_STATUS = "by_status"
_BLOCK = re.compile(r"^[ \t]*\[\[", re.MULTILINE)
_FIRST_ROW = re.compile(r"^[ \t]*\[\[[ \t]*code[ \t]*\]\]", re.MULTILINE)
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([\w.-]+)[ \t]*\]")
_LINE = re.compile(r"line (\d+): ")
_KEY = re.compile(r"[ \t]*([\w-]+)[ \t]*=")
_LOST: dict[str, Any] = {}
"""Stands for a row that TOML cannot read, so that those behind it keep their places."""
_severity = one_of(Severity, without={Severity.TEST})
_LinesByKey: TypeAlias = Mapping[tuple[str, int, str], int]


class _File(msgspec.Struct):
    """The file that is read, and the mistakes in it so far."""

    origin: str
    source: str
    mistakes: list[str] = []
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
            location = f"{self.origin}, line {line}" if line else self.origin
            self.mistakes.append(f"{location}: {_table_words(table)}{problem}.")


def _table_words(table: str) -> str:
    if table == "code":
        return "in [[code]], "
    return f"in [{table}], " if table else ""


def _code(raw: Any) -> Code:
    # Not ``isinstance``: TOML has booleans, and True would become the code 1.
    if type(raw) is int or (isinstance(raw, str) and raw.strip()):
        return raw
    raise DataMistake(
        tr("should be a whole number or a text that is not blank, not {raw}").format(raw=shown(raw))
    )


def _codes(raw: Any) -> tuple[Code, ...]:
    if isinstance(raw, list) and raw:
        return tuple(_code(entry) for entry in raw)
    return (_code(raw),)


def _http_status(raw: Any) -> int:
    number = whole_number(raw)
    if 100 <= number <= 599:
        return number
    raise DataMistake(
        tr("should be an HTTP status from 100 to 599, not {number}").format(number=number)
    )


def _path(raw: Any) -> str:
    path = some_text(raw)
    if len(path) > LONGEST_READ_HERE:
        raise DataMistake(
            tr("should have at most {longest_read_here:,} characters").format(
                longest_read_here=LONGEST_READ_HERE
            )
        )
    return path


def _paths(raw: Any) -> Paths:
    return tuple(map(_path, raw)) if isinstance(raw, list) else (_path(raw),)


def _texts(raw: Any) -> tuple[str, ...]:
    """Accept a text or a list of texts, none of them blank."""
    return tuple(map(some_text, raw)) if isinstance(raw, list) else (some_text(raw),)


def _fragments(raw: Any) -> tuple[str, ...]:
    """Accept what a message may say: fragments with ``|`` between them, or a list of these.

    ``(chat|user) not found`` is two of them. This is not a regular expression: a stranger's could
    take for ever.
    """
    fragments = (one for entry in _texts(raw) for one in _alternatives(entry))
    return tuple(one.strip().lower() for one in islice(fragments, _MOST_FRAGMENTS) if one.strip())


def _alternatives(text: str) -> Iterator[str]:
    for whole in _ALTERNATIVE.findall(text):
        group = _GROUP.search(whole)
        if group is None:
            yield whole
            continue
        for one in group[1].split("|"):
            yield from _alternatives(f"{whole[: group.start()]}{one}{whole[group.end() :]}")


def _severity_or_none(raw: Any) -> Severity | None:
    if raw == _BY_STATUS:
        return None
    try:
        severity: Severity = _severity(raw)
    except DataMistake as mistake:
        raise DataMistake(str(mistake).replace(", not ", f", {_BY_STATUS}, not ", 1)) from None
    return severity


def _table(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict):
        return raw
    raise DataMistake(tr("should be a table, not {raw}").format(raw=shown(raw)))


def _tables(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [_table(raw)]


def _format(raw: Any) -> int:
    if raw == FORMAT and type(raw) is int:
        return FORMAT
    raise DataMistake(
        tr("should be {format}, the only one that this version reads, not {raw}").format(
            format=FORMAT, raw=shown(raw)
        )
    )


def _name(raw: Any) -> str:
    name = some_text(raw)
    # It is a word of the command line, and stands in sentences.
    if len(name) > _LONGEST_NAME or printable(name) != name or name != name.strip():
        raise DataMistake(
            tr("should be one to {longest_name} printable characters").format(
                longest_name=_LONGEST_NAME
            )
        )
    if name.casefold() == HTTP:
        raise DataMistake(
            tr("should be another one: {http} means that the HTTP status judges").format(http=HTTP)
        )
    return name


def _limited(most: int) -> Convert:
    def convert(raw: Any) -> str:
        # A stranger may have written it, and it is shown as it is.
        words = printable(text(raw))
        if len(words) > most:
            raise DataMistake(tr("should have at most {most:,} characters").format(most=most))
        return words

    return convert


_line, _prose = _limited(200), _limited(4_000)
_HEAD = Schema(
    {
        "format": _format, "name": _name, "title": _line, "period": _line, "source": _prose,
        "match": _table, "read": _table, "code": any_list,
    },
    frozenset({"name"}),
)  # fmt: skip
_MATCH = Schema(
    {
        "headers": _texts,
        "hosts": _texts, "content_types": _texts, "paths": _texts, "shape": _path, "sure": flag,
        "has_version": flag,
    },
)  # fmt: skip
_READ_PATHS = (
    "root", "ok", "partial", "code", "sub_code", "message", "warning", "request_id", "docs",
    "retry_after", "version",
)  # fmt: skip
_READ = Schema(
    {
        "reader": one_of(Reader), "after": text, "before": text, "fields": _tables, "items": _table,
        **dict.fromkeys(_READ_PATHS, _paths),
    },
)  # fmt: skip
_FIELDS = Schema({"each": _paths, "map": _paths, "name": _path, "text": _path})
_ITEMS = Schema(
    dict.fromkeys(("each", "ok", "code", "message", "label"), _paths), frozenset({"each"})
)
_ROW = Schema(
    {
        "is": _codes, "code": _codes, "from": whole_number, "to": whole_number, "prefix": some_text,
        "says": _fragments, "name": _line, "headline": _line, "severity": _severity_or_none,
        "status": _http_status, "meaning": _prose, "fixes": any_list,
        "renews_token": flag, "names_values": flag,
    },
)  # fmt: skip
_FIX = Schema({"text": _line, "action": one_of(FixAction), "target": _line}, frozenset({"text"}))


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
        DataMistake: Nothing can use it, such as one without a name.
    """
    file = _File(origin, source)
    head = _loaded(_before_rows(source) if is_head else source, file)
    if is_head and file.mistakes:
        # The rows may begin inside a text; the whole file says what is wrong.
        file = _File(origin, source)
        head = _loaded(source, file)
    values, problems = validate(head, _HEAD)
    file.tell("", problems)
    is_table_alone = "read" not in head and "format" not in head
    if values is not None and not is_table_alone:
        file.tell(
            "",
            tuple(
                tr("{key} is missing").format(key=key)
                for key in ("format", "read")
                if key not in head
            ),
        )
    if values is None or (not is_table_alone and not {"format", "read"} <= values.keys()):
        raise DataMistake(" ".join(file.mistakes))
    return _dialect(values, file)


def path_mistakes(dialect: Dialect, source: str, origin: str) -> tuple[str, ...]:
    """Return a sentence for each path of a dialect that is not JMESPath.

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
            if is_expression and (problem := path_mistake(path)):
                file.tell(
                    table,
                    (
                        tr("{key} has a mistake: {rstrip}").format(
                            key=key, rstrip=problem.rstrip(".")
                        ),
                    ),
                    position,
                )
    return tuple(file.mistakes)


def _paths_of(dialect: Dialect) -> Iterator[tuple[str, int, str, Paths]]:
    """Yield all paths with their table, which one of that name it is, and their key."""
    yield "match", 1, "shape", tuple(filter(None, (dialect.match.shape,)))
    for key in _READ_PATHS:
        yield "read", 1, key, getattr(dialect.rules, key)
    for position, rule in enumerate(dialect.rules.fields, start=1):
        yield "read.fields", position, "each", rule.each
        yield "read.fields", position, "map", rule.map
    if dialect.rules.items is not None:
        for key in _ITEMS.members:
            yield "read.items", 1, key, getattr(dialect.rules.items, key)


def _dialect(values: dict[str, Any], file: _File) -> Dialect:
    raw_read = values.get("read", {"reader": Reader.ENVELOPE.value})
    read, problems = validate(raw_read, _READ)
    file.tell("read", problems)
    read = read or {}
    reader = read.pop("reader", Reader.PATHS)
    if reader is Reader.PATHS and not {"ok", "code"} & read.keys():
        file.tell("read", (tr("ok or code is missing"),))
        raise DataMistake(" ".join(file.mistakes))
    fields = tuple(_field_rules(read.pop("fields", []), file))
    items = _item_rule(read.pop("items", None), file)
    rows = tuple(_rows(values.get("code", []), file))
    return Dialect(
        name=values["name"],
        title=values.get("title", "") or values["name"],
        period=values.get("period", ""),
        source=values.get("source", ""),
        reader=reader,
        match=_match(values.get("match", {}), file),
        rules=Rules(**read, fields=fields, items=items),
        rows=rows,
        mistakes=tuple(file.mistakes),
    )


def _match(raw: dict[str, Any], file: _File) -> Match:
    values, problems = validate(raw, _MATCH)
    file.tell("match", problems)
    values = values or {}
    return Match(is_sure=values.pop("sure", False), **values)


def _field_rules(raw: list[Any], file: _File) -> Iterator[FieldRule]:
    for position, entry in enumerate(raw, start=1):
        values, problems = validate(entry, _FIELDS)
        file.tell("read.fields", problems, position)
        if values and ("each" in values) != ("map" in values):
            yield FieldRule(**values)
        elif values is not None:
            file.tell("read.fields", (tr("each or map should be there, and not both"),), position)


def _item_rule(raw: dict[str, Any] | None, file: _File) -> ItemRule | None:
    if raw is None:
        return None
    values, problems = validate(raw, _ITEMS)
    file.tell("read.items", problems)
    return ItemRule(**values) if values else None


def _rows(raw: list[Any], file: _File) -> Iterator[CodeRow]:
    seen: set[tuple[Code, tuple[str, ...]]] = set()
    for position, entry in enumerate(raw, start=1):
        row = None if entry is _LOST else _row(entry, position, file)
        if row is None:
            continue
        twice = [code for code in row.codes if (code, row.says) in seen]
        if twice:
            problem = tr("is has {value}, which is above already; that row is used").format(
                value=shown(twice[0])
            )
            file.tell("code", (problem,), position)
        seen.update((code, row.says) for code in row.codes)
        yield row


def _row(raw: Any, position: int, file: _File) -> CodeRow | None:
    values, problems = validate(raw, _ROW)
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
        yield f"from should not be more than to, which is {last}"
    if not {"is", "code", "from", "to", "prefix"} & keys:
        yield tr("is, from and to, or prefix is missing; the row is not used")


def _fixes(raw: list[Any], position: int, file: _File) -> Iterator[Fix]:
    for number, entry in enumerate(raw, start=1):
        # A fix with a mistake is left out; the row and its other fixes stay.
        values, problems = validate(entry, _FIX)
        problem = _target_problem(Fix(**values)) if values else ""
        problems = (*problems, *filter(None, (problem,)))
        file.tell("code", tuple(f"fixes ({number}): {one}" for one in problems), position)
        if values is not None and not problem:
            yield Fix(**values)


def _target_problem(fix: Fix) -> str:
    """Say what is wrong with the target of a fix; the program counts these seconds down."""
    is_seconds = re.fullmatch(r"[1-9][0-9]{0,4}", fix.target) is not None
    if fix.action is FixAction.WAIT_AND_RESEND and not is_seconds:
        return tr('target should be a number of seconds such as "60", not {target}').format(
            target=shown(fix.target)
        )
    return ""


def _before_rows(source: str) -> str:
    row = _FIRST_ROW.search(source)
    return source[: row.start()] if row else source


def _loaded(source: str, file: _File) -> dict[str, Any]:
    """Return the file as one object: of one with mistakes in its TOML, the blocks without any.

    A TOML reader stops at the first mistake. Reading each block of ``[[`` by itself keeps the
    others, and finds more than one mistake.
    """
    try:
        head = read_toml(source)
    except DataMistake:
        head = {}
        starts = [0, *(block.start() for block in _BLOCK.finditer(source)), len(source)]
        for start, end in zip(starts, starts[1:], strict=False):
            try:
                _add(head, read_toml(source[start:end]))
            except DataMistake as mistake:
                file.mistakes.append(_placed(str(mistake), source.count("\n", 0, start), file))
                if _FIRST_ROW.match(source, start):
                    head.setdefault("code", []).append(_LOST)
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


def _placed(mistake: str, lines_before: int, file: _File) -> str:
    """Return a mistake in a block with its line in the whole file."""
    line = _LINE.match(mistake)
    number = lines_before + (int(line[1]) if line else 1)
    return f"{file.origin}, line {number}: {mistake[line.end() :] if line else mistake}"


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
