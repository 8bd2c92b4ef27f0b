import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.ui.form.pair_line import PairKind, PairLine
from aiurdesk.ui.form.pairs_panel import PairsPanel

KIND = PairKind(
    name="lamp",
    noun="lamp",
    empty="No lamps.",
    problem_of=lambda name, _value: None if name else Problem("Name it."),
    hides=lambda name: name == "secret",
    known_names=("Colour", "Size"),
    known_values=lambda name: ("red", "blue") if name == "Colour" else (),
    takes_files=True,
)


@pytest.fixture
def line(qtbot, theme):
    made = PairLine(KIND, Row("x", "hush"), theme)
    qtbot.addWidget(made)
    made.number(1)
    made.show()
    return made


@pytest.fixture
def picture(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"png")
    return file


def test_a_value_is_hidden_when_its_name_is_that_of_a_secret(line):
    assert line.value.echoMode() is QLineEdit.EchoMode.Normal
    line.name.setText("secret")
    assert line.value.echoMode() is QLineEdit.EchoMode.Password


def test_a_long_text_is_shown_from_its_beginning(line):
    assert (line.name.cursorPosition(), line.value.cursorPosition()) == (0, 0)


def test_usual_values_of_a_name_are_offered(line):
    line.name.setText("Colour")
    completer = line.value.completer()
    completer.setCompletionPrefix("b")
    assert completer.currentCompletion() == "blue"
    line.name.setText("Other")
    assert line.value.completer() is None


def test_a_file_is_dropped_on_the_line(line, picture, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    drop = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(line.changed):
        line.dropEvent(drop)
    assert line.row() == Row("x", FileValue(str(picture), "picture.png", "image/png"))
    assert line.value.text() == str(picture)


def test_a_value_becomes_a_file_and_text_again(line, picture, qtbot):
    line.value.setText("")
    line.files.is_file.click()
    dialog = line.findChild(QFileDialog)
    dialog.fileSelected.emit(str(picture))
    dialog.close()
    assert isinstance(line.row().value, FileValue)
    assert line.files.choose.isVisible()
    line.files.is_file.click()
    assert line.row().value == str(picture)
    assert not line.files.choose.isVisible()


def test_a_file_keeps_the_name_and_type_that_it_was_loaded_with(qtbot, theme):
    file = FileValue("/x/y.bin", "other.name", "image/png")
    made = PairsPanel(KIND, theme)
    qtbot.addWidget(made)
    made.set_rows((Row("a", file),))
    assert made.rows() == (Row("a", file),)
    made.lines[0].name.setText("b")
    assert made.rows() == (Row("b", file),)


def test_a_name_that_is_typed_keeps_its_cursor_when_its_row_is_shown_again(line):
    line.name.setText("abc")
    line.name.setFocus()
    line.name.setCursorPosition(1)
    line.restore(line.row())
    assert line.name.cursorPosition() == 1
