"""Timing of an exchange as a waterfall and in words."""

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from aiurdesk.core.response.response import Outcome, has_certificates
from aiurdesk.core.response.timing_text import Phase, phases, timing_lines
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.layout.page_scroll import PageScroll
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of

_LONGEST_LINE = 2000
"""Characters. A redirect may lead to an address of 60 KB, and Qt lays long lines out slowly."""
_BAR = 12
"""Units of an icon."""
# In pixels: a phase of 0.1 ms is still seen beside one of a second.
_LEAST_WIDTH = 2.0


class TimingView(QFrame):
    """Draws the phases; the text below it can be read aloud, searched and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._matches: list[QTextCursor] = []
        mark(self, "look", "card")
        self._waterfall = Waterfall(theme)
        self._text = QPlainTextEdit()
        self._text.setAccessibleName(tr("Timing"))
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        mark(self._text, "look", "message-mono")
        column_of(
            self, self._waterfall, (self._text, 1), margins=(GAP, GAP, GAP, LINE), spacing=GAP
        )
        self.setFocusProxy(self._text)
        self._text.installEventFilter(self)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show how long a response, or the attempt to get one, took."""
        self._matches = []
        self._waterfall.show_phases(phases(outcome.timing))
        lines = (truncate(line, _LONGEST_LINE) for line in timing_lines(outcome, datetime.now(UTC)))
        self._text.setPlainText("\n".join(lines))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the font of the text, which gets it later than the page."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Give the text the height of its lines: the page scrolls, not the text in it."""
        lines = self._text.blockCount() * self._text.fontMetrics().lineSpacing()
        # One more than above and below: Qt scrolls where the last line ends at the margin exactly.
        margins = 3 * round(self._text.document().documentMargin())
        # Counted in any case: whether there is a bar is known only after the layout.
        bar = self._text.horizontalScrollBar().sizeHint().height()
        self._text.setMinimumHeight(lines + margins + bar)

    def search(self, needle: str) -> int:
        """Mark a text and return how often it occurs."""
        self._matches = []
        cursor = QTextCursor(self._text.document())
        while needle and not (cursor := self._text.document().find(needle, cursor)).isNull():
            # A copy: Qt searches on from the cursor that it is given.
            self._matches.append(QTextCursor(cursor))
        marks = []
        for match in self._matches:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = match
            selection.format.setBackground(self._theme.colour("match_background"))
            marks.append(selection)
        self._text.setExtraSelections(marks)
        return len(self._matches)

    def go_to(self, match: int) -> None:
        """Select a match."""
        self._text.setTextCursor(self._matches[match])


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


class TimingPage(PageScroll):
    """Page with the timing, and a button for the certificates of the connection."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(is_edge_to_edge=True)
        self.timing = TimingView(theme)
        self.certificates = QPushButton(tr("Certificates…"))
        mark(self.certificates, "look", "small")
        self.certificates.setToolTip(tr("Show the certificates of the server"))
        self.certificates.hide()
        self.tools = QWidget()
        row_of(self.tools, 1, self.certificates, margins=0)
        self.setFocusProxy(self.timing)
        self.setWidget(self.timing)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show an outcome; its certificates can be seen if they are known."""
        self.timing.show_outcome(outcome)
        self.certificates.setVisible(has_certificates(outcome))
