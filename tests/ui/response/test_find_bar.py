import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from aiurdesk.core.body_views.find import MOST_MATCHES
from aiurdesk.ui.response.find_bar import FindBar


@pytest.fixture
def bar(qtbot, theme, keys):
    made = FindBar(theme, keys)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.show()
    return made


def field(bar):
    return bar.findChild(QLineEdit)


def count(bar):
    label = bar.findChild(QLabel)
    return label.text() if label.isVisible() else None


def test_what_is_typed_is_wanted_after_a_moment(bar, qtbot):
    with qtbot.waitSignal(bar.search_requested) as signal:
        qtbot.keyClicks(field(bar), "code")
    assert signal.args == ["code"]
    assert bar.needle() == "code"


def test_steps_go_round_in_both_directions(bar, qtbot):
    field(bar).setText("x")
    bar.show_count(3)
    assert count(bar) == "3"
    chosen: list[int] = []
    bar.chosen.connect(chosen.append)
    back, forth = bar.findChildren(QToolButton)
    for button in (forth, forth, forth, forth, back, back):
        button.click()
    assert chosen == [0, 1, 2, 0, 2, 1]
    assert count(bar) == "2 of 3"


def test_the_first_step_back_leads_to_the_last(bar):
    bar.show_count(3)
    chosen: list[int] = []
    bar.chosen.connect(chosen.append)
    bar.findChildren(QToolButton)[0].click()
    assert chosen == [2]


def test_return_steps_and_does_not_wait_for_the_typing_to_pause(bar, qtbot):
    bar.search_requested.connect(lambda text: bar.show_count(len(text)))
    chosen: list[int] = []
    bar.chosen.connect(chosen.append)
    qtbot.keyClicks(field(bar), "ab")
    qtbot.keyClick(field(bar), Qt.Key.Key_Return)
    qtbot.keyClick(field(bar), Qt.Key.Key_Return)
    qtbot.keyClick(field(bar), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert chosen == [0, 1, 0]


def test_escape_clears_and_leaves(bar, qtbot):
    field(bar).setText("x")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(field(bar), Qt.Key.Key_Escape)
    assert field(bar).text() == ""


def test_without_matches_there_is_nowhere_to_step(bar):
    field(bar).setText("x")
    bar.show_count(0)
    assert count(bar) == "none"
    assert not any(button.isEnabled() for button in bar.findChildren(QToolButton))
    bar.findChildren(QToolButton)[1].click()
    assert count(bar) == "none"


def test_a_count_that_was_given_up_says_so(bar):
    field(bar).setText("x")
    bar.show_count(MOST_MATCHES)
    assert count(bar) == "100,000+"


def test_without_a_text_only_the_field_is_there(bar):
    assert count(bar) is None
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))


def test_it_takes_the_keyboard(bar, qtbot):
    field(bar).setText("old")
    bar.activateWindow()
    bar.activate()
    assert field(bar).selectedText() == "old"
