"""Messages of the program that need no dialog; they lie over the content."""

import logging
from collections.abc import Callable

import msgspec
from PySide6.QtCore import (
    QAbstractAnimation,
    QEvent,
    QObject,
    QPropertyAnimation,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QLabel,
    QPushButton,
    QStyle,
    QWidget,
)

from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconButton, IconLabel
from aiurdesk.ui.widgets.styled import announce, styled

_log = logging.getLogger(__name__)
# Messages; more of them would hide much of what is below.
_MOST_LINES = 4
_MOST_WIDTH = 620
_MARGIN = 16
_ABOVE_BOTTOM = 44
"""In pixels, where the text has its usual size: the buttons below a body stay in sight."""
_FADE_MS = 120
"""At most; none where the desktop shows no motion."""
SHOWN_MS = 8000
_MS_FOR_A_CHARACTER = 50
_PASSING = frozenset({"notice", "success"})
"""Severities of what needs no answer."""


class Message(msgspec.Struct, frozen=True):
    """One or two sentences: what happened, then what to do."""

    text: str
    severity: str = "notice"
    """A ``core.verdict.Severity``; decides the colour and the icon."""
    action: str = ""
    """Text of a button, such as ``Undo``; empty for none."""
    on_action: Callable[[], object] | None = None
    """Called when the button is pressed."""
    also: str = ""
    """Text of a second button; only beside the first one."""
    on_also: Callable[[], object] | None = None
    fix: Fix | None = None
    """What the button does instead of calling something; it bears the text of the fix."""

    @property
    def button(self) -> str:
        """Text of its first button; empty without one."""
        return self.action or ("" if self.fix is None else self.fix.text.replace("&", "&&"))

    @property
    def is_passing(self) -> bool:
        """Whether the message disappears by itself: it offers nothing, and nothing failed."""
        return not self.button and self.severity in _PASSING


WITHOUT_REQUEST = frozenset(
    {
        FixAction.MAKE_CREDENTIAL,
        FixAction.REPLACE_SECRET,
        FixAction.ADD_ENVIRONMENT,
        FixAction.ADD_SERVICE,
        FixAction.TRUST_CERTIFICATE,
    }
)
"""Fixes that can be done wherever a problem is told."""


def fix_of(problem: Problem) -> Fix | None:
    """Return the first fix of a problem that needs no request; None without one."""
    return next((fix for fix in problem.fixes if fix.action in WITHOUT_REQUEST), None)


def problem_message(problem: Problem, severity: str = "input") -> Message:
    """Return a problem as a message, whose button does the first thing that helps, if any."""
    return Message(problem.sentence, severity, fix=fix_of(problem))


