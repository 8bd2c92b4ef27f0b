"""How the window is arranged: geometry, open requests, expanded nodes."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import FileValue, Header, Request, Value
from aiurdesk.core.schema import Schema, any_list, flag, shown, text, texts, validate, whole_number


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
    from aiurdesk.core.request.custom_url import without_secrets
    from aiurdesk.core.request.header import is_identifying

    secret = {p.name for p in request.endpoint.parameters if p.traits.is_secret}
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
    )


def tab_headers(tab: TabState) -> tuple[Header, ...]:
    """Return the headers of a saved request."""
    return tuple(Header(name, value) for name, value in tab.headers)


def window_record(state: WindowState) -> dict[str, Any]:
    """Return the state as plain values for a file."""
    record: dict[str, Any] = msgspec.to_builtins(state)
    return record


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


def _values(raw: Any) -> tuple[tuple[str, Value], ...]:
    return tuple((name, _value(value)) for name, value in _pairs(raw))


def _value(raw: Any) -> Value:
    match raw:
        case str():
            return raw
        case list():
            return texts(raw)
        case {"path": str(path), "filename": str(filename), "content_type": str(content_type)}:
            return FileValue(path, filename, content_type)
    raise DataMistake(f"should hold text, texts or files, not {shown(raw)}")


def _headers(raw: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, text(value)) for name, value in _pairs(raw))


def _pairs(raw: Any) -> list[tuple[str, Any]]:
    pairs = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                pairs.append((name, value))
            case _:
                raise DataMistake(f"should be a list of names with values, not {shown(raw)}")
    return pairs


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
    }
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
    }
)
