"""Every action of the window as a row with its handler; menus, keys and palette follow from it.

To add an action, add a row to ``ENTRIES``; nothing else has to be changed. What a handler may use
are the members of ``WindowController``.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from aiurdesk.core.formats.setting import KeyChoices
from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import FIRST_KEYS, ActionKeys, KeyRow, Menu, with_key_pad
from aiurdesk.ui.palette.scope import OPENS_PALETTE, Scope
from aiurdesk.ui.widgets.dialog import FOR_DIALOGS
from aiurdesk.ui.widgets.keyboard import press_in_focus

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from aiurdesk.ui.program.controller import WindowController
    from aiurdesk.ui.request.request_page import RequestPage


Handler = Callable[["WindowController"], object]
"""What an action does."""
Condition = Callable[["WindowController"], bool]
"""Whether something holds now; asked again after everything that may change it."""


class ActionRow(NamedTuple):
    """An action of the window: its name, keys, place in the menus and effect."""

    id: str
    text: str
    # A function and not the name of a method, so that a type checker sees a mistake.
    handler: Handler
    keys_text: str = ""
    """Its keys, spaces between them, where ``FIRST_KEYS`` has none and the person chose none."""
    when: Condition | None = None
    """When it can be done; None means always."""
    is_checked: Condition | None = None
    """When its entry has a tick; None means that it never has one."""
    group: str = ""
    """Of the actions of a group exactly one is checked."""
    is_in_menu: bool = True
    is_for_dialogs: bool = False
    """Its keys work while a dialog is open, too."""
    opens_palette: bool = False
    """It is not listed in the command palette, and its keys work while that is open."""
    is_for_focus: bool = False
    """The focused widget itself knows the key: the menu shows it, and hands it to the widget."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the text, one by one."""
        return FIRST_KEYS.get(self.id) or tuple(self.keys_text.split())


def _has_request(controller: "WindowController") -> bool:
    return controller.front.is_open


def _has_service(controller: "WindowController") -> bool:
    return bool(controller.front.service_id)


def _has_collections(controller: "WindowController") -> bool:
    return controller.collections_tab.has_collections


def _has_credential(controller: "WindowController") -> bool:
    return controller.credential_choice.chosen is not None


def _cancel(controller: "WindowController", key: int) -> None:
    controller.front.cancel(key)


def _key_row(
    action: str,
    text: str,
    do: Callable[["WindowController", int], object],
    keys: str = "",
    when: Condition = _has_request,
) -> ActionRow:
    """Return an action that is done with the key of the request in front."""
    return ActionRow(action, text, lambda c: c.front.with_key(lambda key: do(c, key)), keys, when)


def _page_row(
    action: str,
    text: str,
    do: "Callable[[RequestPage], object]",
    keys: str = "",
    when: Condition = _has_request,
) -> ActionRow:
    """Return an action that is done with the page in front."""
    return ActionRow(action, text, lambda c: c.front.on_page(do), keys, when)


def _verdict_row(action: str, text: str, do: "Callable[[RequestPage], object]") -> ActionRow:
    return _page_row(action, text, do, when=lambda c: c.front.has_verdict)


def _palette_row(action: str, text: str, scope: Scope, keys: str) -> ActionRow:
    return ActionRow(action, text, lambda c: c.palette_wanted.emit(scope), keys, opens_palette=True)


def _zoom_row(action: str, text: str, steps: int, keys: str) -> ActionRow:
    return ActionRow(action, text, lambda c: c.preferences.zoom(steps), keys, is_for_dialogs=True)


def _scheme_row(scheme: str, text: str) -> ActionRow:
    return ActionRow(
        f"colours_{scheme}",
        text,
        lambda c: c.preferences.choose_scheme(scheme),
        is_checked=lambda c: c.preferences.scheme == scheme,
        group="colours",
    )


def _focus_row(action: str, text: str, key: str) -> ActionRow:
    return ActionRow(action, text, lambda c: press_in_focus(key), key, is_for_focus=True)


def _tab_row(number: int) -> ActionRow:
    # Nine entries that only differ in a number would hide the others.
    return ActionRow(
        f"tab_{number}",
        tr("Go to request {number}").format(number=number),
        lambda c: c.tabs.go_to(number),
        f"Ctrl+{number}",
        _has_request,
        is_in_menu=False,
    )


