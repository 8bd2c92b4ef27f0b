import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from aiurdesk.core.body_views.find import MOST_MATCHES, Among, FindQuery
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


def step(bar, name):
    """Return a button by its accessible name, also one that says more."""
    buttons = bar.findChildren(QToolButton)
    return next(button for button in buttons if name in button.accessibleName())


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
    back, forth = step(bar, "Previous match"), step(bar, "Next match")
    for button in (forth, forth, forth, forth, back, back):
        button.click()
    assert chosen == [0, 1, 2, 0, 2, 1]
    assert count(bar) == "2 of 3"


def test_the_first_step_back_leads_to_the_last(bar):
    bar.show_count(3)
    chosen: list[int] = []
    bar.chosen.connect(chosen.append)
    step(bar, "Previous match").click()
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
    assert not step(bar, "Previous match").isEnabled()
    assert not step(bar, "Next match").isEnabled()
    bar.findChildren(QToolButton)[1].click()
    assert count(bar) == "none"


def test_a_count_that_was_given_up_says_so(bar):
    field(bar).setText("x")
    bar.show_count(MOST_MATCHES)
    assert count(bar) == "1,000,000+"
    assert "more matches" in bar.findChild(QLabel).toolTip()
    bar.show_count(3)
    assert not bar.findChild(QLabel).toolTip()


def test_without_a_text_only_the_field_is_there(bar):
    assert count(bar) is None
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))


def test_it_takes_the_keyboard(bar, qtbot):
    field(bar).setText("old")
    bar.activateWindow()
    bar.activate()
    assert field(bar).selectedText() == "old"


def test_a_text_is_searched_in_several_ways(bar, qtbot):
    field(bar).setText("x")
    bar.show_count(1)
    assert not step(bar, "Match case").isVisible()
    bar.offer_options(is_there=True, has_keys=True)
    asked = []
    bar.search_requested.connect(lambda text: asked.append(bar.query()))
    for name in ("Match case", "Whole word", "Regular expression", "Everywhere: where to search"):
        assert step(bar, name).isVisible()
        step(bar, name).click()
    assert asked == [
        FindQuery("x", True),
        FindQuery("x", True, True),
        FindQuery("x", True, True, True),
        FindQuery("x", True, True, True, Among.KEYS),
    ]
    step(bar, "In keys: where to search").click()
    assert bar.query().among is Among.VALUES
    # Where there are no keys, all is searched; where there is no text, only for the text.
    bar.offer_options(is_there=True, has_keys=False)
    assert bar.query() == FindQuery("x", True, True, True)
    bar.offer_options(is_there=False, has_keys=False)
    assert bar.query() == FindQuery("x")
    assert not step(bar, "Match case").isVisible()


def test_a_match_is_gone_to_while_more_are_still_counted(bar):
    field(bar).setText("x")
    bar.show_count(7, is_searching=True)
    step(bar, "Next match").click()
    assert count(bar) == "1 of 7…"
    bar.show_count(9, bar.match, is_searching=False)
    assert count(bar) == "1 of 9"


def test_the_ways_to_search_are_below_the_field_where_there_is_no_room(bar):
    field(bar).setText("x")
    bar.show_count(1)
    bar.offer_options(is_there=True, has_keys=True)
    bar.fit(2000)
    wide = bar.sizeHint()
    bar.fit(200)
    assert bar.sizeHint().width() < wide.width()
    assert bar.sizeHint().height() > wide.height()
