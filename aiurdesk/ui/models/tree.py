"""A tree of values, given the roots and a function that returns an item's children."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from aiurdesk.ui.models.rows import ItemRole

T = TypeVar("T")


class TreeModel(QStandardItemModel, Generic[T]):
    """Shows items below each other, in one column; to change one, set the roots again.

    Qt's own nodes are behind it: a view that unfolds hundreds of rows asks for each of them
    several times, which is ten times slower when every answer comes from Python.
    """

    def __init__(
        self,
        children_of: Callable[[T], Sequence[T]],
        text: Callable[[T], str],
        tool_tip: Callable[[T], str] = lambda _: "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._children_of = children_of
        self._text = text
        self._tool_tip = tool_tip
        self.setColumnCount(1)

    def set_roots(self, roots: Iterable[T]) -> None:
        """Show other items."""
        self.removeRows(0, self.rowCount())
        self.invisibleRootItem().appendRows([self._node(item) for item in roots])

    def indexes(self) -> Iterator[QModelIndex]:
        """Yield the index of every item, each before what lies below it."""
        waiting = [self.index(row, 0) for row in reversed(range(self.rowCount()))]
        while waiting:
            index = waiting.pop()
            yield index
            rows = reversed(range(self.rowCount(index)))
            waiting.extend(self.index(row, 0, index) for row in rows)

    def _node(self, item: T) -> QStandardItem:
        node = QStandardItem(self._text(item))
        node.setData(item, ItemRole)
        node.setEditable(False)
        tool_tip = self._tool_tip(item)
        if tool_tip:
            node.setData(tool_tip, Qt.ItemDataRole.ToolTipRole)
        children = [self._node(child) for child in self._children_of(item)]
        if children:
            node.appendRows(children)
        return node
