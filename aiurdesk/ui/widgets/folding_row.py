"""Two parts side by side, or below each other where they lack room."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget


class FoldingRow(QWidget):
    """Shows a part that grows and one behind it, which moves to a second line if need be."""

    def __init__(self, first: Iterable[tuple[QWidget, int]], second: Iterable[QWidget]) -> None:
        """Lay out.

        Args:
            first: Widgets of the part that grows, each with its stretch.
            second: Widgets of the part behind it.
        """
        super().__init__()
        self._halves = QHBoxLayout(), QHBoxLayout()
        for part in self._halves:
            part.setSpacing(6)
        for widget, stretch in first:
            self._halves[0].addWidget(widget, stretch)
        for widget in second:
            self._halves[1].addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addLayout(self._halves[0], 1)
        self._row.addLayout(self._halves[1])

    def minimumSizeHint(self) -> QSize:
        """Return a width in which each part has a line, so that the row may become that narrow."""
        widest = max(part.minimumSize().width() for part in self._halves)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another width."""
        super().resizeEvent(event)
        needed = sum(part.minimumSize().width() for part in self._halves) + self._row.spacing()
        direction = QBoxLayout.Direction
        fitting = direction.LeftToRight if needed <= self.width() else direction.TopToBottom
        if self._row.direction() is not fitting:
            self._row.setDirection(fitting)
            # On a line of its own it would be stretched over the whole width.
            is_below = fitting is direction.TopToBottom
            alignment = Qt.AlignmentFlag.AlignRight if is_below else Qt.AlignmentFlag(0)
            self._row.setAlignment(self._halves[1], alignment)
