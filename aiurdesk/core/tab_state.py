"""An open request as it is saved with the window."""

from typing import Any

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import (
    USUAL_OPTIONS,
    Body,
    FileValue,
    OffRow,
    SendOptions,
    Value,
)
from aiurdesk.core.schema import (
    Schema,
    any_list,
    flag,
    pairs,
    shown,
    text,
    texts,
    validate,
    whole_number,
)


class TabState(msgspec.Struct, frozen=True):
    """An open request as it is saved, without the secrets that were typed into it."""

    endpoint_id: str = ""
    """Empty for a custom URL."""
    address: str = ""
    """Used when there is no endpoint of that id."""
    method: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    is_edited: bool = False
    credential: str | None = None
    """As in ``Request.credential``."""
    table: str = ""
    """As ``SavedRequest.dialect``; the name is that of the key in the file."""
    is_forced: bool = False
    notes: str = ""
    not_secret: tuple[str, ...] = ()
    name: str = ""
    """As in ``OpenRequest.name``."""
    file: str = ""
    """Path of its file, if it is a saved request."""
    version: str = ""
    """As in ``SavedCopy.version``."""
    body: Body | None = None
    """As in ``Request.body``, and the next ones too."""
    values_off: tuple[OffRow, ...] = ()
    headers_off: tuple[OffRow, ...] = ()
    tests: tuple[tuple[str, ...], ...] = ()
    """Kind, subject, comparison and typed value of each, without what looks like a secret."""
    captures: tuple[tuple[str, ...], ...] = ()
    """Variable, source and subject of each."""
    conversation: str = ""
    """That of a socket as in its file, without what looks like a secret; empty where nothing is
    saved."""
    folder: str = ""
    """As in ``Request.folder``."""
    frame_tests: tuple[tuple[str, ...], ...] = ()
    """Frame, kind, subject, comparison and typed value of each, as they may be unfinished."""
    options: SendOptions = USUAL_OPTIONS
    """As in ``Request.options``."""
    entry_id: int = 0
    """The entry of the history with its last response; 0 where there was none."""


def parse_tabs(raw: list[Any]) -> tuple[tuple[TabState, ...], list[str]]:
    """Return the open requests that a record holds and a phrase for each mistake in them."""
    tabs: list[TabState] = []
    told: list[str] = []
    for number, entry in enumerate(raw, start=1):
        values, mistakes = validate(entry, TAB_SCHEMA)
        told.extend(f"tab {number}: {mistake}" for mistake in mistakes)
        tabs.append(TabState(**(values or {})))
    return tuple(tabs), told


def _text_or_none(raw: Any) -> str | None:
    return None if raw is None else text(raw)


def _text_rows(raw: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(texts(entry) for entry in any_list(raw))


def _values(raw: Any) -> tuple[tuple[str, Value], ...]:
    return tuple((name, _value(value)) for name, value in pairs(raw))


def _value(raw: Any) -> Value:
    match raw:
        case str():
            return raw
        case list():
            return texts(raw)
        case {"path": str(path), "filename": str(filename), "content_type": str(content_type)}:
            return FileValue(path, filename, content_type)
    raise DataMistake(f"should hold text, texts or files, not {shown(raw)}")


def _body(raw: Any) -> Body | None:
    try:
        body: Body | None = msgspec.convert(raw, Body | None)
    except msgspec.ValidationError:
        raise DataMistake(f"should be a body, not {shown(raw)}") from None
    return body


def _off_rows(raw: Any) -> tuple[OffRow, ...]:
    try:
        rows: tuple[OffRow, ...] = msgspec.convert(raw, tuple[OffRow, ...])
    except msgspec.ValidationError:
        raise DataMistake(f"should be a list of rows, not {shown(raw)}") from None
    return rows


def _options(raw: Any) -> SendOptions:
    try:
        return msgspec.convert(raw, SendOptions)
    except msgspec.ValidationError:
        raise DataMistake(f"should be the options of a request, not {shown(raw)}") from None


def _headers(raw: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, text(value)) for name, value in pairs(raw))


TAB_SCHEMA = Schema(
    {
        "endpoint_id": text,
        "address": text,
        "method": text,
        "values": _values,
        "headers": _headers,
        "is_edited": flag,
        "credential": _text_or_none,
        "table": text,
        "is_forced": flag,
        "notes": text,
        "not_secret": texts,
        "name": text,
        "file": text,
        "version": text,
        "body": _body,
        "values_off": _off_rows,
        "headers_off": _off_rows,
        "tests": _text_rows,
        "captures": _text_rows,
        "conversation": text,
        "folder": text,
        "frame_tests": _text_rows,
        "options": _options,
        "entry_id": whole_number,
    },
    ignores_unknown=True,
)
