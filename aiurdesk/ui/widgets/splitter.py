"""The line between two parts of the window that wear the theme, which cannot wear it itself."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSplitter, QSplitterHandle

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QEnterEvent


class Splitter(QSplitter):
    """Two parts side by side: what is around parts must not be one, or Qt styles them with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setHandleWidth(1)

    def createHandle(self) -> QSplitterHandle:
        """Make the line, whose colour is a background."""
        return _Line(self.orientation(), self)


class _Line(QSplitterHandle):
    """Stands out under the mouse."""

    def __init__(self, orientation: "Qt.Orientation", parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Mid)

    def enterEvent(self, event: "QEnterEvent") -> None:
        """Stand out."""
        self.setBackgroundRole(QPalette.ColorRole.Dark)
        super().enterEvent(event)

    def leaveEvent(self, event: "QEvent") -> None:
        """Be a line as any other."""
        self.setBackgroundRole(QPalette.ColorRole.Mid)
        super().leaveEvent(event)