class MessageBar(QFrame):
    """Shows messages over the lower end of its parent, which does not move; equal ones only once.

    What failed or offers something stays until it is dismissed; the rest fades, but not under the
    pointer.
    """

    fix_chosen = Signal(object)
    """Emitted with the Fix of a message whose button was pressed."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, shown_ms: int = SHOWN_MS
    ) -> None:
        """Show nothing yet.

        Args:
            parent: What it lies over.
            shown_ms: How long the shortest message is shown that goes by itself.
        """
        super().__init__(parent)
        self._theme = theme
        self._shown_ms = shown_ms
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fade)
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self._fading = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self._forget_passing)
        if parent is not None:
            parent.installEventFilter(self)
        self.messages: tuple[Message, ...] = ()
        """The messages that are shown, oldest first."""
        styled(self, "message_bar", look="strip")
        self._icon = IconLabel(theme)
        self._text = QLabel(
            # Names of files and requests stand in it, and Qt would take "<b>" for markup.
            textFormat=Qt.TextFormat.PlainText,
            wordWrap=True,
            textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse,
        )
        self._dismiss = styled(IconButton(theme, "close", tr("Dismiss message")), "dismiss")
        self._dismiss.clicked.connect(self.dismiss)
        self._action = styled(QPushButton(), "message_action")
        self._action.clicked.connect(lambda: self._act(lambda message: message.on_action))
        self._also = styled(QPushButton(), "message_also")
        self._also.clicked.connect(lambda: self._act(lambda message: message.on_also))
        for button in (self._dismiss, self._action, self._also):
            # A click leaves the keyboard where it is: these buttons disappear with the message.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        texts = (self._icon, (styled(self._text, "message"), 1))
        buttons = (self._also, self._action, self._dismiss)
        row_of(self, *texts, *buttons, margins=(14, 8, 8, 8), spacing=8)
        self.hide()
        theme.changed.connect(self._show)

    def tell(self, message: Message) -> None:
        """Add a message; the oldest is removed if there are too many.

        What an earlier message offers is no longer offered when this one offers something.
        """
        if message.button:
            self._keep(lambda other: not other.button)
        if message not in self.messages:
            self.messages = (*self.messages, message)[-_MOST_LINES:]
        self._show()
        announce(self, message.text)

    def dismiss(self) -> None:
        """Remove all messages."""
        self.messages = ()
        self._show()

    def withdraw(self, action: str) -> None:
        """Remove the messages that offer an action, because something else was done."""
        self._keep(lambda message: message.action != action)
        self._show()

    def _keep(self, is_kept: Callable[[Message], bool]) -> None:
        self.messages = tuple(filter(is_kept, self.messages))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the parent gets another size."""
        if event.type() == QEvent.Type.Resize:
            self._put_in_place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while a person reads or copies."""
        super().enterEvent(event)
        self._stay()

    def leaveEvent(self, event: QEvent) -> None:
        """Go some time later."""
        super().leaveEvent(event)
        self._wait_to_fade()

    def _stay(self) -> None:
        self._timer.stop()
        self._fading.stop()
        self._opacity.setEnabled(False)

    def _wait_to_fade(self) -> None:
        self._stay()
        passing = [message for message in self.messages if message.is_passing]
        if passing and not self.underMouse():
            characters = sum(len(message.text) for message in passing)
            self._timer.start(self._shown_ms + characters * _MS_FOR_A_CHARACTER)

    def _fade(self) -> None:
        # The whole bar fades only where it is going to be gone.
        if all(message.is_passing for message in self.messages):
            wished = self.style().styleHint(
                QStyle.StyleHint.SH_Widget_Animation_Duration, None, self
            )
            self._fading.setDuration(min(_FADE_MS, max(0, wished)))
            self._opacity.setEnabled(True)
            self._fading.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)
        else:
            self._forget_passing()

    def _forget_passing(self) -> None:
        self._keep(lambda message: not message.is_passing)
        self._show()

    def _put_in_place(self) -> None:
        parent = self.parentWidget()
        if parent is None or self.isHidden():
            return
        length = self._theme.length
        width = min(length(_MOST_WIDTH), parent.width() - 2 * _MARGIN)
        self.resize(width, self.heightForWidth(width))
        left = (parent.width() - width) // 2
        self.move(left, parent.height() - self.height() - length(_ABOVE_BOTTOM))
        self.raise_()

    def _act(self, chosen: Callable[[Message], Callable[[], object] | None]) -> None:
        offered = [message for message in self.messages if message.button]
        # Removed first: what it does may tell something, which would stand beside the old offer.
        self._keep(lambda message: not message.button)
        self._show()
        for message in offered:
            if (act := chosen(message)) is not None:
                act()
            elif message.fix is not None:
                self.fix_chosen.emit(message.fix)

    def _show(self) -> None:
        self.setVisible(bool(self.messages))
        offered = [item for item in self.messages if item.button]
        texts = (offered[-1].button, offered[-1].also) if offered else ("", "")
        for button, text in zip((self._action, self._also), texts, strict=True):
            button.setVisible(bool(text))
            button.setText(text)
        self._wait_to_fade()
        if not self.messages:
            return
        # One colour for all: the newest one's.
        severity = self.messages[-1].severity
        for widget in (self, self._text, self._action, self._also):
            mark(widget, "severity", severity)
        self._icon.show_icon(f"severity-{severity}", f"{severity}_text")
        self._dismiss.show_icon("close", f"{severity}_text")
        self._text.setText("\n".join(message.text for message in self.messages))
        self._put_in_place()


def mishap(error: BaseException, doing: str, log_file: str) -> Message:
    """Log an unexpected error, and return the words for it.

    Args:
        doing: When it happened, as in "While sending".
        log_file: Name of the log file, which holds the details.
    """
    _log.error("%s", doing, exc_info=error)
    return Message(
        tr(
            "{doing}: an error in aiurdesk itself. The details are in {log_file}. "
            "Please attach that file when you report it."
        ).format(doing=doing, log_file=log_file),
        severity="server",
    )
