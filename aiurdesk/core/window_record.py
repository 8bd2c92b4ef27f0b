"""The state of the window as plain values for a file, with what a later version wrote into it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from aiurdesk.core.schema import Schema, validate
from aiurdesk.core.tab_state import TAB_SCHEMA, TabState
from aiurdesk.core.window_state import WINDOW_SCHEMA, WindowState


def window_record(state: WindowState, before: tuple[Mapping[str, Any], ...] = ()) -> dict[str, Any]:
    """Return the state as plain values for a file.

    Args:
        before: Records that are replaced, the one of the file first. What they hold that this
            version does not know stays: a later version wrote it.
    """
    record: dict[str, Any] = msgspec.to_builtins(state)
    for old in before:
        record = _unknown(old, WINDOW_SCHEMA) | record
    entries = record["tabs"] = list(record["tabs"])
    old_tabs = [tab for old in before for tab in _records(old.get("tabs"))]
    # A tab has no id. So an unchanged one is looked for first, then one of the same request.
    for is_same in (_is_unchanged, _is_same_request):
        for number, tab in enumerate(state.tabs):
            found = next((old for old in old_tabs if is_same(old, tab)), None)
            if found is not None and not _unknown(entries[number], TAB_SCHEMA):
                old_tabs.remove(found)
                entries[number] = _unknown(found, TAB_SCHEMA) | entries[number]
    return record


def _records(raw: Any) -> list[dict[str, Any]]:
    """Return the entries of a list that hold something which this version does not know."""
    entries = raw if isinstance(raw, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and _unknown(entry, TAB_SCHEMA)]


def _unknown(record: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in schema.members}


def _is_unchanged(old: dict[str, Any], tab: TabState) -> bool:
    values, _ = validate(old, TAB_SCHEMA)
    return TabState(**(values or {})) == tab


def _is_same_request(old: dict[str, Any], tab: TabState) -> bool:
    return (old.get("endpoint_id", ""), old.get("address", "")) == (tab.endpoint_id, tab.address)
