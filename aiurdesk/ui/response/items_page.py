"""The page of the items: how each part of a batch went."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import DialectItem
from aiurdesk.ui.body.body_pages import tool_row
from aiurdesk.ui.tables.row_search import RowSearch
from aiurdesk.ui.tables.rows_model import Column, FilteredRows, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of

_WIDTHS = (16, 20, 28)
WORDS = {True: tr("Done"), False: tr("Failed")}


class ItemsPage(QWidget):
    """A row for each item; those that failed can be shown alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model: RowsModel[DialectItem] = RowsModel(self._columns(), self)
        self._filtered = FilteredRows(self._model, self)
        self.table = RowsTable(self._filtered, tr("Items"), _WIDTHS)
        self.rows = RowSearch(self.table, self._texts)
        self._only_failed = QCheckBox(tr("Only those that failed"))
        self._only_failed.toggled.connect(
            lambda is_on: self._filtered.show_only(lambda item: not (is_on and item.is_ok))
        )
        column_of(self, self._only_failed, self.table, margins=0)
        self.setFocusProxy(self.table)
        self.tools = tool_row()

    def show_items(self, items: tuple[DialectItem, ...]) -> None:
        """Show the items of a response."""
        self.rows.clear()
        self._model.set_items(items)
        self._only_failed.setVisible(any(item.is_ok for item in items))

    def _texts(self) -> Iterator[str]:
        for item in self._filtered.visible_items:
            yield f"{item.label} {item.code} {item.message}"

    def _columns(self) -> tuple[Column[DialectItem], ...]:
        tip, icon = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole
        return (
            Column(tr("Result"), lambda item: WORDS[item.is_ok], {icon: self._icon}),
            Column(tr("Item"), lambda item: item.label, {tip: lambda item: item.label}),
            Column(tr("Code"), lambda item: item.code, {tip: lambda item: item.code}),
            Column(tr("Message"), lambda item: item.message, {tip: lambda item: item.message}),
        )

    def _icon(self, item: DialectItem) -> QIcon:
        name = "success" if item.is_ok else "input"
        return self._theme.icon(f"severity-{name}", f"{name}_text")


def items_title(title: str, items: tuple[DialectItem, ...]) -> str:
    """Return the title of the tab: how many are done, of how many."""
    return f"{title} {sum(item.is_ok for item in items):,}/{len(items):,}"
