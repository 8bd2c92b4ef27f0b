"""How the window is arranged: geometry, open requests, expanded nodes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from aiurdesk import core
from aiurdesk.core.schema import quoted
from aiurdesk.core.structs import read_struct
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from aiurdesk.core.tab_state import TabState


class WindowLook(msgspec.Struct, frozen=True, kw_only=True):
    """How the window is arranged, without its open requests."""

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
    current_tab: int = 0
    file_folder: str = ""
    """Folder that a file was last chosen from or saved in; empty before the first file."""


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
    return core.tab_state.parse_tabs(raw)
