"""Numbers of the lines beside a text."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.folds import Folds
from aiurdesk.ui.theme.theme import Theme

_ROOM = 14
"""Pixels on both sides of a number, with room for the mark of a fold."""
_LEAST_DIGITS = 2


class Gutter(QWidget):
    """Draws the number of each line in sight."""

    def __init__(
        self,
        view: QPlainTextEdit,
        theme: Theme,
        lines: Callable[[], Iterator[tuple[QTextBlock, float, float]]],
        number_of: Callable[[QTextBlock], int],
        folds: Folds,
    ) -> None:
        """Begin beside a text.

        Args:
            lines: Yields the blocks in sight, with their tops and heights.
            number_of: Returns the number of the line that begins in a block, or 0.
            folds: Their marks are to the right of the numbers.
        """
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._lines = lines
        self._number_of = number_of
        self._folds = folds
        self.setToolTip(tr("A click on an arrow folds the lines below it, and shows them again"))

    def wanted_width(self, lines: int) -> int:
        """Return the room that the numbers of so many lines take."""
        digits = max(_LEAST_DIGITS, len(str(lines)))
        return self._view.fontMetrics().horizontalAdvance("0" * digits) + 2 * _ROOM

    def follow(self, area: QRect, moved_by: int) -> None:
        """Draw again what changed beside the text."""
        if moved_by:
            self.scroll(0, moved_by)
        else:
            self.update(0, area.y(), self.width(), area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers."""
        painter = QPainter(self)
        painter.setFont(self._view.font())
        painter.setPen(self._theme.colour("placeholder"))
        metrics = self._view.fontMetrics()
        for block, top, _ in self._lines():
            if number := self._number_of(block):
                words = str(number)
                left = self.width() - _ROOM - metrics.horizontalAdvance(words)
                painter.drawText(left, round(top) + metrics.ascent(), words)
                if self._folds.is_folded(block) or self._folds.can_fold(block):
                    sign = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
                    if not self._folds.is_folded(block):
                        sign = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
                    right = self.width() - _ROOM + 2
                    painter.drawText(right, round(top) + metrics.ascent(), sign)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or show the lines below the one that is clicked."""
        y = event.position().y()
        for block, top, height in self._lines():
            if top <= y < top + height:
                self._folds.toggle(block)
                return
