"""Restores the window from its saved state, and saves it."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QByteArray

from aiurdesk.core.collection.collection_request import CollectionRequest, request_name
from aiurdesk.core.state.response_look import LOOKS
from aiurdesk.core.state.tab_state import TabState, tab_request, tab_state
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.services.library import Library
from aiurdesk.ui.form.editor import LAST_VIEW
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.request.workbench import OpenRequest
from aiurdesk.ui.widgets.file_dialog import LAST_FOLDER
from aiurdesk.ui.window.main_window import WINDOW_SPLITTER, packed

_REQUEST = "request"


def restore_requests(controller: WindowController, library: Library, state: WindowState) -> None:
    """Open the requests of the last run, with what was typed into them."""
    # Before the pages: the first file dialog begins there.
    LAST_FOLDER.path = state.file_folder
    LOOKS.restore(state.response_looks)
    LAST_VIEW.is_form = not state.is_body_json
    controller.window.endpoints.expand_keys(state.expanded)
    controller.window.sidebar.sections.restore(state.folded_sections)
    controller.collections_tab.restore_verdicts(state.last_verdicts)
    controller.credential_choice.restore(state.credentials)
    controller.hidden_services = frozenset(state.hidden_services)
    environment = controller.environment_choice.restore(state.environment)
    if environment == controller.environment_choice.environment:
        # Nothing changes, so no signal is emitted that would show it.
        controller.show_environment(environment)
    else:
        controller.environment_choice.choose(environment)
    # Before the requests: pages take these over when they are made.
    controller.pages.restore_splitter(packed(state.splitters.get(_REQUEST, "")))
    controller.pages.set_response_below(state.is_response_below)
    requests = [_opened(library, tab) for tab in state.tabs]
    controller.workbench.restore(requests, state.current_tab)
    controller.collections_tab.restore(state.collections, state.collections_expanded)
    # Qt gives the keyboard to the first widget, the environment, where a key could change it.
    if not requests:
        controller.window.empty_state.focus_first()
    elif state.is_sidebar_visible:
        controller.window.sidebar.focus_filter()
    else:
        controller.front.on_page(lambda page: page.row.focus_address())
    controller.history.show_recent()


def look(controller: WindowController) -> Callable[[], WindowState]:
    """Look at the window, and return what makes the state that is saved of it.

    What is returned uses nothing of Qt, and takes long where a body is long.
    """
    window, bench = controller.window, controller.workbench
    opened = bench.open_requests
    keys = [request.key for request in opened]
    current = bench.current
    collections, expanded = controller.collections_tab.open_collections
    without_tabs = WindowState(
        geometry=_hexadecimal(window.saveGeometry()),
        splitters={
            WINDOW_SPLITTER: _hexadecimal(window.splitter.saveState()),
            _REQUEST: _hexadecimal(controller.pages.splitter_state()),
        },
        # Not ``isVisible``: at the last look the window is closed, with everything in it.
        is_sidebar_visible=not window.sidebar.isHidden(),
        folded_sections=window.sidebar.sections.folded,
        last_verdicts=dict(controller.collections_tab.verdicts),
        is_response_below=controller.pages.is_response_below,
        environment=controller.environment_choice.name_to_restore,
        credentials=controller.credential_choice.ids,
        expanded=window.endpoints.expanded_keys(),
        hidden_services=tuple(sorted(controller.hidden_services)),
        collections=collections,
        collections_expanded=expanded,
        current_tab=0 if current is None else keys.index(current.key),
        is_body_json=not LAST_VIEW.is_form,
        file_folder=LAST_FOLDER.path,
        response_looks=LOOKS.all,
    )
    return lambda: replace(without_tabs, tabs=tuple(map(_tab, opened)))


def _tab(opened: OpenRequest) -> TabState:
    copy = opened.copy
    return replace(
        tab_state(opened.request, is_edited=opened.is_edited),
        name=opened.name,
        file="" if copy is None else copy.path,
        version="" if copy is None else copy.version,
        entry_id=opened.entry_id,
        is_pinned=opened.is_pinned,
    )


def _opened(library: Library, tab: TabState) -> OpenRequest:
    copy = _unread(tab) if tab.file else None
    request = tab_request(tab, library.with_code_lab)
    return OpenRequest(
        0,
        request,
        is_edited=tab.is_edited,
        is_pinned=tab.is_pinned,
        copy=copy,
        name=tab.name,
        entry_id=tab.entry_id,
    )


def _unread(tab: TabState) -> CollectionRequest:
    return CollectionRequest(request_name(tab.file), tab.file, version=tab.version)


def _hexadecimal(packed: QByteArray) -> str:
    return bytes(packed.toHex().data()).decode()
