"""Paints a row of the history: a day, or an entry with its verdict."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.ui.history.history_rows import Day, detail_of, method_of, sign_of, tool_tip_of
from aiurdesk.ui.tables.row_delegate import GAP, ROW_SPACE, RowDelegate
from aiurdesk.ui.theme.theme import method_mark

_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_MARGIN = 10
"""Pixels at the right, beside the verdict."""
_ICON_UNITS = 12


class HistoryDelegate(RowDelegate):
    """Draws two lines for an entry: method, title and verdict, then time and message."""

    with_two_lines = HistoryEntry

    def tool_tip(self, entry: object) -> str:
        """Return all that is known of an entry."""
        return tool_tip_of(entry) if isinstance(entry, HistoryEntry) else ""

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, Day):
            width = self.draw(painter, rect, entry.title, self.bold, "text")
            rest = rect.adjusted(width + GAP, 0, 0, 0)
            self.draw(painter, rest, str(len(entry.entries)), self.small, "muted")
        elif isinstance(entry, HistoryEntry):
            self._paint_exchange(painter, rect.adjusted(4, ROW_SPACE // 2, -_MARGIN, 0), entry)

    def _paint_exchange(self, painter: QPainter, rect: QRect, entry: HistoryEntry) -> None:
        upper, lower = self.lines_of(rect)
        room = self._paint_verdict(painter, upper, entry)
        painter.setFont(self.badge.font)
        method = method_of(entry)
        painter.setPen(self._theme.colour(method_mark(method)))
        painter.drawText(upper, _LEFT, method)
        # Not as wide as the longest one: in a narrow sidebar, each character of the title counts.
        badge = self.badge.metrics.horizontalAdvance(method) + GAP
        self.draw(painter, upper.adjusted(badge, 0, -room, 0), entry.title, self.plain, "text")
        self.draw(painter, lower, detail_of(entry), self.small, "muted")

    def _paint_verdict(self, painter: QPainter, rect: QRect, entry: HistoryEntry) -> int:
        """Draw icon and code at the right, and return the room that they take."""
        sign, token = sign_of(entry), f"{entry.severity}_text"
        painter.setFont(self.bold.font)
        painter.setPen(self._theme.colour(token))
        painter.drawText(rect, _RIGHT, sign)
        taken = self.bold.metrics.horizontalAdvance(sign)
        size = self._theme.icon_size(_ICON_UNITS)
        icon = QRect(0, 0, size.width(), size.height())
        icon.moveCenter(rect.center())
        # Without a code or a status, the icon takes their place.
        icon.moveRight(rect.right() - taken - (4 if taken else 0))
        self._theme.icon(f"severity-{entry.severity}", token).paint(painter, icon)
        return rect.right() - icon.left() + GAP
