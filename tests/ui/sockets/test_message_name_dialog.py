import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.ui.sockets.message_name_dialog import MessageNameDialog


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_name_is_typed_and_taken_over(theme, parent, qtbot):
    dialog = MessageNameDialog(theme, parent, SocketMessage("hello", name="Greeting"), "Save")
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert (field.accessibleName(), field.text()) == ("Name of the message", "Greeting")
    # What is typed takes the place of the old name.
    assert field.selectedText() == "Greeting"
    field.setText(" Hello ")
    with qtbot.waitSignal(dialog.accepted):
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.name() == "Hello"


def test_a_message_without_a_name_is_called_by_its_beginning(theme, parent):
    dialog = MessageNameDialog(theme, parent, SocketMessage("<b>hello</b>"), "Save")
    label = dialog.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.text() == "Name of “<b>hello</b>”"
    # As it is written, and not as HTML.
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_the_type_of_a_message_is_offered_as_its_name(theme, parent):
    dialog = MessageNameDialog(theme, parent, SocketMessage('{"type": "ping"}', "json"), "Save")
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == field.selectedText() == "type: ping"
