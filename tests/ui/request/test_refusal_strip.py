import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from aiurdesk.core.problem import FieldPlace, Fix, FixAction, Problem
from aiurdesk.ui.request.strips import RefusalStrip


@pytest.fixture
def strip(qtbot, theme):
    made = RefusalStrip(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    return made


def said(strip):
    return strip.findChild(QLabel, "refusal_text").text()


def test_fields_are_named_once(strip):
    errors = [Problem("a", FieldPlace("ChannelId")), Problem("b", FieldPlace("ChannelId"))]
    strip.show_errors(tuple(errors))
    assert said(strip) == "Not sent yet: check ChannelId."
    strip.show_errors((*errors, Problem("c", FieldPlace("AccessToken"))))
    assert said(strip) == "Not sent yet: check ChannelId and AccessToken."
    assert not strip.isHidden()


def test_send_anyway_is_offered_for_fields_and_the_body_alone(strip, qtbot):
    button = strip.findChild(QPushButton, "send_anyway")
    strip.show_errors((Problem("a", FieldPlace("ChannelId")),))
    assert button.text() == "Send anyway"
    assert not button.isHidden()
    with qtbot.waitSignal(strip.send_anyway_wanted):
        button.click()
    strip.show_errors((Problem("Not valid JSON.", FieldPlace(is_body=True)),))
    assert not button.isHidden()
    strip.show_errors((Problem("The sandbox has no EE service."),))
    assert said(strip) == "The sandbox has no EE service."
    assert button.isHidden()


def test_it_can_be_dismissed(strip):
    strip.show_errors((Problem("b", FieldPlace("a")),))
    strip.findChild(QToolButton).click()
    assert strip.isHidden()


def test_what_was_typed_is_shown_with_its_tags(strip):
    strip.show_errors((Problem("No file <i></i>a."),))
    text = strip.findChild(QLabel, "refusal_text")
    with_tags = text.sizeHint().width()
    strip.show_errors((Problem("No file a."),))
    assert with_tags > text.sizeHint().width()


def test_a_screen_reader_says_it_wherever_the_keyboard_is(strip, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event))
    strip.show_errors((Problem("a", FieldPlace("ChannelId")),))
    strip.show_errors((Problem("The sandbox has no EE service."),))
    assert [event.message() for event in heard] == [
        "Not sent yet: check ChannelId. It can be sent anyway.",
        "The sandbox has no EE service.",
    ]


def test_the_buttons_are_below_the_text_where_it_would_be_narrow(strip, qtbot):
    errors = (
        Problem("{{nope}} has no value in this environment, nor anywhere else.", FieldPlace("a")),
    )
    strip.show_errors(errors, (Fix("Give nope a value", FixAction.EDIT_VARIABLE),))
    text = strip.findChild(QLabel, "refusal_text")
    button = strip.findChildren(QPushButton)[-1]
    narrow = button.sizeHint().width() * 2
    strip.resize(narrow * 5, 100)
    qtbot.waitUntil(lambda: button.geometry().left() > text.geometry().right())
    strip.resize(narrow, 200)
    qtbot.waitUntil(lambda: button.geometry().top() > text.geometry().bottom())
    # No higher than it needs to be, and the button no wider.
    assert text.height() >= text.heightForWidth(text.width())
    assert button.width() <= button.sizeHint().width()
