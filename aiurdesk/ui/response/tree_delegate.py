"""Paints the rows of a tree of JSON."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from aiurdesk.ui.response.tree_model import JsonTreeModel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.rows_model import Index

_INDENTED_LEVELS = 40
"""Deeper lines begin below each other: their indentation alone would fill the view."""
_MARK = 12
"""Units of an icon."""
_MOST_AT_EDGE = 0.5
"""Share of the view that a remark at its edge takes."""
_LEAST_OF_VALUE = 12
"""Characters of a value that a remark at the edge of the view leaves in sight."""
_EDGE = 8
"""Pixels on both sides of a remark at the edge of the view."""


class TreeDelegate(QStyledItemDelegate):
    """Paints all of a row, indentation and fold mark included."""

    def __init__(self, view: QTreeView, model: JsonTreeModel, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._theme = theme
        self.needle = ""
        """Text to be marked wherever it is drawn."""
        self._measures: QFontMetrics | None = None
        """Asked for some fifteen times for each row."""
        self._gutter = (0, 0)
        """Digits of the line numbers, and the room for them."""
        theme.changed.connect(self._forget_measures)

    def mark_area(self, index: Index, row: QRect) -> QRect:
        """Return where in a row a press folds or unfolds it."""
        width = self._mark_width()
        left = row.left() + self._text_left(index) - width
        return QRect(left, row.top(), width, row.height())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for the whole line, and at least the width of the view."""
        metrics = self._metrics()
        text = "".join(part for _, part in self._pieces(index))
        # At least the width of the view, so that the colour of a selection reaches its edge.
        width = self._text_left(index) + metrics.horizontalAdvance(text) + 12
        return QSize(max(width, self._view.viewport().width()), metrics.lineSpacing() + 5)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        """Draw a line."""
        row: QRect = option.rect
        # Qt hands the same painter to each row.
        painter.save()
        painter.setFont(self._theme.mono_font())
        if self._view.selectionModel().isSelected(index):
            painter.fillRect(row, self._theme.colour("selection"))
        self._paint_guides(painter, row, index)
        self._paint_number(painter, row, index)
        self._paint_mark(painter, row, index)
        baseline = row.top() + (row.height() + self._metrics().capHeight()) // 2
        self._paint_pieces(painter, QPoint(row.left() + self._text_left(index), baseline), index)
        painter.restore()

    def _paint_number(self, painter: QPainter, row: QRect, index: Index) -> None:
        node = self._model.node_at(index)
        # A line of a text is none of the response.
        if node.group < 0 and not self._model.is_within_text(index):
            painter.setPen(self._theme.colour("remark"))
            area = QRect(row.left(), row.top(), self._gutter_width() - 6, row.height())
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, int(right), str(node.line + 1))

    def _paint_guides(self, painter: QPainter, row: QRect, index: Index) -> None:
        """Draw a line for each object or list around, below its fold mark."""
        step = self._metrics().horizontalAdvance("  ")
        first = row.left() + self._gutter_width() + self._mark_width() // 2
        painter.setPen(self._theme.colour("border"))
        for level in range(min(self._model.depth(index), _INDENTED_LEVELS)):
            x = first + level * step
            painter.drawLine(x, row.top(), x, row.bottom())

    def _paint_mark(self, painter: QPainter, row: QRect, index: Index) -> None:
        if not self._model.hasChildren(index):
            return
        name = "chevron-down" if self._is_open(index) else "chevron-right"
        area = QRect(QPoint(), self._theme.icon_size(_MARK))
        area.moveCenter(self.mark_area(index, row).center())
        self._theme.icon(name, "remark").paint(painter, area)

    def _paint_pieces(self, painter: QPainter, at: QPoint, index: Index) -> None:
        metrics = self._metrics()
        pieces = self._pieces(index)
        self._paint_matches(painter, at, "".join(text for _, text in pieces))
        value_at = value_end = at.x()
        for token, text in pieces:
            is_swatch = token.startswith("#")
            painter.setPen(QColor(token) if is_swatch else self._theme.colour(token))
            painter.drawText(at, text)
            at += QPoint(metrics.horizontalAdvance(text), 0)
            value_at = at.x() if text == ": " else value_at
            value_end = value_end if token == "remark" else at.x()
        # What a line leaves out stands at its end, which is out of sight here.
        if at.x() > self._view.viewport().width():
            remark = "".join(text for token, text in pieces if token == "remark")
            least = value_at + metrics.horizontalAdvance("0") * _LEAST_OF_VALUE
            left = QPoint(min(value_end, least), at.y())
            self._paint_at_edge(painter, left, remark.strip(), index)

    def _paint_at_edge(self, painter: QPainter, at: QPoint, remark: str, index: Index) -> None:
        """Draw a remark over the end of what is visible of a line that goes on behind it.

        Args:
            at: Where the remark may begin: the value before it stays in sight, or its beginning.
        """
        metrics, view = self._metrics(), self._view
        if not remark:
            return
        most = round(view.viewport().width() * _MOST_AT_EDGE)
        room = min(view.viewport().width() - max(at.x(), 0), most) - 2 * _EDGE
        # Its beginning says more than its end.
        remark = metrics.elidedText(remark, Qt.TextElideMode.ElideRight, room)
        if not remark:
            return
        width = metrics.horizontalAdvance(remark) + 2 * _EDGE
        row = view.visualRect(index)
        area = QRect(view.viewport().width() - width, row.top(), width, row.height())
        is_selected = view.selectionModel().isSelected(index)
        painter.fillRect(area, self._theme.colour("selection" if is_selected else "base"))
        painter.setPen(self._theme.colour("remark"))
        painter.drawText(QPoint(area.left() + _EDGE, at.y()), remark)

    def _paint_matches(self, painter: QPainter, at: QPoint, text: str) -> None:
        """Lay the colour of a match behind every occurrence of the needle."""
        metrics, needle = self._metrics(), self.needle.casefold()
        folded = text.casefold()
        # Folding "ß" to "ss" moves what follows, so the places would be wrong.
        if not needle or len(folded) != len(text):
            return
        start = folded.find(needle)
        while start >= 0:
            left = metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(text[start : start + len(needle)])
            top = at.y() - metrics.ascent()
            area = QRect(at.x() + left, top, width, metrics.height())
            painter.fillRect(area, self._theme.colour("match_background"))
            start = folded.find(needle, start + len(needle))

    def _pieces(self, index: Index) -> list[tuple[str, str]]:
        return self._model.pieces(index, is_open=self._is_open(index))

    def _is_open(self, index: Index) -> bool:
        return self._view.isExpanded(index)

    def _text_left(self, index: Index) -> int:
        depth = self._model.depth(index)
        # Two blanks a level, as in the Text tab.
        step = self._metrics().horizontalAdvance("  ")
        return self._gutter_width() + self._mark_width() + min(depth, _INDENTED_LEVELS) * step

    def _mark_width(self) -> int:
        """Return the width of a fold mark with the room around it; it grows with the text."""
        return self._metrics().height()

    def _gutter_width(self) -> int:
        digits = max(3, len(str(len(self._model.tree))))
        if self._gutter[0] != digits:
            self._gutter = (digits, self._metrics().horizontalAdvance("0" * digits) + 10)
        return self._gutter[1]

    def _metrics(self) -> QFontMetrics:
        if self._measures is None:
            self._measures = QFontMetrics(self._theme.mono_font())
        return self._measures

    def _forget_measures(self) -> None:
        self._measures, self._gutter = None, (0, 0)
