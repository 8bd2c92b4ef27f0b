"""The answers of a mock: a click on one gives it to the next request of its endpoint."""

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import ThemedDialog, plain_button
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, FilteredRows, ItemRole, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_SIZE = (820, 520)


class AnswerRow(msgspec.Struct, frozen=True):
    """An answer that an endpoint of a mock can give."""

    endpoint_id: str
    endpoint: str
    """Method and path."""
    answer: str
    prefer: str
    """As the header Prefer names it; empty for the usual one."""

    @property
    def searched(self) -> str:
        """The texts that a filter looks at."""
        return f"{self.endpoint} {self.endpoint_id} {self.answer}".casefold()


class MockDialog(ThemedDialog):
    """Shows where a mock answers, and lets a person choose what comes next."""

    next_chosen = Signal(str, str)
    """Emitted with the id of an endpoint and the answer to its next request."""
    reset_wanted = Signal()
    """Emitted when what was created is to be forgotten."""
    stop_wanted = Signal()
    """Emitted when the mock is to end."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, url: str) -> None:
        """Build.

        Args:
            name: Of the environment that points to the mock.
            url: Where it answers.
        """
        super().__init__(theme, parent, "mock_dialog", name)
        self._next: Mapping[str, str] = {}
        self._model: RowsModel[AnswerRow] = RowsModel(
            (
                Column(tr("Endpoint"), text=lambda row: row.endpoint),
                Column(tr("Response"), text=lambda row: row.answer),
                Column(tr("Next request"), text=self._mark_of),
            ),
            self,
        )
        self._rows = FilteredRows(self._model, self)
        self._table = RowsTable(self._rows, "mock_answers", tr("Responses"), (38, 52))
        self._table.clicked.connect(self._choose)
        self._table.activated.connect(self._choose)
        self._filter = FilterField(theme, "mock_filter", tr("Filter responses"))
        self._filter.textChanged.connect(self._show_matching)
        words = WrappedLabel("muted")
        text = tr(
            "Requests of the environment “{name}” go to {url}. Click a response: the next request "
            "of its endpoint gets it."
        )
        words.show_text(text.format(name=name, url=url))
        self._last = WrappedLabel("small")
        reset = plain_button(tr("Forget what was created"), self.reset_wanted)
        stop = plain_button(tr("Stop mock"), self.stop_wanted)
        close = plain_button(tr("Close"), self.close)
        buttons = row_of(None, reset, stop, 1, close, spacing=8)
        parts = (words, self._filter, (self._table, 1), self._last, buttons)
        column_of(self, *parts, margins=INSET, spacing=10)
        self._filter.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def show_answers(self, rows: Sequence[AnswerRow]) -> None:
        """Show the answers of all endpoints."""
        self._model.set_items(rows)

    def show_next(self, chosen: Mapping[str, str]) -> None:
        """Mark the answers that come next, by the ids of their endpoints."""
        self._next = dict(chosen)
        last = self._model.index(self._model.rowCount() - 1, 2)
        self._model.dataChanged.emit(self._model.index(0, 2), last)

    def show_answered(self, line: str) -> None:
        """Say what was answered last."""
        self._last.show_text(line)

    def _mark_of(self, row: AnswerRow) -> str:
        chosen = self._next.get(row.endpoint_id, "")
        return "✓" if chosen and chosen == row.prefer else ""

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ItemRole)
        if isinstance(row, AnswerRow):
            self.next_chosen.emit(row.endpoint_id, row.prefer)

    def _show_matching(self, text: str) -> None:
        words = text.casefold().split()
        self._rows.show_only(lambda row: all(word in row.searched for word in words))
