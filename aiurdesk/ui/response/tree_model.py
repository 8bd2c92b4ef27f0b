"""The lines of received JSON as an item model that reads no further than it is opened."""

from datetime import datetime
from itertools import islice
from typing import Any, overload

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)

from aiurdesk.core.body_views.level_parts import LevelPart
from aiurdesk.core.body_views.levels import Level
from aiurdesk.core.body_views.meanings import Inside, Meaning, may_hold_json, meaning_at
from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.body_views.whole_tree import Wanted, WholeTree
from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import (
    GROUP_SIZE,
    JsonLine,
    JsonLines,
    JsonRow,
    JsonTree,
    LineKind,
    path_of_steps,
)
from aiurdesk.core.translation import CUT, tr, trn
from aiurdesk.ui.widgets.rows_model import Index, ItemRole
from aiurdesk.ui.widgets.styled import plain_tip

_SHOWN_CHARACTERS = 2000
"""No screen shows more of one line, and a longer one is slow to draw."""
_INNER_CHARACTERS = 32 * 1024
"""Of a text within a text that is shown as rows: it is read when its row is opened."""
_SWATCH = "■ "
_MOST_STEPS = 40
"""Of a path that is told on hover."""


class _Item:
    """The place of a node; the model keeps all items alive until it is reset."""

    __slots__ = (
        "around",
        "can_open",
        "children",
        "is_read",
        "meaning",
        "node",
        "parent",
        "row",
        "tree",
    )

    def __init__(
        self, node: JsonRow, parent: "_Item | None", row: int, tree: JsonLines, around: int = 0
    ) -> None:
        self.node = node
        self.parent = parent
        self.row = row
        self.tree = tree
        """That of the response, or of a text in it."""
        self.around = around
        """How many levels are shown around the outermost row of ``tree``, less those it has."""
        self.children: list[_Item] | None = None
        self.can_open: bool | None = None
        """Whether it has rows below it; None as long as nobody has asked."""
        self.is_read = False
        self.meaning: Meaning | None = None
        """What its value stands for, once ``is_read``."""


