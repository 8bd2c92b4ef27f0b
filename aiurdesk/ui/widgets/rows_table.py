"""A table that whole rows are chosen in."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableView

from aiurdesk.ui.widgets.rows_model import ItemRole

_Item = TypeVar("_Item")


class RowsTable(QTableView):
    """Shows one item a row, of which one can be selected; Tab leaves it."""

    def __init__(
        self, model: QAbstractItemModel, name: str, spoken: str, widths: Sequence[int]
    ) -> None:
        """Show a model.

        Args:
            name: Of the object.
            spoken: What the table is called.
            widths: Of the first columns, in characters; the last one takes the rest.
        """
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        # Tab leaves the table instead of going through all its cells.
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        # One line a row; tool tips have the rest.
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width * self.fontMetrics().averageCharWidth())

    def selected(self, kind: type[_Item]) -> _Item | None:
        """Return the item of the selected row; None without one, or for an item of another kind."""
        rows = self.selectionModel().selectedRows()
        item = rows[0].data(ItemRole) if rows else None
        return item if isinstance(item, kind) else None

    def select(self, index: QModelIndex) -> None:
        """Select a row by the index of a cell, and bring it into sight; no row if it is invalid."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def moveCursor(
        self, action: QTableView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go to the first or last row with Home and End: a row has no cells to go to."""
        is_end = action is QTableView.CursorAction.MoveEnd
        if is_end and not self.currentIndex().isValid():
            # Qt would go to the first row, as with any key where no row is the current one.
            return self.model().index(self.model().rowCount() - 1, self.columnAt(0))
        if is_end or action is QTableView.CursorAction.MoveHome:
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)


_ROWS = QItemSelectionModel.SelectionFlag.Rows


class RowSearch:
    """The texts of the rows of one table, and the matches of a search in them."""

    def __init__(self, table: QTableView, texts: Callable[[], Iterable[str]]) -> None:
        """Take a table.

        Args:
            texts: Returns what each row says, from the first to the last.
        """
        self._table = table
        self._texts = texts
        self._matches: list[int] = []

    def clear(self) -> None:
        """Forget the matches, because the table has other rows."""
        self._matches = []

    def search(self, needle: str) -> int:
        """Select the rows with a text, without regard to case, and return their number."""
        folded = needle.casefold()
        self._matches = [
            row for row, text in enumerate(self._texts()) if needle and folded in text.casefold()
        ]
        selection = self._table.selectionModel()
        selection.clearSelection()
        # All of them are selected, so that they are seen at once and can be copied together.
        for row in self._matches:
            index = self._table.model().index(row, 0)
            selection.select(index, QItemSelectionModel.SelectionFlag.Select | _ROWS)
        return len(self._matches)

    def go_to(self, match: int) -> None:
        """Choose the row of a match, and scroll to it."""
        index = self._table.model().index(self._matches[match], 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
        self._table.selectionModel().setCurrentIndex(index, flags)
        self._table.scrollTo(index)

    def copy(self) -> None:
        """Copy the selected rows, or all when none is selected, as lines of text."""
        rows = sorted({index.row() for index in self._table.selectedIndexes()})
        texts = list(self._texts())
        chosen = [texts[row] for row in rows] if rows else texts
        QGuiApplication.clipboard().setText("\n".join(chosen))
