"""How long an exchange took: a waterfall, and the same in words."""

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from aiurdesk.core.response.response import Outcome
from aiurdesk.core.response.timing_text import phases, timing_lines
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import truncate
from aiurdesk.ui.response.waterfall import Waterfall
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of

_LONGEST_LINE = 2000
"""Characters. A redirect may lead to an address of 60 KB, and Qt lays long lines out slowly."""


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
        column_of(self, self._waterfall, (self._text, 1), margins=(12, 12, 12, 8), spacing=12)
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
