import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from aiurdesk.ui.credentials.rename_dialog import RenameDialog
from aiurdesk.ui.widgets.note import Note


@pytest.fixture
def dialog(parent, theme):
    dialog = RenameDialog(theme, parent, "my-app")
    dialog.show()
    return dialog


def line(dialog) -> QLineEdit:
    found: QLineEdit = dialog.findChildren(QLineEdit)[0]
    return found


def test_return_asks_for_the_name_and_leaves_the_dialog_open(dialog, qtbot):
    assert line(dialog).selectedText() == "my-app"
    with qtbot.waitSignal(dialog.name_wanted) as asked:
        qtbot.keyClicks(line(dialog), " work ")
        qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert asked.args == ["work"]
    assert dialog.isVisible()


def test_a_name_that_is_taken_stays_as_it_was_typed(dialog, qtbot):
    qtbot.keyClicks(line(dialog), "other")
    dialog.show_trouble("There is a credential named other already.")
    assert line(dialog).text() == "other"
    assert dialog.findChildren(Note)[0].label.text() == "There is a credential named other already."


def test_no_name_is_told_at_once(dialog, qtbot):
    line(dialog).clear()
    qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert dialog.findChildren(Note)[0].isVisible()


def test_escape_gives_up(dialog, qtbot):
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(line(dialog), Qt.Key.Key_Escape)
