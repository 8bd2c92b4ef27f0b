"""From the window to the state that is kept, and back."""

from PySide6.QtCore import QByteArray

from aiurdesk.core.built_in_environments import environment_named
from aiurdesk.core.free_address import typed_address
from aiurdesk.core.request import Request
from aiurdesk.core.window_state import TabState, WindowState, tab_headers, tab_state
from aiurdesk.services.library import Library
from aiurdesk.ui.desk import Desk
from aiurdesk.ui.main_window import WINDOW_SPLITTER, packed
from aiurdesk.ui.workbench import OpenRequest

_REQUEST = "request"


def restore_requests(desk: Desk, library: Library, state: WindowState) -> None:
    """Open the requests of the last time, with what was typed into them."""
    desk.window.endpoints.expand_keys(state.expanded)
    desk.credentials.choice.restore(state.credentials)
    environment = environment_named(state.environment)
    if environment == desk.workbench.sending.environment:
        desk.show_environment(environment)  # nobody tells of it: nothing changes
    else:
        desk.workbench.sending.set_environment(environment)
    desk.pages.restore_splitter(packed(state.splitters.get(_REQUEST, "")))
    desk.pages.set_response_below(state.is_response_below)
    opened = [_reopen(desk, library, tab) for tab in state.tabs]
    if opened:
        place = min(max(state.current_tab, 0), len(opened) - 1)
        desk.workbench.request_raised.emit(opened[place].key)


def look(desk: Desk) -> WindowState:
    """Return the state of the window as it is to be kept."""
    window, bench = desk.window, desk.workbench
    keys = [opened.key for opened in bench.open_requests]
    current = bench.current
    return WindowState(
        geometry=_spelled(window.saveGeometry()),
        splitters={
            WINDOW_SPLITTER: _spelled(window.splitter.saveState()),
            _REQUEST: _spelled(desk.pages.splitter_state()),
        },
        is_sidebar_visible=not window.sidebar.isHidden(),
        is_response_below=desk.pages.is_response_below,
        environment=bench.sending.environment.name,
        credentials=desk.credentials.choice.ids,
        expanded=window.endpoints.expanded_keys(),
        tabs=tuple(_tab(opened) for opened in bench.open_requests),
        current_tab=0 if current is None else keys.index(current.key),
    )


def _tab(opened: OpenRequest) -> TabState:
    endpoint = opened.request.endpoint
    address = "" if endpoint.service_id else endpoint.path
    return tab_state(opened.request, address, is_edited=opened.is_edited)


def _reopen(desk: Desk, library: Library, tab: TabState) -> OpenRequest:
    endpoint = library.with_code_lab.endpoint(tab.endpoint_id)
    if endpoint is None:
        names = tuple(name for name, _ in tab.values)
        endpoint = typed_address(tab.address or tab.endpoint_id, tab.method or "GET", names)
    request = Request(endpoint, tab.values, tab_headers(tab), tab.method, credential=tab.credential)
    return desk.workbench.open_request(request, is_edited=tab.is_edited)


def _spelled(packed: QByteArray) -> str:
    return bytes(packed.toHex().data()).decode()
