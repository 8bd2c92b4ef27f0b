from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QToolButton

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.ui.form.line import (
    GuidEditor,
    Line,
    LineEditor,
    SecretEditor,
    StepLine,
    WholeNumberEditor,
)  # fmt: skip

TOKEN = Parameter("AccessToken", ParameterKind.SECRET, Location.FORM)


def test_a_text_that_is_shown_already_keeps_its_cursor(qtbot):
    line = Line()
    qtbot.addWidget(line)
    line.show_text("abc")
    assert line.cursorPosition() == 0
    line.setCursorPosition(2)
    line.show_text("abc")
    assert line.cursorPosition() == 2


def test_a_line_takes_long_texts(qtbot):
    line = Line()
    qtbot.addWidget(line)
    line.setText("x" * 100_000)
    assert len(line.text()) == 100_000


def test_every_letter_that_is_typed_is_an_edit(qtbot, theme):
    editor = LineEditor(Parameter("v", ParameterKind.NUMBER, Location.QUERY), theme)
    qtbot.addWidget(editor)
    with qtbot.waitSignals([editor.edited] * 2):
        qtbot.keyClicks(editor.line, "1,")
    assert editor.value() == "1,"
    assert editor.controls() == (editor.line,)


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("5", Qt.Key.Key_Up, "6"),
        ("5", Qt.Key.Key_Down, "4"),
        ("5", Qt.Key.Key_PageUp, "15"),
        ("5", Qt.Key.Key_PageDown, "1"),
        ("20", Qt.Key.Key_Up, "20"),
        ("", Qt.Key.Key_Up, "2"),
        ("two", Qt.Key.Key_Up, "two"),
        ("--5", Qt.Key.Key_Up, "--5"),
        ("+5", Qt.Key.Key_Up, "6"),
        ("9" * 5000, Qt.Key.Key_Up, "9" * 5000),
        ("5", Qt.Key.Key_7, "57"),
    ],
)
def test_arrows_step_through_the_range(qtbot, text, key, after):
    line = StepLine(1, 20)
    qtbot.addWidget(line)
    line.setText(text)
    qtbot.keyClick(line, key)
    assert line.text() == after


def test_a_whole_number_takes_its_range_from_the_parameter(qtbot, theme):
    page = Parameter("page", ParameterKind.INTEGER, Location.QUERY, minimum=1, maximum=3)
    editor = WholeNumberEditor(page, theme)
    qtbot.addWidget(editor)
    for _ in range(5):
        qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == "3"


def test_a_secret_is_hidden_until_its_button_is_pressed(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    (button,) = editor.findChildren(QToolButton)
    assert editor.line.echoMode() == QLineEdit.EchoMode.Password
    assert button.accessibleName() == "Show AccessToken"
    button.click()
    assert editor.line.echoMode() == QLineEdit.EchoMode.Normal
    assert button.accessibleName() == "Hide AccessToken"
    button.click()
    assert editor.line.echoMode() == QLineEdit.EchoMode.Password


def test_a_pasted_secret_stays_as_it_was_copied(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    QGuiApplication.clipboard().setText("a+/=\nb\r\n")
    editor.line.paste()
    assert editor.value() == "a+/=\nb\r\n"


def test_a_new_guid_is_one_click_away(qtbot, theme):
    editor = GuidEditor(Parameter("id", ParameterKind.GUID, Location.QUERY), theme)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.edited):
        editor.findChildren(QToolButton)[0].click()
    first = editor.line.text()
    editor.findChildren(QToolButton)[0].click()
    assert str(UUID(first)) == first != editor.value()


def test_a_reference_to_a_secret_is_shown(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    editor.set_value("{{secret:Work}}")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Normal
    editor.set_value("{{secret:Work}}x")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password
    editor.set_value("hush")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password
