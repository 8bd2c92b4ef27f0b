"""A tree of values, given the roots and a function that returns an item's children."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtGui import QStandardItem, QStandardItemModel

from aiurdesk.ui.widgets.rows_model import ItemRole

T = TypeVar("T")


class TreeRow(msgspec.Struct, Generic[T], frozen=True):
    """An item and its position in the tree."""

    item: T
    node: QStandardItem
    parent: int
    """Position of the row above it in ``TreeModel.rows``; -1 for a root."""

    @property
    def index(self) -> QModelIndex:
        """The index of the item."""
        return self.node.index()


class TreeModel(QStandardItemModel, Generic[T]):
    """Shows items below each other, in one column; to change one, set the roots again.

    Qt's own nodes are behind it: a view that unfolds hundreds of rows asks for each of them
    several times, which is ten times slower when every answer comes from Python.
    """

    def __init__(
        self,
        children_of: Callable[[T], Sequence[T]],
        text: Callable[[T], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._children_of = children_of
        self._text = text
        self.rows: list[TreeRow[T]] = []
        """Every item, each before what lies below it."""
        self.setColumnCount(1)

    def set_roots(self, roots: Iterable[T]) -> None:
        """Show other items."""
        self.rows = []
        # Not ``clear``, which would remove the column as well.
        self.removeRows(0, self.rowCount())
        self.invisibleRootItem().appendRows([self._node(item, -1) for item in roots])

    def _node(self, item: T, parent: int) -> QStandardItem:
        node = QStandardItem(self._text(item))
        position = len(self.rows)
        self.rows.append(TreeRow(item, node, parent))
        node.setData(item, ItemRole)
        node.setEditable(False)
        children = [self._node(child, position) for child in self._children_of(item)]
        if children:
            # All at once: each ``appendRow`` emits signals of its own.
            node.appendRows(children)
        return node
