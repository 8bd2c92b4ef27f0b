import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.request.request_bar import RequestBar
from aiurdesk.ui.request.tab_badge import TabBadge


@pytest.fixture
def bar(qtbot, theme):
    made = RequestBar(theme)
    qtbot.addWidget(made)
    for title in ("one", "two", "three"):
        badge = TabBadge(theme)
        badge.show_method("GET")
        made.setTabText(made.add(badge), title)
    made.share(900)
    made.show()
    return made


def middle_of(bar, index):
    return bar.tabRect(index).center()


def test_a_middle_click_names_its_tab(bar, qtbot):
    with qtbot.waitSignal(bar.middle_clicked) as heard:
        QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 1))
    assert heard.args == [1]


def test_a_middle_button_released_elsewhere_does_nothing(bar, qtbot):
    with qtbot.assertNotEmitted(bar.middle_clicked):
        QTest.mousePress(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 1))
        QTest.mouseRelease(bar, Qt.MouseButton.MiddleButton, pos=middle_of(bar, 2))
    assert bar.count() == 3


def test_the_menu_belongs_to_the_tab_or_to_the_one_in_front(bar, qtbot):
    bar.setCurrentIndex(1)
    with qtbot.waitSignal(bar.menu_wanted) as heard:
        bar.customContextMenuRequested.emit(middle_of(bar, 2))
    assert heard.args[0] == 2
    with qtbot.waitSignal(bar.menu_wanted) as heard:
        bar.customContextMenuRequested.emit(QPoint(-5, -5))
    assert heard.args[0] == 1


def test_tabs_can_be_dragged(bar):
    assert bar.isMovable()


def widths(bar):
    return [bar.tabRect(index).width() for index in range(bar.count())]


def test_tabs_are_as_wide_as_they_need_and_share_what_there_is(bar):
    bar.setTabText(1, "a title of many words that takes some room")
    bar.share(2000)
    wide = widths(bar)
    assert wide[1] > max(wide[0], wide[2])
    bar.share(sum(wide) - 40)
    # Only the widest gives up some of its room.
    assert widths(bar) == [wide[0], wide[1] - 40, wide[2]]
    bar.share(10)
    assert max(widths(bar)) - min(widths(bar)) <= 1
    assert bar.is_crowded


def test_the_button_that_closes_is_seen_on_the_tab_in_front_and_below_the_pointer(bar):
    bar.share(2000)

    def seen():
        buttons = [bar.tabButton(n, QTabBar.ButtonPosition.RightSide) for n in range(3)]
        return [not button.icon().isNull() for button in buttons]

    bar.setCurrentIndex(0)
    QTest.mouseMove(bar, middle_of(bar, 2))
    assert seen() == [True, False, True]
    QTest.mouseMove(bar, middle_of(bar, 1))
    assert seen() == [True, True, False]


def test_a_title_that_has_room_is_shown_whole(bar, theme):
    theme.apply_to_frame(bar)
    bar.setTabText(1, "Push message")
    bar.restyle()
    shown = []
    for index in range(3):
        option = QStyleOptionTab()
        bar.initStyleOption(option, index)
        shown.append(option.text)
    assert shown == ["one", "Push message", "three"]


def room_for_title(bar, index):
    """Return the pixels that are left beside the title of a tab."""
    option = QStyleOptionTab()
    bar.initStyleOption(option, index)
    part = QTabBar.style(bar).subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar)
    return part.width() - bar.fontMetrics().horizontalAdvance(bar.tabText(index))


def test_no_title_is_cut_off_while_there_is_room(bar):
    for index, title in enumerate(("Push message", "−1 wrong key", "发送消息")):
        bar.setTabText(index, title)
    for severity, is_busy in ((None, False), (None, True), (Severity.INPUT, False)):
        bar.badge(1).show_outcome(severity, is_busy=is_busy)
        bar.share(2000)
        for front in range(bar.count()):
            bar.setCurrentIndex(front)
            assert all(room_for_title(bar, index) >= 0 for index in range(bar.count()))
