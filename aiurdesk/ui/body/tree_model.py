"""The lines of received JSON as an item model that reads no further than it is opened."""

from typing import Any, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from aiurdesk.core.json.tree import GROUP_SIZE, JsonLine, JsonTree, LineKind, Node
from aiurdesk.core.translation import tr, trn
from aiurdesk.ui.tables.roles import ItemRole
from aiurdesk.ui.tables.rows_model import Index
from aiurdesk.ui.widgets.tool_tips import plain_tip

_SHOWN_CHARACTERS = 2000
"""No screen shows more of one line, and a longer one is slow to draw."""


class _Item:
    """The place of a node; the model keeps all items alive until it is reset."""

    __slots__ = ("children", "node", "parent", "row")

    def __init__(self, node: Node, parent: "_Item | None", row: int) -> None:
        self.node = node
        self.parent = parent
        self.row = row
        self.children: list[_Item] | None = None


class JsonTreeModel(QAbstractItemModel):
    """One row a line; unlike ``TreeModel`` it asks for children only when a row is opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = JsonTree("")
        """The lines that are shown."""
        self.remarks: dict[int, str] = {}
        """What is put behind lines."""
        self._root: _Item | None = None

    def set_tree(self, tree: JsonTree, remarks: dict[int, str] | None = None) -> None:
        """Show other lines; ``remarks`` are put behind lines, such as what a code means."""
        # Other lines have nothing in common with those before, so rows are not compared.
        self.beginResetModel()
        self.tree = tree
        self.remarks = remarks or {}
        self._root = _Item(Node(0), None, 0) if len(tree) else None
        self.endResetModel()

    def set_remarks(self, remarks: dict[int, str]) -> None:
        """Say other things behind the lines that are shown."""
        self.remarks = remarks
        first = self.index(0, 0)
        self.dataChanged.emit(first, first)

    def line_at(self, index: Index) -> JsonLine | None:
        """Return the line of a row; None for a group."""
        node = self.node_at(index)
        return self.tree.line(node.line) if node.group < 0 else None

    def node_at(self, index: Index) -> Node:
        """Return the node of a row."""
        # ``createIndex`` keeps no reference; ``_root`` holds all items.
        item: _Item = index.internalPointer()
        return item.node

    def index_of(self, line: int) -> QModelIndex:
        """Return the row of a line; the rows above it are made, too."""
        # From the line outwards, then the rows are made from the outermost one inwards.
        chain = [Node(line)]
        while (above := self.tree.parent(chain[-1])) is not None:
            chain.append(above)
        index = self.index(0, 0)
        for node in reversed(chain[:-1]):
            rows = [item.node for item in self._children(index)]
            index = self.index(rows.index(node), 0, index)
        return index

    def _children(self, index: Index) -> list[_Item]:
        if not index.isValid():
            return [] if self._root is None else [self._root]
        item: _Item = index.internalPointer()
        if item.children is None:
            nodes = self.tree.children(item.node) if self.tree.has_children(item.node) else []
            # Kept, because Qt asks for the same rows many times while it paints.
            item.children = [_Item(node, item, row) for row, node in enumerate(nodes)]
        return item.children

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a row below another."""
        children = self._children(parent)
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    @overload
    def parent(self) -> QObject | None: ...

    @overload
    def parent(self, index: Index) -> QModelIndex: ...

    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:
        """Return the row above a row."""
        if index is None:
            return super().parent()
        above: _Item | None = index.internalPointer().parent if index.isValid() else None
        return QModelIndex() if above is None else self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows below a row; they are made now."""
        return 0 if parent.column() > 0 else len(self._children(parent))

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Return whether a row can be opened, without making what is below it."""
        if not parent.isValid():
            return self._root is not None
        return parent.column() == 0 and self.tree.has_children(self.node_at(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return that there is one column."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's text, its path as a tool tip, or its node."""
        if not index.isValid():
            return None
        node = self.node_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return "".join(text for _, text in self.pieces(index, is_open=False))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.tree.path(node.line)) if node.group < 0 else None
        return node if role == ItemRole else None

    def pieces(self, index: Index, *, is_open: bool) -> list[tuple[str, str]]:
        """Return what is drawn in a row: colour token and text, from left to right."""
        line = self.line_at(index)
        if line is None:
            group = self.node_at(index).group
            first, count = group * GROUP_SIZE, len(self._children(index))
            return [("remark", f"{first:,} … {first + count - 1:,}")]
        pieces = [*_truncated("key", line.key), ("text", ": ")] if line.key else []
        if line.member_count and not is_open:
            is_cut = self.tree.is_cut and self.tree.closing_line(line.number) is None
            more = tr(" and more") if is_cut else ""
            holds = _members(line)
            pieces += [("text", f"{line.value} … {line.closing}".rstrip())]
            pieces += [("remark", f" {holds}{more}")]
        else:
            pieces += _truncated(_TOKENS[line.kind], line.value)
            pieces += [("text", "," if line.has_comma else "")]
        if line.kind == LineKind.CUT:
            pieces.append(("remark", _CUT_REMARK))
        if remark := self.remarks.get(line.number):
            pieces.append(("remark", f"  ← {remark}"))
        return pieces


def _truncated(token: str, text: str) -> list[tuple[str, str]]:
    """Return a text, or its beginning and how much is left out."""
    rest = len(text) - _SHOWN_CHARACTERS
    if rest <= 0:
        return [(token, text)]
    return [
        (token, text[:_SHOWN_CHARACTERS]),
        ("remark", tr("… {rest:,} more characters").format(rest=rest)),
    ]


_CUT_REMARK = tr("  ← the part that is shown ends here; the body goes on")
_TOKENS = {
    LineKind.STRING: "string",
    LineKind.NUMBER: "number",
    LineKind.WORD: "keyword",
    LineKind.OBJECT: "text",
    LineKind.ARRAY: "text",
    LineKind.END: "text",
    LineKind.CUT: "string",
}


def _members(line: JsonLine) -> str:
    count = line.member_count
    if line.kind == LineKind.OBJECT:
        return trn("{count:,} member", "{count:,} members", count).format(count=count)
    return trn("{count:,} item", "{count:,} items", count).format(count=count)
