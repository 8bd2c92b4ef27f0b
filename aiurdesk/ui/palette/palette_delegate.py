"""Paints a row of the command palette: badge, title, detail, keys and kind on one line."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView, QWidget

from aiurdesk.ui.keys.action_keys import Menu
from aiurdesk.ui.palette.source import PaletteRow
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.keyboard import KEEPS_KEYS
from aiurdesk.ui.widgets.row_delegate import GAP, ROW_SPACE, Index, RowDelegate

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
        if row.severity is not None:
            dot = QRect(rest.right() - rest.height(), rest.top(), rest.height(), rest.height())
            self.paint_dot(painter, dot, f"{row.severity}_text")
            rest = rest.adjusted(0, 0, -rest.height(), 0)
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


_ENDS = {
    Qt.Key.Key_Home: QTreeView.CursorAction.MoveHome,
    Qt.Key.Key_End: QTreeView.CursorAction.MoveEnd,
}
_STAYS_OPEN = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Its own context menu, another window and the menu bar leave the palette open."""


class PaletteLine(FilterField):
    """Moves in the list with the keys that move, and keeps the keys of the window to itself."""

    focus_lost = Signal()
    """Emitted when another widget of the window has taken the keyboard."""
    cancelled = Signal()
    """Emitted with Escape."""

    def __init__(self, theme: Theme, passed_on: Sequence[QAction]) -> None:
        """Build.

        Args:
            passed_on: The actions of the window whose keys work while the palette is open.
        """
        super().__init__(theme, "palette_line", "")
        self._passed_on = tuple(passed_on)
        self.setProperty(KEEPS_KEYS, True)

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the window, as a dialog does: none may act on what is behind.

        Except the keys of the menus: Alt+F would type an F.
        """
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # The key pad has the same keys.
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            pressed = QKeySequence(modifiers.value | event.key())
            keys = [key for action in self._passed_on for key in action.shortcuts()]
            event.setAccepted(pressed not in (*keys, *map(QKeySequence.mnemonic, Menu)))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the first or the last row, or give up; the filter field has the other keys."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key in _ENDS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.moved.emit(_ENDS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        """Keep the keyboard: Tab would go to what is behind."""
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Emit ``focus_lost``, unless the palette stays open."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS_OPEN:
            self.focus_lost.emit()
