"""Writes values as TOML, in the one form that the files of a collection have.

A list has one entry a line, and a text of several lines is a multi-line literal string, so that a
version control system shows a change of one value as a change of few lines.

Source: TOML 1.0.0 (https://toml.io/en/v1.0.0).
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr

TomlValue: TypeAlias = "str | bool | int | float | Sequence[TomlValue] | Mapping[str, TomlValue]"
TomlRecord: TypeAlias = Mapping[str, TomlValue]
"""The content of a file, in the order in which it is written."""


class Tables(tuple[TomlRecord, ...]):
    """A list of tables that is written as ``[[key]]``, behind everything else."""

    __slots__ = ()


INDENT = "    "
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_LITERAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that a literal string cannot hold, beside quotes and the end of a line. A carriage
return is among them, because readers may turn it into a line feed."""
_ESCAPED = re.compile(r'[\x00-\x08\x0b-\x1f\x7f"\\]')
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_text(record: TomlRecord) -> str:
    """Return the text of a file.

    Raises:
        ProblemError: A text holds half of a character, which UTF-8 cannot encode.
    """
    tables = {key: value for key, value in record.items() if isinstance(value, Mapping | Tables)}
    # Before all tables, to which they would belong otherwise.
    lines = [statement(key, value) for key, value in record.items() if key not in tables]
    for key, table in tables.items():
        lines.append(("\n" if lines else "") + table_text(key, table))
    return "".join(lines)


def statement(key: str, value: TomlValue) -> str:
    """Return a key with its value, with the end of the line."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        entries = "".join(f"{INDENT}{value_text(entry)},\n" for entry in value)
        return f"{key_text(key)} = [\n{entries}]\n"
    return f"{key_text(key)} = {value_text(value)}\n"


def table_text(key: str, table: "TomlRecord | Tables") -> str:
    """Return a table with its header, or each table of a list with one."""
    if isinstance(table, Tables):
        texts = (table_text(key, entry) for entry in table)
        return "\n".join(text.replace("[", "[[", 1).replace("]\n", "]]\n", 1) for text in texts)
    entries = "".join(f"{key_text(name)} = {value_text(value)}\n" for name, value in table.items())
    return f"[{key_text(key)}]\n{entries}"


def key_text(key: str) -> str:
    """Return a key, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else _basic(key)


def value_text(value: TomlValue) -> str:
    """Return a value as TOML on one line."""
    match value:
        # Before int, which a bool is in Python.
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case int() | float():
            return repr(value)
        case Mapping():
            pairs = ", ".join(
                f"{key_text(key)} = {value_text(item)}" for key, item in value.items()
            )
            return f"{{ {pairs} }}"
    return f"[{', '.join(value_text(entry) for entry in value)}]"


def _string(text: str) -> str:
    if _SURROGATE.search(text):
        text = tr("A text holds half of a character, which no file can hold. Delete it.")
        raise ProblemError(text)
    if "\n" in text:
        # A line feed after the opening quotes belongs to the notation, not to the text.
        if "'''" not in text and not text.endswith("'") and not _NOT_LITERAL.search(text):
            return f"'''\n{text}'''"
        return f'"""\n{_ESCAPED.sub(_escape, text)}"""'
    # In double quotes as long as nothing has to be escaped, then in single ones.
    if '"' not in text and "\\" not in text:
        return _basic(text)
    is_literal = "'" not in text and not _NOT_LITERAL.search(text)
    return f"'{text}'" if is_literal else _basic(text)


def _basic(text: str) -> str:
    if _SURROGATE.search(text):
        text = tr("A name holds half of a character, which no file can hold. Delete it.")
        raise ProblemError(text)
    escaped = _ESCAPED.sub(_escape, text).replace("\t", "\\t").replace("\n", "\\n")
    return f'"{escaped}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in '"\\':
        return f"\\{character}"
    return _ESCAPES.get(character, f"\\u{ord(character):04x}")