class JsonTreeModel(QAbstractItemModel):
    """One row a line; unlike ``TreeModel`` it asks for children only when a row is opened."""

    group_wanted = Signal(Level, int)
    """Emitted with a level and the number of a group of it that is to be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unread: dict[tuple[int, int], _Item] = {}
        """Rows of which what is below them was said to be unknown, by the group that tells it."""
        self._read: dict[tuple[int, int], _Item] = {}
        """The rows below which a group was read, the first one first."""
        self._asked: set[tuple[int, int]] = set()
        """Groups that are being read."""
        self._gone: list[_Item] = []
        """The rows that were dropped last."""
        self.tree: JsonLines = JsonTree("")
        """The lines that are shown."""
        self.top = 0
        """The line of the value that is shown as the outermost one."""
        self.remarks: dict[int, str] = {}
        """What is put behind lines."""
        self._root: _Item | None = None
        self._now = datetime.now().astimezone()

    def set_tree(
        self, tree: JsonLines, remarks: dict[int, str] | None = None, top: int = 0
    ) -> None:
        """Show other lines.

        Args:
            tree: Has them.
            remarks: Are put behind lines, such as what a code means.
            top: The line of the value that is shown as the outermost one.
        """
        # Other lines have nothing in common with those before, so rows are not compared.
        self.beginResetModel()
        self.tree = tree
        self._unread.clear()
        self._read.clear()
        self._asked.clear()
        self.remarks = remarks or {}
        self.top = top
        around = tree.depth(top) if top else 0
        self._root = _Item(JsonRow(top), None, 0, tree, -around) if len(tree) else None
        self._now = datetime.now().astimezone()
        self.endResetModel()

    def set_remarks(self, remarks: dict[int, str]) -> None:
        """Say other things behind the lines that are shown."""
        self.remarks = remarks
        first = self.index(0, 0)
        self.dataChanged.emit(first, first)

    def line_at(self, index: Index) -> JsonLine | None:
        """Return the line of a row; None for a group."""
        item: _Item = index.internalPointer()
        return item.tree.line(item.node.line) if item.node.group < 0 else None

    def tree_at(self, index: Index) -> JsonLines:
        """Return the tree that a row belongs to: the shown one, or that of a text in it."""
        item: _Item = index.internalPointer()
        return item.tree

    def is_within_text(self, index: Index) -> bool:
        """Return whether a row belongs to a text within the response, where no path leads."""
        return self.tree_at(index) is not self.tree

    def meaning(self, index: Index) -> Meaning | None:
        """Return what the value of a row stands for, or None."""
        item: _Item = index.internalPointer()
        if not item.is_read:
            item.is_read = True
            if item.node.group < 0:
                depth = _texts_around(item)
                item.meaning = meaning_at(item.tree, item.node.line, self._now, depth=depth)
        return item.meaning

    def depth(self, index: Index) -> int:
        """Return how many levels a row is inwards."""
        item: _Item = index.internalPointer()
        return item.around + item.tree.depth(item.node.line) + (item.node.group >= 0)

    def node_at(self, index: Index) -> JsonRow:
        """Return the node of a row."""
        # ``createIndex`` keeps no reference; ``_root`` holds all items.
        item: _Item = index.internalPointer()
        return item.node

    def index_of(self, line: int) -> QModelIndex:
        """Return the row of a line within the top one; the rows above it are made, too."""
        # From the line outwards, then the rows are made from the outermost one inwards.
        chain = [JsonRow(line)]
        outermost = JsonRow(self.top)
        while chain[-1] != outermost and (above := self.tree.parent(chain[-1])) is not None:
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
            if (wanted := self._wanted(item)) is not None:
                self._unread[wanted[0].start, wanted[1]] = item
                return []
            # Kept, because Qt asks for the same rows many times while it paints.
            if item.tree.has_children(item.node):
                nodes = enumerate(item.tree.children(item.node))
                item.children = [_Item(n, item, row, item.tree, item.around) for row, n in nodes]
            else:
                item.children = self._within_text(item, index)
        return item.children

    def _wanted(self, item: _Item) -> Wanted | None:
        """Return the group that is to be read before the rows below a row are known."""
        tree = item.tree
        if item.children is not None or not isinstance(tree, WholeTree):
            return None
        return tree.wanted_below(item.node)

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether the rows below a row are yet to be read."""
        return parent.isValid() and self._wanted(parent.internalPointer()) is not None

    def fetchMore(self, parent: Index) -> None:
        """Ask for the rows below a row."""
        wanted = self._wanted(parent.internalPointer()) if parent.isValid() else None
        if wanted is not None:
            self.ask_for(*wanted)

    def ask_for(self, level: Level, group: int) -> None:
        """Ask for a group, unless that was done already."""
        if (level.start, group) not in self._asked:
            self._asked.add((level.start, group))
            self.group_wanted.emit(level, group)

    def take_group(self, level: Level, group: int, part: LevelPart | None) -> None:
        """Take a group that was wanted; None where it cannot be read."""
        key = (level.start, group)
        # Other lines may be shown by now.
        if key not in self._asked or not isinstance(self.tree, WholeTree):
            return
        self._asked.discard(key)
        if part is None:
            return
        self.tree.add(level, group, part)
        item = self._unread.pop(key, None)
        if item is not None and item.children is None:
            nodes = self.tree.children(item.node)
            self.beginInsertRows(self.createIndex(item.row, 0, item), 0, len(nodes) - 1)
            item.children = [
                _Item(node, item, row, item.tree, item.around) for row, node in enumerate(nodes)
            ]
            self.endInsertRows()
            self._read[key] = item

    def read_rows(self) -> list[QModelIndex]:
        """Return the rows below which a group was read, the first one first."""
        return [self.createIndex(item.row, 0, item) for item in self._read.values()]

    def drop_group(self, index: Index) -> None:
        """Forget the rows below a row that can be read again."""
        item: _Item = index.internalPointer()
        row, tree = item.node, item.tree
        if item.children is None or not isinstance(tree, WholeTree):
            return
        read = tree.read_below(row)
        if read is None:
            return
        self.beginRemoveRows(index, 0, len(item.children) - 1)
        # A view may ask for one of them once more, which is then still there.
        self._gone, item.children = item.children, None
        tree.drop(*read)
        self._unread = _outside(self._unread, item)
        self._read = _outside(self._read, item)
        self.endRemoveRows()

    def _within_text(self, item: _Item, index: Index) -> list[_Item]:
        """Return the row of what a text holds, if it is JSON."""
        meaning = self.meaning(index)
        if meaning is None or meaning.inside is not Inside.JSON:
            return []
        text = meaning.inner[:_INNER_CHARACTERS]
        reader = JsonReader(text, is_cut=len(text) < len(meaning.inner))
        reader.advance(len(text) + 2)
        around = item.around + item.tree.depth(item.node.line) + 1
        return [_Item(JsonRow(0), item, 0, reader.tree, around)] if len(reader.tree) else []

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
        if parent.column() != 0:
            return False
        item: _Item = parent.internalPointer()
        # Qt asks for each row that is open, in sight or not, and again with each that is opened.
        if item.can_open is None:
            item.can_open = self.has_members(parent) or self._holds_json(parent)
        return item.can_open

    def _holds_json(self, index: Index) -> bool:
        item: _Item = index.internalPointer()
        if item.node.group >= 0 or not may_hold_json(item.tree, item.node.line):
            return False
        meaning = self.meaning(index)
        return meaning is not None and meaning.inside is Inside.JSON

    def has_members(self, index: Index) -> bool:
        """Return whether a row is an object or a list, and no text that holds one."""
        return index.isValid() and self.tree_at(index).has_children(self.node_at(index))

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
            return plain_tip(self._tip(index)) if node.group < 0 else None
        return node if role == ItemRole else None

    def _tip(self, index: Index) -> str:
        meaning = self.meaning(index)
        # A long line ends out of sight, and with it what is said of it.
        remark = "" if meaning is None else meaning.remark
        path, told, line = "", "", self.node_at(index).line
        if not self.is_within_text(index):
            path, told = self._path(line), self.remarks.get(line, "")
        return "\n".join(filter(None, (path, told, remark)))

    def _path(self, line: int) -> str:
        """Return the path of a value, or its end where it is very long."""
        if self.tree.depth(line) <= _MOST_STEPS:
            return self.tree.path(line)
        steps = islice(self.tree.steps_outwards(self.tree.value_line(line)), _MOST_STEPS)
        return f"{CUT} {path_of_steps(steps)}"

    def _range(self, index: Index) -> str:
        item: _Item = index.internalPointer()
        row, first = item.node, item.node.group * GROUP_SIZE
        if isinstance(item.tree, WholeTree):
            last = min(first + row.groups * GROUP_SIZE, item.tree.line(row.line).member_count)
        else:
            last = first + len(self._children(index))
        return f"{first:,} … {last - 1:,}"

    def pieces(self, index: Index, *, is_open: bool) -> list[tuple[str, str]]:
        """Return what is drawn in a row: colour token and text, from left to right."""
        line = self.line_at(index)
        if line is None:
            return [("remark", self._range(index))]
        pieces = [*_truncated("key", line.key), ("text", ": ")] if line.key else []
        if line.member_count and not is_open:
            tree = self.tree_at(index)
            is_cut = (
                isinstance(tree, JsonTree)
                and tree.is_cut
                and tree.closing_line(line.number) is None
            )
            more = tr(" and more") if is_cut else ""
            holds = _members(line)
            pieces += [("text", f"{line.value} … {line.closing}".rstrip())]
            pieces += [("remark", f" {holds}{more}")]
        else:
            # Of a text that was left out, only the beginning is there.
            size = self.tree_at(index).size(line.number) if line.kind == LineKind.STRING else 0
            pieces += _truncated(_TOKENS[line.kind], line.value, size)
            pieces += [("text", "," if line.has_comma else "")]
        if line.kind == LineKind.CUT:
            pieces.append(("remark", _CUT_REMARK))
        meaning = self.meaning(index)
        if meaning is not None and meaning.colour:
            pieces.append((meaning.colour, f" {_SWATCH}"))
        told = "" if self.is_within_text(index) else self.remarks.get(line.number, "")
        remark = " · ".join(filter(None, (told, meaning.remark if meaning else "")))
        if remark:
            pieces.append(("remark", f"  ← {remark}"))
        return pieces


def _outside(items: dict[tuple[int, int], _Item], outer: _Item) -> dict[tuple[int, int], _Item]:
    return {key: item for key, item in items.items() if not _is_within(item, outer)}


def _is_within(item: _Item, outer: _Item) -> bool:
    at: _Item | None = item
    while at is not None and at is not outer:
        at = at.parent
    return at is outer


def _texts_around(item: _Item) -> int:
    """Return how many texts a row is within."""
    count, at = 0, item
    while at.parent is not None:
        count += at.parent.tree is not at.tree
        at = at.parent
    return count


def _truncated(token: str, text: str, size: int = 0) -> list[tuple[str, str]]:
    """Return a text, or its beginning and how much is left out.

    Args:
        size: How long all of it is, where that is more.
    """
    rest = max(size, len(text)) - _SHOWN_CHARACTERS
    if rest <= 0:
        return [(token, shown(text))]
    return [
        (token, shown(text[:_SHOWN_CHARACTERS])),
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
