"""A table of values: one item a row, one declared column for each thing shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from aiurdesk.ui.widgets.styled import plain_tip

# Not UserRole itself, which combo boxes and completers use for their own data.
ItemRole = Qt.ItemDataRole.UserRole + 1
"""Role that returns the item itself."""


T = TypeVar("T")

_BLOCK = 1024
"""Rows."""


class RowBlocks(Generic[T]):
    """Rows that are added at the end and removed at the beginning, in blocks.

    Python's collector searches each list from end to end: with 200,000 frames in it, the window
    would stand still for some ms at each collection. It does not search a dict of plain values,
    such as structs with ``gc=False``; but one that grows is copied now and then, which takes as
    long. So each block is a dict of its own.
    """

    def __init__(self, rows: Sequence[T] = ()) -> None:
        self._blocks: list[dict[int, T]] = []
        # Rows have numbers that never change: a row is in block number // _BLOCK of all that were.
        self._first = self._end = 0
        self.extend(rows)

    def __len__(self) -> int:
        return self._end - self._first

    def __getitem__(self, index: int) -> T:
        number = self._first + index
        return self._blocks[number // _BLOCK - self._first // _BLOCK][number]

    def __setitem__(self, index: int, row: T) -> None:
        number = self._first + index
        self._blocks[number // _BLOCK - self._first // _BLOCK][number] = row

    def __iter__(self) -> Iterator[T]:
        rows = chain.from_iterable(block.values() for block in self._blocks)
        return islice(rows, self._first % _BLOCK, None)

    def extend(self, rows: Sequence[T]) -> None:
        """Add rows at the end."""
        at = 0
        while at < len(rows):
            if self._end % _BLOCK == 0:
                self._blocks.append({})
            some = rows[at : at + _BLOCK - self._end % _BLOCK]
            self._blocks[-1].update(enumerate(some, self._end))
            self._end += len(some)
            at += len(some)

    def remove_first(self, count: int) -> None:
        """Remove rows at the beginning; they are freed a block at a time."""
        before = self._first // _BLOCK
        self._first += count
        del self._blocks[: self._first // _BLOCK - before]


Index = QModelIndex | QPersistentModelIndex


class Column(msgspec.Struct, Generic[T], frozen=True):
    """A column of a table: its title, and the functions that give its cells."""

    title: str
    text: Callable[[T], str]
    roles: Mapping[Qt.ItemDataRole, Callable[[T], Any]] = msgspec.field(default_factory=dict)
    """Further data by role, such as a tool tip or an alignment."""


_NO_ROW = Qt.ItemFlag.NoItemFlags
# Keys that move the selection skip what is not enabled.
_HEADING = Qt.ItemFlag.ItemNeverHasChildren
# Not editable: these models show values and do not change them.
_ROW = _HEADING | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows a sequence of items; to change one, replace its row."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        parent: QObject | None = None,
        is_heading: Callable[[T], bool] | None = None,
    ) -> None:
        """Make an empty model.

        Args:
            is_heading: Whether a row is one that cannot be selected.
        """
        super().__init__(parent)
        self._is_heading = is_heading
        self._columns = tuple(columns)
        # Qt asks with plain numbers.
        self._roles = [{int(role): getter for role, getter in c.roles.items()} for c in columns]
        self._items = RowBlocks[T]()

    @property
    def items(self) -> tuple[T, ...]:
        """All items, from the first row to the last."""
        return tuple(self._items)

    def set_items(self, items: Iterable[T]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._items = RowBlocks(items if isinstance(items, Sequence) else tuple(items))
        self.endResetModel()

    def append(self, items: Sequence[T]) -> None:
        """Add rows at the end."""
        if not items:
            return
        first = len(self._items)
        self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
        self._items.extend(items)
        self.endInsertRows()

    def remove_first(self, count: int) -> None:
        """Remove rows at the beginning."""
        if not count:
            return
        self.beginRemoveRows(QModelIndex(), 0, count - 1)
        self._items.remove_first(count)
        self.endRemoveRows()

    def replace(self, row: int, item: T) -> None:
        """Put another item into a row."""
        self._items[row] = item
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        # Qt asks for each row whenever it lays out a list, which a filter does at each key.
        row = index.row()
        if row < 0:
            return _NO_ROW
        if self._is_heading is not None and self._is_heading(self._items[row]):
            return _HEADING
        return _ROW

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        item, column = self._items[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(item)
        if role == ItemRole:
            return item
        getter = self._roles[index.column()].get(role)
        if getter is None:
            return None
        value = getter(item)
        return plain_tip(value) if role == Qt.ItemDataRole.ToolTipRole else value

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._columns[section].title
        return section + 1


class FilteredRows(QSortFilterProxyModel, Generic[T]):
    """The rows of a table that pass a test; all of them at first."""

    def __init__(self, model: RowsModel[T], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._accepts: Callable[[T], bool] = lambda _item: True
        self.setSourceModel(model)

    def show_only(self, accepts: Callable[[T], bool]) -> None:
        """Show the items that pass another test."""
        self.beginFilterChange()
        self._accepts = accepts
        self.endFilterChange()

    @property
    def visible_items(self) -> list[T]:
        """The items that are shown, in the order in which they are."""
        return [self.index(row, 0).data(ItemRole) for row in range(self.rowCount())]

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: D102
        return self._accepts(self.sourceModel().index(source_row, 0, source_parent).data(ItemRole))
