import pytest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.tool_line import ToolLine

NAMES = ("Copy value", "Copy path", "Expand", "Collapse")


@pytest.fixture
def buttons():
    return [styled(QPushButton(name), spoken=f"{name} here") for name in NAMES]


@pytest.fixture
def holder(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def line(theme, buttons, holder):
    made = ToolLine(theme, buttons)
    made.setParent(holder)
    made.show()
    return made


def menu_of(line):
    """Return the actions of the menu, as it is when it opens."""
    menu = line.findChild(QToolButton, "more_tools").menu()
    menu.aboutToShow.emit()
    return menu.actions()


def shown(buttons):
    return [button.text() for button in buttons if button.isVisible()]


def test_buttons_that_lack_room_are_in_a_menu(line, buttons):
    whole = line.sizeHint()
    line.resize(whole)
    assert shown(buttons) == list(NAMES)
    assert line.findChild(QToolButton, "more_tools") is None
    line.resize(whole.width() - 1, whole.height())
    in_line = shown(buttons)
    assert in_line == list(NAMES[: len(in_line)])
    assert 0 < len(in_line) < len(NAMES)
    names = [action.text() for action in menu_of(line)]
    assert names == [f"{name} here" for name in NAMES[len(in_line) :]]
    assert line.sizeHint() == whole
    line.resize(whole)
    assert shown(buttons) == list(NAMES)
    assert not line.findChild(QToolButton, "more_tools").isVisible()


def test_all_stay_within_one_line_at_every_width(line, buttons, qtbot):
    whole, least = line.sizeHint(), line.minimumSizeHint()
    for width in range(least.width(), whole.width(), 7):
        line.resize(width, whole.height())
        more = line.findChild(QToolButton, "more_tools")
        seen = [*(button for button in buttons if button.isVisible()), more]
        qtbot.waitUntil(lambda parts=seen: max(p.geometry().right() for p in parts) < line.width())
        assert all(one.x() > other.x() for other, one in zip(seen, seen[1:], strict=False))


def test_an_entry_of_the_menu_is_the_button(line, buttons):
    done = []
    buttons[-1].clicked.connect(lambda: done.append("collapsed"))
    buttons[-2].setCheckable(True)
    buttons[-2].setChecked(True)
    line.resize(line.minimumSizeHint())
    *_, toggle, last = menu_of(line)
    last.trigger()
    assert done == ["collapsed"]
    assert (toggle.isChecked(), last.isCheckable()) == (True, False)


def test_a_longer_text_of_a_button_makes_room_for_itself(line, buttons, qtbot):
    line.resize(line.sizeHint())
    buttons[0].setText("A text of many more words than before")
    qtbot.waitUntil(lambda: not buttons[-1].isVisible())
    assert buttons[0].isVisible()


def test_a_button_that_is_left_out_takes_no_room_and_comes_back(qtbot, theme):
    buttons = [QPushButton(text) for text in ("Copy", "Send again", "Edit")]
    line = ToolLine(theme, buttons)
    qtbot.addWidget(line)
    line.resize(line.sizeHint())
    line.show()
    whole = line.sizeHint().width()
    line.leave_out(buttons[1:])
    assert [button.isVisible() for button in buttons] == [True, False, False]
    assert line.sizeHint().width() < whole
    line.resize(line.sizeHint())
    assert buttons[0].isVisible()
    line.leave_out(())
    line.resize(whole, line.height())
    assert all(button.isVisible() for button in buttons)
