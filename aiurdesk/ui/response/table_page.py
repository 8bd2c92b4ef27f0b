"""The page that shows a list as a table, with the field that searches its rows."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QCursor, QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QStackedWidget, QTableView, QWidget

from aiurdesk.core.body_views.table_text import TableFormat
from aiurdesk.core.problem import Problem
from aiurdesk.core.state.response_look import LOOKS, ResponseLook, with_columns
from aiurdesk.core.translation import tr, trn
from aiurdesk.services.body_views.body_values import BodyTable
from aiurdesk.services.body_views.table_file import save_table
from aiurdesk.ui.response.body_pages import empty_label, tool_row
from aiurdesk.ui.response.body_strip import BodyStrip
from aiurdesk.ui.response.table_model import TableModel
from aiurdesk.ui.tasks import TaskName, TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.file_dialog import chosen_path, save_dialog
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import announce, styled

_TYPING_PAUSE_MS = 200
_LEAST, _MOST = 6, 36
"""Width of a column at first, in characters."""
_MEASURED_ROWS = 40
_SORTS: "dict[str, Qt.SortOrder | None]" = {
    tr("Sort ascending"): Qt.SortOrder.AscendingOrder,
    tr("Sort descending"): Qt.SortOrder.DescendingOrder,
    tr("As received"): None,
}


class TablePage(QStackedWidget):
    """A list as rows and columns, or why there is none; read when it is first seen."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        self._task = TaskName(tr("copy rows of a table"), id(self))
        self._save_task = TaskName(tr("save a table"), id(self))
        scope.cancel_with(self, self._task, self._save_task)
        self._is_saving = False
        self._key = ""
        self._base = ""
        self._waiting: BodyTable | None = None
        """The table that is read when the page is seen."""
        self.model = TableModel(theme, scope, self)
        self.view = ValueTable(self.model, theme)
        self._needle = styled(CappedLine(most=1000), "table_needle", spoken=tr("Search rows"))
        self._needle.setPlaceholderText(tr("Search rows"))
        self._needle.setClearButtonEnabled(True)
        self._count = styled(QLabel(), "row_count", look="small")
        self._told = styled(QLabel(wordWrap=True), "table_told", look="small")
        self._strip = BodyStrip(cancel_tip=tr("Stop saving, and leave no file"))
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._page = QWidget(self)
        self._empty = empty_label(self)
        self.tools = tool_row(
            theme,
            (tr("Copy"), tr("Copy cells"), partial(self.copy, TableFormat.TABS)),
            ("JSON", tr("Copy rows as JSON"), partial(self.copy, TableFormat.JSON)),
            ("CSV", tr("Copy rows as CSV"), partial(self.copy, TableFormat.CSV)),
            ("Markdown", tr("Copy rows as Markdown"), partial(self.copy, TableFormat.MARKDOWN)),
            (tr("Save CSV…"), tr("Save CSV…"), self.save),
            (tr("Columns"), tr("Choose columns"), self._open_columns),
        )
        self._build()

    def _build(self) -> None:
        self._told.hide()
        head = row_of(None, (self._needle, 1), self._count, margins=(2, 0, 2, 2), spacing=6)
        column_of(self._page, head, self._told, self._strip, (self.view, 1), margins=0, spacing=0)
        self.addWidget(self._page)
        self.addWidget(self._empty)
        self._pause.timeout.connect(self._search)
        self._strip.cancelled.connect(self._stop_saving)
        self._needle.textChanged.connect(lambda: self._pause.start())
        self.model.shown.connect(self._on_shown)
        self.model.refused.connect(self.show_nothing)
        self.view.copy_action.triggered.connect(partial(self.copy, TableFormat.TABS))
        self.view.path_action.triggered.connect(self._copy_path)
        header = self.view.horizontalHeader()
        header.sectionResized.connect(lambda: self._keep_columns())
        header.sectionMoved.connect(lambda: self._keep_columns())
        self.setFocusProxy(self.view)

    def show_table(self, table: BodyTable, key: str, base: str) -> None:
        """Show a table as soon as the page is seen.

        Args:
            key: What its look is kept by.
            base: The path of its list.
        """
        self._key, self._base = key, base
        self._waiting = table
        self.model.set_table(None)
        self._tell("")
        if self.isVisible():
            self._read()

    def show_nothing(self, text: str) -> None:
        """Say why there is no table."""
        self._waiting = None
        self.model.set_table(None)
        self._empty.setText(text)
        self.setCurrentWidget(self._empty)
        self.tools.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the table that waits."""
        super().showEvent(event)
        self._read()

    def focus_needle(self) -> None:
        """Let the person type what to search the rows for."""
        self._needle.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._needle.selectAll()

    def search(self, needle: str) -> int:
        """Find nothing: the rows have a field of their own."""
        return 0

    def go_to(self, match: int) -> None:
        """Do nothing, as there are no matches."""

    def copy(self, kind: TableFormat) -> None:
        """Copy the selected cells or rows; all rows where none is selected."""
        self._scope.start(self._task, self._copy, kind)

    def save(self) -> None:
        """Save the rows that are shown as CSV."""
        if not self._scope.is_busy(self._save_task):
            self._scope.start(self._save_task, self._save)

    def _read(self) -> None:
        if self._waiting is None:
            return
        table, self._waiting = self._waiting, None
        self._count.setText(tr("Reading the rows…"))
        self.setCurrentWidget(self._page)
        self.tools.show()
        self._needle.clear()
        self._pause.stop()
        self.view.horizontalHeader().setSortIndicatorShown(False)
        self.model.set_table(table)

    def _search(self) -> None:
        self.model.show_order(replace(self.model.wanted_order, needle=self._needle.text()))

    def _on_shown(self) -> None:
        total, rows = self.model.shape.row_count, self.model.rowCount()
        words = trn("{count:,} row", "{count:,} rows", total).format(count=total)
        if self.model.order.needle:
            words = tr("{rows:,} of {total:,} rows").format(rows=rows, total=total)
            announce(self._needle, words)
        if self.model.shape.left_out:
            words += " · " + tr("{count}+ columns left out").format(count=self.model.shape.left_out)
        self._count.setText(words)
        if self.view.fitted is not self.model.shape:
            self.view.fit(LOOKS.of(self._key))

    def _keep_columns(self) -> None:
        view = self.view
        if view.is_fitting or view.fitted is not self.model.shape or not self.model.columns:
            return
        LOOKS.keep(self._key, with_columns(LOOKS.of(self._key), *view.look()))

    def _open_columns(self) -> None:
        menu = PopupMenu(self)
        for place, column in enumerate(self.model.columns):
            action = menu.addAction(column.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(place))
            action.toggled.connect(partial(self._show_column, place))
        menu.open_once(
            QCursor.pos() if self.tools.underMouse() else self.tools.mapToGlobal(QPoint())
        )

    def _show_column(self, place: int, is_shown: bool) -> None:
        # One stays: without any, the header that brings the others back is gone.
        if is_shown or self.view.shown_columns() != [place]:
            self.view.setColumnHidden(place, not is_shown)
            self._keep_columns()

    def _copy_path(self) -> None:
        index = self.view.currentIndex()
        row = self.model.row(index.row()) if index.isValid() else None
        if row is None:
            return
        column = self.model.columns[index.column()]
        QGuiApplication.clipboard().setText(cell_path(self._base, row.place, column))

    async def _copy(self, kind: TableFormat) -> None:
        rows, places = self.view.selected_parts()
        if kind is not TableFormat.TABS:
            places = self.view.shown_columns()
        text = await self._written(kind, places, rows)
        if text is not None:
            QGuiApplication.clipboard().setText(text)

    async def _save(self) -> None:
        path = await chosen_path(save_dialog(self, tr("Save CSV"), "table.csv"))
        table = self.model.table
        if not path or table is None:
            return
        columns = [self.model.columns[place] for place in self.view.shown_columns()]
        self._is_saving = True
        saved = await save_table(table, Path(path), columns, self.model.order, self._on_saving)
        self._strip.say("")
        if isinstance(saved, Problem):
            self._tell(saved.sentence)
        elif saved is not None:
            self._tell_marked(saved.marked)
        if table is not self.model.table:
            # Another one is shown since, and this one was read again.
            await table.forget()

    def _on_saving(self, done: int, total: int) -> bool:
        """Tell how many rows are saved, and return whether there are to be more."""
        if self._is_saving and done:
            text = tr("Saving: {rows:,} of {total:,} rows…").format(rows=done, total=total)
            self._strip.say(text, can_cancel=True)
        return self._is_saving

    def _stop_saving(self) -> None:
        # Between two parts: the process would end otherwise, and the rows with it.
        self._is_saving = False

    async def _written(
        self, kind: TableFormat, places: list[int], rows: tuple[range, ...] | None
    ) -> str | None:
        table = self.model.table
        if table is None:
            return None
        columns = tuple(self.model.columns[place] for place in places)
        written = await table.written(kind, columns, self.model.order, rows)
        if isinstance(written, Problem):
            self._tell(written.sentence)
            return None
        self._tell_marked(written.marked)
        return written.text

    def _tell_marked(self, count: int) -> None:
        text = trn(
            "{count} cell begins with =, +, - or @ and has an apostrophe before it, so that no "
            "spreadsheet carries it out.",
            "{count} cells begin with =, +, - or @ and have an apostrophe before them, so that no "
            "spreadsheet carries them out.",
            count,
        )
        self._tell(text.format(count=count) if count else "")

    def _tell(self, sentence: str) -> None:
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        if sentence:
            announce(self.view, sentence)


def cell_path(base: str, place: int, column: str) -> str:
    """Return the path of a cell in the body."""
    begin = f"[{place}]" if base == "@" else f"{base}[{place}]"
    if column == "@":
        return begin
    return f"{begin}{column}" if column.startswith("[") else f"{begin}.{column}"


class ValueTable(QTableView):
    """The rows; columns are dragged, sorted by a click on their titles, and have kept widths."""

    def __init__(self, model: TableModel, theme: Theme) -> None:
        super().__init__()
        self._values = model
        self.is_fitting = False
        self.fitted: object = None
        """The shape whose columns have their widths."""
        self.setAccessibleName(tr("Response table"))
        self.setModel(model)
        # Tab leaves the table; the arrow keys go from cell to cell.
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setCornerButtonEnabled(False)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # A model of its own: to paint titles, Qt asks each row of 200,000 whether it is selected.
        header.setSelectionModel(QItemSelectionModel(model, header))
        # A click sorts, and leaves alone what is selected.
        header.sectionPressed.disconnect()
        # By hand and not by the view, which sorts at once whatever its indicator says.
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_title_clicked)
        rows = self.verticalHeader()
        # Each of 200,000 rows would be measured.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy_action = self._action(tr("Copy cells"), QKeySequence.StandardKey.Copy)
        self.path_action = self._action(tr("Copy path"), QKeySequence("Ctrl+Shift+C"))
        for text, order in _SORTS.items():
            action = self._action(text, QKeySequence())
            action.triggered.connect(partial(self._sort_current, order))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        theme.changed.connect(self._fit_rows)
        self._fit_rows()

    def _action(self, text: str, key: QKeySequence | QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        return action

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy whole cells of all that is selected; Qt copies what one of them shows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_action.trigger()
            return
        super().keyPressEvent(event)

    def sort(self, place: int, order: "Qt.SortOrder | None") -> None:
        """Sort by a column; as received without an order."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(order is not None)
        if order is None:
            self._values.sort(-1)
        else:
            header.setSortIndicator(place, order)
            self._values.sort(place, order)

    def _sort_current(self, order: "Qt.SortOrder | None") -> None:
        if self.currentIndex().isValid():
            self.sort(self.currentIndex().column(), order)

    def _on_title_clicked(self, place: int) -> None:
        """Sort up, then down, then not at all."""
        before = self._values.wanted_order
        if before.column != self._values.columns[place]:
            self.sort(place, Qt.SortOrder.AscendingOrder)
        elif not before.is_descending:
            self.sort(place, Qt.SortOrder.DescendingOrder)
        else:
            self.sort(place, None)

    def fit(self, look: ResponseLook) -> None:
        """Give columns their kept order and widths, or widths by the first rows."""
        self.is_fitting = True
        columns, header = self._values.columns, self.horizontalHeader()
        places = {column: place for place, column in enumerate(columns)}
        for place, column in enumerate(columns):
            self.setColumnWidth(place, look.widths.get(column) or self._width_of(place))
            self.setColumnHidden(place, column in look.hidden)
        kept = [places[column] for column in look.columns if column in places]
        for visual, place in enumerate(kept):
            header.moveSection(header.visualIndex(place), visual)
        if columns and not self.shown_columns():
            self.setColumnHidden(0, False)
        self.fitted = self._values.shape
        self.is_fitting = False

    def look(self) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int]]:
        """Return the order of the columns where it is another, the hidden ones, and the widths."""
        columns, header = self._values.columns, self.horizontalHeader()
        order = tuple(columns[header.logicalIndex(visual)] for visual in range(len(columns)))
        hidden = tuple(c for place, c in enumerate(columns) if self.isColumnHidden(place))
        widths = {
            column: self.columnWidth(place)
            for place, column in enumerate(columns)
            if not self.isColumnHidden(place)
        }
        return (order if order != columns else ()), hidden, widths

    def shown_columns(self) -> list[int]:
        """Return the columns that are shown, from the left."""
        header = self.horizontalHeader()
        places = map(header.logicalIndex, range(len(self._values.columns)))
        return [place for place in places if not self.isColumnHidden(place)]

    def selected_parts(self) -> tuple[tuple[range, ...] | None, list[int]]:
        """Return the numbers of the rows with a selected cell, None for all, and the columns."""
        selection = self.selectionModel().selection()
        ranges = [
            (part.top(), part.bottom(), part.left(), part.right()) for part in selection.toList()
        ]
        if not ranges:
            return None, self.shown_columns()
        chosen = {place for _, _, left, right in ranges for place in range(left, right + 1)}
        rows: list[range] = []
        for top, bottom in sorted({(top, bottom) for top, bottom, _, _ in ranges}):
            begin = max(top, rows[-1].stop) if rows else top
            if begin <= bottom:
                rows.append(range(begin, bottom + 1))
        return tuple(rows), [place for place in self.shown_columns() if place in chosen]

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)

    def _width_of(self, place: int) -> int:
        metrics = self.fontMetrics()
        texts = [self._values.columns[place] + "    "]
        for number in range(_MEASURED_ROWS):
            row = self._values.row(number)
            if row is not None:
                texts.append(row.texts[place][: _MOST * 2])
        widest = max(map(metrics.horizontalAdvance, texts)) + 26
        unit = metrics.averageCharWidth()
        return min(max(widest, _LEAST * unit), _MOST * unit)
