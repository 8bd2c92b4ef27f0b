import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.request.response_test import Capture
from aiurdesk.ui.request.capture_name_dialog import CaptureNameDialog


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def parts(dialog):
    field, box = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
    return field, box.button(QDialogButtonBox.StandardButton.Ok)


def test_the_suggested_name_is_taken_or_replaced(theme, parent, qtbot):
    dialog = CaptureNameDialog(theme, parent, "id", "items[0].id")
    field, ok = parts(dialog)
    assert (field.accessibleName(), field.selectedText()) == ("Name of the variable", "id")
    assert dialog.capture() == Capture("id", "value", "items[0].id")
    field.setText(" user ")
    with qtbot.waitSignal(dialog.accepted):
        ok.click()
    assert dialog.capture() == Capture("user", "value", "items[0].id")


def test_a_name_that_no_variable_can_have_is_not_taken(theme, parent):
    dialog = CaptureNameDialog(theme, parent, "id", "id")
    field, ok = parts(dialog)
    field.setText("a b")
    assert "letters, digits" in field.accessibleDescription()
    assert not ok.isEnabled()
    field.setText("a_b")
    assert ok.isEnabled()
    assert field.accessibleDescription() == ""


def test_the_path_is_shown_as_it_is(theme, parent):
    dialog = CaptureNameDialog(theme, parent, "a", '"a&b"')
    assert any(label.text() == 'Variable for "a&&b"' for label in dialog.findChildren(QLabel))
