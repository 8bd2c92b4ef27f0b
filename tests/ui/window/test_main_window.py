import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
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
