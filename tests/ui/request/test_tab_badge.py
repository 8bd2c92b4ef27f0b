from PySide6.QtWidgets import QLabel

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.request.tab_badge import TabBadge


def test_a_spinner_is_followed_by_a_dot_in_the_colour_of_the_verdict(theme, qtbot):
    badge = TabBadge(theme)
    qtbot.addWidget(badge)
    badge.show_method("GET")
    assert badge.method == "GET"
    assert badge.outcome.isHidden()
    width = badge.sizeHint().width()
    badge.show_outcome(None, is_busy=True)
    assert badge.outcome.is_busy
    assert badge.sizeHint().width() > width
    before = badge.grab().toImage()
    qtbot.waitUntil(lambda: badge.grab().toImage() != before)
    badge.show_outcome(Severity.INPUT, is_busy=False)
    assert badge.outcome.colour == theme.colour("input_text")
    middle = badge.outcome.grab().toImage().pixelColor(5, 5)
    assert middle == theme.colour("input_text")


def test_the_method_is_whole_after_the_text_became_larger(theme, qtbot):
    badge = TabBadge(theme)
    qtbot.addWidget(badge)
    theme.apply_to(badge)
    badge.show_method("OPTIONS")
    badge.show()
    theme.apply(ColourScheme.LIGHT, 200)
    label = badge.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.width() >= label.sizeHint().width()
    theme.apply(ColourScheme.LIGHT, 100)


def test_a_narrow_badge_shows_no_method_and_knows_its_whole_width(theme, qtbot):
    badge = TabBadge(theme)
    qtbot.addWidget(badge)
    badge.show_method("DELETE")
    badge.show_outcome(Severity.INPUT, is_busy=False)
    whole = badge.sizeHint().width()
    badge.show_whole(False)
    assert badge.sizeHint().width() < whole == badge.whole_width
    badge.show_whole(True)
    assert badge.sizeHint().width() == whole
