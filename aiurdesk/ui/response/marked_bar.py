"""A scroll bar that shows where the matches of a search are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from aiurdesk.ui.theme.theme import Theme

MOST_MARKS = 2000
"""More than a scroll bar has pixels."""
_MARK = 2
"""Pixels."""


class MarkedBar(QScrollBar):
    """The scroll bar of a whole text or tree, with a line for each match."""

    def __init__(self, theme: Theme, name: str, view: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._theme = theme
        self.marks: Sequence[float] = ()
        """Places, from 0 for the beginning to 1."""
        self.setAccessibleName(name)
        self.hide()

    def mark_rows(self, marks: Sequence[float]) -> None:
        """Show lines at these places, and no others."""
        self.marks = marks
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, and a line for each match."""
        super().paintEvent(event)
        painter = QPainter(self)
        colour = self._theme.colour("accent")
        for y in {round(place * (self.height() - _MARK)) for place in self.marks}:
            painter.fillRect(_MARK, y, self.width() - 2 * _MARK, _MARK, colour)
        painter.end()
