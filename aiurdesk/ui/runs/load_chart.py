"""The live chart of a load: requests a second, percentiles, and the share by verdict."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.load.load_report import LoadPoint, LoadReport, format_share
from aiurdesk.core.load.load_series import severity_counts, spoken, thinned
from aiurdesk.core.translation import titled, tr
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.theme.theme import Theme

_MOST_POINTS = 200
_GAP = 8
_SQUARE = 12
_LEAST_PANEL = 30
_BELOW_TITLE = 4
_PATTERNS = {
    Severity.SUCCESS: Qt.BrushStyle.NoBrush,
    Severity.NOTICE: Qt.BrushStyle.HorPattern,
    Severity.WAIT: Qt.BrushStyle.BDiagPattern,
    Severity.CREDENTIAL: Qt.BrushStyle.VerPattern,
    Severity.INPUT: Qt.BrushStyle.FDiagPattern,
    Severity.CAPACITY: Qt.BrushStyle.CrossPattern,
    Severity.SERVER: Qt.BrushStyle.DiagCrossPattern,
    Severity.UNEXPECTED: Qt.BrushStyle.Dense6Pattern,
    Severity.FAILURE: Qt.BrushStyle.Dense5Pattern,
    Severity.TEST: Qt.BrushStyle.Dense7Pattern,
}
"""Drawn over the colour, which never says it alone."""


class LoadChart(QWidget):
    """Draws a report; it is given another one each second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._report: LoadReport | None = None
        self.points: tuple[LoadPoint, ...] = ()
        """What is drawn: at most some hundred, however long the load takes."""
        self.setObjectName("load_chart")
        self.setAccessibleName(tr("Chart of the load"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)
        self.show_report(None)

    def show_report(self, report: LoadReport | None) -> None:
        """Draw another report; None draws nothing."""
        self._report = report if report is not None and report.total.sent else None
        self.points = thinned(report.points, _MOST_POINTS) if report is not None else ()
        words = tr("Nothing was sent yet.") if report is None else spoken(report)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for three panels and the legend."""
        return QSize(480, 280)

    def minimumSizeHint(self) -> QSize:
        """Ask for what can just be read."""
        line = self.fontMetrics().lineSpacing()
        return QSize(320, 3 * (_LEAST_PANEL + line + _BELOW_TITLE + _GAP) + 2 * line + _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panels from above, and the legend below."""
        painter = QPainter(self)
        report = self._report
        line = self.fontMetrics().lineSpacing()
        if report is None:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Nothing was sent yet."))
            painter.end()
            return
        now = report.points[-1]
        legend = 2 * line
        above = line + _BELOW_TITLE
        height = (self.height() - legend - _GAP) / 3 - above - _GAP
        rate = titled(tr("Requests a second"), f"{now.per_second:,.0f}")
        times = f"p50 {now.p50_ms:,} ms · p95 {now.p95_ms:,} ms"
        panels: tuple[tuple[str, Callable[[QPainter, QRectF], None]], ...] = (
            (rate, self._draw_rate),
            (f"{tr('Milliseconds: p50 and, dashed, p95')} · {times}", self._draw_times),
            (tr("Share by verdict"), self._draw_shares),
        )
        top = 0.0
        for title, draw in panels:
            painter.setPen(self._theme.colour("text"))
            room = QRectF(0, top, self.width(), line)
            shown = self.fontMetrics().elidedText(
                title, Qt.TextElideMode.ElideRight, round(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            draw(
                painter, QRectF(self._left(), top + above, self.width() - self._left() - 2, height)
            )
            top += above + height + _GAP
        self._draw_legend(painter, QRectF(0, top, self.width(), legend), report)
        painter.setPen(self._theme.colour("muted"))
        painter.end()

    def _left(self) -> int:
        return self.fontMetrics().horizontalAdvance("000,000") + _GAP

    def _frame(self, painter: QPainter, area: QRectF, most: str) -> None:
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(area.topLeft(), area.topRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(self._theme.colour("muted"))
        line = self.fontMetrics().lineSpacing()
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        # Within the area, so that neither stands in the title of this panel or the next one.
        room = QRectF(0, area.top(), area.left() - 6, line)
        painter.drawText(room, align, most)
        if area.height() > 2 * line:
            painter.drawText(room.translated(0, area.height() - line), align, "0")

    def _draw_rate(self, painter: QPainter, area: QRectF) -> None:
        most = max(point.per_second for point in self.points) or 1.0
        self._frame(painter, area, f"{most:,.0f}")
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawPolyline(self._steps(area, [p.per_second / most for p in self.points]))

    def _draw_times(self, painter: QPainter, area: QRectF) -> None:
        most = max(point.p95_ms for point in self.points) or 1
        self._frame(painter, area, f"{most:,}")
        painter.setPen(QPen(self._theme.colour("text"), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(self._steps(area, [p.p95_ms / most for p in self.points]))
        painter.setPen(QPen(self._theme.colour("text"), 2))
        painter.drawPolyline(self._steps(area, [p.p50_ms / most for p in self.points]))

    def _draw_shares(self, painter: QPainter, area: QRectF) -> None:
        self._frame(painter, area, "100 %")
        bars: dict[Severity, list[QRectF]] = {}
        for point in self.points:
            bottom = area.bottom()
            left, right = self._x(area, point.at_s), self._x(area, point.at_s + point.seconds)
            for severity, count in point.by_severity:
                height = area.height() * count / point.sent
                bottom -= height
                bars.setdefault(severity, []).append(QRectF(left, bottom, right - left, height))
        painter.setPen(Qt.PenStyle.NoPen)
        for severity, rectangles in bars.items():
            for brush in self._brushes(severity):
                painter.setBrush(brush)
                painter.drawRects(rectangles)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_legend(self, painter: QPainter, area: QRectF, report: LoadReport) -> None:
        metrics = self.fontMetrics()
        left, top = area.left(), area.top()
        for severity, count in severity_counts(report):
            words = f"{SEVERITY_WORDS[severity]} {format_share(count, report.total.sent)}"
            width = _SQUARE + 4 + metrics.horizontalAdvance(words)
            if left and left + width > area.right():
                left, top = area.left(), top + metrics.lineSpacing()
            square = QRectF(left, top + (metrics.height() - _SQUARE) / 2, _SQUARE, _SQUARE)
            for brush in self._brushes(severity):
                painter.fillRect(square, brush)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(QPointF(left + _SQUARE + 4, top + metrics.ascent()), words)
            left += width + 2 * _GAP

    def _brushes(self, severity: Severity) -> tuple[QBrush, QBrush]:
        colour = self._theme.colour(f"{severity}_border")
        return QBrush(colour), QBrush(self._theme.colour("panel"), _PATTERNS[severity])

    def _steps(self, area: QRectF, shares: Sequence[float]) -> QPolygonF:
        steps = []
        for point, share in zip(self.points, shares, strict=True):
            y = area.bottom() - area.height() * share
            steps.append(QPointF(self._x(area, point.at_s), y))
            steps.append(QPointF(self._x(area, point.at_s + point.seconds), y))
        return QPolygonF(steps)

    def _x(self, area: QRectF, at_s: int) -> float:
        last = self.points[-1]
        return area.left() + area.width() * at_s / (last.at_s + last.seconds)
