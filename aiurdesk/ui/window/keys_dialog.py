"""The list of all keys."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QTableView, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.window.key_row import KeyRow
from aiurdesk.ui.window.theme import Theme


def keys_text(row: KeyRow) -> str:
    """Return the keys of an action as the platform spells them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in row.keys)


COLUMNS: tuple[Column[KeyRow], ...] = (
    Column("Action", text=lambda row: row.text),
    Column("Keys", text=keys_text),
    Column("Menu", text=lambda row: row.menu.replace("&", "")),
)


class KeysDialog(QDialog):
    """Shows actions with their keys."""

    def __init__(self, theme: Theme, parent: QWidget, rows: Sequence[KeyRow]) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("keys_dialog")
        self.setWindowTitle("Keys")
        self._model: RowsModel[KeyRow] = RowsModel(COLUMNS, self)
        self._model.set_items(rows)
        table = QTableView()
        table.setObjectName("keys")
        table.setAccessibleName("Keys")
        table.setModel(self._model)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        self.resize(520, 560)
