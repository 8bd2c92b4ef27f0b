"""Searches the rows of a table: selects those that match, and goes from one to the next."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

_ROWS = QItemSelectionModel.SelectionFlag.Rows


class RowSearch:
    """The matches of a search in one table."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._matches: list[int] = []

    def clear(self) -> None:
        """Forget the matches, because the table has other rows."""
        self._matches = []

    def search(self, needle: str, texts: Iterable[str]) -> int:
        """Select the rows in which a text occurs, whatever its case, and return their number.

        Args:
            texts: What each row says, from the first to the last.
        """
        folded = needle.casefold()
        self._matches = [
            row for row, text in enumerate(texts) if needle and folded in text.casefold()
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
