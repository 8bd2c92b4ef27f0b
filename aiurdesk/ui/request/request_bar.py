"""The bar with the tabs of the open requests."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent

from aiurdesk.core.translation import tr
from aiurdesk.ui.layout.narrowing_bar import NarrowingBar


class RequestBar(NarrowingBar):
    """A tab bar whose tabs can be dragged, closed by a middle click, and have a context menu."""

    middle_clicked = Signal(int)
    """Emitted with the place of a tab."""
    menu_wanted = Signal(int, QPoint)
    """Emitted with the place of a tab and the place of its menu on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed = -1
        self.setObjectName("request_bar")
        self.setAccessibleName(tr("Requests"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMovable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the middle button was pressed."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._pressed = self.tabAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emit ``middle_clicked`` if the click began and ended on the same tab."""
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.MiddleButton:
            return
        # As for other buttons: a person who moves away before letting go does not mean it.
        index, self._pressed = self._pressed, -1
        if index >= 0 and index == self.tabAt(event.position().toPoint()):
            self.middle_clicked.emit(index)

    def _on_menu(self, point: QPoint) -> None:
        index = self.tabAt(point)
        # The menu key sends a point where there may not be a tab: it means the tab in front.
        index = self.currentIndex() if index < 0 else index
        if index >= 0:
            self.menu_wanted.emit(index, self.mapToGlobal(point))
