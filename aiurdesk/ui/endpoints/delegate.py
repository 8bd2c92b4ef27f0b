"""Paint a row of the endpoint tree: badge, title with the match marked, count."""

from typing import cast

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QCursor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.ui.endpoints.outline import Branch, Level, endpoint_title, method_of, tool_tip_of
from aiurdesk.ui.widgets.roles import ItemRole
from aiurdesk.ui.window.theme import Theme, method_mark

_ROW_SPACE = 8
_GAP = 6
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_ELIDED = Qt.TextElideMode.ElideRight
_TOKENS = (
    "text",
    "muted",
    "selection",
    "hover",
    "match",
    "match_background",
    "get",
    "post",
    "ws",
    "other",
)
Index = QModelIndex | QPersistentModelIndex


class EntryDelegate(QStyledItemDelegate):
    """Draws branches and endpoints; ``set_terms`` says what to mark.

    Fonts and colours are fetched once for each theme, because every key that is typed into the
    filter draws some forty rows.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._terms: tuple[str, ...] = ()
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_terms(self, terms: tuple[str, ...]) -> None:
        """Mark these texts, without regard to case, wherever a title holds them."""
        self._terms = tuple(term.lower() for term in terms if term)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, D102, ARG002
        return QSize(0, self._plain.height + _ROW_SPACE)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the tool tip of a row, made when it is asked for."""
        entry = index.data(ItemRole)
        if entry is None:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), tool_tip_of(entry), view)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: D102
        rect: QRect = option.rect
        view = cast(QTreeView, option.widget)
        if view.selectionModel().isSelected(index):
            painter.fillRect(rect, self._colours["selection"])
        elif _is_under_pointer(view, index):
            painter.fillRect(rect, self._colours["hover"])
        entry = index.data(ItemRole)
        if isinstance(entry, Branch):
            self._paint_branch(painter, rect, entry)
        else:
            group = index.parent().data(ItemRole)
            is_absent = isinstance(group, Branch) and entry.id in group.absent
            self._paint_endpoint(painter, rect, entry, is_absent=is_absent)

    def _paint_branch(self, painter: QPainter, rect: QRect, branch: Branch) -> None:
        is_service = branch.level is Level.SERVICE
        face = self._bold if is_service else self._plain
        token = "text" if is_service and branch.is_available else "muted"
        width = self._draw(painter, rect, branch.title, face, token)
        rest = rect.adjusted(width + _GAP + 2, 0, 0, 0)
        self._draw(painter, rest, str(branch.endpoint_count), self._small, "muted")

    def _paint_endpoint(
        self, painter: QPainter, rect: QRect, endpoint: Endpoint, *, is_absent: bool
    ) -> None:
        method = method_of(endpoint)
        badge = QRect(rect.left(), rect.top(), self._badge_width, rect.height())
        painter.setFont(self._badge.font)
        painter.setPen(self._colours["muted" if is_absent else method_mark(method)])
        painter.drawText(badge, _RIGHT, method)
        rest = rect.adjusted(self._badge_width + _GAP, 0, 0, 0)
        token = "muted" if is_absent else "text"
        self._draw(painter, rest, endpoint_title(endpoint), self._plain, token)

    def _draw(self, painter: QPainter, rect: QRect, text: str, face: "_Face", token: str) -> int:
        """Draw a text at the left of a rectangle, shortened to it, and return its width."""
        width = face.metrics.horizontalAdvance(text)
        if width > rect.width() - 4:
            text = face.metrics.elidedText(text, _ELIDED, max(rect.width() - 4, 0))
        painter.setPen(self._colours[token])
        marks = self._marks(text)
        if marks:
            return _draw_marked(painter, rect, text, face, marks)
        painter.setFont(face.font)
        painter.drawText(rect, _LEFT, text)
        return width

    def _marks(self, text: str) -> "list[QTextLayout.FormatRange]":
        if not self._terms:
            return []
        folded = text.lower()
        if len(folded) != len(text):
            return []
        found = ((folded.find(term), len(term)) for term in self._terms)
        return [self._mark(start, length) for start, length in found if start >= 0]

    def _mark(self, start: int, length: int) -> QTextLayout.FormatRange:
        look = QTextCharFormat()
        look.setBackground(self._colours["match_background"])
        look.setForeground(self._colours["match"])
        look.setFontWeight(QFont.Weight.Bold)
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, length, look
        return mark

    def _on_theme_changed(self) -> None:
        self._colours = {token: self._theme.colour(token) for token in _TOKENS}
        plain = self._theme.text_font()
        self._plain = _face(plain)
        self._bold = _face(plain, weight=QFont.Weight.Bold)
        self._small = _face(plain, factor=0.85)
        self._badge = _face(plain, factor=0.8, weight=QFont.Weight.Bold)
        self._badge_width = self._badge.metrics.horizontalAdvance("POST") + 2


class _Face(msgspec.Struct, frozen=True):
    """A font with its measures."""

    font: QFont
    metrics: QFontMetrics
    height: int


def _face(font: QFont, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> _Face:
    sized = QFont(font)
    sized.setPointSizeF(font.pointSizeF() * factor)
    sized.setWeight(weight)
    metrics = QFontMetrics(sized)
    return _Face(sized, metrics, metrics.height())


def _is_under_pointer(view: QTreeView, index: Index) -> bool:
    if not view.underMouse():
        return False
    place = view.viewport()
    return place.underMouse() and view.indexAt(place.mapFromGlobal(QCursor.pos())) == index


def _draw_marked(
    painter: QPainter, rect: QRect, text: str, face: _Face, marks: list[QTextLayout.FormatRange]
) -> int:
    layout = QTextLayout(text, face.font)
    layout.setFormats(marks)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left(), top))
    return round(line.naturalTextWidth())
