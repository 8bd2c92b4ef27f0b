"""How the window is arranged: geometry, open requests, expanded nodes."""

from collections.abc import Mapping
from operator import eq
from typing import TYPE_CHECKING, Any

import msgspec

from aiurdesk.core import state
from aiurdesk.core.formats.schema import quoted, read_struct
from aiurdesk.core.problem import Problem
from aiurdesk.core.state.response_look import ResponseLook
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from aiurdesk.core.state.tab_state import TabState


class WindowLook(msgspec.Struct, frozen=True, kw_only=True):
    """How the window is arranged, without its open requests."""

    geometry: str = ""
    """Geometry of the main window as Qt packs it, in hexadecimal."""
    splitters: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Name of a splitter → its state, in hexadecimal."""
    is_sidebar_visible: bool = True
    folded_sections: tuple[str, ...] = ()
    """The sections of the sidebar that are folded."""
    last_verdicts: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Path of a saved request → severity of its last verdict."""
    is_response_below: bool = False
    environment: str = ""
    """Addresses of the person's services that requests may leave the sandbox for."""
    credentials: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Name of an environment → id of the credential that is chosen in it; empty when none is."""
    expanded: tuple[str, ...] = ()
    """Keys of the expanded nodes of the endpoint tree."""
    hidden_services: tuple[str, ...] = ()
    """Ids of the built-in services that are not listed."""
    collections: tuple[str, ...] = ()
    """The folders of the open collections."""
    collections_expanded: tuple[str, ...] = ()
    """The paths of the unfolded folders in them."""
    current_tab: int = 0
    is_body_json: bool = False
    """Whether bodies that can be forms are shown as JSON, as was chosen last."""
    file_folder: str = ""
    """Folder that a file was last chosen from or saved in; empty before the first file."""
    response_looks: Mapping[str, ResponseLook] = msgspec.field(default_factory=dict)
    """Endpoint → how its responses are looked at."""


class WindowState(WindowLook, frozen=True, kw_only=True):
    """Everything that is restored at the next start."""

    tabs: "tuple[TabState, ...]" = ()


def parse_window_state(raw: Any) -> tuple[WindowState, tuple[str, ...]]:
    """Return the state that a record holds and a phrase for each mistake in it."""
    look, mistakes = read_struct(raw, WindowLook)
    # Apart from the rest: one broken tab must not cost the others.
    tabs, tab_mistakes = _tabs(raw.get("tabs", []) if isinstance(raw, dict) else [])
    state = WindowState(tabs=tabs, **msgspec.structs.asdict(look or WindowLook()))
    return state, (*mistakes, *tab_mistakes)


def _tabs(raw: Any) -> "tuple[tuple[TabState, ...], list[str]]":
    if not isinstance(raw, list):
        return (), [tr("tabs should be a list, not {raw}").format(raw=quoted(raw))]
    if not raw:
        return (), []
    # Not at the top: without open requests, the first paint needs nothing of what they hold.
    return state.tab_state.parse_tabs(raw)


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
            if same is not None and len(entries[number]) == len(tab.__struct_fields__):
                later.remove(same)
                entries[number] = same[1] | entries[number]
    return record


def _with_unknown(raw: Any) -> "list[tuple[TabState, dict[str, Any]]]":
    """Return the tabs of a list that have members which this version does not know, with these."""
    entries = [entry for entry in raw if isinstance(entry, dict)] if isinstance(raw, list) else []
    unknown = ((entry, state.tab_state.unknown_members(entry)) for entry in entries)
    return [(state.tab_state.parse_tab(entry)[0], members) for entry, members in unknown if members]


def _is_same_request(old: "TabState", tab: "TabState") -> bool:
    return old.request.target_text == tab.request.target_text


class SavedState(msgspec.Struct, frozen=True):
    """Settings and window of the last time; what could not be read has its default."""

    settings: Settings
    window: WindowState
    problems: tuple[Problem, ...] = ()
    """The files that could not be read as they are; what is wrong is a part of a sentence."""
