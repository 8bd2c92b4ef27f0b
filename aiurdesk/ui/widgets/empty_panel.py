"""Content of an empty panel: its purpose, and a button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled


class EmptyPanel(QWidget):
    """Says in a sentence or two what the panel is for, and does what fills it."""

    wanted = Signal()
    """Emitted when the button was pressed."""

    def __init__(self, words: str, button: str) -> None:
        super().__init__()
        self._button = QPushButton(button)
        self._button.setAutoDefault(False)
        self._button.setAccessibleDescription(words)
        self._button.clicked.connect(self.wanted)
        label = styled(QLabel(words, wordWrap=True), look="muted")
        column_of(self, label, self._button, 1, margins=(14, 6, 14, 10), spacing=10)

    def take_keyboard(self) -> None:
        """Give the keyboard to the button."""
        self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)
