from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue
from aiurdesk.ui.form.file import FileEditor, described
from tests.ui.drag_entry import is_taken

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def editor_of(qtbot, theme) -> FileEditor:
    editor = FileEditor(Parameter("file", ParameterKind.FILE, Location.MULTIPART), theme)
    qtbot.addWidget(editor)
    return editor


def dragged(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_name_and_type_of_a_file_follow_from_its_path():
    assert described("/a/picture.png") == FileValue("/a/picture.png", "picture.png", "image/png")
    assert described("/a/none").content_type == "application/octet-stream"


def test_a_typed_path_is_a_file_and_an_empty_one_is_not(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.line.setText("/a/b.txt")
    assert editor.value() == FileValue("/a/b.txt", "b.txt", "text/plain")
    editor.line.clear()
    assert editor.value() == ""
    assert editor.is_empty()


def test_a_loaded_file_keeps_the_name_that_it_was_given(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.set_value(FileValue("/a/b", "other", "x/y"))
    assert editor.line.text() == "/a/b"
    assert editor.value() == FileValue("/a/b", "other", "x/y")


def test_a_dropped_file_is_taken(qtbot, theme, tmp_path):
    editor = editor_of(qtbot, theme)
    path = tmp_path / "a b.png"
    data = dragged(QUrl.fromLocalFile(str(path)))
    assert is_taken(editor, data)
    with qtbot.waitSignal(editor.edited):
        editor.dropEvent(QDropEvent(QPointF(2, 2), Qt.DropAction.CopyAction, data, LEFT, NONE))
    assert editor.value() == FileValue(str(path), "a b.png", "image/png")


def test_only_one_local_file_can_be_dropped(qtbot, theme):
    editor = editor_of(qtbot, theme)
    assert not is_taken(editor, dragged(QUrl("https://example.org/a.png")))
    assert not is_taken(editor, dragged(QUrl.fromLocalFile("/a"), QUrl.fromLocalFile("/b")))
    assert not is_taken(editor, dragged())


def test_a_file_is_chosen_in_a_dialog_that_blocks_nothing(qtbot, theme, tmp_path):
    editor = editor_of(qtbot, theme)
    editor.choose.click()
    (dialog,) = editor.findChildren(QFileDialog)
    with qtbot.waitSignal(editor.edited):
        dialog.fileSelected.emit(str(tmp_path / "x.png"))
    dialog.reject()
    assert editor.line.text() == str(tmp_path / "x.png")


def test_a_missing_file_is_a_problem_before_sending(qtbot, theme, tmp_path):
    editor = editor_of(qtbot, theme)
    assert editor.problem() is None
    editor.line.setText(str(tmp_path / "missing"))
    assert "does not exist" in str(editor.problem())
    editor.line.setText(str(tmp_path))
    assert "does not exist" in str(editor.problem())
    (tmp_path / "there").write_bytes(b"")
    editor.line.setText(str(tmp_path / "there"))
    assert editor.problem() is None


def test_a_path_with_variables_is_known_when_it_is_sent(qtbot, theme):
    editor = editor_of(qtbot, theme)
    editor.set_value(FileValue("/checks/{{file}}", "{{file}}"))
    assert editor.problem() is None
    editor.set_value(FileValue("/checks/none", "none"))
    assert "does not exist" in str(editor.problem())
