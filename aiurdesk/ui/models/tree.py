"""A tree of values, given the roots and a function that returns an item's children."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from aiurdesk.ui.models.rows import Index, ItemRole

T = TypeVar("T")


class _Node(Generic[T]):
    """Where an item stands. The model holds all nodes between resets: an index holds none."""

    __slots__ = ("children", "item", "parent", "row")

    def __init__(self, item: T, parent: "_Node[T] | None", row: int) -> None:
        self.item = item
        self.parent = parent
        self.row = row
        self.children: list[_Node[T]] = []


class TreeModel(QAbstractItemModel, Generic[T]):
    """Shows items below each other, in one column."""

    def __init__(
        self,
        children_of: Callable[[T], Sequence[T]],
        text: Callable[[T], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._children_of = children_of
        self._text = text
        self._roots: list[_Node[T]] = []

    def set_roots(self, roots: Iterable[T]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._roots = self._nodes(roots, None)
        self.endResetModel()

    def _nodes(self, items: Iterable[T], parent: _Node[T] | None) -> list[_Node[T]]:
        nodes = [_Node(item, parent, row) for row, item in enumerate(items)]
        for node in nodes:
            node.children = self._nodes(self._children_of(node.item), node)
        return nodes

    def _children(self, index: Index) -> list[_Node[T]]:
        if not index.isValid():
            return self._roots
        node: _Node[T] = index.internalPointer()
        return node.children

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008, D102
        if column != 0 or not 0 <= row < len(self._children(parent)):
            return QModelIndex()
        return self.createIndex(row, column, self._children(parent)[row])

    @overload
    def parent(self) -> QObject | None: ...

    @overload
    def parent(self, index: Index) -> QModelIndex: ...

    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:  # noqa: D102
        if index is None:
            return super().parent()
        node: _Node[T] | None = index.internalPointer().parent if index.isValid() else None
        return QModelIndex() if node is None else self.createIndex(node.row, 0, node)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102, ARG002
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        item: T = index.internalPointer().item
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item)
        return item if role == ItemRole else None
