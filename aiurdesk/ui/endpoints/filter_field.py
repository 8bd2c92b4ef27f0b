"""The field that filters the tree of endpoints."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeView

from aiurdesk.ui.widgets.capped_line import CappedLine

_MOST_CHARACTERS = 1000
"""No endpoint matches a longer text, and each change of it filters all of them."""
_MOVES = {
    Qt.Key.Key_Down: QTreeView.CursorAction.MoveDown,
    Qt.Key.Key_Up: QTreeView.CursorAction.MoveUp,
    Qt.Key.Key_PageDown: QTreeView.CursorAction.MovePageDown,
    Qt.Key.Key_PageUp: QTreeView.CursorAction.MovePageUp,
}


class FilterField(CappedLine):
    """A line whose arrow keys move in the tree, and whose Escape empties it."""

    moved = Signal(QTreeView.CursorAction)
    """Emitted with the move in the tree that a key stands for."""

    def __init__(self) -> None:
        super().__init__(most=_MOST_CHARACTERS)
        self.setObjectName("endpoint_filter")
        self.setAccessibleName("Filter endpoints")
        self.setPlaceholderText("Filter endpoints")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the arrow keys and Escape for the tree; the line gets all others."""
        key = event.key()
        if key in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
