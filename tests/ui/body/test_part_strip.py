import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.core.body_views.part import Part
from aiurdesk.ui.body.body_parts import PartStrip


@pytest.fixture
def strip(qtbot, theme):
    made = PartStrip()
    qtbot.addWidget(made)
    made.resize(500, 60)
    return made


def button(strip, text):
    return next(button for button in strip.findChildren(QPushButton) if button.text() == text)


def test_it_is_hidden_while_all_is_shown(strip):
    strip.show_part(Part("abc"), 3, "")
    assert strip.isHidden()
    strip.show_part(Part("abc", is_last=False), 3, "said")
    assert not strip.isHidden()


def test_more_begins_where_the_shown_text_ends(strip, qtbot):
    strip.show_part(Part("abcdef", start=10), 14, "said")
    assert strip.findChild(QLabel).text() == "said"
    with qtbot.waitSignal(strip.part_requested) as heard:
        button(strip, "Show more").click()
    assert heard.args == [14]
    with qtbot.waitSignal(strip.part_requested) as heard:
        button(strip, "Show the beginning").click()
    assert heard.args == [0]


def test_only_buttons_that_lead_somewhere_are_shown(strip):
    strip.show_part(Part("abc", is_last=False), 3, "said")
    assert button(strip, "Show the beginning").isHidden()
    strip.show_part(Part("abc", start=5), 8, "said")
    assert button(strip, "Show more").isHidden()
