import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolTip, QWidget

from aiurdesk.ui.widgets.file_dialog import (
    LAST_FOLDER,
    file_dialog,
    folder_dialog,
    open_once,
    save_dialog,
)


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    yield widget
    LAST_FOLDER.path = ""


def choose(dialog, path):
    """Type a path into the dialog and press Return."""
    dialog.open()
    line = dialog.findChild(QLineEdit)
    line.setText(str(path))
    line.returnPressed.emit()


def test_a_dialog_starts_where_a_file_was_last_chosen(parent, tmp_path):
    file = tmp_path / "inner" / "file.txt"
    file.parent.mkdir()
    file.touch()
    heard: list[str] = []
    choose(file_dialog(parent, "Choose File", heard.append), file)
    assert heard == [str(file)]
    assert file_dialog(parent, "Choose File").directory().path() == str(file.parent)
    assert save_dialog(parent, "Save body", "b.json").directory().path() == str(file.parent)


def test_the_first_dialog_starts_at_home(parent):
    assert file_dialog(parent, "Choose File").directory() == QDir.home()


def test_a_path_that_is_there_decides_where_it_starts(parent, tmp_path):
    file = tmp_path / "file.txt"
    file.touch()
    LAST_FOLDER.path = str(tmp_path.parent)
    assert file_dialog(parent, "Choose File", path=str(file)).directory().path() == str(tmp_path)
    gone = file_dialog(parent, "Choose File", path=str(tmp_path / "gone" / "file"))
    assert gone.directory().path() == str(tmp_path.parent)


def test_a_file_is_saved_under_the_suggested_name(parent, tmp_path):
    LAST_FOLDER.path = str(tmp_path)
    dialog = save_dialog(parent, "Save body", "body.json")
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles() == [str(tmp_path / "body.json")]


def test_a_dialog_that_is_opened_once_leaves_nothing_behind(parent, qtbot):
    open_once(file_dialog(parent, "Choose File"))
    (dialog,) = parent.findChildren(QFileDialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not parent.findChildren(QFileDialog))


@pytest.mark.parametrize("make", [file_dialog, folder_dialog])
def test_a_missing_file_is_told_in_the_dialog(parent, tmp_path, make):
    heard: list[str] = []
    dialog = make(parent, "Choose", heard.append)
    choose(dialog, tmp_path / "gone.txt")
    assert QToolTip.text() == f"There is no folder or file {tmp_path / 'gone.txt'}."
    assert (dialog.isVisible(), heard) == (True, [])
    (tmp_path / "gone.txt").mkdir() if make is folder_dialog else (tmp_path / "gone.txt").touch()
    dialog.findChild(QLineEdit).returnPressed.emit()
    assert heard == [str(tmp_path / "gone.txt")]
