"""A line of text that refuses a text too long for it, and says so."""

from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from aiurdesk.core.formats.utf16 import with_replaced
from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.styled import announce, plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeyEvent, QMouseEvent

MOST_CHARACTERS = 32_768
"""Qt lays out all of a line at every change: a megabyte takes a quarter of a second each time."""
_NO_LIMIT = 2**30
_SAID_MS = 10_000


class CappedLine(QLineEdit):
    """Takes no paste and no drop that would make its text longer than ``most`` characters.

    A limit of Qt's own would cut the text off without a word. The program may show a longer text.
    """

    overflowed = Signal(str)
    """Emitted with the whole text that would have been too long. Where nothing is connected, the
    line says that it does not take it."""

    def __init__(self, parent: QWidget | None = None, most: int = MOST_CHARACTERS) -> None:
        super().__init__(parent)
        self._most_characters = most
        # Qt's own limit is 32,767 characters, and it cuts off what the program shows, too.
        self.setMaxLength(_NO_LIMIT)

    def paste(self) -> None:
        """Insert the text of the clipboard."""
        self._enter(QtGui.QGuiApplication.clipboard().text())

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Paste as much of a text as may be typed."""
        if event.matches(QtGui.QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        """Let the entry of the menu paste in the same way."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                # The entry calls QLineEdit::paste in C++, which does not come to ``paste`` above.
                action.triggered.disconnect()
                action.triggered.connect(self.paste)
        menu.popup(event.globalPos())

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        """Insert the selection of another program, where the system has such a thing."""
        clipboard = QtGui.QGuiApplication.clipboard()
        if (
            event.button() != QtCore.Qt.MouseButton.MiddleButton
            or not clipboard.supportsSelection()
        ):
            super().mouseReleaseEvent(event)
            return
        self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
        self._enter(clipboard.text(QtGui.QClipboard.Mode.Selection))

    def dropEvent(self, event: "QDropEvent") -> None:
        """Refuse a long text."""
        text = event.mimeData().text()
        if len(self.text()) + len(text) <= self._most_characters:
            super().dropEvent(event)
        else:
            self._enter(text)
            event.acceptProposedAction()

    def _enter(self, text: str) -> None:
        if self.isReadOnly():
            return
        if len(self.text()) - len(self.selectedText()) + len(text) <= self._most_characters:
            self.insert(text)
        elif self.isSignalConnected(QtCore.QMetaMethod.fromSignal(self.overflowed)):
            self.overflowed.emit(self._with(text))
        else:
            refuse_text(self, len(text), self._most_characters)

    def _with(self, text: str) -> str:
        """Return the text of the line with another one in place of the selection."""
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        return with_replaced(self.text(), start, start + self.selectionLength(), text)


def refuse_text(field: QWidget, length: int, most: int) -> None:
    """Say below a field that it does not take a text of so many characters."""
    words = tr(
        "Nothing was inserted: the text has {length:,} characters, and this "
        "field takes at most {most:,}."
    ).format(length=length, most=most)
    say_below(field, words)


def say_below(field: QWidget, words: str, place: QPoint | None = None) -> None:
    """Say something about a field below it, and have a screen reader say it.

    Args:
        place: In the field, where it is not below all of it.
    """
    point = field.mapToGlobal(place or QPoint(0, field.height()))
    QToolTip.showText(point, plain_tip(words), field, QRect(), _SAID_MS)
    announce(field, words)
