"""Every action of the window as a row with its handler; menus, keys and palette follow from it.

To add an action, add a row to ``ACTIONS``; nothing else has to be changed. What a handler may use
are the members of ``WindowController``.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from aiurdesk.core.key_choices import KeyChoices
from aiurdesk.ui.keys.action_keys import FIRST_KEYS, ActionKeys, with_key_pad
from aiurdesk.ui.keys.key_row import KeyRow
from aiurdesk.ui.palette.scope import OPENS_PALETTE, Scope
from aiurdesk.ui.widgets.ask import FOR_DIALOGS
from aiurdesk.ui.window.menu import Menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from aiurdesk.ui.controller import WindowController


Handler = Callable[["WindowController"], object]
"""What an action does."""
Condition = Callable[["WindowController"], bool]
"""Whether something holds now; asked again after everything that may change it."""


class ActionRow(NamedTuple):
    """One action."""

    id: str
    text: str
    menu: Menu
    # A function and not the name of a method, so that a type checker sees a mistake.
    handler: Handler
    keys: tuple[str, ...] = ()
    """Its keys, unless the person chose others."""
    is_enabled: Condition | None = None
    """When it can be done; None means always."""
    is_checked: Condition | None = None
    """When its entry has a tick; None means that it never has one."""
    group: str = ""
    """Of the actions of a group exactly one is checked."""
    begins_section: bool = False
    is_in_menu: bool = True
    is_for_dialogs: bool = False
    """Its keys work while a dialog is open, too."""
    opens_palette: bool = False
    """It is not listed in the command palette, and its keys work while that is open."""
    is_for_focus: bool = False
    """The focused widget itself knows the key: the menu shows it, and hands it to the widget."""


def _has_request(controller: "WindowController") -> bool:
    return controller.workbench.current is not None


def _is_sending(controller: "WindowController") -> bool:
    current = controller.workbench.current
    return current is not None and controller.is_busy(current.key)


def _has_response(controller: "WindowController") -> bool:
    current = controller.workbench.current
    if current is not None and current.request.endpoint.is_websocket:
        return True
    # While another response is awaited, the last one is not shown.
    has_exchange = current is not None and controller.workbench.exchange(current.key) is not None
    return has_exchange and not _is_sending(controller)


def _has_open_socket(controller: "WindowController") -> bool:
    current = controller.workbench.current
    # Naming ``part`` would make it.
    if current is None or not controller.sockets.is_made:
        return False
    return controller.sockets.part.is_open(current.key)


def _has_messages(controller: "WindowController") -> bool:
    current = controller.workbench.current
    return current is not None and bool(current.request.conversation.messages)


def _has_collections(controller: "WindowController") -> bool:
    # Not of ``collections``: naming them makes them, and conditions are asked at the start.
    return bool(controller.collections_tab.open_collections[0])


def _can_undo_structure(controller: "WindowController") -> bool:
    return (
        controller.collections_tab.saved_work.is_made and controller.collections.structure.can_undo
    )


def _can_redo_structure(controller: "WindowController") -> bool:
    return (
        controller.collections_tab.saved_work.is_made and controller.collections.structure.can_redo
    )


def _has_credential(controller: "WindowController") -> bool:
    return controller.credentials.choice.chosen is not None


def _scheme_row(scheme: str, text: str, *, begins_section: bool = False) -> ActionRow:
    return ActionRow(
        f"colours_{scheme}",
        text,
        Menu.VIEW,
        lambda controller: controller.choose_scheme(scheme),
        is_checked=lambda controller: controller.saver.settings.colour_scheme == scheme,
        group="colours",
        begins_section=begins_section,
    )


def _focus_row(action: str, text: str, *keys: str, begins_section: bool = False) -> ActionRow:
    return ActionRow(
        action,
        text,
        Menu.EDIT,
        lambda controller: controller.press_in_focus(keys[0]),
        keys,
        begins_section=begins_section,
        is_for_focus=True,
    )


def _tab_row(number: int) -> ActionRow:
    return ActionRow(
        f"tab_{number}",
        f"Go to request {number}",
        Menu.REQUEST,
        lambda controller: controller.pages.tabs.go_to(number),
        (f"Ctrl+{number}",),
        _has_request,
        # Nine entries that only differ in a number would hide the others.
        is_in_menu=False,
    )


ACTIONS = (
    ActionRow(
        "new_request",
        "New request",
        Menu.FILE,
        lambda controller: controller.opener.open_custom_url(),
        FIRST_KEYS["new_request"],
    ),
    ActionRow(
        "request_from_curl",
        "New request from curl command",
        Menu.FILE,
        lambda controller: controller.opener.take_clipboard(),
    ),
    ActionRow(
        "close_request",
        "Close request",
        Menu.FILE,
        lambda controller: controller.close_request(),
        ("Ctrl+W",),
        _has_request,
    ),
    ActionRow(
        "reopen_request",
        "Reopen closed request",
        Menu.FILE,
        lambda controller: controller.workbench.reopen(),
        ("Ctrl+Shift+T",),
        lambda controller: controller.workbench.has_closed,
    ),
    ActionRow(
        "duplicate_request",
        "Duplicate request",
        Menu.FILE,
        lambda controller: controller.duplicate_request(),
        ("Ctrl+D",),
        _has_request,
    ),
    ActionRow(
        "save",
        "Save",
        Menu.FILE,
        lambda controller: controller.save(),
        ("Ctrl+S",),
        _has_request,
        begins_section=True,
    ),
    ActionRow(
        "save_as",
        "Save as…",
        Menu.FILE,
        lambda controller: controller.saving.save_as(),
        ("Ctrl+Shift+S",),
        _has_request,
    ),
    ActionRow(
        "save_all",
        "Save all",
        Menu.FILE,
        lambda controller: controller.saving.save_all(),
        ("Ctrl+Alt+S",),
        lambda controller: controller.workbench.has_unsaved,
    ),
    ActionRow(
        "revert",
        "Revert",
        Menu.FILE,
        lambda controller: controller.saving.revert(),
        is_enabled=lambda controller: controller.workbench.can_revert,
    ),
    ActionRow(
        "settings",
        "Settings",
        Menu.FILE,
        lambda controller: controller.open_settings(),
        ("Ctrl+,",),
        begins_section=True,
    ),
    ActionRow(
        "quit",
        "Quit",
        Menu.FILE,
        lambda controller: controller.window.close(),
        ("Ctrl+Q",),
        begins_section=True,
    ),
    _focus_row("undo", "Undo", "Ctrl+Z"),
    _focus_row("redo", "Redo", "Ctrl+Shift+Z"),
    _focus_row("cut", "Cut", "Ctrl+X", begins_section=True),
    _focus_row("copy", "Copy", "Ctrl+C"),
    _focus_row("paste", "Paste", "Ctrl+V"),
    _focus_row("select_all", "Select all", "Ctrl+A"),
    ActionRow(
        "go_to_endpoint",
        "Go to endpoint",
        Menu.EDIT,
        lambda controller: controller.palette_wanted.emit(Scope.REQUESTS),
        ("Ctrl+P",),
        begins_section=True,
        opens_palette=True,
    ),
    ActionRow(
        "filter_endpoints",
        "Filter endpoints",
        Menu.EDIT,
        lambda controller: controller.filter_endpoints(),
        ("Ctrl+Shift+F",),
    ),
    ActionRow(
        "filter_history",
        "Filter history",
        Menu.EDIT,
        lambda controller: controller.history.focus_filter(),
        ("Ctrl+H",),
    ),
    ActionRow(
        "focus_address",
        "Go to address",
        Menu.EDIT,
        lambda controller: controller.focus_address(),
        ("Ctrl+L",),
        _has_request,
    ),
    ActionRow(
        "find",
        "Find in response",
        Menu.EDIT,
        lambda controller: controller.find(),
        ("Ctrl+F",),
        _has_response,
    ),
    ActionRow(
        "command_palette",
        "Command palette",
        Menu.VIEW,
        lambda controller: controller.palette_wanted.emit(Scope.ALL),
        ("Ctrl+K",),
        opens_palette=True,
    ),
    ActionRow(
        "toggle_sidebar",
        "Sidebar",
        Menu.VIEW,
        lambda controller: controller.window.show_sidebar(controller.window.sidebar.isHidden()),
        ("Ctrl+B",),
        is_checked=lambda controller: not controller.window.sidebar.isHidden(),
    ),
    ActionRow(
        "toggle_response_below",
        "Response below the form",
        Menu.VIEW,
        lambda controller: controller.toggle_response_below(),
        is_checked=lambda controller: controller.pages.is_response_below,
    ),
    ActionRow(
        "next_pane",
        "Next pane",
        Menu.VIEW,
        lambda controller: controller.go_to_next_pane(),
        ("F6",),
    ),
    ActionRow(
        "choose_environment",
        "Choose environment",
        Menu.VIEW,
        lambda controller: controller.window.environments.open_list(),
        ("Ctrl+E",),
    ),
    ActionRow(
        "manage_environments",
        "Manage environments…",
        Menu.VIEW,
        lambda controller: controller.environments.show_all(),
    ),
    ActionRow(
        "zoom_in",
        "Larger text",
        Menu.VIEW,
        lambda controller: controller.zoom(1),
        # On most keyboards, plus is on the key of the equals sign.
        ("Ctrl++", "Ctrl+="),
        begins_section=True,
        is_for_dialogs=True,
    ),
    ActionRow(
        "zoom_out",
        "Smaller text",
        Menu.VIEW,
        lambda controller: controller.zoom(-1),
        ("Ctrl+-",),
        is_for_dialogs=True,
    ),
    ActionRow(
        "zoom_reset",
        "Normal text",
        Menu.VIEW,
        lambda controller: controller.zoom(0),
        ("Ctrl+0",),
        is_for_dialogs=True,
    ),
    _scheme_row("system", "System colours", begins_section=True),
    _scheme_row("light", "Light colours"),
    _scheme_row("dark", "Dark colours"),
    ActionRow(
        "send",
        "Send",
        Menu.REQUEST,
        lambda controller: controller.send(),
        ("Ctrl+Return", "F5"),
        _has_request,
    ),
    ActionRow(
        "cancel",
        "Cancel",
        Menu.REQUEST,
        lambda controller: controller.cancel(),
        # The key of a disabled action goes to the widgets, which clear and close with Esc.
        ("Esc",),
        _is_sending,
    ),
    ActionRow(
        "disconnect",
        "Disconnect",
        Menu.REQUEST,
        lambda controller: controller.cancel(),
        ("Ctrl+Shift+D",),
        _has_open_socket,
    ),
    ActionRow(
        "run_messages",
        "Run messages",
        Menu.REQUEST,
        lambda controller: controller.run_messages(),
        ("Ctrl+Shift+Return",),
        _has_messages,
    ),
    ActionRow(
        "forget_captured",
        "Forget captured values",
        Menu.REQUEST,
        lambda controller: controller.workbench.sending.forget_captured(),
        is_enabled=lambda controller: controller.workbench.sending.has_captured,
    ),
    ActionRow(
        "next_request",
        "Next request",
        Menu.REQUEST,
        lambda controller: controller.pages.tabs.go_round(1),
        ("Ctrl+Tab", "Ctrl+PgDown"),
        _has_request,
        begins_section=True,
    ),
    ActionRow(
        "previous_request",
        "Previous request",
        Menu.REQUEST,
        lambda controller: controller.pages.tabs.go_round(-1),
        ("Ctrl+Shift+Tab", "Ctrl+PgUp"),
        _has_request,
    ),
    ActionRow(
        "choose_method",
        "Choose method",
        Menu.REQUEST,
        lambda controller: controller.choose_method(),
        ("Ctrl+M",),
        _has_request,
    ),
    *(_tab_row(number) for number in range(1, 10)),
    ActionRow(
        "show_collections",
        "Show collections",
        Menu.COLLECTIONS,
        lambda controller: controller.collections_tab.show(),
        ("Ctrl+Shift+O",),
    ),
    ActionRow(
        "open_collection",
        "Open collection…",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.ask_to_open(),
        ("Ctrl+O",),
        begins_section=True,
    ),
    ActionRow(
        "new_collection",
        "New collection…",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.ask_for_new(),
    ),
    ActionRow(
        "import_collection",
        "Import collection…",
        Menu.COLLECTIONS,
        lambda controller: controller.opener.import_collection(),
    ),
    ActionRow(
        "new_folder",
        "New folder",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.make_folder(),
        is_enabled=_has_collections,
    ),
    ActionRow(
        "new_saved_request",
        "New request in the collection",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.make_request(),
        is_enabled=_has_collections,
    ),
    ActionRow(
        "run_collection",
        "Run collection…",
        Menu.COLLECTIONS,
        lambda controller: controller.run_wanted.emit(controller.collections.folder_for_new()),
        ("Ctrl+Shift+R",),
        begins_section=True,
    ),
    ActionRow(
        "rename_entry",
        "Rename",
        Menu.COLLECTIONS,
        lambda controller: controller.collections_tab.rename_entry(),
        ("F2",),
        _has_collections,
        begins_section=True,
    ),
    ActionRow(
        "undo_structure",
        "Undo change of the collection",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.undo(),
        is_enabled=_can_undo_structure,
        begins_section=True,
    ),
    ActionRow(
        "redo_structure",
        "Redo change of the collection",
        Menu.COLLECTIONS,
        lambda controller: controller.collections.redo(),
        is_enabled=_can_redo_structure,
    ),
    ActionRow(
        "choose_credential",
        "Choose credential",
        Menu.CREDENTIALS,
        lambda controller: controller.window.credentials.open_list(),
        ("Ctrl+Shift+E",),
    ),
    ActionRow(
        "manage_credentials",
        "Manage credentials…",
        Menu.CREDENTIALS,
        lambda controller: controller.credentials.open_list(),
        ("Ctrl+Shift+K",),
    ),
    ActionRow(
        "add_credential",
        "Add credential…",
        Menu.CREDENTIALS,
        lambda controller: controller.add_credential(),
    ),
    ActionRow(
        "sign_in",
        "Sign in or renew token",
        Menu.CREDENTIALS,
        lambda controller: controller.credentials.sign_in(controller.credentials.choice.chosen),
        is_enabled=_has_credential,
        begins_section=True,
    ),
    ActionRow(
        "sign_out",
        "Sign out",
        Menu.CREDENTIALS,
        lambda controller: controller.credentials.sign_out(),
        is_enabled=_has_credential,
    ),
    ActionRow(
        "show_keys",
        "Keyboard shortcuts",
        Menu.HELP,
        lambda controller: controller.show_keys(key_rows()),
        FIRST_KEYS["show_keys"],
    ),
    ActionRow(
        "documentation",
        "Documentation",
        Menu.HELP,
        lambda controller: controller.help.show_documentation(),
    ),
    ActionRow(
        "open_log",
        "Open log",
        Menu.HELP,
        lambda controller: controller.help.open_log(),
    ),
    ActionRow(
        "about",
        "About aiurdesk",
        Menu.HELP,
        lambda controller: controller.help.show_about(),
        begins_section=True,
    ),
)


def key_rows() -> list[KeyRow]:
    """Return what the list of keys shows: each action, as any of them can be given a key."""
    return [
        KeyRow(row.id, row.text, row.keys, row.menu if row.is_in_menu else "", row.is_for_focus)
        for row in ACTIONS
    ]


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
        for row in ACTIONS:
            if not row.is_in_menu:
                continue
            if row.begins_section:
                menus[row.menu].addSeparator()
            # One QAction in menu and window: text, key and state cannot differ.
            menus[row.menu].addAction(self._actions[row.id])

    def refresh(self) -> None:
        """Enable what can be done now, and tick what is in force."""
        for row in ACTIONS:
            action = self._actions[row.id]
            # Asked again as a whole: the conditions are cheap, and nobody has to say what changed.
            if row.is_enabled is not None:
                action.setEnabled(row.is_enabled(self._controller))
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
        # A click has ticked the entry already, whatever the handler did.
        self.refresh()
