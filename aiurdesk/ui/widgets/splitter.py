"""A splitter with a thin line in the colours of the theme."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSplitter, QSplitterHandle

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject


class Splitter(QSplitter):
    """Two panels side by side, with a line between them that a person can drag.

    The colours of the line come from the palette and not from the style sheet: a sheet on the
    splitter would have Qt style both panels once more.
    """

    def __init__(self) -> None:
        super().__init__()
        # Qt lets a thin line be dragged from some pixels beside it, too.
        self.setHandleWidth(1)

    def createHandle(self) -> QSplitterHandle:
        """Return the line, whose colour is its background."""
        handle = super().createHandle()
        handle.setAutoFillBackground(True)
        handle.setBackgroundRole(QPalette.ColorRole.Mid)
        return handle

    def highlight_under_pointer(self) -> None:
        """Highlight the lines under the mouse pointer from now on.

        Not done by the constructor, because the first event that PySide6 hands to Python makes it
        create the ``Qt`` namespace, which the first paint of the window does without.
        """
        for index in range(1, self.count()):
            self.handle(index).installEventFilter(self)

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:
        """Change the colour of a line that the pointer enters or leaves."""
        if isinstance(watched, QSplitterHandle):
            if event.type() is event.Type.Enter:
                watched.setBackgroundRole(QPalette.ColorRole.Dark)
            elif event.type() is event.Type.Leave:
                watched.setBackgroundRole(QPalette.ColorRole.Mid)
        return super().eventFilter(watched, event)
