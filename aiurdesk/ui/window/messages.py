"""The message bar, for messages of the program that need no dialog."""

import logging
from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from aiurdesk.ui.window.theme import Theme, mark

_log = logging.getLogger(__name__)
# Messages; more of them would push the work area down.
_MOST_LINES = 4


class Message(msgspec.Struct, frozen=True):
    """One or two sentences: what happened, then what to do."""

    text: str
    severity: str = "notice"
    """A ``core.verdict.Severity``; decides the colour and the icon."""
    action: str = ""
    """Text of a button, such as ``Undo``; empty for none."""
    on_action: Callable[[], object] | None = None
    """Called when the button is pressed."""


class MessageBar(QFrame):
    """Shows messages until they are dismissed; equal messages only once."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._messages: list[Message] = []
        self.setObjectName("message_bar")
        self.setProperty("look", "strip")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName("message")
        # Names of files and requests stand in it, and Qt would take "<b>" for markup.
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._dismiss = QToolButton()
        self._dismiss.setObjectName("dismiss")
        self._dismiss.setAccessibleName("Dismiss message")
        self._dismiss.setToolTip("Dismiss message")
        self._dismiss.setProperty("look", "quiet")
        self._dismiss.clicked.connect(self.dismiss)
        self._action = QPushButton()
        self._action.setObjectName("message_action")
        self._action.clicked.connect(self._act)
        for button in (self._dismiss, self._action):
            # A click leaves the keyboard where it is: these buttons disappear with the message.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._dismiss)
        self.hide()
        theme.changed.connect(self._show)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that are shown, oldest first."""
        return tuple(self._messages)

    def tell(self, message: Message) -> None:
        """Add a message; the oldest is removed if there are too many.

        What an earlier message offers is no longer offered when this one offers something.
        """
        if message.action:
            self._messages = [each for each in self._messages if not each.action]
        if message not in self._messages:
            self._messages = [*self._messages, message][-_MOST_LINES:]
        self._show()

    def dismiss(self) -> None:
        """Remove all messages."""
        self._messages.clear()
        self._show()

    def withdraw(self, action: str) -> None:
        """Remove the messages that offer an action, because something else was done."""
        self._messages = [each for each in self._messages if each.action != action]
        self._show()

    def _act(self) -> None:
        offered = [each for each in self._messages if each.action]
        # Removed first: what it does may tell something, which would stand beside the old offer.
        self._messages = [each for each in self._messages if not each.action]
        self._show()
        for each in offered:
            if each.on_action is not None:
                each.on_action()

    def _show(self) -> None:
        self.setVisible(bool(self._messages))
        actions = [each.action for each in self._messages if each.action]
        self._action.setVisible(bool(actions))
        self._action.setText(actions[-1] if actions else "")
        if not self._messages:
            return
        # One colour for all: that of the newest.
        severity = self._messages[-1].severity
        mark(self, "severity", severity)
        mark(self._text, "severity", severity)
        mark(self._action, "severity", severity)
        icon = self._theme.icon(f"severity-{severity}", f"{severity}_text")
        self._icon.setPixmap(icon.pixmap(self._theme.icon_size()))
        self._dismiss.setIconSize(self._theme.icon_size())
        self._dismiss.setIcon(self._theme.icon("close", f"{severity}_text"))
        self._text.setText("\n".join(message.text for message in self._messages))


def mishap(error: BaseException, doing: str, log_file: str) -> Message:
    """Log an unexpected error, and return the words for it.

    Args:
        doing: When it happened, as in "While sending".
        log_file: Name of the log file, which holds the details.
    """
    _log.error("%s", doing, exc_info=error)
    return Message(
        f"{doing}: an error in aiurdesk itself. The details are in {log_file}. "
        "Please attach that file when you report it.",
        severity="server",
    )
