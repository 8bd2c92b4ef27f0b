from PySide6.QtWidgets import QTableView, QWidget

from aiurdesk.ui.actions import ACTIONS, key_rows
from aiurdesk.ui.window.keys_dialog import KeysDialog


def test_every_action_with_a_key_is_listed(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    table = KeysDialog(theme, parent, key_rows()).findChild(QTableView)
    assert isinstance(table, QTableView)
    model = table.model()
    places = range(model.rowCount())
    rows = {model.index(row, 0).data(): model.index(row, 1).data() for row in places}
    assert set(rows) == {row.text for row in ACTIONS if row.keys}
    assert rows["Send"].startswith("Ctrl+Return, F5")
    assert rows["Go to request 3"] == "Ctrl+3"
