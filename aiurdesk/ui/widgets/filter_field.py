"""A field that filters what stands below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QTreeView

from aiurdesk.core.preparing.command_line import is_command_line
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton

_MOST_CHARACTERS = 1000
"""No endpoint matches a longer text, and each change of it filters all of them."""
_MOVES = {
    Qt.Key.Key_Down: QTreeView.CursorAction.MoveDown,
    Qt.Key.Key_Up: QTreeView.CursorAction.MoveUp,
    Qt.Key.Key_PageDown: QTreeView.CursorAction.MovePageDown,
    Qt.Key.Key_PageUp: QTreeView.CursorAction.MovePageUp,
}


class FilterField(CappedLine):
    """A line whose arrow keys move in the tree, and whose Escape empties it.

    It has its own icons: those that ``QLineEdit`` can show are always 16 pixels wide.
    """

    moved = Signal(QTreeView.CursorAction)
    """Emitted with the move in the tree that a key stands for."""

    def __init__(self, theme: Theme, name: str, text: str) -> None:
        """Build.

        Args:
            name: Name of the object.
            text: What is filtered, as placeholder and accessible name.
        """
        super().__init__(most=_MOST_CHARACTERS)
        self._theme = theme
        # Widgets within the line, because the icons of a QLineEdit itself do not grow with the
        # text.
        self._sign = QLabel()
        self._clear = IconButton(theme, "close", tr("Clear the filter"))
        # Tab goes on to the list; Escape clears with the keyboard.
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        row = row_of(self, self._sign, margins=(8, 0, 8, 0))
        # The text of the line is between them: ``_show_sign`` keeps it clear of both.
        row.addStretch(1)
        row.addWidget(self._clear)
        self.setObjectName(name)
        self.rename(text)
        theme.changed.connect(self._show_sign)
        self._show_sign()

    def rename(self, text: str) -> None:
        """Say that something else is filtered."""
        self.setAccessibleName(text)
        self.setPlaceholderText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the arrow keys and Escape for the tree; the line gets nearly all others."""
        key = event.key()
        if key in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.matches(QKeySequence.StandardKey.Paste) and is_command_line(
            QGuiApplication.clipboard().text()
        ):
            # Nothing matches a command line; the window makes a request of it.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _show_sign(self) -> None:
        size = self._theme.icon_size()
        self._sign.setPixmap(self._theme.icon("search").pixmap(size))
        self.setTextMargins(size.width() + 6, 0, size.width() + 6, 0)
