"""The rows of a list in a body as an item model: a helper process has them, and sends some."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.body_views.table import Order
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.body_views.body_values import BodyTable, TablePage, TableRow, TableShape
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.rows_model import Index
from aiurdesk.ui.widgets.styled import plain_tip

BLOCK = 100
"""Rows that are asked for at once."""
_MOST_BLOCKS = 100
"""Kept here; further ones are asked for again."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NUMBERS = frozenset("-0123456789")
_NO_SHAPE = TableShape((), 0)


class TableModel(QAbstractTableModel):
    """Shows the rows that are there, and asks for those that come into sight."""

    shown = Signal()
    """Emitted when a table, or another order of its rows, is shown."""
    refused = Signal(str)
    """Emitted with the reason why there are no rows."""

    def __init__(self, theme: Theme, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        # Every open request has its own.
        self._task: Hashable = TaskName(tr("read a table"), id(self))
        scope.cancel_with(self, self._task)
        self.table: BodyTable | None = None
        """The table whose rows are shown, or will be."""
        self.shape = _NO_SHAPE
        self.order = Order()
        """The order in which rows are shown."""
        self._wanted_order = Order()
        self._row_count = 0
        self._blocks: OrderedDict[int, tuple[TableRow, ...]] = OrderedDict()
        self._wanted: list[int] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """The path of each column."""
        return self.shape.columns

    def set_table(self, table: BodyTable | None) -> None:
        """Show another table as soon as it is read."""
        if self.table is not None:
            name = TaskName(tr("forget a table"), id(self.table))
            self._scope.start(name, self.table.forget)
        self.beginResetModel()
        self.table = table
        self.shape, self._row_count = _NO_SHAPE, 0
        self.order = self._wanted_order = Order()
        self._forget_rows()
        self.endResetModel()
        if table is not None:
            self._ask()

    def show_order(self, order: Order) -> None:
        """Show the rows in another order, or others of them, as soon as it is known."""
        self._wanted_order = order
        self._ask()

    @property
    def wanted_order(self) -> Order:
        """The order that was asked for last."""
        return self._wanted_order

    def row(self, number: int) -> TableRow | None:
        """Return a row by its number from 0; None where it has not come yet."""
        block = self._blocks.get(number // BLOCK)
        at = number % BLOCK
        return None if block is None or at >= len(block) else block[at]

    def _ask(self) -> None:
        # What runs is not cancelled, which would end the process and with it the table.
        if not self._scope.is_busy(self._task):
            self._scope.start(self._task, self._read)

    async def _read(self) -> None:
        """Read what is wanted, the last wish first, until nothing is wanted any more."""
        while (table := self.table) is not None:
            if not self.columns and not self._row_count and self.shape is _NO_SHAPE:
                await self._read_shape(table)
            elif self._wanted_order != self.order:
                await self._read_order(table, self._wanted_order)
            elif self._wanted:
                await self._read_block(table, self._wanted.pop())
            else:
                return

    async def _read_shape(self, table: BodyTable) -> None:
        shape = await table.shape()
        page = shape if isinstance(shape, Problem) else await table.page(Order(), 0, BLOCK)
        if table is not self.table:
            return
        if isinstance(shape, Problem) or isinstance(page, Problem):
            self._refuse(page)
            return
        self.beginResetModel()
        self.shape = shape
        self._take_first(page)
        self.endResetModel()
        self.shown.emit()

    async def _read_order(self, table: BodyTable, order: Order) -> None:
        page = await table.page(order, 0, BLOCK)
        if table is not self.table:
            return
        if isinstance(page, Problem):
            self._refuse(page)
            return
        # Not a reset, which would forget the widths of columns.
        before = self._row_count
        if before:
            self.beginRemoveRows(QModelIndex(), 0, before - 1)
        self._forget_rows()
        self._row_count = 0
        if before:
            self.endRemoveRows()
        self.order = order
        if page.row_count:
            self.beginInsertRows(QModelIndex(), 0, page.row_count - 1)
            self._take_first(page)
            self.endInsertRows()
        self.shown.emit()

    def _take_first(self, page: TablePage) -> None:
        self._forget_rows()
        self._row_count = page.row_count
        self._blocks[0] = page.rows

    async def _read_block(self, table: BodyTable, block: int) -> None:
        order = self.order
        page = await table.page(order, block * BLOCK, BLOCK)
        if table is not self.table or order != self.order:
            return
        if isinstance(page, Problem):
            self._refuse(page)
            return
        self._blocks[block] = page.rows
        while len(self._blocks) > _MOST_BLOCKS:
            self._blocks.popitem(last=False)
        first, last = block * BLOCK, min((block + 1) * BLOCK, self._row_count) - 1
        if self.columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _refuse(self, reason: object) -> None:
        self.table = None
        self._wanted.clear()
        self.refused.emit(reason.sentence if isinstance(reason, Problem) else "")

    def _forget_rows(self) -> None:
        self._blocks.clear()
        self._wanted.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else self._row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802, D102
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None:
            if role == Qt.ItemDataRole.DisplayRole:
                self._want(index.row() // BLOCK)
                return "…"
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                # A line break would make it two lines, of which one is seen.
                return shown(row.texts[column].replace("\n", "⏎"))
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.texts[column])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if row.kinds[column] in _NUMBERS else _LEFT
            case Qt.ItemDataRole.ForegroundRole if row.kinds[column] == "n":
                return self._theme.colour("remark")
        return None

    def _want(self, block: int) -> None:
        if block in self._wanted:
            self._wanted.remove(block)
        # Behind, to come first: it is what is in sight now.
        self._wanted.append(block)
        del self._wanted[:-4]
        self._ask()

    def headerData(  # noqa: N802, D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            row = self.row(section) if role == Qt.ItemDataRole.DisplayRole else None
            return None if row is None else row.place + 1
        if not section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(self.columns[section])
        return plain_tip(self.columns[section]) if role == Qt.ItemDataRole.ToolTipRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by none as they were received."""
        path = self.columns[column] if 0 <= column < len(self.columns) else ""
        is_descending = order is Qt.SortOrder.DescendingOrder
        self.show_order(Order(path, bool(path) and is_descending, self._wanted_order.needle))
