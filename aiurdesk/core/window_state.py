"""How the window is arranged: geometry, open requests, expanded nodes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from aiurdesk import core
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import Schema, any_list, flag, shown, text, texts, validate, whole_number

if TYPE_CHECKING:
    from aiurdesk.core.tab_state import TabState


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
    tabs: "tuple[TabState, ...]" = ()
    current_tab: int = 0
    file_folder: str = ""
    """Folder that a file was last chosen from or saved in; empty before the first file."""


def parse_window_state(raw: Any) -> tuple[WindowState, tuple[str, ...]]:
    """Return the state that a record holds and a phrase for each mistake in it."""
    values, mistakes = validate(raw, WINDOW_SCHEMA)
    # Apart from the rest: one broken tab must not cost the others.
    tabs, tab_mistakes = _tabs((values or {}).pop("tabs", []))
    return WindowState(tabs=tabs, **(values or {})), (*mistakes, *tab_mistakes)


def _tabs(raw: list[Any]) -> "tuple[tuple[TabState, ...], list[str]]":
    if not raw:
        return (), []
    # Not at the top: without open requests, the first paint needs nothing of what they hold.
    return core.tab_state.parse_tabs(raw)


def _texts_by_name(raw: Any) -> dict[str, str]:
    if isinstance(raw, dict) and all(isinstance(entry, str) for entry in raw.values()):
        return raw
    raise DataMistake(f"should be an object with text as values, not {shown(raw)}")


WINDOW_SCHEMA = Schema(
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
