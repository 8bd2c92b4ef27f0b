from PySide6.QtWidgets import QPushButton, QTableView, QWidget

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


def test_the_keyboard_begins_in_the_list_and_a_button_closes_it(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = KeysDialog(theme, parent, key_rows())
    parent.show()
    dialog.open()
    assert isinstance(dialog.focusWidget(), QTableView)
    (close,) = dialog.findChildren(QPushButton)
    assert close.text() == "Close"
    close.click()
    assert not dialog.isVisible()
