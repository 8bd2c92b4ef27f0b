"""The file of a saved request, ``NAME.request.toml``.

The keys, in their order: ``endpoint`` (the id in the catalogue) or ``method`` and ``url``,
``table``, ``credential`` (a name, or empty for none), ``send_anyway``, ``not_secret``, ``notes``,
then the lists ``values``, ``headers``, ``tests`` and ``captures`` with one entry a line. What has
its default is left out.
"""

import re
from typing import Any

from aiurdesk.core.collection.response_tests import read_test, record_of_test
from aiurdesk.core.collection.saved_request import SavedRequest
from aiurdesk.core.collection.toml_edit import edited_toml
from aiurdesk.core.collection.toml_reading import read_members
from aiurdesk.core.collection.toml_text import TomlRecord, TomlValue, toml_text
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import FileValue, Header, Value
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.schema import any_list, flag, shown, text, texts

KEYS = (
    "endpoint",
    "method",
    "url",
    "table",
    "credential",
    "send_anyway",
    "not_secret",
    "notes",
    "values",
    "headers",
    "tests",
    "captures",
)


def write_request(saved: SavedRequest, current: str = "") -> str:
    """Return the text of the file.

    Args:
        current: What the file holds now. Comments, unknown keys and the order of keys stay.

    Raises:
        DataMistake: A text cannot be stored, or the file cannot be changed.
    """
    record = _record(saved)
    return edited_toml(current, record, KEYS) if current else toml_text(record)


def _record(saved: SavedRequest) -> TomlRecord:
    record: dict[str, TomlValue] = {
        "endpoint": saved.endpoint_id,
        "method": saved.method,
        "url": saved.url,
        "table": saved.table,
        "send_anyway": saved.is_forced,
        "not_secret": saved.not_secret,
        "notes": saved.notes,
        "values": [[name, _value_entry(value)] for name, value in saved.values],
        "headers": [[header.name, header.value] for header in saved.headers],
        "tests": _test_entries(saved.tests),
        "captures": [
            {"variable": capture.variable, capture.source: capture.subject}
            for capture in saved.captures
        ],
    }
    record = {key: value for key, value in record.items() if value}
    if saved.credential is not None:
        record["credential"] = saved.credential
    return {key: record[key] for key in KEYS if key in record}


def _test_entries(tests: tuple[ResponseTest, ...]) -> list[TomlValue]:
    entries = [record_of_test(test) for test in tests]
    for number, entry in enumerate(entries, start=1):
        try:
            # What a reader refuses would make the whole file unreadable.
            read_test(entry)
        except DataMistake as mistake:
            raise DataMistake(f"test {number}: {mistake}") from mistake
    return entries


def _value_entry(value: Value) -> TomlValue:
    if not isinstance(value, FileValue):
        return value
    entry = {"file": value.path}
    if value.filename != _last_part(value.path):
        entry["filename"] = value.filename
    if value.content_type != _CONTENT_TYPE:
        entry["content_type"] = value.content_type
    return entry


_CONTENT_TYPE = "application/octet-stream"


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def parse_request(source: str) -> SavedRequest:
    """Read the text of a file.

    Raises:
        DataMistake: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS)
    read = {_FIELDS.get(key, key): member for key, member in members.items()}
    if not read.get("endpoint_id") and not (read.get("url") and read.get("method")):
        raise DataMistake("line 1: endpoint is missing; or give a method and a url.")
    return SavedRequest(**read)


def _pairs(raw: object) -> list[tuple[str, Any]]:
    pairs = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                pairs.append((name, value))
            case _:
                raise DataMistake(
                    f'should hold pairs such as ["name", "value"], not {shown(entry)}'
                )
    return pairs


def _values(raw: object) -> tuple[tuple[str, Value], ...]:
    return tuple([(name, _value(value)) for name, value in _pairs(raw)])


def _value(raw: Any) -> Value:
    match raw:
        case str():
            return raw
        case list():
            return texts(raw)
        case {"file": str(path)}:
            filename = text(raw.get("filename", _last_part(path)))
            return FileValue(path, filename, text(raw.get("content_type", _CONTENT_TYPE)))
    raise DataMistake(f"should hold text, lists of text or files, not {shown(raw)}")


def read_headers(raw: object) -> tuple[Header, ...]:
    """Accept a list of pairs of texts."""
    return tuple([Header(name, text(value)) for name, value in _pairs(raw)])


def _captures(raw: object) -> tuple[Capture, ...]:
    captures = []
    for entry in any_list(raw):
        match entry:
            case {"variable": str(variable), "value": str(subject)} if len(entry) == 2:
                captures.append(Capture(variable, "value", subject))
            case {"variable": str(variable), "header": str(subject)} if len(entry) == 2:
                captures.append(Capture(variable, "header", subject))
            case _:
                raise DataMistake(
                    'should hold entries such as { variable = "id", value = "channelId" }, '
                    f"not {shown(entry)}"
                )
    return tuple(captures)


_FIELDS = {"endpoint": "endpoint_id", "send_anyway": "is_forced"}
_READERS = {
    "endpoint": text,
    "method": text,
    "url": text,
    "table": text,
    "credential": text,
    "send_anyway": flag,
    "not_secret": texts,
    "notes": text,
    "values": _values,
    "headers": read_headers,
    "tests": lambda raw: tuple(read_test(entry) for entry in any_list(raw)),
    "captures": _captures,
}
