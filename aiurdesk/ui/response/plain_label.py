"""A text of a verdict: plain, selectable, and hidden where it is empty."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from aiurdesk.ui.theme.theme import mark


class PlainLabel(QLabel):
    """Wraps, and may be narrower than its longest word."""

    def __init__(self, name: str, look: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if look:
            mark(self, "look", look)

    def show_text(self, text: str) -> None:
        """Show a text, or hide the label when it is empty."""
        self.setText(text)
        self.setVisible(bool(text))
