"""Larger and smaller text, in the window and in its dialogs."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDoubleSpinBox

from aiurdesk.storage.secrets import MemorySecrets
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


def press(dialog: QDialog, key: Qt.Key) -> None:
    """Press a key together with Ctrl where the keyboard is."""
    QTest.keyClick(dialog.focusWidget() or dialog, key, Qt.KeyboardModifier.ControlModifier)


async def until_active(dialog: QDialog) -> None:
    dialog.activateWindow()
    await until(lambda: QApplication.activeWindow() is dialog)


async def zoom_in_dialog(driver: WindowDriver, title: str) -> float:
    """Make the text of a dialog larger and smaller again by keys; return how much larger it was."""
    dialog = await driver.dialog(title)
    await until_active(dialog)
    before = dialog.font().pointSizeF()
    press(dialog, Qt.Key.Key_Plus)
    await until(lambda: dialog.font().pointSizeF() > before)
    growth = dialog.font().pointSizeF() / before
    press(dialog, Qt.Key.Key_0)
    await until(lambda: dialog.font().pointSizeF() == pytest.approx(before))
    dialog.reject()
    await driver.gone(title)
    return growth


async def test_the_keys_work_in_dialogs(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        for action, title in (
            ("settings", "Settings"),
            ("show_keys", "Keyboard shortcuts"),
            ("about", "About aiurdesk"),
            ("manage_credentials", "Credentials"),
        ):
            opened.act(action)
            growth = await zoom_in_dialog(WindowDriver(opened.window, opened.controller), title)
            assert growth == pytest.approx(1.1), title


async def test_the_keys_work_in_a_dialog_of_a_dialog(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.act("manage_credentials")
        outer = await driver.dialog("Credentials")
        driver.press("Add credential…")
        inner = await driver.dialog("Add credential")
        await until_active(inner)
        before = inner.font().pointSizeF()
        press(inner, Qt.Key.Key_Minus)
        await until(lambda: inner.font().pointSizeF() == pytest.approx(before * 0.9))
        inner.reject()
        await driver.gone("Add credential")
        outer.reject()
        await driver.gone("Credentials")


async def test_saving_the_settings_keeps_what_the_keys_changed_meanwhile(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.act("settings")
        dialog = await driver.dialog("Settings")
        await until_active(dialog)
        press(dialog, Qt.Key.Key_Plus)
        await until(lambda: driver.find(QDoubleSpinBox, "Size of text").value() == 110)
        dialog.accept()
        await driver.gone("Settings")
        await opened.scope.idle()
        assert opened.controller.saver.settings.zoom_percent == 110


async def test_the_sidebar_grows_with_the_text_up_to_a_part_of_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(1440, 900)
        opened.act("zoom_reset")
        await opened.scope.idle()
        sidebar = opened.window.sidebar

        async def width_at(percent: int) -> int:
            saver = opened.controller.saver
            saver.change(replace(saver.settings, zoom_percent=percent))
            await opened.scope.idle()
            QApplication.sendPostedEvents()
            return sidebar.width()

        usual = await width_at(100)
        assert await width_at(150) == pytest.approx(usual * 1.5, abs=2)
        assert await width_at(250) == pytest.approx(1440 * 0.36, abs=2)
        assert await width_at(100) == pytest.approx(usual, abs=2)
