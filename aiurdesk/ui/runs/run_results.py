"""The results of a run, live: a bar, the counts, and a row for each request."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from aiurdesk.core.collection.run_comparison import ResultChange
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.runs.kept_runs import KeptAnswer
from aiurdesk.services.runs.run_beside import Beside
from aiurdesk.services.runs.run_differences import Key
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.ui.runs.run_details import RunDetails
from aiurdesk.ui.runs.run_rows import RunRow, compared_rows, lines_of_rows
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import Column, FilteredRows, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.styled import styled

_WIDTHS = (18, 28, 8, 10, 26, 26, 26)
_FLUSH_MS = 50
"""Rows are shown so often: a fast server gives a thousand in a second."""
_LEAST_ROWS = 4
"""Of the table, with its header."""
DIFFERS = tr("Differs")
"""Offered where there is another side."""
_SINCE, _OTHER, _DIFFERS = 5, 6, 7
"""Columns: the first without a comparison, the others with one."""


_FILTERS: dict[str, Callable[[RunRow], bool]] = {
    tr("All"): lambda row: True,
    tr("Failed"): lambda row: not row.passed,
    tr("Changed"): lambda row: row.change is not ResultChange.SAME,
    DIFFERS: lambda row: row.difference is not None,
}
"""Which rows are shown → whether a row is one of them."""


class RunResults(QWidget):
    """Shows results as they come; each row opens its exchange."""

    opened = Signal(int)
    """Emitted with the position of a result whose exchange is to be shown."""

    request_wanted = Signal(int)
    """Emitted with the position of a result whose request is to be opened."""

    curl_wanted = Signal(int)
    """Emitted with the position of a result whose request is to be copied as a command of curl."""

    report_wanted = Signal(str)
    """Emitted with the key of the report that is to be saved, one of ``RUN_REPORTS``."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_finished = False
        self._waiting: list[RunRow] = []
        self._passed = self._failed = self._size = self._differ = 0
        self._is_compared = False
        self._bar = styled(QProgressBar(textVisible=False), spoken=tr("Progress of the run"))
        self._counts = styled(QLabel(), spoken=tr("Counts of the run"))
        self._summary = WrappedLabel("muted")
        self._filter = styled(ChoiceBox(), spoken=tr("Show results"))
        self._filter.addItems([name for name in _FILTERS if name != DIFFERS])
        self._model: RowsModel[RunRow] = RowsModel(self._columns(), self)
        self._filtered = FilteredRows(self._model, self)
        self.table = RowsTable(self._filtered, "run_results", tr("Run results"), _WIDTHS)
        self.details = RunDetails(theme, self)
        self._open = plain_button(tr("Open response"), self._open_selected)
        self._request = plain_button(tr("Open request"), self._open_request)
        self._copy = plain_button(tr("Copy results"), self._copy_rows)
        self._save = QPushButton(tr("Save report"), autoDefault=False)
        self._save.setMenu(self._reports())
        self._flushing = QTimer(self, singleShot=True, interval=_FLUSH_MS)
        self._flushing.timeout.connect(self.flush)
        self._lay_out()
        self._connect()
        self._show_columns()
        self.say("")
        self._show_counts()
        self._show_details()

    def start(self, size: int, *, is_compared: bool = False) -> None:
        """Begin with an empty table.

        Args:
            size: How many results there will be.
            is_compared: Whether each has another side.
        """
        self._is_compared, self._differ = is_compared, 0
        self._show_columns()
        self.details.show_beside(Beside(), is_compared=is_compared)
        # Results that wait belong to the run before.
        self._waiting, self._passed, self._failed, self._size = [], 0, 0, size
        self._model.set_items(())
        self._is_finished = False
        # With a range of 0 to 0, Qt shows a bar that moves for ever.
        self._bar.setRange(0, max(size, 1))
        self._bar.setValue(0)
        mark(self._bar, "severity", None)
        self.say("")
        self._show_counts()
        self._show_details()

    def add(self, row: RunRow) -> None:
        """Show one more result, at most a moment later."""
        # Not started again by each result: with a steady stream it would never fire.
        self._waiting.append(row)
        if not self._flushing.isActive():
            self._flushing.start()

    def flush(self) -> None:
        """Show the results that wait."""
        rows, self._waiting = self._waiting, []
        self._passed += sum(row.passed for row in rows)
        self._failed += sum(not row.passed for row in rows)
        self._model.append(rows)
        self._bar.setValue(self._passed + self._failed)
        mark(self._bar, "severity", "test" if self._failed else None)
        self._show_counts()

    def show_beside(self, beside: Beside, gone: Mapping[Key, KeptAnswer]) -> None:
        """Show what was found out beside the results, such as what differs in each.

        Args:
            gone: What the other side said to requests that this run has not sent.
        """
        self.flush()
        chosen = self.table.selected(RunRow)
        if (found := beside.differences) is not None:
            rows = compared_rows(self._model.items, found, gone)
            self._differ = len(found.differing)
            self._model.set_items(sorted(rows, key=lambda row: row.position))
        self.details.show_beside(beside, is_compared=self._is_compared)
        if chosen is not None:
            self._select(chosen.position)
        self._show_counts()

    def finish(self, words: str) -> None:
        """Put the results into the order of the run, and say how it ended."""
        self.flush()
        self._is_finished = True
        self._show_counts()
        # Several at once end in any order. A reset loses the selection, so not without need.
        ordered = sorted(self._model.items, key=lambda row: row.position)
        if ordered != list(self._model.items):
            self._model.set_items(ordered)
        self.say(words)
        passed = [row.passed for row in self._filtered.visible_items]
        if self.table.selected(RunRow) is None and not all(passed):
            # What a person looks for, so that the details say why.
            self.table.selectRow(passed.index(False))

    def say(self, words: str) -> None:
        """Say something about the run; empty text says nothing."""
        self._summary.show_text(words)

    def _columns(self) -> tuple[Column[RunRow], ...]:
        tip, icon = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole

        def column(title: str, text: Callable[[RunRow], str]) -> Column[RunRow]:
            roles: dict[Qt.ItemDataRole, Callable[[RunRow], Any]] = {tip: text}
            return Column(title, text, roles)

        return (
            Column(tr("Result"), lambda row: row.word, {icon: self._icon}),
            column(tr("Request"), lambda row: row.title),
            column(tr("Tests"), lambda row: row.tests),
            column(tr("Time"), lambda row: row.time),
            column(tr("Verdict"), lambda row: row.verdict),
            column(tr("Since the last run"), lambda row: row.change_words),
            column(tr("Other side"), lambda row: row.other),
            column(tr("Differs"), lambda row: row.differs),
        )

    def _reports(self) -> QMenu:
        menu = PopupMenu(self)
        for name, report in RUN_REPORTS.items():
            action = menu.addAction(f"{report.title or name}…")
            action.triggered.connect(partial(self.report_wanted.emit, name))
        return menu

    def _icon(self, row: RunRow) -> QIcon:
        if row.is_gone:
            return self._theme.icon("severity-notice", "muted")
        name, token = (
            ("severity-success", "success_text") if row.passed else ("close", "server_text")
        )
        return self._theme.icon(name, token)

    def _show_columns(self) -> None:
        """Show the columns of a comparison, or the one that needs none."""
        is_compared = self._is_compared
        self.table.setColumnHidden(_SINCE, is_compared)
        for column in (_OTHER, _DIFFERS):
            self.table.setColumnHidden(column, not is_compared)
        at = self._filter.findText(DIFFERS)
        if is_compared and at < 0:
            self._filter.addItem(DIFFERS)
        elif not is_compared and at >= 0:
            if self._filter.currentIndex() == at:
                self._filter.setCurrentIndex(0)
            self._filter.removeItem(at)

    def _select(self, position: int) -> None:
        rows = self._filtered.visible_items
        if (at := next((n for n, row in enumerate(rows) if row.position == position), -1)) >= 0:
            self.table.selectRow(at)

    def _go_to_next(self) -> None:
        """Select the next row that differs; after the last one, the first."""
        rows = self._filtered.visible_items
        at = self.table.currentIndex().row()
        order = (*range(at + 1, len(rows)), *range(at + 1))
        found = next((n for n in order if rows[n].difference is not None), None)
        if found is None and self._filter.currentIndex():
            # The filter hides them.
            self._filter.setCurrentText(DIFFERS)
            found = 0 if self._filtered.visible_items else None
        if found is not None:
            self.table.select(self._filtered.index(found, 0))

    def _lay_out(self) -> None:
        mark(self._counts, "look", "strong")
        for part in (self._counts, self._bar, self._filter, self._summary):
            # Their room is kept, so that no run moves what is beside them.
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(_LEAST_ROWS * row)
        for area in (self.table, self.details):
            # As high as there is room: a page that scrolls gives each the height that it asks for.
            area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        top = row_of(None, self._counts, (self._bar, 1), self._filter)
        tools = row_of(None, self._open, self._request, self._copy, self._save, 0)
        items = (top, (self.table, 3), self._summary, (self.details, 1), tools)
        column_of(self, *items, margins=0, spacing=8)

    def _connect(self) -> None:
        self._filter.currentTextChanged.connect(
            lambda name: self._filtered.show_only(_FILTERS[name])
        )
        self.details.next_wanted.connect(self._go_to_next)
        # Both: resetting the rows takes the selection away without a signal.
        self.table.selectionModel().selectionChanged.connect(self._show_details)
        self._filtered.modelReset.connect(self._show_details)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.doubleClicked.connect(self._open_selected)
        self.table.activated.connect(self._open_selected)

    def _open_menu(self, place: QPoint) -> None:
        row = self.table.selected(RunRow)
        if row is not None and not row.is_gone:
            self.menu_of(row).open_once(self.table.viewport().mapToGlobal(place))

    def menu_of(self, row: RunRow) -> PopupMenu:
        """Return the menu of a row, which deletes itself when it is closed."""
        menu = PopupMenu(self)
        opened = menu.addAction(tr("Open response"), lambda: self.opened.emit(row.position))
        opened.setEnabled(bool(row.time))
        menu.addAction(tr("Open request"), lambda: self.request_wanted.emit(row.position))
        menu.addAction(tr("Copy as curl"), lambda: self.curl_wanted.emit(row.position))
        return menu

    def _show_details(self) -> None:
        row = self.table.selected(RunRow)
        self.details.show_row(row)
        # Without a time nothing was sent, so that no exchange can be shown.
        self._open.setEnabled(row is not None and bool(row.time))
        self._request.setEnabled(row is not None and not row.is_gone)
        self._copy.setEnabled(bool(self._model.items))

    def _open_selected(self) -> None:
        """Open the exchange, or the request where nothing was sent."""
        row = self.table.selected(RunRow)
        if row is not None and row.time:
            self.opened.emit(row.position)
        else:
            self._open_request()

    def _open_request(self) -> None:
        row = self.table.selected(RunRow)
        if row is not None and not row.is_gone:
            self.request_wanted.emit(row.position)

    def _copy_rows(self) -> None:
        # What is shown, in the order in which it is shown.
        lines = lines_of_rows(self._filtered.visible_items)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _show_counts(self) -> None:
        left = self._size - self._passed - self._failed
        counts = tr("{passed} passed · {failed} failed").format(
            passed=self._passed, failed=self._failed
        )
        if count := self._differ:
            words = trn("{counts} · {count:,} differs", "{counts} · {count:,} differ", count)
            counts = words.format(counts=counts, count=count)
        self._counts.setText(
            tr("{counts} · {left} left").format(counts=counts, left=left) if left else counts
        )
        self._counts.setVisible(bool(self._size))
        self._bar.setVisible(bool(self._size))
        self._copy.setEnabled(bool(self._model.items))
        self._save.setEnabled(self._is_finished and bool(self._model.items))
        self._filter.setVisible(bool(self._size))
