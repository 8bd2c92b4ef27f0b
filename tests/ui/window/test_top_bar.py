import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.window.top_bar import TopBar


@pytest.fixture
def bar(qtbot, theme, keys):
    bar = TopBar(theme, keys)
    qtbot.addWidget(bar)
    theme.apply_to_frame(bar)
    bar.resize(1400, 44)
    menus = [QMenu(title, bar) for title in ("&File", "&Help")]
    bar.complete(menus)
    bar.show()
    return bar


def test_the_button_has_all_menus(bar):
    button = bar.findChild(QToolButton, "menu_button")
    assert button.accessibleName() == "Menu"
    assert [action.text() for action in button.menu().actions()] == ["&File", "&Help"]
    bar.show_menu_button(False)
    assert not button.isVisible()


def test_the_field_is_shortened_in_a_narrow_window(bar):
    field = bar.findChild(QPushButton, "go_to")
    seen = []
    for width in range(1900, 300, -20):
        bar.resize(width, 44)
        QApplication.sendPostedEvents()
        seen.append(field.text())
        assert field.width() >= field.sizeHint().width()
        assert bar.rect().contains(field.geometry())
    assert tuple(text for text, _ in itertools.groupby(seen)) == field.texts


def test_the_tabs_have_all_the_room_that_is_left(bar):
    tabs = QLabel()
    bar.set_tabs(tabs)
    QApplication.sendPostedEvents()
    button, field = bar.findChild(QToolButton, "menu_button"), bar.findChild(QPushButton, "go_to")
    assert 0 < tabs.x() - button.geometry().right() < 20
    assert 0 < field.x() - tabs.geometry().right() < 20


def test_the_field_opens_the_palette(bar, qtbot):
    with qtbot.waitSignal(bar.palette_wanted):
        QTest.mouseClick(bar.findChild(QPushButton, "go_to"), Qt.MouseButton.LeftButton)


def test_the_field_has_room_for_another_key(bar, keys):
    field = bar.findChild(QPushButton, "go_to")
    keys.choose({"command_palette": ("Ctrl+Alt+Shift+F12",)})
    QApplication.sendPostedEvents()
    assert field.width() >= field.sizeHint().width()


def test_the_bar_grows_with_the_text(bar, theme):
    field = bar.findChild(QPushButton, "go_to")
    before = field.iconSize().width(), bar.height()
    theme.apply(ColourScheme.LIGHT, 200)
    bar.follow_theme()
    after = field.iconSize().width(), bar.height()
    assert after == pytest.approx((2 * before[0], 2 * before[1]), abs=1)
