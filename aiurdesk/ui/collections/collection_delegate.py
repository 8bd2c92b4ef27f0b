"""Paint a row of the collections: a name, with the badge of the method before a request."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from aiurdesk.core.collection.collection_search import SearchRow
from aiurdesk.core.translation import tr
from aiurdesk.ui.collections.outline import EntryKind, MethodOf, Node, hit_origin, tool_tip
from aiurdesk.ui.tables.row_delegate import GAP, ROW_SPACE, Index, RowDelegate
from aiurdesk.ui.theme.theme import Theme

_CANNOT_BE_READ = tr("cannot be read")


class CollectionDelegate(RowDelegate):
    """Draws collections, folders, requests, broken files and hits of the filter."""

    with_two_lines = SearchRow

    def __init__(self, theme: Theme, method_of: MethodOf, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._method_of = method_of

    def tool_tip(self, entry: object) -> str:
        """Return where an entry goes and lies, or why it cannot be used."""
        if isinstance(entry, SearchRow):
            return f"{hit_origin(entry, self.needle)}\n{entry.request.path}"
        return tool_tip(entry) if isinstance(entry, Node) else ""

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return the line in which a name is changed."""
        # Without a frame, which is how Qt makes it, it looks like the row that it covers.
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(tr("Name"))
        if isinstance(editor, QLineEdit):
            editor.setFrame(True)
        return editor

    def paint_entry(self, painter: QPainter, rect: QRect, entry: object) -> None:  # noqa: D102
        if isinstance(entry, SearchRow):
            self._paint_hit(painter, rect, entry)
        elif isinstance(entry, Node):
            self._paint_node(painter, rect, entry)

    def _paint_node(self, painter: QPainter, rect: QRect, node: Node) -> None:
        if node.saved is not None:
            method = self._method_of(node.saved)
            rest = self.paint_badge(painter, rect, method, is_muted=False)
            self.draw(painter, rest, node.title, self.plain, "text")
            return
        # A collection stands out as the beginning of its own tree.
        face = self.bold if node.kind is EntryKind.COLLECTION else self.plain
        # They have no method, but stand among requests that do.
        if node.kind in (EntryKind.BROKEN, EntryKind.MORE):
            rect = rect.adjusted(self.badge_width + GAP, 0, 0, 0)
        token = "muted" if node.problem or node.kind is EntryKind.MORE else "text"
        width = self.draw(painter, rect, node.title, face, token)
        if node.problem:
            rest = rect.adjusted(width + GAP, 0, 0, 0)
            self.draw(painter, rest, _CANNOT_BE_READ, self.small, "muted")

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: SearchRow) -> None:
        # Rows of a list begin at the edge of the sidebar; rows of the tree are indented.
        upper, lower = self.lines_of(rect.adjusted(GAP, ROW_SPACE // 2, 0, 0))
        method = self._method_of(hit.request.saved)
        rest = self.paint_badge(painter, upper, method, is_muted=False)
        self.draw(painter, rest, hit.request.name, self.plain, "text")
        lower.adjust(self.badge_width + GAP, 0, 0, 0)
        self.draw(painter, lower, hit_origin(hit, self.needle), self.small, "muted")
