"""The list of all keys."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.window.key_row import KeyRow
from aiurdesk.ui.window.theme import Theme


def keys_text(row: KeyRow) -> str:
    """Return the keys of an action as the platform spells them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in row.keys)


_SIZE = (560, 560)
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
        header = table.horizontalHeader()
        header.setSectionResizeMode(header.ResizeMode.ResizeToContents)
        buttons = dialog_buttons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        layout.addWidget(buttons)
        table.setFocus()
        self.resize(theme.dialog_size(*_SIZE))