# A menu begins a section of its entries. The ``c`` of a handler is the controller.
ENTRIES: tuple[Menu | ActionRow, ...] = (
    Menu.FILE,
    ActionRow("new_request", tr("New request"), lambda c: c.opener.open_custom_url()),
    ActionRow(
        "request_from_curl",
        tr("New request from curl command"),
        lambda c: c.opener.take_clipboard(),
    ),
    _key_row("close_request", tr("Close request"), lambda c, key: c.workbench.close(key), "Ctrl+W"),
    ActionRow(
        "reopen_request",
        tr("Reopen closed request"),
        lambda c: c.workbench.reopen(),
        "Ctrl+Shift+T",
        lambda c: c.workbench.has_closed,
    ),
    _key_row(
        "duplicate_request",
        tr("Duplicate request"),
        lambda c, key: c.front.duplicate(key),
        "Ctrl+D",
    ),
    ActionRow(
        "pin_request",
        tr("Pin request"),
        lambda c: c.front.toggle_pin(),
        "Ctrl+Alt+P",
        _has_request,
        is_checked=lambda c: c.front.is_pinned,
    ),
    Menu.FILE,
    _key_row("save", tr("Save"), lambda c, key: c.front.save(key), "Ctrl+S"),
    ActionRow(
        "save_as", tr("Save as…"), lambda c: c.saving.save_as(), "Ctrl+Shift+S", _has_request
    ),
    ActionRow(
        "save_all",
        tr("Save all"),
        lambda c: c.saving.save_all(),
        "Ctrl+Alt+S",
        lambda c: c.workbench.has_unsaved,
    ),
    ActionRow(
        "revert", tr("Revert"), lambda c: c.saving.revert(), when=lambda c: c.workbench.can_revert
    ),
    Menu.FILE,
    ActionRow("settings", tr("Settings"), lambda c: c.preferences.open(), "Ctrl+,"),
    Menu.FILE,
    ActionRow("quit", tr("Quit"), lambda c: c.window.close(), "Ctrl+Q"),
    Menu.EDIT,
    _focus_row("undo", tr("Undo"), "Ctrl+Z"),
    _focus_row("redo", tr("Redo"), "Ctrl+Shift+Z"),
    Menu.EDIT,
    _focus_row("cut", tr("Cut"), "Ctrl+X"),
    _focus_row("copy", tr("Copy"), "Ctrl+C"),
    _focus_row("paste", tr("Paste"), "Ctrl+V"),
    _focus_row("select_all", tr("Select all"), "Ctrl+A"),
    Menu.EDIT,
    _palette_row("go_to_endpoint", tr("Go to endpoint"), Scope.REQUESTS, "Ctrl+P"),
    ActionRow(
        "filter_endpoints", tr("Filter sidebar"), lambda c: c.filter_sidebar(), "Ctrl+Shift+F"
    ),
    ActionRow("filter_history", tr("Filter history"), lambda c: c.history.focus_filter(), "Ctrl+H"),
    _page_row("focus_address", tr("Go to address"), lambda p: p.row.focus_address(), "Ctrl+L"),
    _page_row(
        "find",
        tr("Find in response"),
        lambda p: p.response_side.find(),
        "Ctrl+F",
        lambda c: c.front.has_response,
    ),
    _page_row(
        "filter_response",
        tr("Filter response"),
        lambda p: p.response_side.filter_body(),
        "Ctrl+Alt+F",
        lambda c: c.front.has_response,
    ),
    Menu.EDIT,
    _page_row(
        "show_variables",
        tr("Show the values of variables"),
        lambda p: p.say_variables(),
        "F4",
    ),
    _page_row(
        "open_variable",
        tr("Open where the variable is set"),
        lambda p: p.open_variable_at_caret(),
        "F12",
    ),
    Menu.VIEW,
    _palette_row("command_palette", tr("Command palette"), Scope.ALL, "Ctrl+K"),
    ActionRow(
        "toggle_sidebar",
        tr("Sidebar"),
        lambda c: c.window.show_sidebar(c.window.sidebar.isHidden()),
        "Ctrl+B",
        is_checked=lambda c: not c.window.sidebar.isHidden(),
    ),
    ActionRow(
        "toggle_response_below",
        tr("Response below the form"),
        lambda c: c.toggle_response_below(),
        is_checked=lambda c: c.pages.is_response_below,
    ),
    ActionRow("next_pane", tr("Next pane"), lambda c: c.go_to_next_pane(), "F6"),
    ActionRow("go_to_message", tr("Go to message"), lambda c: c.go_to_message(), "Ctrl+Shift+M"),
    ActionRow(
        "choose_environment",
        tr("Choose environment"),
        lambda c: c.window.environments.open_list(),
        "Ctrl+E",
    ),
    ActionRow(
        "manage_environments", tr("Manage environments…"), lambda c: c.environments.show_all()
    ),
    Menu.VIEW,
    # On most keyboards, plus is on the key of the equals sign.
    _zoom_row("zoom_in", tr("Larger text"), 1, "Ctrl++ Ctrl+="),
    _zoom_row("zoom_out", tr("Smaller text"), -1, "Ctrl+-"),
    _zoom_row("zoom_reset", tr("Normal text"), 0, "Ctrl+0"),
    Menu.VIEW,
    _scheme_row("system", tr("System colours")),
    _scheme_row("light", tr("Light colours")),
    _scheme_row("dark", tr("Dark colours")),
    Menu.REQUEST,
    ActionRow("send", tr("Send"), lambda c: c.front.send(), "Ctrl+Return F5", _has_request),
    _page_row(
        "send_anyway",
        tr("Send anyway"),
        lambda p: p.refusal.send_anyway_wanted.emit(),
        "Ctrl+Alt+Return",
        lambda c: c.front.can_be_sent_anyway,
    ),
    # The key of a disabled action goes to the widgets, which clear and close with Esc.
    _key_row("cancel", tr("Cancel"), _cancel, "Esc", lambda c: c.front.can_be_cancelled()),
    _key_row(
        "disconnect",
        tr("Disconnect"),
        _cancel,
        "Ctrl+Shift+D",
        lambda c: c.front.has_open_socket,
    ),
    ActionRow(
        "run_messages",
        tr("Run messages"),
        lambda c: c.front.run_messages(),
        "Ctrl+Shift+Return",
        lambda c: c.front.has_messages,
    ),
    _key_row(
        "copy_as_curl",
        tr("Copy as curl"),
        lambda c, key: c.workbench.copy_as_curl(key),
        "Ctrl+Alt+C",
    ),
    ActionRow("show_cookies", tr("Cookies…"), lambda c: c.environments.show_cookies()),
    _key_row(
        "show_certificates",
        tr("Certificates of the server"),
        lambda c, key: c.certificates.part.show_server(key),
        when=lambda c: c.front.has_certificates,
    ),
    ActionRow(
        "forget_captured",
        tr("Forget captured values"),
        lambda c: c.sending.forget_captured(),
        when=lambda c: c.sending.has_captured,
    ),
    Menu.REQUEST,
    _key_row(
        "save_example",
        tr("Save as example…"),
        lambda c, key: c.examples.part.save(key),
        "Ctrl+Shift+X",
        when=lambda c: c.front.has_verdict,
    ),
    _key_row(
        "expect_response",
        tr("Expect this response…"),
        lambda c, key: c.examples.part.save(key, is_expected=True),
        when=lambda c: c.front.has_verdict,
    ),
    _verdict_row("make_case", tr("Make a case of this"), lambda p: p.response.case_wished.emit()),
    _verdict_row(
        "compare_response", tr("Compare response"), lambda p: p.response_side.show_tab("compare")
    ),
    Menu.REQUEST,
    _verdict_row("choose_dialect", tr("Choose dialect…"), lambda p: p.response.choose_dialect()),
    _verdict_row("teach_dialect", tr("Teach dialect…"), lambda p: p.response.teach()),
    _verdict_row("explain_verdict", tr("Why this verdict"), lambda p: p.response.explain()),
    Menu.REQUEST,
    ActionRow(
        "next_request",
        tr("Next request"),
        lambda c: c.tabs.go_round(1),
        "Ctrl+Tab Ctrl+PgDown",
        _has_request,
    ),
    ActionRow(
        "previous_request",
        tr("Previous request"),
        lambda c: c.tabs.go_round(-1),
        "Ctrl+Shift+Tab Ctrl+PgUp",
        _has_request,
    ),
    _page_row("choose_method", tr("Choose method"), lambda p: p.row.open_methods(), "Ctrl+M"),
    *(_tab_row(number) for number in range(1, 10)),
    Menu.COLLECTIONS,
    ActionRow(
        "show_collections",
        tr("Show collections"),
        lambda c: c.collections_tab.show(),
        "Ctrl+Shift+O",
    ),
    ActionRow(
        "show_services", tr("Show services"), lambda c: c.show_service_list(), "Ctrl+Shift+L"
    ),
    Menu.COLLECTIONS,
    ActionRow(
        "open_collection", tr("Open collection…"), lambda c: c.collections.ask_to_open(), "Ctrl+O"
    ),
    ActionRow("new_collection", tr("New collection…"), lambda c: c.collections.ask_for_new()),
    ActionRow(
        "export_collection",
        tr("Export collection…"),
        lambda c: c.opener.collection_export.ask(c.collections.folder_for_new()),
        when=_has_collections,
    ),
    ActionRow(
        "export_service",
        tr("Export service as page…"),
        lambda c: c.opener.collection_export.ask_for_page(c.front.service_id),
        when=_has_service,
    ),
    ActionRow(
        "import_collection", tr("Import collection…"), lambda c: c.opener.collection_import.ask()
    ),
    ActionRow(
        "add_description", tr("Add API description…"), lambda c: c.description_wanted.emit("")
    ),
    ActionRow("choose_services", tr("Services…"), lambda c: c.choose_services()),
    ActionRow(
        "new_folder", tr("New folder"), lambda c: c.collections.make_folder(), when=_has_collections
    ),
    ActionRow(
        "new_saved_request",
        tr("New request in the collection"),
        lambda c: c.collections.make_request(),
        when=_has_collections,
    ),
    Menu.COLLECTIONS,
    ActionRow(
        "run_collection",
        tr("Run collection…"),
        lambda c: c.run_wanted.emit(c.collections.folder_for_new()),
        "Ctrl+Shift+R",
    ),
    ActionRow(
        "run_load",
        tr("Run as load…"),
        lambda c: c.load_wanted.emit(c.collections.folder_for_new()),
        when=_has_collections,
    ),
    ActionRow(
        "compare_environment",
        tr("Compare with environment…"),
        lambda c: c.compare_wanted.emit(c.collections.folder_for_new(), "environment"),
    ),
    ActionRow(
        "compare_run",
        tr("Compare with kept run…"),
        lambda c: c.compare_wanted.emit(c.collections.folder_for_new(), "run"),
    ),
    Menu.COLLECTIONS,
    ActionRow(
        "rename_entry",
        tr("Rename"),
        lambda c: c.collections_tab.rename_entry(),
        "F2",
        _has_collections,
    ),
    Menu.COLLECTIONS,
    ActionRow(
        "undo_structure",
        tr("Undo change of the collection"),
        lambda c: c.collections.undo(),
        when=lambda c: c.collections_tab.can_undo,
    ),
    ActionRow(
        "redo_structure",
        tr("Redo change of the collection"),
        lambda c: c.collections.redo(),
        when=lambda c: c.collections_tab.can_redo,
    ),
    Menu.CREDENTIALS,
    ActionRow(
        "choose_credential",
        tr("Choose credential"),
        lambda c: c.window.credentials.open_list(),
        "Ctrl+Shift+E",
    ),
    ActionRow(
        "manage_credentials",
        tr("Manage credentials…"),
        lambda c: c.credentials.open_list(),
        "Ctrl+Shift+K",
    ),
    ActionRow("add_credential", tr("Add credential…"), lambda c: c.front.add_credential()),
    Menu.CREDENTIALS,
    ActionRow(
        "sign_in",
        tr("Sign in or renew token"),
        lambda c: c.credentials.sign_in(c.credential_choice.chosen),
        when=_has_credential,
    ),
    ActionRow("sign_out", tr("Sign out"), lambda c: c.credentials.sign_out(), when=_has_credential),
    Menu.CREDENTIALS,
    ActionRow("manage_certificates", tr("Certificates…"), lambda c: c.certificates.part.show_all()),
    Menu.HELP,
    ActionRow("show_keys", tr("Keyboard shortcuts"), lambda c: c.preferences.show_keys(key_rows())),
    ActionRow("documentation", tr("Documentation"), lambda c: c.help.show_documentation()),
    ActionRow("show_log", tr("Show log"), lambda c: c.help.show_log()),
    ActionRow("report_problem", tr("Report a problem…"), lambda c: c.help.report_problem()),
    Menu.HELP,
    ActionRow("about", tr("About aiurdesk"), lambda c: c.help.show_about()),
)
ACTIONS = tuple(entry for entry in ENTRIES if isinstance(entry, ActionRow))


