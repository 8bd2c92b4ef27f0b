from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.ui.environments.environments_dialog import EnvironmentsDialog, Group, ShownEnvironment

SANDBOX = ShownEnvironment(SavedEnvironment("Sandbox", colour="sandbox"))
MINE = ShownEnvironment(SavedEnvironment("Mine", is_careful=True), "")
STAGING = ShownEnvironment(SavedEnvironment("Staging"), "/checks")
BUILT_IN = Group("Built-in", (SANDBOX.saved,))
OWN = Group("Your own", (MINE.saved,), "")


def test_the_list_emits_what_is_wanted_of_the_selected_environment(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = EnvironmentsDialog(theme, ["wiki"], window)
    told: list[object] = []
    dialog.add_wanted.connect(lambda folder: told.append(("add", folder)))
    dialog.duplicate_wanted.connect(lambda row: told.append(("copy", row.saved.name)))
    dialog.delete_wanted.connect(lambda row: told.append(("delete", row.saved.name)))
    dialog.undo_wanted.connect(lambda: told.append("undo"))
    dialog.renamed.connect(lambda row, name: told.append((row.saved.name, name)))
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    dialog.show_groups([BUILT_IN, OWN])
    dialog.show()
    assert dialog.table.selected(ShownEnvironment) == SANDBOX
    assert not buttons["Delete"].isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    buttons["Duplicate"].click()
    dialog.show_groups([BUILT_IN, OWN], MINE.key)
    assert dialog.table.selected(ShownEnvironment) == MINE
    dialog.table.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    buttons["Delete"].click()
    buttons["New"].click()
    places = [widget.geometry() for widget in (dialog.table, dialog.editor, buttons["New"])]
    dialog.show_done("Deleted Mine.")
    assert places == [widget.geometry() for widget in (dialog.table, dialog.editor, buttons["New"])]
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
        ("add", ""),
        "undo",
        "undo",
        ("Mine", "Yours"),
    ]


def test_the_environments_of_each_place_have_a_heading_that_is_skipped(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = EnvironmentsDialog(theme, ["wiki"], window)
    places: list[str] = []
    dialog.add_wanted.connect(places.append)
    of_checks = Group("checks", (STAGING.saved,), "/checks")
    empty = Group("drafts", (), "/drafts")
    dialog.show_groups([BUILT_IN, OWN, of_checks, empty], MINE.key)
    dialog.show()
    model = dialog.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "Built-in", "Sandbox", "Your own", "Mine", "checks", "Staging",
    ]  # fmt: skip
    assert not model.flags(model.index(4, 0)) & Qt.ItemFlag.ItemIsSelectable
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.table.selected(ShownEnvironment) == STAGING
    # Two of one name are two: the second one is shown as it is.
    twin = replace(STAGING.saved, name="Mine", is_careful=False)
    dialog.show_groups([BUILT_IN, OWN, replace(of_checks, environments=(twin,))], MINE.key)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    (careful,) = (e for e in dialog.findChildren(QCheckBox) if "Careful" in e.text())
    assert not careful.isChecked()
    dialog.show_groups([BUILT_IN, OWN, of_checks, empty], MINE.key)
    menu = next(e for e in dialog.findChildren(QPushButton) if e.text() == "New").menu()
    assert [action.text() for action in menu.actions()] == ["Your own", "checks", "drafts"]
    for action in menu.actions():
        action.trigger()
    assert places == ["", "/checks", "/drafts"]
    dialog.show_groups([BUILT_IN, OWN])
    assert next(e for e in dialog.findChildren(QPushButton) if e.text() == "New").menu() is None
