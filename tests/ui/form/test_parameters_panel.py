import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit

from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import FileValue
from aiurdesk.ui.form.parameters_panel import ParametersPanel
from aiurdesk.ui.widgets.note import Note


@pytest.fixture
def panel(qtbot, theme):
    made = ParametersPanel(theme)
    qtbot.addWidget(made)
    made.set_values((("id", "1"), ("tag", ("red", "blue")), ("AccessToken", "T+/=")))
    made.show()
    return made


def notes(panel):
    panel.grab()  # places what has just been shown
    made = [note for note in panel.findChildren(Note) if not note.isHidden()]
    made.sort(key=lambda note: note.mapTo(panel, QPoint()).y())
    return [note.label.text() for note in made]


def test_each_text_of_a_list_has_a_line(panel):
    assert panel.values() == (
        ("id", "1"),
        ("tag", "red"),
        ("tag", "blue"),
        ("AccessToken", "T+/="),
    )


def test_a_file_is_not_shown(panel):
    panel.set_values((("picture", FileValue("/tmp/p.png", "p.png")), ("id", "")))
    assert panel.values() == (("id", ""),)


def test_a_secret_name_hides_the_value(panel):
    modes = [line.value.echoMode() for line in panel.lines]
    assert modes[:3] == [QLineEdit.EchoMode.Normal] * 3
    assert modes[3] is QLineEdit.EchoMode.Password


def test_a_value_without_a_name_is_an_error(panel):
    panel.lines[0].name.setText("")
    assert notes(panel) == ["Give the parameter a name, such as id."]


def test_errors_are_shown_at_their_lines_and_the_rest_above(panel, qtbot):
    panel.show_errors((Problem("Enter less.", FieldPlace("ID")), Problem("Enter an address.")))
    assert notes(panel) == ["Enter an address.", "Enter less."]
    qtbot.waitUntil(panel.lines[0].value.hasFocus)


def test_errors_of_the_server_are_shown_at_all_lines_of_that_name(panel):
    panel.set_server_errors({"Tag": ("Too bright.",)}, ("Something is wrong.",))
    assert notes(panel) == [
        "The server said: “Something is wrong.”",
        "The server said: “Too bright.”",
        "The server said: “Too bright.”",
    ]
    panel.set_server_errors({})
    assert notes(panel) == []


def test_of_very_many_messages_the_first_are_shown(panel):
    panel.set_server_errors({}, tuple(f"No. {number}" for number in range(2000)))
    (told,) = notes(panel)
    assert told.split("\n") == [
        *(f"The server said: “No. {number}”" for number in range(5)),
        "and 1,995 more",
    ]


def test_the_focus_goes_to_a_parameter_or_to_the_first(panel, qtbot):
    panel.focus_parameter("TAG")
    qtbot.waitUntil(panel.lines[1].value.hasFocus)
    panel.focus_first()
    qtbot.waitUntil(panel.lines[0].value.hasFocus)
    panel.set_values(())
    panel.focus_first()
    qtbot.waitUntil(panel.add.hasFocus)


def test_all_errors_of_one_name_are_shown(panel):
    panel.show_errors(
        (Problem("Enter less.", FieldPlace("Tag")), Problem("Enter digits.", FieldPlace("Tag")))
    )
    assert notes(panel) == ["Enter less.\nEnter digits."] * 2
