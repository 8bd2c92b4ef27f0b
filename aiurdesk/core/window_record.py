"""The state of the window as plain values for a file, with what a later version wrote into it."""

from collections.abc import Mapping
from operator import eq
from typing import Any

import msgspec

from aiurdesk.core.tab_state import TabState, parse_tab, unknown_members
from aiurdesk.core.window_state import WindowState


def window_record(state: WindowState, before: tuple[Mapping[str, Any], ...] = ()) -> dict[str, Any]:
    """Return the state as plain values for a file.

    Args:
        before: Records that are replaced, the one of the file first. What they hold that this
            version does not know stays: a later version wrote it.
    """
    record: dict[str, Any] = msgspec.to_builtins(state)
    for old in before:
        unknown = {name: old[name] for name in old if name not in WindowState.__struct_fields__}
        record = unknown | record
    entries = record["tabs"] = list(record["tabs"])
    later = [tab for old in before for tab in _with_unknown(old.get("tabs"))]
    # A tab has no id. So an unchanged one is looked for first, then one of the same request.
    for is_same in (eq, _is_same_request):
        for number, tab in enumerate(state.tabs):
            same = next((entry for entry in later if is_same(entry[0], tab)), None)
            if same is not None and len(entries[number]) == len(TabState.__struct_fields__):
                later.remove(same)
                entries[number] = same[1] | entries[number]
    return record


def _with_unknown(raw: Any) -> list[tuple[TabState, dict[str, Any]]]:
    """Return the tabs of a list that have members which this version does not know, with these."""
    entries = [entry for entry in raw if isinstance(entry, dict)] if isinstance(raw, list) else []
    unknown = ((entry, unknown_members(entry)) for entry in entries)
    return [(parse_tab(entry)[0], members) for entry, members in unknown if members]


def _is_same_request(old: TabState, tab: TabState) -> bool:
    return old.request.target == tab.request.target
