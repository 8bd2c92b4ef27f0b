"""Questions below the list of keys: for a new key, and before a change."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QKeySequenceEdit, QLabel, QLineEdit, QPushButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.key_rules import spelled_sequence
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.keyboard import KEEPS_KEYS
from aiurdesk.ui.widgets.styled import styled


class KeyRecorder(QKeySequenceEdit):
    """Takes one key with its modifiers; Escape leaves it, Tab moves on."""

    recorded = Signal(str)
    """Emitted with the key when it was let go."""
    cancelled = Signal()
    """Emitted when Escape was pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Build.

        Args:
            name: What it is called.
        """
        super().__init__(parent)
        styled(self, "key_recorder", spoken=name).setProperty(KEEPS_KEYS, True)
        # It shows the key, and assistive technology reads it.
        line = self.findChild(QLineEdit)
        if line is not None:
            line.setAccessibleName(name)
        self.setMaximumSequenceLength(1)
        self.editingFinished.connect(self._on_finished)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape; take every other key."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _on_finished(self) -> None:
        # Also emitted where nothing was pressed.
        if not self.keySequence().isEmpty():
            self.recorded.emit(spelled_sequence(self.keySequence()))


class RecordStrip(QFrame):
    """Asks for a key until one was pressed, or until it is left."""

    recorded = Signal(str)
    """Emitted with the key."""
    cancelled = Signal()
    """Emitted when it was left without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = _strip_label(self)
        self._recorder = KeyRecorder(tr("New key"))
        self._recorder.recorded.connect(self.recorded)
        self._recorder.cancelled.connect(self.cancelled)
        _lay_out(self, self._text, self._recorder, self.cancelled)

    def record(self, text: str) -> None:
        """Ask for a key."""
        self._text.setText(text)
        self.show()
        self.record_again(text)

    def record_again(self, why: str) -> None:
        """Ask for another one.

        Args:
            why: What a screen reader says with it.
        """
        self._recorder.clear()
        self._recorder.setAccessibleDescription(why)
        self._recorder.setFocus()


class QuestionStrip(QFrame):
    """Asks whether something is to be done."""

    cancelled = Signal()
    """Emitted when it is not to be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = _strip_label(self)
        self._do: Callable[[], object] = lambda: None
        self._yes = styled(QPushButton(), "key_question_yes", severity="notice")
        self._yes.clicked.connect(self._on_yes)
        _lay_out(self, self._text, self._yes, self.cancelled)

    def ask(self, text: str, yes: str, do: Callable[[], object]) -> None:
        """Ask, and do it if the button is pressed.

        Args:
            yes: Text of the button.
        """
        self._do = do
        self._text.setText(text)
        self._yes.setText(yes)
        self.show()
        self._yes.setFocus()

    def _on_yes(self) -> None:
        self.cancelled.emit()
        self._do()


def _strip_label(strip: QFrame) -> QLabel:
    styled(strip, look="strip", severity="notice")
    return styled(QLabel(wordWrap=True), severity="notice")


def _lay_out(strip: QFrame, text: QLabel, answer: QWidget, cancelled: SignalInstance) -> None:
    leave = styled(QPushButton(tr("Cancel")), severity="notice")
    leave.clicked.connect(cancelled)
    row_of(strip, (text, 1), answer, leave, margins=(10, 6, 6, 6), spacing=8)
    strip.hide()
