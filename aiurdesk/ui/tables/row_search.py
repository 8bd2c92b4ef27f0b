"""Searches the rows of a table, goes from one match to the next, and copies rows as text."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

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
