"""What a load has found so far: a chart, a table of the requests, and its report."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from aiurdesk.core.load.load_report import LoadReport, RequestLoad, format_share
from aiurdesk.core.translation import listed, tr
from aiurdesk.services.runs.load_reports import LOAD_REPORTS
from aiurdesk.ui.runs.load_chart import LoadChart
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_WIDTHS = (24, 10, 9, 11, 11, 11)
_LEAST_ROWS = 2


class LoadRow(msgspec.Struct, frozen=True):
    """One row, in words."""

    request: str
    sent: str
    ok: str
    p50: str
    p95: str
    p99: str
    failed: str
    """Outcomes that failed, with their shares."""


class LoadResults(QWidget):
    """Shows a report, which is replaced each second."""

    report_wanted = Signal(str)
    """Emitted with the key of the report that is to be saved, one of ``LOAD_REPORTS``."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.chart = LoadChart(theme)
        self._model: RowsModel[LoadRow] = RowsModel(_columns(), self)
        self.table = RowsTable(self._model, "load_results", tr("Requests of the load"), _WIDTHS)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight((_LEAST_ROWS + 1) * row)
        self._summary = WrappedLabel("muted")
        self._save = QPushButton(tr("Save report"), autoDefault=False)
        menu = PopupMenu(self)
        for name, report in LOAD_REPORTS.items():
            action = menu.addAction(f"{report.title or name}…")
            action.triggered.connect(partial(self.report_wanted.emit, name))
        self._save.setMenu(menu)
        # As high as there is room: a page that scrolls gives it the height that it asks for.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        tools = row_of(None, self._save, (self._summary, 1), 0)
        items = ((self.chart, 3), (self.table, 2), tools)
        column_of(self, *items, margins=0, spacing=8)
        self.show_report(None)

    def show_report(self, report: LoadReport | None, *, is_over: bool = False) -> None:
        """Show a report; None shows that there is none yet."""
        self.chart.show_report(report)
        rows = () if report is None else _rows(report)
        if len(rows) == len(self._model.items):
            # Not as a whole, which would take the selection away each second.
            for number, row in enumerate(rows):
                if self._model.items[number] != row:
                    self._model.replace(number, row)
        else:
            self._model.set_items(rows)
        self._save.setEnabled(is_over and report is not None)
        sentences = () if report is None else (report.under_200, *(report.exceeded * is_over))
        self.say("\n".join(filter(None, sentences)))

    def say(self, words: str) -> None:
        """Say something about the load; empty text says nothing."""
        self._summary.show_text(words)


def _rows(report: LoadReport) -> tuple[LoadRow, ...]:
    if not report.total.sent:
        return ()
    several = (*report.requests, report.total)
    return tuple(_row(report, one) for one in (several if len(several) > 2 else report.requests))


def _row(report: LoadReport, one: RequestLoad) -> LoadRow:
    failed = (
        f"{column.label} {format_share(count, one.sent)}"
        for column, count in zip(report.columns, one.counts, strict=True)
        if column.is_failure and count
    )
    return LoadRow(
        request=one.request,
        sent=f"{one.sent:,}",
        ok=format_share(one.ok, one.sent),
        p50=f"{one.p50_ms:,} ms",
        p95=f"{one.p95_ms:,} ms",
        p99=f"{one.p99_ms:,} ms",
        failed=listed(failed),
    )


def _columns() -> tuple[Column[LoadRow], ...]:
    tip = Qt.ItemDataRole.ToolTipRole

    def column(title: str, text: Callable[[LoadRow], str]) -> Column[LoadRow]:
        return Column(title, text, {tip: text})

    return (
        column(tr("Request"), lambda row: row.request),
        column(tr("sent"), lambda row: row.sent),
        column(tr("ok"), lambda row: row.ok),
        column("p50", lambda row: row.p50),
        column("p95", lambda row: row.p95),
        column("p99", lambda row: row.p99),
        column(tr("Failed as"), lambda row: row.failed),
    )
