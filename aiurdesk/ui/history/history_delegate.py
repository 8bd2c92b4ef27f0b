"""Paints a row of the history: a day, or an entry with its verdict."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.ui.history.history_rows import Day, detail_of, sign_of, tool_tip_of
from aiurdesk.ui.widgets.roles import ItemRole
from aiurdesk.ui.window.theme import Theme, method_mark

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent

_ROW_SPACE = 10
_GAP = 6
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_ELIDED = Qt.TextElideMode.ElideRight
_ICON_UNITS = 12
Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Draws two lines for an entry: method, title and verdict, then time and message."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, D102, ARG002
        height = QFontMetrics(self._plain).height()
        if isinstance(index.data(ItemRole), Day):
            return QSize(0, height + _ROW_SPACE)
        return QSize(0, height + QFontMetrics(self._small).height() + _ROW_SPACE)

    def helpEvent(
        self,
        event: "QHelpEvent",
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the tool tip of an entry, made when it is asked for."""
        entry = index.data(ItemRole)
        if not isinstance(entry, HistoryEntry):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), tool_tip_of(entry), view)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: D102
        rect: QRect = option.rect
        view = cast(QTreeView, option.widget)
        if view.selectionModel().isSelected(index):
            painter.fillRect(rect, self._theme.colour("selection"))
        row = index.data(ItemRole)
        if isinstance(row, Day):
            count = str(len(row.entries))
            width = self._draw(painter, rect, row.title, self._bold, "text")
            rest = rect.adjusted(width + _GAP, 0, 0, 0)
            self._draw(painter, rest, count, self._small, "muted")
        else:
            self._paint_entry(painter, rect.adjusted(4, 4, -10, -4), row)

    def _paint_entry(self, painter: QPainter, rect: QRect, entry: HistoryEntry) -> None:
        upper_height = QFontMetrics(self._plain).height()
        upper = QRect(rect.left(), rect.top(), rect.width(), upper_height)
        lower = rect.adjusted(0, upper_height, 0, 0)
        token = f"{entry.severity}_text"
        taken = self._draw(painter, upper, sign_of(entry), self._bold, token, _RIGHT)
        icon = QRect(0, 0, self._icon.width(), self._icon.height())
        icon.moveCenter(upper.center())
        icon.moveRight(upper.right() - taken - (4 if taken else 0))
        self._theme.icon(f"severity-{entry.severity}", token).paint(painter, icon)
        title = upper.adjusted(0, 0, icon.left() - upper.right() - _GAP, 0)
        badge = self._draw(painter, title, entry.method, self._badge, method_mark(entry.method))
        title.adjust(badge + _GAP, 0, 0, 0)
        self._draw(painter, title, entry.title, self._plain, "text")
        self._draw(painter, lower, detail_of(entry), self._small, "muted")

    def _draw(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        token: str,
        side: Qt.AlignmentFlag = _LEFT,
    ) -> int:
        """Draw a text, shortened to a rectangle, and return its width."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, _ELIDED, max(rect.width(), 0))
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        painter.drawText(rect, int(side), shown)
        return metrics.horizontalAdvance(shown)

    def _on_theme_changed(self) -> None:
        self._plain = self._theme.text_font()
        self._bold = _sized(self._plain, 1.0, QFont.Weight.Bold)
        self._small = _sized(self._plain, 0.85, QFont.Weight.Normal)
        self._badge = _sized(self._plain, 0.8, QFont.Weight.Bold)
        self._icon = self._theme.icon_size(_ICON_UNITS)


def _sized(font: QFont, factor: float, weight: QFont.Weight) -> QFont:
    sized = QFont(font)
    sized.setPointSizeF(font.pointSizeF() * factor)
    sized.setWeight(weight)
    return sized
