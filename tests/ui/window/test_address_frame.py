import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from aiurdesk.core.environments.environment import BUILT_IN, PRODUCTION, SANDBOX
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.window.address_frame import AddressFrame
from aiurdesk.ui.window.request_chips import CHIP_STEPS, RequestChips


@pytest.fixture
def frames(qtbot, theme):
    """Return a window with two frames, the first of which has the chips."""
    page = QWidget()
    made = []
    for _ in range(2):
        line = QLineEdit()
        frame = AddressFrame(line, (line, 1))
        frame.follow_focus()
        made.append(frame)
    column_of(page, *made)
    qtbot.addWidget(page)
    theme.apply_to_frame(page)
    chips = RequestChips(theme)
    chips.environments.set_environments(BUILT_IN)
    made[0].take(chips)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return (*made, chips)


def test_the_chips_lie_in_the_frame_that_took_them_last(frames, qtbot):
    first, second, chips = frames
    without = second.needed_width(0)
    assert first.needed_width(0) > without
    with qtbot.waitSignal(first.refitted):
        second.take(chips)
    assert chips.parentWidget() is second
    assert chips.isVisible()
    assert (first.needed_width(0), second.needed_width(0) > without) == (without, True)


def test_the_keyboard_stays_on_a_chip_that_moves(frames, qtbot):
    _, second, chips = frames
    chips.credentials.box.setFocus()
    qtbot.waitUntil(chips.credentials.box.hasFocus)
    second.take(chips)
    assert chips.credentials.box.hasFocus()


def test_tab_goes_from_the_line_to_the_chips(frames):
    _, second, chips = frames
    second.take(chips)
    line = second.findChild(QLineEdit)
    after = line.nextInFocusChain()
    while after.focusPolicy() == after.focusPolicy().NoFocus:
        after = after.nextInFocusChain()
    assert after is chips.environments.box


def test_the_frame_has_the_colour_of_the_environment_while_it_has_the_chips(frames, theme):
    first, second, chips = frames

    def edge(frame):
        return frame.grab().toImage().pixelColor(0, frame.height() // 2)

    # Where the keyboard is has a colour of its own.
    chips.credentials.box.setFocus()
    chips.show_environment(PRODUCTION)
    assert edge(first) == theme.colour("production")
    second.take(chips)
    assert (edge(first), edge(second)) == (theme.colour("border"), theme.colour("production"))
    chips.show_environment(SANDBOX)
    assert edge(second) == theme.colour("border")


def test_the_keyboard_in_the_line_is_seen_at_the_frame(frames, theme, qtbot):
    first, _, _ = frames
    first.findChild(QLineEdit).setFocus()
    qtbot.waitUntil(lambda: first.property("focused") is True)
    assert first.grab().toImage().pixelColor(0, first.height() // 2) == theme.colour("accent")


def test_the_widest_chips_that_fit_are_shown(frames):
    first, _, chips = frames
    shown = []
    for step in CHIP_STEPS:
        first.fit_chips(first.needed_width(step))
        shown.append(chips.environments.box.text)
    first.fit_chips(0)
    assert shown[0] == "Sandbox (this computer)"
    assert shown[-1] == chips.environments.box.text == ""
