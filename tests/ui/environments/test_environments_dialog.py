from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.ui.environments.environments_dialog import EnvironmentsDialog, ShownEnvironment

SANDBOX = ShownEnvironment(SavedEnvironment("Sandbox", colour="sandbox"), is_own=False)
MINE = ShownEnvironment(SavedEnvironment("Mine", is_careful=True), is_own=True)


def test_the_list_emits_what_is_wanted_of_the_selected_environment(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = EnvironmentsDialog(theme, ["wiki"], window)
    told: list[object] = []
    dialog.add_wanted.connect(lambda: told.append("add"))
    dialog.duplicate_wanted.connect(lambda shown: told.append(("copy", shown.saved.name)))
    dialog.delete_wanted.connect(lambda name: told.append(("delete", name)))
    dialog.undo_wanted.connect(lambda: told.append("undo"))
    dialog.renamed.connect(lambda *names: told.append(names))
    buttons = {each.text(): each for each in dialog.findChildren(QPushButton)}
    dialog.show_environments([SANDBOX, MINE])
    dialog.show()
    assert dialog.selected() == SANDBOX
    assert not buttons["Delete"].isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    buttons["Duplicate"].click()
    dialog.show_environments([SANDBOX, MINE], "Mine")
    assert dialog.selected() == MINE
    dialog.table.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    buttons["Delete"].click()
    buttons["New"].click()
    dialog.show_done("Deleted Mine.")
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    buttons["Undo"].click()
    QTest.keyClick(dialog, Qt.Key.Key_F2)
    assert dialog.editor.name.selectedText() == "Mine"
    dialog.editor.name.setText("Yours")
    QTest.keyClick(dialog.editor.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert told == [
        ("copy", "Sandbox"),
        ("delete", "Mine"),
        ("delete", "Mine"),
        "add",
        "undo",
        "undo",
        ("Mine", "Yours"),
    ]
