import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

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
