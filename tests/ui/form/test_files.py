from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.form.item_list import FilesEditor
from tests.ui.drag_entry import is_taken
from tests.ui.form.test_file import LEFT, NONE, dragged

PICTURES = Parameter("pictures", ParameterKind.FILES, Location.MULTIPART, required=True)


def editor_of(qtbot, theme, *files: FileValue) -> FilesEditor:
    editor = FilesEditor(PICTURES, theme)
    qtbot.addWidget(editor)
    if files:
        editor.set_values(files)
    return editor


def lines(editor: FilesEditor) -> list[str]:
    return [line.text() for line in editor.controls() if isinstance(line, QLineEdit)]


def test_each_row_is_a_file_with_the_name_that_it_was_given(qtbot, theme):
    given = (FileValue("/a/b", "other", "x/y"), FileValue("/a/c.png", "c.png", "image/png"))
    editor = editor_of(qtbot, theme, *given)
    assert lines(editor) == ["/a/b", "/a/c.png"]
    assert editor.values() == given
    editor.add.click()
    qtbot.keyClicks(editor.controls()[2], "/d.txt")
    assert editor.values() == (*given, FileValue("/d.txt", "d.txt", "text/plain"))


def test_dropped_files_are_added(qtbot, theme, tmp_path):
    editor = editor_of(qtbot, theme)
    paths = [str(tmp_path / name) for name in ("a b.png", "c.png")]
    data = dragged(*map(QUrl.fromLocalFile, paths))
    assert is_taken(editor, data)
    assert not is_taken(editor, dragged(QUrl("https://example.org/a.png")))
    editor.add.click()
    with qtbot.waitSignal(editor.edited):
        editor.dropEvent(QDropEvent(QPointF(2, 2), Qt.DropAction.CopyAction, data, LEFT, NONE))
    assert lines(editor) == paths


def test_several_files_are_chosen_in_one_dialog(qtbot, theme, tmp_path):
    editor = editor_of(qtbot, theme, FileValue(str(tmp_path / "a.png"), "a.png"))
    editor.choose.click()
    (dialog,) = editor.findChildren(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    with qtbot.waitSignal(editor.edited):
        dialog.filesSelected.emit([str(tmp_path / "b.png"), str(tmp_path / "c.png")])
    dialog.reject()
    assert lines(editor) == [str(tmp_path / name) for name in ("a.png", "b.png", "c.png")]


def test_a_missing_file_or_an_empty_row_is_a_problem_before_sending(qtbot, theme, tmp_path):
    panel = FormPanel(theme)
    qtbot.addWidget(panel)
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/c", parameters=(PICTURES,))
    there = tmp_path / "there.png"
    there.write_bytes(b"png")
    given = tuple(("pictures", FileValue(str(path), path.name)) for path in (there, there))
    panel.set_request(endpoint, given)
    assert panel.values() == given
    (editor,) = panel.findChildren(FilesEditor)
    line = editor.controls()[1]
    assert isinstance(line, QLineEdit)
    assert "Sent as there.png, application/octet-stream" in line.accessibleDescription()
    line.setText(str(tmp_path / "missing"))
    assert "does not exist" in line.accessibleDescription()
    line.clear()
    assert "Servers see no file without a name" in line.accessibleDescription()
    rows = panel.rows()
    line.setText(str(there))
    panel.restore_rows(rows)
    assert lines(editor) == [str(there), ""]


def test_a_file_outside_the_collection_is_told(qtbot, theme, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "collection.toml").write_text("")
    inside, outside = (FileValue(str(folder / "x"), "x") for folder in (mine, tmp_path))
    editor = editor_of(qtbot, theme, inside)
    assert editor.note(str(mine)) == ""
    editor.set_values((inside, outside))
    assert "outside the collection" in editor.note(str(mine))
