import re

import pytest
from PySide6.QtCore import QTimer

from aiurdesk.ui.request.send_button import SendButton


@pytest.fixture
def button(qtbot, theme, keys):
    made = SendButton(keys)
    qtbot.addWidget(made)
    theme.apply_to(made)
    return made


def test_it_sends_and_says_so(button, qtbot):
    assert button.accessibleName() == button.text() == "Send"
    with qtbot.waitSignal(button.send_wanted):
        button.click()


def test_while_something_runs_it_cancels_and_shows_the_time(button, qtbot):
    button.set_busy(True)
    assert button.accessibleName() == "Cancel"
    qtbot.waitUntil(lambda: re.fullmatch(r"Cancel \d+\.\d s", button.text()))
    with qtbot.waitSignal(button.cancel_wanted):
        button.click()
    button.set_busy(False)
    assert button.text() == "Send"


def test_no_time_is_counted_while_the_person_is_asked(button, qtbot):
    button.set_busy(True)
    qtbot.waitUntil(lambda: button.text() != "Cancel")
    button.set_asking(True)
    assert button.text() == "Cancel"
    assert not any(timer.isActive() for timer in button.findChildren(QTimer))
    button.set_asking(False)
    qtbot.waitUntil(lambda: re.fullmatch(r"Cancel \d+\.\d s", button.text()))
    button.set_busy(False)
    button.set_asking(True)
    assert button.text() == "Send"
