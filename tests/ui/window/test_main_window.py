import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.ui.keys.action_keys import Menu
from aiurdesk.ui.window.main_window import MainWindow, packed
from tests.coroutines import until
from tests.ui.opened_window import opened_window

SHOWN = (QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QLineEdit, QMenu, QTabBar)


def test_the_window_says_when_it_was_painted_and_when_it_is_closed(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    with qtbot.waitSignal(window.close_wanted):
        window.close()


def test_the_menus_stand_in_their_order(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.add_menus(Menu)
    assert [action.text().replace("&", "") for action in window.menuBar().actions()] == [
        "File",
        "Edit",
        "View",
        "Request",
        "Collections",
        "Credentials",
        "Help",
    ]


def test_the_menu_bar_takes_no_room_unless_it_is_always_wanted(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.add_menus(Menu)
    window.complete()
    window.show()
    button = window.findChild(QToolButton, "menu_button")
    assert isinstance(button, QToolButton)
    seen = []
    for is_always in (False, True, False):
        window.show_menu_bar(is_always)
        seen.append((window.menu_bar.is_folded, button.isVisible()))
    assert seen == [(True, True), (False, False), (True, True)]
    assert [action.text() for action in button.menu().actions()] == list(Menu)


async def test_less_than_a_hundred_pixels_are_above_the_content(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        for size in ((1440, 900), (1024, 700)):
            opened.window.resize(*size)
            await opened.scope.idle()
            panes = opened.page.panes
            top = panes.mapTo(opened.window, panes.rect().topLeft()).y()
            await until(lambda: opened.window.menu_bar.height() == 0)
            assert top <= 100


async def test_the_chips_follow_the_request_in_front_and_go_to_the_first_page(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        chips = opened.window.chips
        first_page = opened.window.empty_state.address_frame
        places = [chips.parentWidget() is first_page]
        workbench = opened.controller.workbench
        pages = []
        for endpoint in ("gateway.home.index", "stargate.message.pushmessage"):
            opened.open(endpoint)
            pages.append(opened.page)
            places.append(chips.parentWidget() is opened.page.row.frame)
        workbench.close_all()
        places.append(chips.parentWidget() is first_page)
        assert places == [True] * 4
        assert opened.window.environments.box.isVisible()


def test_everything_fits_a_small_screen(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.complete()
    window.resize(1024, 700)
    assert (window.width(), window.height()) == (1024, 700)


def test_a_new_window_fits_on_the_screen(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    assert window.height() < room.height()
    assert window.width() <= max(room.width(), window.minimumWidth())


def test_the_sidebar_comes_and_goes(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.restore(WindowState(is_sidebar_visible=False))
    window.complete()
    assert window.sidebar.isHidden()
    window.show_sidebar(True)
    assert not window.sidebar.isHidden()


def test_a_broken_geometry_is_ignored(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.restore(WindowState(geometry="zz", splitters={"window": "00"}))
    assert packed("zz").isEmpty()
    assert packed("0a") == b"\n"


def wears(widget: QWidget, theme) -> bool:
    """Tell whether a widget is a part that wears the theme, or below one."""
    above: QWidget | None = widget
    while above is not None and not above.styleSheet():
        above = above.parentWidget()
    return above is not None and f"background: {theme.colour('panel').name()}" in above.styleSheet()


async def test_every_visible_part_uses_the_theme(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        for name in ("settings", "show_keys", "add_credential", "manage_credentials"):
            opened.act(name)

        def visible():
            return [one for kind in SHOWN for one in opened.window.findChildren(kind)]

        dialogs = {"settings_dialog", "keys_dialog", "credentials_dialog"}
        await until(lambda: dialogs <= {one.window().objectName() for one in visible()})
        theme.apply(ColourScheme.DARK, 100)
        # Parts that are hidden follow a moment later.
        await until(lambda: all(wears(one, theme) for one in visible()))


def test_what_lies_between_the_parts_changes_with_them(qtbot, theme, keys):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.show()
    theme.apply(ColourScheme.DARK, 100)
    assert window.palette().window().color() == theme.colour("window")
    picture = window.grab().toImage()
    line = window.splitter.handle(1).geometry().center()
    assert picture.pixelColor(window.splitter.mapTo(window, line)) == theme.colour("border")


@pytest.mark.parametrize(
    ("saved", "name"), [("", "Sandbox (this computer)"), ("Production", "Production")]
)
def test_the_first_paint_names_the_environment(qtbot, theme, keys, saved, name):
    window = MainWindow(theme, keys)
    qtbot.addWidget(window)
    window.restore(WindowState(environment=saved))
    assert window.environments.box.currentText() == name
    window.complete()
    assert window.environments.box.count() == 7
    assert window.environments.box.currentText() == name
