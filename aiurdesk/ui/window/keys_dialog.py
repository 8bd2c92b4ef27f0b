"""The list of all keys."""

from collections.abc import Sequence

import msgspec
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.window.theme import Theme


class KeyRow(msgspec.Struct, frozen=True):
    """An action as the list shows it."""

    text: str
    keys: tuple[str, ...]
    menu: str = ""
    """Title of the menu that it is in; empty where it is in none."""


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
        self.setWindowTitle("Keyboard shortcuts")
        self._model: RowsModel[KeyRow] = RowsModel(COLUMNS, self)
        self._model.set_items(rows)
        table = RowsTable(self._model, "Keyboard shortcuts", ())
        table.resizeColumnsToContents()
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        self.resize(520, 560)
