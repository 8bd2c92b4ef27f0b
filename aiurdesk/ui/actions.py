"""Every action of the window as a row; menus, keys and the list of keys are made from them."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from aiurdesk.ui.window.menus import Menu


class Need(StrEnum):
    """What has to be there for an action to be enabled."""

    REQUEST = "request"
    """A request is open."""
    RUNNING = "running"
    """The request in front is being sent."""
    CLOSED_REQUEST = "closed_request"
    """A request was closed that can be opened again."""
    ANSWER = "answer"
    """The request in front has an answer."""
    CREDENTIAL = "credential"
    """A credential is chosen."""


class ActionRow(msgspec.Struct, frozen=True):
    """One action."""

    id: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    needs: Need | None = None
    is_checkable: bool = False
    group: str = ""
    """Of the checkable actions of a group exactly one is checked."""
    begins_section: bool = False
    is_in_menu: bool = True


ACTIONS = (
    ActionRow("new_request", "New request", Menu.FILE, ("Ctrl+N", "Ctrl+T")),
    ActionRow("close_request", "Close request", Menu.FILE, ("Ctrl+W",), Need.REQUEST),
    ActionRow(
        "reopen_request",
        "Reopen closed request",
        Menu.FILE,
        ("Ctrl+Shift+T",),
        Need.CLOSED_REQUEST,
    ),
    ActionRow("settings", "Settings", Menu.FILE, ("Ctrl+,",), begins_section=True),
    ActionRow("quit", "Quit", Menu.FILE, ("Ctrl+Q",), begins_section=True),
    ActionRow("filter_endpoints", "Filter endpoints", Menu.EDIT, ("Ctrl+Shift+F",)),
    ActionRow("focus_address", "Go to address", Menu.EDIT, ("Ctrl+L",), Need.REQUEST),
    ActionRow("find", "Find in response", Menu.EDIT, ("Ctrl+F",), Need.ANSWER),
    ActionRow("toggle_sidebar", "Sidebar", Menu.VIEW, ("Ctrl+B",), is_checkable=True),
    ActionRow("toggle_response_below", "Response below the form", Menu.VIEW, is_checkable=True),
    ActionRow("next_pane", "Next pane", Menu.VIEW, ("F6",)),
    ActionRow("choose_environment", "Choose environment", Menu.VIEW, ("Ctrl+E",)),
    ActionRow("zoom_in", "Larger text", Menu.VIEW, ("Ctrl++", "Ctrl+="), begins_section=True),
    ActionRow("zoom_out", "Smaller text", Menu.VIEW, ("Ctrl+-",)),
    ActionRow("zoom_reset", "Normal text", Menu.VIEW, ("Ctrl+0",)),
    ActionRow(
        "colours_system",
        "Colours of the system",
        Menu.VIEW,
        is_checkable=True,
        group="colours",
        begins_section=True,
    ),
    ActionRow("colours_light", "Light colours", Menu.VIEW, is_checkable=True, group="colours"),
    ActionRow("colours_dark", "Dark colours", Menu.VIEW, is_checkable=True, group="colours"),
    ActionRow("send", "Send", Menu.REQUEST, ("Ctrl+Return", "F5", "Ctrl+Enter"), Need.REQUEST),
    ActionRow("cancel", "Cancel", Menu.REQUEST, ("Esc",), Need.RUNNING),
    *(
        ActionRow(
            f"tab_{number}",
            f"Go to request {number}",
            Menu.REQUEST,
            (f"Ctrl+{number}",),
            Need.REQUEST,
            is_in_menu=False,
        )
        for number in range(1, 10)
    ),
    ActionRow("choose_credential", "Choose credential", Menu.CREDENTIALS, ("Ctrl+Shift+E",)),
    ActionRow("manage_credentials", "Manage credentials…", Menu.CREDENTIALS, ("Ctrl+Shift+K",)),
    ActionRow("add_credential", "Add credential…", Menu.CREDENTIALS),
    ActionRow(
        "sign_in",
        "Sign in or renew token",
        Menu.CREDENTIALS,
        needs=Need.CREDENTIAL,
        begins_section=True,
    ),
    ActionRow("sign_out", "Sign out", Menu.CREDENTIALS, needs=Need.CREDENTIAL),
    ActionRow("show_keys", "Keys", Menu.HELP, ("F1",)),
)


class Actions(QObject):
    """The rows as actions of Qt."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = {row.id: _action(row, self) for row in ACTIONS}
        for name in dict.fromkeys(row.group for row in ACTIONS if row.group):
            group = QActionGroup(self)
            for row in ACTIONS:
                if row.group == name:
                    group.addAction(self._actions[row.id])

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def all(self) -> list[QAction]:
        """Return all actions, those that are in no menu included."""
        return list(self._actions.values())

    def connect_all(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Give every action its function, by the id of its row."""
        for action_id, action in self._actions.items():
            action.triggered.connect(_without_checked(handlers[action_id]))

    def enable(self, there: Iterable[Need]) -> None:
        """Enable what needs nothing or what is there, disable the rest."""
        found = set(there)
        for row in ACTIONS:
            self._actions[row.id].setEnabled(row.needs is None or row.needs in found)


def _action(row: ActionRow, parent: QObject) -> QAction:
    action = QAction(row.text, parent)
    action.setObjectName(row.id)
    action.setShortcuts([QKeySequence(key) for key in row.keys])
    action.setCheckable(row.is_checkable)
    action.setEnabled(row.needs is None)
    return action


def _without_checked(action: Callable[[], object]) -> Callable[[bool], None]:
    def run(_is_checked: bool) -> None:
        action()

    return run
