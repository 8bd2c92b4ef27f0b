"""The menu with the messages that are saved with the request of a socket."""

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.exchange.sockets.frame import decoded_base64
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage, default_name
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.widgets.popup_menu import PopupMenu

_LONGEST = 50
_MOST_KEYS = 9


class SavedMessages(QPushButton):
    """Lists saved messages; a click or Alt and a number sends one."""

    send_wanted = Signal(SocketMessage)
    """Emitted with a message that is to be sent."""
    edit_wanted = Signal(SocketMessage)
    """Emitted with a message that is to be changed first."""
    keep_wanted = Signal()
    """Emitted when the message that is typed is to be saved with the request."""
    replace_wanted = Signal(int)
    """Emitted with the place of a message that what is typed is to take."""
    rename_wanted = Signal(int)
    """Emitted with the place of a message that is to get another name."""
    changed = Signal(tuple)
    """Emitted with all messages after one was removed or moved."""

    def __init__(self, panel: QWidget) -> None:
        """Make an empty menu.

        Args:
            panel: Where the keys work.
        """
        super().__init__(tr("Saved messages"))
        self._messages: tuple[SocketMessage, ...] = ()
        self._can_send = False
        self._edited: SocketMessage | None = None
        """The one that was taken to be changed."""
        self._menu = PopupMenu(self)
        # Filled when it opens: messages come and go, and keys work without the menu.
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setToolTip(tr("Messages that are saved with the request (Alt+1 to Alt+9 send them)"))
        for number in range(1, _MOST_KEYS + 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), panel)
            # Each open request has such keys: only the keys of the panel with the keyboard count.
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda index=number - 1: self._send(index))

    def show_messages(self, messages: tuple[SocketMessage, ...]) -> None:
        """Offer other messages."""
        if messages != self._messages:
            # Its entries are about places among the messages before.
            self._menu.close()
        self._messages = messages

    def follow_rename(self, before: SocketMessage, after: SocketMessage) -> None:
        """Offer to replace a message that is being edited also when it has another name."""
        if self._edited == before:
            self._edited = after

    def set_open(self, is_open: bool) -> None:
        """Say whether messages can be sent now."""
        self._can_send = is_open

    def _send(self, index: int) -> None:
        if self._can_send and index < len(self._messages):
            self.send_wanted.emit(self._messages[index])

    def _fill(self) -> None:
        self._menu.clear()
        for index, message in enumerate(self._messages):
            # Qt writes what follows a tab where menus have their keys.
            key = f"\tAlt+{index + 1}" if index < _MOST_KEYS else ""
            action = self._menu.addAction(f"{title_of(message)}{key}")
            action.setEnabled(self._can_send)
            # ``triggered`` hands over whether it is checked, which must not become the place.
            action.triggered.connect(lambda _=False, index=index: self._send(index))
        if not self._messages:
            self._menu.addAction(tr("None yet")).setEnabled(False)
        self._menu.addSeparator()
        self._menu.addAction(tr("Save this message"), self.keep_wanted.emit)
        if self._edited in self._messages:
            index = self._messages.index(self._edited)
            words = tr("Replace “{title_of}”").format(title_of=title_of(self._edited))
            self._menu.addAction(words, lambda: self._replace(index))
        if self._messages:
            self._add_for_each(tr("Edit"), self._edit)
            self._add_for_each(tr("Rename"), self.rename_wanted.emit)
            # The first one is as far up as it can be, and the last one as far down.
            self._add_for_each(tr("Move up"), self._move_up, first=1)
            self._add_for_each(tr("Move down"), lambda index: self._move_up(index + 1), last=1)
            self._add_for_each(tr("Remove"), self._remove)

    def _add_for_each(
        self, title: str, act: Callable[[int], None], first: int = 0, last: int = 0
    ) -> None:
        """Add a menu with the messages.

        Args:
            first: So many are left out at the beginning.
            last: And so many at the end.
        """
        menu = self._menu.addMenu(title)
        places = range(first, len(self._messages) - last)
        menu.setEnabled(bool(places))
        for index in places:
            action = menu.addAction(title_of(self._messages[index]))
            action.triggered.connect(lambda _=False, index=index: act(index))

    def _edit(self, index: int) -> None:
        self._edited = self._messages[index]
        self.edit_wanted.emit(self._edited)

    def _replace(self, index: int) -> None:
        self.replace_wanted.emit(index)
        self._edited = self._messages[index]

    def _move_up(self, index: int) -> None:
        messages = list(self._messages)
        messages[index - 1 : index + 1] = messages[index], messages[index - 1]
        self.changed.emit(tuple(messages))

    def _remove(self, removed: int) -> None:
        kept = [message for index, message in enumerate(self._messages) if index != removed]
        self.changed.emit(tuple(kept))


def title_of(message: SocketMessage) -> str:
    """Return the name of a message; without a name, what it is and its beginning."""
    text = message.name or _beginning_of(message) or "(empty)"
    # In a menu, a single "&" would underline the next letter.
    return truncate(text, _LONGEST).replace("&", "&&")


def _beginning_of(message: SocketMessage) -> str:
    line, name = " ".join(_content_of(message).split()), default_name(message)
    # As in the list of frames, where the name of an event is before its content.
    return f"{name} · {line}" if name else line


def _content_of(message: SocketMessage) -> str:
    match message.kind:
        case "request":
            return tr("Send request {name}").format(name=PurePath(message.content).name)
        case "file":
            # The beginning of a long path says little.
            return PurePath(message.content).name
        case "base64":
            # What is not base64 is shown as it is in the file.
            data = decoded_base64(message.content)
            return message.content if isinstance(data, Problem) else data[:_LONGEST].hex(" ")
    return message.content
