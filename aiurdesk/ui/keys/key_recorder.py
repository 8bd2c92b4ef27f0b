"""The field that a key is pressed in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QWidget

from aiurdesk.ui.keys.key_rules import spelled_sequence
from aiurdesk.ui.widgets.focused_keys import KEEPS_KEYS


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
        self.setObjectName("key_recorder")
        self.setProperty(KEEPS_KEYS, True)
        self.setAccessibleName(name)
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
