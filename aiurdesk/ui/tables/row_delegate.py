"""Paint rows of a sidebar: texts with marked words, and badges of methods."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from aiurdesk.core.formats.utf16 import units
from aiurdesk.ui.tables.rows_model import ItemRole
from aiurdesk.ui.theme.theme import Theme, method_mark
from aiurdesk.ui.widgets.styled import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent, QTextLayout

# In pixels: above and below the text of a row together, and between parts of a row.
ROW_SPACE = 8
GAP = 6
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
    "delete",
    "other",
    "link",
)
Index = QModelIndex | QPersistentModelIndex
FOLD_UNITS = 12
"""Size of the arrow of a row, in units of an icon."""
_DOT = 30
"""Size of a dot, in percent of the height of its row."""
_SHORT = {"DELETE": "DEL", "OPTIONS": "OPT"}


def short_method(method: str) -> str:
    """Return a method as badges show it."""
    return _SHORT.get(method, method)


class Face(msgspec.Struct, frozen=True):
    """A font with its measures."""

    font: QFont
    metrics: QFontMetrics
    height: int


class RowDelegate(QStyledItemDelegate):
    """Draws what rows of a sidebar have in common.

    Fonts and colours are fetched once for each theme, because every key that is typed into the
    filter draws some twenty rows.
    """

    plain: Face
    bold: Face
    small: Face
    heading: Face
    badge: Face
    badge_width: int
    with_two_lines: type | tuple[type, ...] = ()
    """The classes of entries that have a second, smaller line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.needle = ""
        self._terms: tuple[str, ...] = ()
        self._methods: tuple[str, ...] = ("POST",)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_filter(self, needle: str) -> None:
        """Mark the words of a filter, without regard to case, wherever a row contains them."""
        self.needle = needle
        # A hit shows a code with a minus sign, whichever dash was typed.
        signs = (word.replace("-", "\u2212") for word in needle.split() if word[1:].isdigit())
        self._terms = tuple(term.casefold() for term in (*needle.split(), *signs))

    def set_methods(self, methods: Iterable[str]) -> None:
        """Make room for the badges of these methods."""
        self._methods = tuple(map(short_method, methods)) or ("POST",)
        self._on_theme_changed()

    def tool_tip(self, _entry: object) -> str:
        """Return the tool tip of an item of the model, empty for none."""
        return ""

    def helpEvent(
        self,
        event: "QHelpEvent",
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the tool tip of a row, made when it is asked for.

        As data of the model, one for each of 550 endpoints costs the start a millisecond.
        """
        tip = self.tool_tip(index.data(ItemRole))
        if not tip:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tip(tip), view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, D102, ARG002
        height = self.plain.height + ROW_SPACE
        has_two = isinstance(index.data(ItemRole), self.with_two_lines)
        # No width: rows are as wide as the sidebar, and are not scrolled sideways.
        return QSize(0, height + self.small.height if has_two else height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: D102
        self.paint_background(painter, option, index)
        self.paint_entry(painter, option.rect, index.data(ItemRole))

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:
        """Draw an item of the model over its background."""
        raise NotImplementedError

    def lines_of(self, rect: QRect) -> tuple[QRect, QRect]:
        """Return the rectangles of the two lines of a row."""
        upper = QRect(rect.left(), rect.top(), rect.width(), self.plain.height)
        return upper, QRect(rect.left(), upper.bottom() + 1, rect.width(), self.small.height)

    def paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Show whether the row is selected or under the pointer."""
        view = cast(QTreeView, option.widget)
        # As wide as the view, whatever the depth of the row.
        rect = QRect(0, option.rect.top(), view.viewport().width(), option.rect.height())
        if view.selectionModel().isSelected(index):
            painter.fillRect(rect, self._colours["selection"])
        elif _is_under_pointer(view, index):
            painter.fillRect(rect, self._colours["hover"])

    def paint_badge(self, painter: QPainter, rect: QRect, method: str, *, is_muted: bool) -> QRect:
        """Draw the badge of a method at the left, and return the rectangle beside it."""
        badge = QRect(rect.left(), rect.top(), self.badge_width, rect.height())
        painter.setFont(self.badge.font)
        painter.setPen(self._colours["muted" if is_muted else method_mark(method)])
        painter.drawText(badge, _RIGHT, short_method(method))
        return rect.adjusted(self.badge_width + GAP, 0, 0, 0)

    def paint_dot(self, painter: QPainter, rect: QRect, token: str) -> None:
        """Draw a dot in the middle of a rectangle."""
        size = rect.height() * _DOT / 100
        dot = QRectF(0, 0, size, size)
        dot.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.colour(token))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(dot)
        painter.restore()

    def paint_arrow(self, painter: QPainter, rect: QRect, *, is_open: bool) -> None:
        """Draw the arrow of a row that can be unfolded at the left of a rectangle."""
        size = self._theme.icon_size(FOLD_UNITS)
        icon = QRect(rect.left(), 0, size.width(), size.height())
        icon.moveTop(rect.center().y() - size.height() // 2 + 1)
        self._theme.icon("chevron-down" if is_open else "chevron-right").paint(painter, icon)

    def draw(self, painter: QPainter, rect: QRect, text: str, face: Face, token: str) -> int:
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
        # Such as "ß", which folds to "ss": the places in both texts differ.
        if len(folded) != len(text):
            return []
        # The first place of each word is enough to see why a row is here.
        spans = ((folded.find(term), len(term)) for term in self._terms)
        return [
            self._mark(units(text[:start]), units(text[start : start + length]))
            for start, length in spans
            if start >= 0
        ]

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
        self.plain = _face(plain)
        self.bold = _face(plain, weight=QFont.Weight.Bold)
        self.small = _face(plain, factor=0.85)
        self.heading = _face(plain, factor=0.9, weight=QFont.Weight.DemiBold)
        self.badge = _face(plain, factor=0.8, weight=QFont.Weight.Bold)
        advance = self.badge.metrics.horizontalAdvance
        self.badge_width = max(map(advance, self._methods)) + 4


def _face(font: QFont, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> Face:
    sized = QFont(font)
    sized.setPointSizeF(font.pointSizeF() * factor)
    sized.setWeight(weight)
    metrics = QFontMetrics(sized)
    return Face(sized, metrics, metrics.height())


def _is_under_pointer(view: QTreeView, index: Index) -> bool:
    if not view.underMouse():
        return False
    viewport = view.viewport()
    # The option knows it, too, but naming QStyle for its state takes 5 ms of the start.
    return viewport.underMouse() and view.indexAt(viewport.mapFromGlobal(QCursor.pos())) == index


def _draw_marked(
    painter: QPainter, rect: QRect, text: str, face: Face, marks: "list[QTextLayout.FormatRange]"
) -> int:
    # ``drawText`` knows no formats, so a marked text is laid out here.
    layout = QtGui.QTextLayout(text, face.font)
    layout.setFormats(marks)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left(), top))
    return round(line.naturalTextWidth())
