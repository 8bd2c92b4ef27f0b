import pytest
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.form.autofill import Autofill, AutofillLine

FILLED = Autofill(
    "from credential my-app", "Filled in when sent.", "Yours is sent.", is_enough=True
)
MISSING = Autofill(words="None is chosen.", offer="Choose credential")


@pytest.fixture
def line(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    line = AutofillLine(parent)
    parent.show()
    yield line
    parent.hide()


def test_the_words_change_when_something_is_typed(line):
    line.show_autofill(FILLED, is_typed=False)
    assert line.text() == "Filled in when sent."
    line.show_autofill(FILLED, is_typed=True)
    assert line.text() == "Yours is sent."


def test_a_button_offers_the_choice_until_something_is_typed(line):
    line.show_autofill(MISSING, is_typed=False)
    assert line.button.isVisible()
    assert line.button.text() == "Choose credential"
    line.show_autofill(MISSING, is_typed=True)
    assert not line.isVisible()
