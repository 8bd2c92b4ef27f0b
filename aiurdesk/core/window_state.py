"""How the window is arranged: geometry, open requests, expanded nodes."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.conversation import SILENT, Conversation
from aiurdesk.core.request.request import Body, FileValue, Header, OffRow, Request, Value
from aiurdesk.core.request.response_test import Capture, ResponseTest
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

_TEXTS_OF_A_CAPTURE = 3


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


class WindowState(msgspec.Struct, frozen=True):
    """Everything that is restored at the next start."""

    geometry: str = ""
    """Geometry of the main window as Qt packs it, in hexadecimal."""
    splitters: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Name of a splitter → its state, in hexadecimal."""
    is_sidebar_visible: bool = True
    sidebar_tab: str = ""
    """Title of the tab of the sidebar that is in front; empty means the first one."""
    is_response_below: bool = False
    environment: str = ""
    credentials: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Name of an environment → id of the credential that is chosen in it; empty when none is."""
    expanded: tuple[str, ...] = ()
    """Keys of the expanded nodes of the endpoint tree."""
    collections: tuple[str, ...] = ()
    """The folders of the open collections."""
    collections_expanded: tuple[str, ...] = ()
    """The paths of the unfolded folders in them."""
    tabs: tuple[TabState, ...] = ()
    current_tab: int = 0
    file_folder: str = ""
    """Folder that a file was last chosen from or saved in; empty before the first file."""


def tab_state(request: Request, address: str, *, is_edited: bool) -> TabState:
    """Return what is saved of an open request: no secret value, header or part of an address."""
    # Not at the top: the first paint of the window reads what was saved, and writes nothing.
    from aiurdesk.core.credentials.secret_names import is_secret_name
    from aiurdesk.core.request.body_secrets import body_without_secrets
    from aiurdesk.core.request.custom_url import without_secrets
    from aiurdesk.core.request.header import is_identifying

    secret = {p.name for p in request.endpoint.parameters if p.traits.is_secret}
    off = tuple(row for row in request.values_off if not is_secret_name(row.name))
    return TabState(
        endpoint_id=request.endpoint.id if request.endpoint.service_id else "",
        address=without_secrets(address),
        method=request.method,
        values=tuple((name, value) for name, value in request.values if name not in secret),
        headers=tuple(
            (header.name, header.value)
            for header in request.headers
            if not is_identifying(header.name)
        ),
        is_edited=is_edited,
        credential=request.credential,
        table=request.table or "",
        is_forced=request.is_forced,
        notes=request.notes,
        not_secret=request.not_secret,
        body=body_without_secrets(request.body),
        values_off=off,
        headers_off=tuple(row for row in request.headers_off if not is_identifying(row.name)),
        tests=_tests_of(request),
        captures=tuple((c.variable, c.source, c.subject) for c in request.captures),
        conversation=_conversation_of(request),
    )


def _conversation_of(request: Request) -> str:
    if request.conversation == SILENT:
        return ""
    from aiurdesk.core.collection.conversation_record import conversation_text
    from aiurdesk.core.collection.literal_secrets import without_secrets_of

    try:
        return conversation_text(without_secrets_of(request.conversation))
    except DataMistake:
        # Half a character, or a test that is still being typed.
        return ""


def _tests_of(request: Request) -> tuple[tuple[str, ...], ...]:
    if not request.tests:
        return ()
    from aiurdesk.core.collection.literal_secrets import expects_secret
    from aiurdesk.core.collection.typed_tests import texts_of_test

    return tuple(
        texts_of_test(replace(test, expected="") if expects_secret(test) else test)
        for test in request.tests
    )


def tab_tests(tab: TabState) -> tuple[ResponseTest, ...]:
    """Return the tests of a saved request, without those of kinds that this version lacks."""
    if not tab.tests:
        return ()
    from aiurdesk.core.collection.typed_tests import read_texts

    found = (read_texts(texts) for texts in tab.tests)
    return tuple(test for test in found if test is not None)


def tab_captures(tab: TabState) -> tuple[Capture, ...]:
    """Return the captures of a saved request."""
    return tuple(Capture(*texts) for texts in tab.captures if len(texts) == _TEXTS_OF_A_CAPTURE)


def tab_conversation(tab: TabState) -> Conversation:
    """Return the conversation of a saved request; nothing of one that this version cannot read."""
    if not tab.conversation:
        return SILENT
    from aiurdesk.core.collection.conversation_record import parse_conversation

    try:
        return parse_conversation(tab.conversation)
    except DataMistake:
        return SILENT


def tab_headers(tab: TabState) -> tuple[Header, ...]:
    """Return the headers of a saved request."""
    return tuple(Header(name, value) for name, value in tab.headers)


def window_record(state: WindowState, before: tuple[Mapping[str, Any], ...] = ()) -> dict[str, Any]:
    """Return the state as plain values for a file.

    Args:
        before: Records that are replaced, the one of the file first. What they hold that this
            version does not know stays: a later version wrote it.
    """
    record: dict[str, Any] = msgspec.to_builtins(state)
    for old in before:
        record = _unknown(old, _WINDOW) | record
    entries = record["tabs"] = list(record["tabs"])
    old_tabs = [tab for old in before for tab in _records(old.get("tabs"))]
    # A tab has no id. So an unchanged one is looked for first, then one of the same request.
    for is_same in (_is_unchanged, _is_same_request):
        for number, tab in enumerate(state.tabs):
            found = next((old for old in old_tabs if is_same(old, tab)), None)
            if found is not None and not _unknown(entries[number], _TAB):
                old_tabs.remove(found)
                entries[number] = _unknown(found, _TAB) | entries[number]
    return record


def _records(raw: Any) -> list[dict[str, Any]]:
    """Return the entries of a list that hold something which this version does not know."""
    entries = raw if isinstance(raw, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and _unknown(entry, _TAB)]


def _unknown(record: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in schema.members}


def _is_unchanged(old: dict[str, Any], tab: TabState) -> bool:
    values, _ = validate(old, _TAB)
    return TabState(**(values or {})) == tab


def _is_same_request(old: dict[str, Any], tab: TabState) -> bool:
    return (old.get("endpoint_id", ""), old.get("address", "")) == (tab.endpoint_id, tab.address)


def parse_window_state(raw: Any) -> tuple[WindowState, tuple[str, ...]]:
    """Return the state that a record holds and a phrase for each mistake in it."""
    values, mistakes = validate(raw, _WINDOW)
    tabs, tab_mistakes = _tabs((values or {}).pop("tabs", []))
    return WindowState(tabs=tabs, **(values or {})), (*mistakes, *tab_mistakes)


def _tabs(raw: list[Any]) -> tuple[tuple[TabState, ...], list[str]]:
    tabs: list[TabState] = []
    told: list[str] = []
    for number, entry in enumerate(raw, start=1):
        values, mistakes = validate(entry, _TAB)
        told.extend(f"tab {number}: {mistake}" for mistake in mistakes)
        tabs.append(TabState(**(values or {})))
    return tuple(tabs), told


def _texts_by_name(raw: Any) -> dict[str, str]:
    if isinstance(raw, dict) and all(isinstance(entry, str) for entry in raw.values()):
        return raw
    raise DataMistake(f"should be an object with text as values, not {shown(raw)}")


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


def _headers(raw: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, text(value)) for name, value in pairs(raw))


_WINDOW = Schema(
    {
        "geometry": text,
        "splitters": _texts_by_name,
        "is_sidebar_visible": flag,
        "sidebar_tab": text,
        "is_response_below": flag,
        "environment": text,
        "credentials": _texts_by_name,
        "expanded": texts,
        "collections": texts,
        "collections_expanded": texts,
        "tabs": any_list,
        "current_tab": whole_number,
        "file_folder": text,
    },
    ignores_unknown=True,
)
_TAB = Schema(
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
    },
    ignores_unknown=True,
)
