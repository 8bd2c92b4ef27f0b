import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from aiurdesk.ui.keys.action_keys import native
from aiurdesk.ui.program.actions import ACTIONS
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import (
    choose,
    close_palette,
    line_of,
    listing,
    open_palette,
    rows,
    take_keyboard,
)


async def test_every_enabled_entry_of_the_menus_is_listed_with_its_keys(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_palette(opened)
        listed = {row.split(",")[0]: row for row in rows(opened)}
        for row in ACTIONS:
            action = opened.action(row.id)
            is_listed = row.is_in_menu and action.isEnabled() and not row.opens_palette
            assert (row.text in listed) is is_listed, row.id
            if is_listed and row.keys:
                assert f", {native(row.keys[0])}, " in listed[row.text]


async def test_another_key_is_shown_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.keys.choose({"settings": ("F12",), "quit": ()})
        open_palette(opened)
        assert {"Settings, File, F12, Action", "Quit, File, Action"} <= set(rows(opened))


async def test_what_cannot_be_done_now_is_not_listed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert "Close request, File, Ctrl+W, Action" not in listing(opened, "close request")
        opened.open("gateway.home.index")
        close_palette(opened)
        assert "Close request, File, Ctrl+W, Action" in listing(opened, "close request")


async def test_an_action_that_is_switched_on_says_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert "Sidebar, View · on, Ctrl+B, Action" in listing(opened, "sidebar")
        assert choose(opened, "dark colours") == "Dark colours, View, Action"
        assert "Dark colours, View · on, Action" in listing(opened, "dark colours")
        await opened.scope.idle()


async def test_an_action_is_done_where_the_keyboard_was(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        driver = WindowDriver(opened.window, opened.controller)
        field = driver.editor("Filter sidebar")
        await driver.type("Filter sidebar", "zebra")
        field.setFocus()
        choose(opened, "select all")
        assert QApplication.focusWidget() is field
        assert field.selectedText() == "zebra"  # type: ignore[union-attr]


async def test_an_action_with_a_dialog_opens_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choose(opened, "settings")
        driver = WindowDriver(opened.window, opened.controller)
        dialog = await driver.dialog("Settings")
        assert dialog.isVisible()
        dialog.reject()
        await opened.scope.idle()


@pytest.mark.parametrize("is_by_mouse", [False, True])
async def test_what_is_selected_is_copied(theme, tmp_path, is_by_mouse):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.action("new_request").trigger()
        address = opened.find("address", QLineEdit)
        QTest.keyClicks(address, "https://localhost/two words")
        address.setSelection(18, 3)
        QApplication.clipboard().setText("before")
        if is_by_mouse:
            QTest.mouseClick(opened.find("go_to"), Qt.MouseButton.LeftButton)
        assert listing(opened, "copy")[0] == "Copy, Edit, Ctrl+C, Action"
        QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
        assert QApplication.clipboard().text() == "two"
        assert QApplication.focusWidget() is address


async def test_a_secret_in_an_address_is_hidden_behind_the_palette(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.action("new_request").trigger()
        address = opened.find("address", QLineEdit)
        QTest.keyClicks(address, "https://localhost/?access_token=hush")
        open_palette(opened)
        assert "hush" not in address.text()
        close_palette(opened)
        assert "hush" in address.text()
