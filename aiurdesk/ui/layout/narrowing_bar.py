"""A tab bar whose tabs become narrower before the first of them are out of sight."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabBar, QWidget

_LEAST_CHARACTERS = 7
"""Of a title, where many tabs share the width."""


class NarrowingBar(QTabBar):
    """Gives up the room beside the titles first, then the ends of long titles."""

    def __init__(self, spare: int = 0, parent: QWidget | None = None) -> None:
        """Make an empty bar.

        Args:
            spare: Pixels beside each title that the style sheet does not demand.
        """
        super().__init__(parent)
        self._spare = spare
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size with the spare room."""
        size = super().tabSizeHint(index)
        return QSize(size.width() + self._spare, size.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the size that shows the beginning of the title."""
        size, metrics = super().tabSizeHint(index), self.fontMetrics()
        beside = size.width() - metrics.horizontalAdvance(self.tabText(index))
        least = beside + metrics.averageCharWidth() * _LEAST_CHARACTERS
        return QSize(min(size.width(), least), size.height())
