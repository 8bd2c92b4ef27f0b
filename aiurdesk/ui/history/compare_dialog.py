"""Shows how two exchanges differ."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QWidget,
)

from aiurdesk.core.exchange.exchange import Exchange, facts_line
from aiurdesk.core.exchange.exchange_comparison import (
    NONE,
    ExchangeComparison,
    comparison_words,
)
from aiurdesk.core.exchange.report import verdict_title
from aiurdesk.core.exchange.value_comparison import Difference
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.dialog import dialog_buttons
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

_SIZE = (860, 600)
_BETWEEN = 8
"""Pixels between the table and what it shows in full."""


class CompareDialog(QDialog):
    """A table of differences; below it, both sides of the chosen one in full."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        exchanges: tuple[Exchange, Exchange],
        comparison: ExchangeComparison,
    ) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("compare_dialog")
        self.setWindowTitle(tr("Compare"))
        self._model: RowsModel[Difference] = RowsModel(
            (
                Column(tr("Where"), lambda row: row.label),
                Column(tr("First"), lambda row: _line(row.left)),
                Column(tr("Second"), lambda row: _line(row.right)),
            ),
            self,
        )
        self._table = RowsTable(self._model, "differences", tr("Differences"), ())
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._sides = [_side(theme, name) for name in (tr("First"), tr("Second"))]
        self._headings = [_heading(name) for name in ("first", "second")]
        self._summary = WrappedLabel("muted")
        self._summary.setObjectName("compare_summary")
        self._splitter = self._make_splitter()
        self._rest = QWidget()
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        rows = (_grid(self._headings), self._summary, (self._splitter, 1), (self._rest, 1))
        column_of(self, *rows, buttons, margins=INSET, spacing=12)
        self._table.selectionModel().currentRowChanged.connect(self._show_sides)
        self.show_comparison(exchanges, comparison)
        self._table.setFocus()
        size = theme.dialog_size(*_SIZE)
        if not comparison.differences:
            size.setHeight(min(size.height(), self.heightForWidth(size.width())))
        self.resize(size)

    def show_comparison(
        self, exchanges: tuple[Exchange, Exchange], comparison: ExchangeComparison
    ) -> None:
        """Show other exchanges, or the same ones that were judged again."""
        for words, exchange in zip(self._headings, exchanges, strict=True):
            words.show_text(_facts(exchange))
        self._summary.show_text(comparison_words(comparison))
        self._model.set_items(comparison.differences)
        # Without a difference there are no rows and no sides, only empty boxes.
        has_any = bool(comparison.differences)
        self._splitter.setVisible(has_any)
        self._rest.setVisible(not has_any)
        if has_any:
            self._table.selectRow(0)

    def _make_splitter(self) -> QSplitter:
        sides = QSplitter(Qt.Orientation.Horizontal)
        for side in self._sides:
            sides.addWidget(side)
        outer = QSplitter(Qt.Orientation.Vertical)
        outer.setChildrenCollapsible(False)
        outer.addWidget(self._table)
        outer.addWidget(sides)
        for splitter in (sides, outer):
            # Room instead of a line: each part has a frame of its own.
            splitter.setProperty("look", "apart")
            splitter.setHandleWidth(_BETWEEN)
        outer.setStretchFactor(0, 3)
        outer.setStretchFactor(1, 1)
        return outer

    def _show_sides(self) -> None:
        index = self._table.currentIndex()
        if not index.isValid():
            return
        difference = self._model.items[index.row()]
        for side, text in zip(self._sides, (difference.left, difference.right), strict=True):
            side.setPlainText(NONE if text is None else text)


def _heading(name: str) -> WrappedLabel:
    words = WrappedLabel()
    words.setObjectName(f"compare_{name}")
    return words


def _facts(exchange: Exchange) -> str:
    moment = exchange.started_at.astimezone()
    return (
        f"{exchange.request.endpoint.shown_title} · {moment:%Y-%m-%d %H:%M:%S} · "
        f"{verdict_title(exchange.verdict)} · {facts_line(exchange)}"
    )


def _grid(headings: list[WrappedLabel]) -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    for row, (name, words) in enumerate(zip((tr("First"), tr("Second")), headings, strict=True)):
        label = QLabel(name)
        label.setProperty("look", "title")
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, row, 1)
    return grid


def _line(text: str | None) -> str:
    # A row has one line: the sides below show the text as it is.
    return NONE if text is None else " ".join(text.split())


def _side(theme: Theme, name: str) -> QPlainTextEdit:
    side = QPlainTextEdit()
    side.setReadOnly(True)
    side.setAccessibleName(tr("{side} value").format(side=name))
    side.setObjectName(f"compare_value_{name.lower()}")
    side.setFont(theme.mono_font())
    # Long words too: without it, a long line takes Qt minutes.
    side.setWordWrapMode(side.document().defaultTextOption().WrapMode.WrapAnywhere)
    # It cannot be edited, so Tab has nothing to insert.
    side.setTabChangesFocus(True)
    return side
