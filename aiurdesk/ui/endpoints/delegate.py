"""Paint a row of the endpoints: badge, title and count, or a hit with what matched in it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QCursor,
    QFont,
    QFontMetrics,
    QPainter,
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
from aiurdesk.core.api.ranking import Hit
from aiurdesk.ui.endpoints.outline import (
    Branch,
    Level,
    endpoint_title,
    hit_origin,
    method_of,
    tool_tip_of,
)
from aiurdesk.ui.widgets.roles import ItemRole
from aiurdesk.ui.window.theme import Theme, method_mark

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent, QTextLayout

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
    """Draws branches, endpoints and hits.

    Fonts and colours are fetched once for each theme, because every key that is typed into the
    filter draws some twenty rows.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._needle = ""
        self._terms: tuple[str, ...] = ()
        self._methods: tuple[str, ...] = ("POST",)
        self._unreachable: frozenset[str] = frozenset()
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_filter(self, needle: str) -> None:
        """Mark the words of a filter, without regard to case, wherever a row contains them."""
        self._needle = needle
        # A hit shows a code with a minus sign, whichever dash was typed.
        signs = (word.replace("-", "\u2212") for word in needle.split() if word[1:].isdigit())
        self._terms = tuple(term.casefold() for term in (*needle.split(), *signs))

    def set_methods(self, methods: Iterable[str]) -> None:
        """Make room for the badges of these methods."""
        self._methods = tuple(methods) or ("POST",)
        self._on_theme_changed()

    def set_unreachable(self, endpoint_ids: frozenset[str]) -> None:
        """Mute these endpoints."""
        self._unreachable = endpoint_ids

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, D102, ARG002
        height = self._plain.height + _ROW_SPACE
        return QSize(0, height + self._small.height if _is_hit(index) else height)

    def helpEvent(
        self,
        event: "QHelpEvent",
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the tool tip of a row, made when it is asked for."""
        entry = index.data(ItemRole)
        if entry is None:
            return super().helpEvent(event, view, option, index)
        tip = tool_tip_of(entry.endpoint if isinstance(entry, Hit) else entry)
        if isinstance(entry, Hit):
            tip = f"{tip}\n{hit_origin(entry, self._needle)}"
        QToolTip.showText(event.globalPos(), tip, view)
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
        elif isinstance(entry, Hit):
            self._paint_hit(painter, rect, entry)
        else:
            self._paint_endpoint(painter, rect, entry)

    def _paint_branch(self, painter: QPainter, rect: QRect, branch: Branch) -> None:
        is_service = branch.level is Level.SERVICE
        face = self._bold if is_service else self._plain
        token = "text" if is_service and branch.is_available else "muted"
        count = str(branch.endpoint_count)
        # The count is short and stays readable; the title is shortened to make room for it.
        room = self._small.metrics.horizontalAdvance(count) + _GAP + 2
        width = self._draw(painter, rect.adjusted(0, 0, -room, 0), branch.title, face, token)
        rest = rect.adjusted(width + _GAP + 2, 0, 0, 0)
        self._draw(painter, rest, count, self._small, "muted")

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit) -> None:
        padding = _ROW_SPACE // 2
        upper = QRect(rect.left(), rect.top() + padding, rect.width(), self._plain.height)
        lower = QRect(rect.left(), upper.bottom() + 1, rect.width(), self._small.height)
        self._paint_endpoint(painter, upper, hit.endpoint)
        lower.adjust(self._badge_width + _GAP, 0, 0, 0)
        self._draw(painter, lower, hit_origin(hit, self._needle), self._small, "muted")

    def _paint_endpoint(self, painter: QPainter, rect: QRect, endpoint: Endpoint) -> None:
        method = method_of(endpoint)
        is_muted = endpoint.id in self._unreachable
        badge = QRect(rect.left(), rect.top(), self._badge_width, rect.height())
        painter.setFont(self._badge.font)
        painter.setPen(self._colours["muted" if is_muted else method_mark(method)])
        painter.drawText(badge, _RIGHT, method)
        rest = rect.adjusted(self._badge_width + _GAP, 0, 0, 0)
        token = "muted" if is_muted else "text"
        self._draw(painter, rest, endpoint_title(endpoint), self._plain, token)

    def _draw(self, painter: QPainter, rect: QRect, text: str, face: "_Face", token: str) -> int:
        """Draw a text at the left of a rectangle, shortened to it, and return its width."""
        width = face.metrics.horizontalAdvance(text)
        if width > rect.width() - 4:
            text = face.metrics.elidedText(text, _ELIDED, max(rect.width() - 4, 0))
            width = face.metrics.horizontalAdvance(text)
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
        folded = text.casefold()
        if len(folded) != len(text):
            return []
        found = ((folded.find(term), len(term)) for term in self._terms)
        return [self._mark(start, length) for start, length in found if start >= 0]

    def _mark(self, start: int, length: int) -> "QTextLayout.FormatRange":
        # PySide6 makes the 200 members of its enumerations when a class is first named.
        look = QtGui.QTextCharFormat()
        look.setBackground(self._colours["match_background"])
        look.setForeground(self._colours["match"])
        look.setFontWeight(QFont.Weight.Bold)
        mark = QtGui.QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, length, look
        return mark

    def _on_theme_changed(self) -> None:
        self._colours = {token: self._theme.colour(token) for token in _TOKENS}
        plain = self._theme.text_font()
        self._plain = _face(plain)
        self._bold = _face(plain, weight=QFont.Weight.Bold)
        self._small = _face(plain, factor=0.85)
        self._badge = _face(plain, factor=0.8, weight=QFont.Weight.Bold)
        advance = self._badge.metrics.horizontalAdvance
        self._badge_width = max(map(advance, self._methods)) + 4


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


def _is_hit(index: Index) -> bool:
    return isinstance(index.data(ItemRole), Hit)


def _is_under_pointer(view: QTreeView, index: Index) -> bool:
    if not view.underMouse():
        return False
    place = view.viewport()
    return place.underMouse() and view.indexAt(place.mapFromGlobal(QCursor.pos())) == index


def _draw_marked(
    painter: QPainter, rect: QRect, text: str, face: _Face, marks: "list[QTextLayout.FormatRange]"
) -> int:
    layout = QtGui.QTextLayout(text, face.font)
    layout.setFormats(marks)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left(), top))
    return round(line.naturalTextWidth())
