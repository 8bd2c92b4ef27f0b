"""What is below the results of a run: details of a row, what differs, coverage and drift."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QSizePolicy, QStackedWidget, QWidget

from aiurdesk.core.exchange.value_comparison import Difference
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.runs.coverage import coverage_lines, told
from aiurdesk.services.runs.run_beside import Beside
from aiurdesk.services.runs.run_differences import RunDifferences, ignorable_path
from aiurdesk.services.runs.run_drift import drift_lines
from aiurdesk.ui.runs.run_rows import RunRow
from aiurdesk.ui.theme.grid import LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.card_tabs import CardTabs
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.styled import styled

_LEAST_LINES = 2
"""Of the details; where there is room they have more."""
_LEAST_ROWS = 2
"""Of the values that differ, with their header."""
_NOTHING = "—"
DETAILS, DIFFERENCES, COVERAGE, DRIFT = range(4)
"""The tabs, of which those are shown that have something in them."""


class RunDetails(QWidget):
    """Details of one row, and what was found out of the whole run, in tabs."""

    ignore_wanted = Signal(str)
    """Emitted with the path of a value that comparisons are to leave out."""
    next_wanted = Signal()
    """Emitted when the next row that differs is to be selected."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._row: RunRow | None = None
        self._differences: RunDifferences | None = None
        self.tabs = styled(CardTabs(theme, self), "run_details", spoken=tr("Details of the run"))
        self._pages = QStackedWidget()
        self._text = _text(tr("Details of the result"))
        self._coverage = _text(tr("Coverage"))
        self._drift = _text(tr("Drift"))
        self._model: RowsModel[Difference] = RowsModel(self._columns(), self)
        self.table = RowsTable(self._model, "run_differences", tr("Values that differ"), ())
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._left_out = WrappedLabel("small")
        self._ignore = plain_button(
            tr("I&gnore this value"),
            self._ignore_selected,
            tr("Leave it out of all comparisons of the collection, in collection.toml"),
        )
        self._next = plain_button(tr("&Next difference"), self.go_to_next)
        self._lay_out()
        self.tabs.currentChanged.connect(self._show_page)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.show_beside(Beside(), is_compared=False)

    @property
    def least_height(self) -> int:
        """Height in pixels that the details need at least."""
        line = self._text.fontMetrics().lineSpacing()
        if self.tabs.isHidden():
            return line * _LEAST_LINES + 2 * self._text.frameWidth() + 12
        row = self.table.verticalHeader().defaultSectionSize()
        return self.tabs.sizeHint().height() + row * _LEAST_ROWS + 2 * line

    def texts(self) -> tuple[str, str, str]:
        """Return what details, coverage and drift say."""
        pages = (self._text, self._coverage, self._drift)
        details, coverage, drift = (page.toPlainText() for page in pages)
        return details, coverage, drift

    def show_row(self, row: RunRow | None) -> None:
        """Show the details of a row."""
        self._row = row
        self._text.setPlainText("" if row is None else row.details)
        difference = None if row is None else row.difference
        differences = () if difference is None else difference.differences
        self._model.set_items(differences)
        count = 0 if difference is None else max(difference.count, len(differences))
        title = tr("Differences")
        self.tabs.setTabText(DIFFERENCES, f"{title} {count:,}" if count else title)
        self.tabs.colour_count(DIFFERENCES, "input_text" if count else "")
        self._left_out.show_text(" ".join(self._sentences()))
        if differences:
            self.table.selectRow(0)
        self._enable()

    def show_beside(self, beside: Beside, *, is_compared: bool) -> None:
        """Show what was found out of the whole run.

        Args:
            is_compared: Whether it has another side, also before that is compared.
        """
        self._differences = beside.differences
        shown = {
            DIFFERENCES: is_compared,
            COVERAGE: beside.coverage is not None,
            DRIFT: beside.drift is not None,
        }
        if beside.coverage is not None:
            self._coverage.setPlainText("\n".join(coverage_lines(beside.coverage)))
        if beside.drift is not None:
            self._drift.setPlainText("\n".join(drift_lines(beside.drift)))
            title, count = tr("Drift"), len(beside.drift)
            self.tabs.setTabText(DRIFT, f"{title} {count:,}" if count else title)
        for tab, is_shown in shown.items():
            self.tabs.setTabVisible(tab, is_shown)
        if not shown.get(self.tabs.currentIndex(), True):
            self.tabs.setCurrentIndex(DETAILS)
        # Alone, the details need no name.
        self.tabs.setVisible(any(shown.values()))
        self.setMinimumHeight(self.least_height)
        self._next.setVisible(is_compared)
        self.show_row(self._row)

    def go_to_next(self) -> None:
        """Select the next value that differs; after the last one, the next row that does."""
        at, is_here = self.table.currentIndex().row(), self.tabs.currentIndex() == DIFFERENCES
        self.tabs.setCurrentIndex(DIFFERENCES)
        if is_here and at + 1 < len(self._model.items):
            self.table.selectRow(at + 1)
        elif is_here or not self._model.items:
            self.next_wanted.emit()

    def _columns(self) -> tuple[Column[Difference], ...]:
        tip = Qt.ItemDataRole.ToolTipRole
        return (
            Column(tr("Value"), lambda one: one.label, {tip: lambda one: one.label}),
            Column(tr("Other side"), lambda one: _line(one.left), {tip: lambda one: one.left}),
            Column(tr("This run"), lambda one: _line(one.right), {tip: lambda one: one.right}),
        )

    def _sentences(self) -> Iterable[str]:
        """Yield what the comparison of the row has left out, and what it has not seen."""
        found, row = self._differences, self._row
        if found is None or row is None:
            return
        if row.difference is not None:
            yield from row.difference.notes
            if (rest := row.difference.count - len(row.difference.differences)) > 0:
                words = trn("{count:,} more is not listed.", "{count:,} more are not listed.", rest)
                yield words.format(count=rest)
        learnt = dict(found.learnt).get(row.key[0], ())
        if learnt:
            yield tr("Changes by itself: {paths}.").format(paths=told(learnt))
        if found.ignored:
            words = tr("Ignored by the collection: {paths}.")
            yield words.format(paths=told(found.ignored))
        if not found.is_learnt:
            yield tr(
                "With Repeat at 2, what changes by itself, such as clocks and ids, is left out."
            )

    def _ignore_selected(self) -> None:
        difference = self.table.selected(Difference)
        if difference is not None and (path := ignorable_path(difference)):
            self.ignore_wanted.emit(path)

    def _enable(self) -> None:
        difference = self.table.selected(Difference)
        self._ignore.setEnabled(difference is not None and bool(ignorable_path(difference)))
        found = self._differences
        # Of another page, it would be a value that nobody sees.
        self._ignore.setVisible(self.tabs.currentIndex() == DIFFERENCES)
        self._next.setEnabled(found is not None and bool(found.differing))

    def _show_page(self, tab: int) -> None:
        if tab >= 0:
            self._pages.setCurrentIndex(tab)
            self._enable()

    def _lay_out(self) -> None:
        differences = QWidget()
        column_of(differences, (self.table, 1), self._left_out, margins=0, spacing=4)
        titles = (tr("Details"), tr("Differences"), tr("Coverage"), tr("Drift"))
        pages = (self._text, differences, self._coverage, self._drift)
        for title, page in zip(titles, pages, strict=True):
            self.tabs.addTab(title)
            self._pages.addWidget(page)
            page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        head = row_of(None, self.tabs, 1, self._ignore, self._next, margins=0, spacing=8)
        column_of(self, head, (self._pages, 1), margins=0, spacing=4)


def _text(spoken: str) -> QPlainTextEdit:
    text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
    text.document().setDocumentMargin(LINE)
    return styled(text, spoken=spoken)


def _line(text: str | None) -> str:
    return _NOTHING if text is None else " ".join(text.split())