def key_rows() -> list[KeyRow]:
    """Return what the list of keys shows: each action, as any of them can be given a key."""
    rows, menu = [], ""
    for entry in ENTRIES:
        if isinstance(entry, Menu):
            menu = entry
        else:
            listed = menu if entry.is_in_menu else ""
            rows.append(KeyRow(entry.id, entry.text, entry.keys, listed, entry.is_for_focus))
    return rows


def default_keys() -> KeyChoices:
    """Return the keys of each action where the person chose no others."""
    return {row.id: row.keys for row in ACTIONS}


class Actions(QObject):
    """The rows as actions of Qt."""

    refreshed = Signal()
    """Emitted when others may be enabled or ticked."""

    def __init__(self, controller: "WindowController", keys: ActionKeys) -> None:
        super().__init__(controller)
        self._controller = controller
        self._keys = keys
        self._actions = {row.id: self._action(row) for row in ACTIONS}
        # A group of Qt unticks the others when one is ticked.
        for name in dict.fromkeys(row.group for row in ACTIONS if row.group):
            group = QActionGroup(self)
            for row in ACTIONS:
                if row.group == name:
                    group.addAction(self._actions[row.id])
        keys.changed.connect(self._apply_keys)
        self._apply_keys()

    def of_window(self) -> list[QAction]:
        """Return the actions whose keys the window knows, those that are in no menu included."""
        # Those for the focused widget are keys that it knows itself: the window must not take them.
        return [self._actions[row.id] for row in ACTIONS if not row.is_for_focus]

    def fill(self, menus: "dict[str, QMenu]") -> None:
        """Put the actions into their menus.

        Args:
            menus: Title → menu.
        """
        for entry in ENTRIES:
            if isinstance(entry, Menu):
                menu = menus[entry]
                if not menu.isEmpty():
                    menu.addSeparator()
            elif entry.is_in_menu:
                # One QAction in menu and window: text, key and state cannot differ.
                menu.addAction(self._actions[entry.id])

    def do(self, action_id: str) -> None:
        """Do what an action does."""
        self._actions[action_id].trigger()

    def refresh(self) -> None:
        """Enable what can be done now, and tick what is in force."""
        for row in ACTIONS:
            action = self._actions[row.id]
            # All are asked again: the conditions are cheap, and no caller has to say what changed.
            if row.when is not None:
                action.setEnabled(row.when(self._controller))
            if row.is_checked is not None:
                action.setChecked(row.is_checked(self._controller))
        self.refreshed.emit()

    def _action(self, row: ActionRow) -> QAction:
        action = QAction(row.text, self)
        # By this name tests and accessibility tools find it.
        action.setObjectName(row.id)
        action.setProperty(FOR_DIALOGS, row.is_for_dialogs)
        action.setProperty(OPENS_PALETTE, row.opens_palette)
        if row.is_for_focus:
            # Only a focused menu would react to the key, and a menu never is.
            action.setShortcutContext(QtCore.Qt.ShortcutContext.WidgetShortcut)
        # Only then: an entry that never gets its tick would look switched off.
        action.setCheckable(row.is_checked is not None)
        action.triggered.connect(partial(self._run, row))
        return action

    def _apply_keys(self) -> None:
        for action, keys in self._keys.current.items():
            self._actions[action].setShortcuts([QKeySequence(key) for key in with_key_pad(keys)])

    def _run(self, row: ActionRow, _is_checked: bool = False) -> None:
        row.handler(self._controller)
        # A click has ticked the entry already, even if the handler did nothing.
        self.refresh()
