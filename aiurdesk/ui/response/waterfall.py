"""A drawing of how the time of an exchange passed."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aiurdesk.core.response.timing_text import Phase
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme

_BAR = 12
"""Units of an icon."""
# In pixels: a phase of 0.1 ms is still seen beside one of a second.
_LEAST_WIDTH = 2.0


class Waterfall(QWidget):
    """One bar a phase, each beginning where the one before it ended."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._phases: tuple[Phase, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_phases(self, phases: tuple[Phase, ...]) -> None:
        """Draw other phases."""
        self._phases = phases
        self.setVisible(bool(phases))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a row for each phase."""
        return QSize(320, len(self._phases) * self._row_height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(tr("First byte")) + 14  # the widest of the titles
        # The last bar ends at the right, and its time is written behind it.
        right = max((metrics.horizontalAdvance(p.text) for p in self._phases), default=0) + 12
        thickness = self._theme.icon_size(_BAR).height()
        width = max(self.width() - left - right, 20)
        # Never 0, which everything is divided by.
        total = max((p.start_ms + p.length_ms for p in self._phases), default=0.0) or 1.0
        for row, phase in enumerate(self._phases):
            top = row * self._row_height()
            baseline = top + (self._row_height() + metrics.capHeight()) // 2
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(QPoint(2, baseline), phase.title)
            painter.setPen(self._theme.colour("text"))
            start = left + width * phase.start_ms / total
            length = max(width * phase.length_ms / total, _LEAST_WIDTH)
            bar = QRectF(start, top + (self._row_height() - thickness) / 2, length, thickness)
            painter.drawText(QPoint(round(bar.right()) + 8, baseline), phase.text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(phase.token))
            painter.drawRoundedRect(bar, 2, 2)
        painter.end()

    def _row_height(self) -> int:
        return self.fontMetrics().lineSpacing() + 8
