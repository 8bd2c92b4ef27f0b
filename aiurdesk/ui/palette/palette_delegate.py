"""Paints a row of the command palette: badge, title, detail, keys and kind on one line."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from aiurdesk.ui.palette.source import PaletteRow
from aiurdesk.ui.tables.row_delegate import GAP, ROW_SPACE, Index, RowDelegate
from aiurdesk.ui.theme.theme import Theme

_MARGIN = 10
"""Pixels at both ends of a row."""
_KEY_MARGIN = 5
"""Pixels between the frame around keys and their text, at both sides."""
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class PaletteDelegate(RowDelegate):
    """Draws rows of every kind."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._known_methods: set[str] = set()

    @property
    def row_height(self) -> int:
        """The height of every row, in pixels."""
        return self.plain.height + ROW_SPACE + 2

    def make_room(self, methods: set[str]) -> None:
        """Make room for badges; it is kept, so that titles begin at one place."""
        if not methods <= self._known_methods:
            self._known_methods |= methods
            self.set_methods(sorted(self._known_methods))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, D102, ARG002
        # No width: rows are as wide as the palette, and are not scrolled sideways.
        return QSize(0, self.row_height)

    def tool_tip(self, entry: object) -> str:
        """Return title and detail, which may be shortened in the row."""
        return f"{entry.title}\n{entry.detail}" if isinstance(entry, PaletteRow) else ""

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, PaletteRow):
            self._paint_row(painter, rect.adjusted(_MARGIN, 0, -_MARGIN, 0), entry)

    def _paint_row(self, painter: QPainter, rect: QRect, row: PaletteRow) -> None:
        rest = self._paint_kind(painter, rect, row.kind)
        if row.keys:
            rest = self._paint_keys(painter, rest, row.keys)
        # Where a row has no badge its place stays empty: all titles begin below each other.
        rest = self.paint_badge(painter, rest, row.method, is_muted=row.is_muted)
        token = "muted" if row.is_muted else "text"
        # A long title leaves some room for the detail, which may be what matched.
        detail = min(self.small.metrics.horizontalAdvance(row.detail) + 4, rest.width() * 2 // 5)
        room = rest.adjusted(0, 0, -detail - 2 * GAP, 0) if row.detail else rest
        rest.adjust(self.draw(painter, room, row.title, self.plain, token) + 2 * GAP, 0, 0, 0)
        self.draw(painter, rest, row.detail, self.small, "muted")

    def _paint_kind(self, painter: QPainter, rect: QRect, kind: str) -> QRect:
        """Draw the kind at the right, and return the rectangle beside it."""
        # Not marked: words that are typed do not match it.
        painter.setFont(self.small.font)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(rect, _RIGHT, kind)
        return rect.adjusted(0, 0, -self.small.metrics.horizontalAdvance(kind) - 2 * GAP, 0)

    def _paint_keys(self, painter: QPainter, rect: QRect, keys: str) -> QRect:
        """Draw keys in a frame at the right, and return the rectangle beside it."""
        width = self.small.metrics.horizontalAdvance(keys) + 2 * _KEY_MARGIN
        frame = QRect(0, 0, width, self.small.height + 2)
        frame.moveCenter(rect.center())
        frame.moveRight(rect.right())
        painter.drawText(frame, _CENTRE, keys)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("border_strong"))
        painter.drawRoundedRect(QRectF(frame).translated(QPointF(0.5, 0.5)), 4, 4)
        painter.restore()
        return rect.adjusted(0, 0, -width - 2 * GAP, 0)
