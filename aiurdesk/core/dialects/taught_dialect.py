"""A dialect that a person taught by pointing at rows of a response, and its file."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from aiurdesk.core.formats.toml.toml_text import (
    TomlRecord,
    TomlValue,
    key_text,
    toml_text,
    value_text,
)
from aiurdesk.core.verdict.dialect import FORMAT
from aiurdesk.core.verdict.verdict import Severity


class SeenValue(msgspec.Struct, frozen=True):
    """A value of the row that says whether it worked, and what it means."""

    source: str
    """The value as JSON. Empty where it is null or missing, ``…`` for an object or a list with
    members of any kind."""
    is_yes: bool
    count: int = 0
    """In how many responses it was seen."""


class TaughtCode(msgspec.Struct, frozen=True):
    """A row of the table of codes."""

    code: int | str
    headline: str
    severity: Severity
    status: int | None = None
    """The HTTP status that came with it."""
    count: int = 0


class TaughtFields(msgspec.Struct, frozen=True):
    """Paths to the errors of single fields in a response."""

    path: str
    name: str = ""
    """The member of an entry that names the field."""
    text: str = ""
    is_map: bool = False
    """The path leads to an object from names to texts; else to a list."""


class TaughtDialect(msgspec.Struct, frozen=True):
    """A dialect made from the rows that a person marked; it can be edited before it is saved."""

    name: str
    title: str
    host: str
    worked: str = ""
    """Path of the row that says whether it worked."""
    values: tuple[SeenValue, ...] = ()
    code: tuple[str, ...] = ()
    """Paths; the first that leads to a value counts. So in the following ones."""
    message: tuple[str, ...] = ()
    fields: TaughtFields | None = None
    request_id: tuple[str, ...] = ()
    retry_after: tuple[str, ...] = ()
    codes: tuple[TaughtCode, ...] = ()
    paths: tuple[str, ...] = ()
    """Patterns of the paths in the addresses that it is for; without any, it is for all."""

    @property
    def is_usable(self) -> bool:
        """Whether it can judge: it has a code, or a value that means yes."""
        return bool(self.code) or bool(ok_expression(self.worked, self.values))


def ok_expression(path: str, values: Sequence[SeenValue]) -> str:
    """Return the expression that is true where it worked; empty where no value means yes."""
    if not path or not any(value.is_yes for value in values):
        return ""
    # An expression behind a pipe binds less than a comparison.
    path = f"({path})" if "|" in path else path
    if all(_is_plain(value) for value in values):
        if all(value.is_yes == _is_true(value) for value in values):
            return path
        if all(value.is_yes != _is_true(value) for value in values):
            return f"!{path}"
    tests = []
    for value in values:
        if value.is_yes and value.source == "…":
            tests.append(f"(contains(['array', 'object'], type({path})) && {path})")
        elif value.is_yes:
            tests.append(f"{path} == {_literal(value.source)}")
    return " || ".join(tests)


def dialect_text(taught: TaughtDialect) -> str:
    """Return the file of a dialect.

    Raises:
        ProblemError: A text holds half of a character, which no file can hold.
    """
    head: TomlRecord = {
        "format": FORMAT,
        "name": taught.name,
        "title": taught.title,
        "match": {"hosts": [taught.host], **({"paths": taught.paths} if taught.paths else {})},
    }
    text = toml_text(head) + "\n[read]\n" + _lines(dict(_read(taught)))
    if taught.fields is not None:
        text += "\n[read.fields]\n" + _lines(_fields(taught.fields))
    return text + "".join(f"\n[[code]]\n{_lines(dict(_row(row)))}" for row in taught.codes)


def json_source(value: Any) -> str:
    """Return a value as ``SeenValue.source`` has it."""
    if value is None:
        return ""
    if isinstance(value, dict | list) and value:
        return "…"
    return json.dumps(value, ensure_ascii=False)


def _lines(table: TomlRecord) -> str:
    return "".join(f"{key_text(key)} = {value_text(value)}\n" for key, value in table.items())


def _read(taught: TaughtDialect) -> Iterator[tuple[str, TomlValue]]:
    if ok := ok_expression(taught.worked, taught.values):
        yield "ok", ok
    for key, paths in (
        ("code", taught.code),
        ("message", taught.message),
        ("request_id", taught.request_id),
        ("retry_after", taught.retry_after),
    ):
        if paths:
            yield key, paths[0] if len(paths) == 1 else paths


def _fields(fields: TaughtFields) -> TomlRecord:
    if fields.is_map:
        return {"map": fields.path}
    names = {"name": fields.name} if fields.name else {}
    return {"each": fields.path, **names, "text": fields.text or "@"}


def _row(row: TaughtCode) -> Iterator[tuple[str, TomlValue]]:
    yield "is", row.code
    yield "headline", row.headline
    yield "severity", row.severity.value
    if row.status is not None:
        yield "status", row.status


def _is_plain(value: SeenValue) -> bool:
    """Return whether JMESPath takes a value for true or false as a person would."""
    return value.source in ("", "…", "true", "false", '""', "{}", "[]")


def _is_true(value: SeenValue) -> bool:
    return value.source in ("…", "true")


def _literal(source: str) -> str:
    if not source:
        return "`null`"
    # JMESPath ends a literal at a backtick that has no backslash before it.
    return "`" + source.replace("`", "\\`") + "`"
