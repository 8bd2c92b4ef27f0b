"""Rows in the file of a saved request: ``["name", "value"]``, with ``"off"`` where one is off."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import ANY_BYTES, FileValue, Row, Value
from aiurdesk.core.schema import any_list, quoted, text, texts, unlike
from aiurdesk.core.toml.toml_text import TomlValue
from aiurdesk.core.translation import tr

_OFF = "off"


def row_entries(rows: Iterable[Row]) -> list[TomlValue]:
    """Return rows as their file holds them."""
    return [[row.name, _value_entry(row.value)] + ([] if row.is_sent else [_OFF]) for row in rows]


def _value_entry(value: Value) -> TomlValue:
    if not isinstance(value, FileValue):
        return value
    entry = {"file": value.path}
    if value.filename != _last_part(value.path):
        entry["filename"] = value.filename
    if value.content_type != ANY_BYTES:
        entry["content_type"] = value.content_type
    return entry


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _rows(raw: object, read_value: Callable[[Any], Value]) -> tuple[Row, ...]:
    rows = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                rows.append(Row(name, read_value(value)))
            case [str(name), value, "off"]:  # ``_OFF`` would be a name that takes any value
                rows.append(Row(name, read_value(value), is_sent=False))
            case _:
                raise DataMistake(
                    tr(
                        'should hold pairs such as ["name", "value"], or ["name", "value", '
                        '"off"], not {entry}'
                    ).format(entry=quoted(entry))
                )
    return tuple(rows)


def read_value_rows(raw: object) -> tuple[Row, ...]:
    """Accept a list of names with texts, lists of texts or files."""
    return _rows(raw, _value)


def read_header_rows(raw: object) -> tuple[Row, ...]:
    """Accept a list of names with texts."""
    return _rows(raw, text)


def _value(raw: Any) -> Value:
    match raw:
        case str():
            return raw
        case list():
            return texts(raw)
        case {"file": str(path)}:
            filename = text(raw.get("filename", _last_part(path)))
            return FileValue(path, filename, text(raw.get("content_type", ANY_BYTES)))
    raise unlike(raw, tr("should hold text, lists of text or files, not {raw}"))
