"""An open request as it is saved with the window; the first paint reads it."""

from typing import Any

import msgspec

from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.structs import read_struct
from aiurdesk.core.translation import tr


class TabState(msgspec.Struct, frozen=True):
    """A saved request, and what the window knows of it."""

    request: SavedRequest = SavedRequest()
    """Without the secrets that were typed into it."""
    is_edited: bool = False
    name: str = ""
    """As in ``OpenRequest.name``."""
    file: str = ""
    """Path of its file, if it is a saved request."""
    version: str = ""
    """As in ``CollectionRequest.version``."""
    folder: str = ""
    """As in ``Request.folder``."""
    entry_id: int = 0
    """The entry of the history with its last response; 0 without one."""


def parse_tab(raw: Any) -> tuple[TabState, tuple[str, ...]]:
    """Return the open request that a record holds, and a phrase for each mistake in it."""
    if isinstance(raw, dict) and not raw.keys().isdisjoint(_MEMBERS_BEFORE):
        # Not at the top: it imports all kinds of tests, for tabs that were saved before.
        from aiurdesk.core.tab_before import tab_from_before

        raw = tab_from_before(raw)
    tab, mistakes = read_struct(_with_tuples(raw), TabState)
    return tab or TabState(), mistakes


def parse_tabs(raw: list[Any]) -> tuple[tuple[TabState, ...], list[str]]:
    """Return the open requests that a record holds and a phrase for each mistake in them."""
    read = [parse_tab(entry) for entry in raw]
    told = [
        tr("tab {number}: {mistake}").format(number=number, mistake=mistake)
        for number, (_, mistakes) in enumerate(read, start=1)
        for mistake in mistakes
    ]
    return tuple(tab for tab, _ in read), told


def unknown_members(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the members of the record of a tab that a later version wrote."""
    return {
        name: value
        for name, value in raw.items()
        if name not in TabState.__struct_fields__ and name not in _MEMBERS_BEFORE
    }


_MEMBERS_BEFORE = frozenset({
    *SavedRequest.__struct_fields__, "address", "frame_tests",
})  # fmt: skip
"""Members of a tab before it held a saved request."""


def _with_tuples(raw: Any) -> Any:
    """Return a record with tuples for its lists: what a test expects is read as it is."""
    if isinstance(raw, list):
        return tuple(map(_with_tuples, raw))
    return (
        {key: _with_tuples(value) for key, value in raw.items()} if isinstance(raw, dict) else raw
    )
