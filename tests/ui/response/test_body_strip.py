import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.response.body_strip import BodyStrip


@pytest.fixture
def strip(qtbot, theme):
    made = BodyStrip()
    qtbot.addWidget(made)
    made.resize(500, 60)
    return made


def button(strip, text):
    return next(button for button in strip.findChildren(QPushButton) if button.text() == text)


def test_it_is_hidden_while_there_is_nothing_to_say(strip):
    strip.say("said")
    assert not strip.isHidden()
    assert strip.findChild(QLabel).text() == "said"
    strip.say("")
    assert strip.isHidden()


def test_only_buttons_that_do_something_are_shown(strip, qtbot):
    strip.say("said", has_more=True)
    assert button(strip, "Cancel").isHidden()
    with qtbot.waitSignal(strip.more_wanted):
        button(strip, "Show more").click()
    strip.say("said", can_cancel=True)
    assert button(strip, "Show more").isHidden()
    with qtbot.waitSignal(strip.cancelled):
        button(strip, "Cancel").click()
