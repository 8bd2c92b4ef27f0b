from PySide6.QtWidgets import QDialog, QDoubleSpinBox

from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.services.profile import Profile
from aiurdesk.ui.window.settings_dialog import SettingsDialog
from tests.coroutines import until
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"


async def test_zoom_and_colours_are_put_in_force_and_kept(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        for action in ["zoom_in", "zoom_in", "zoom_out", "colours_dark"]:
            opened.action(action).trigger()
        assert theme.is_dark()
        assert opened.controller.saver.settings.zoom_percent == 110
        assert opened.action("colours_dark").isChecked()
        opened.act("zoom_reset")
        await opened.scope.idle()
    async with opened_window(theme, tmp_path) as again:
        assert again.controller.saver.settings.colour_scheme is ColourScheme.DARK
        assert again.controller.saver.settings.zoom_percent == 100


async def test_the_keys_are_listed_in_one_dialog(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("show_keys")
        await until(lambda: opened.window.findChild(QDialog, "keys_dialog"))
        opened.find("keys_dialog", QDialog).reject()
        await opened.scope.idle()


async def opened_settings(opened):
    await until(lambda: opened.window.findChild(SettingsDialog))
    return opened.window.findChild(SettingsDialog)


async def test_changed_limits_hold_for_the_next_request_and_are_kept(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.send()
        assert (await opened.answer()).verdict.code == 0
        opened.controller.preferences.open("body_bytes")
        dialog = await opened_settings(opened)
        boxes = {box.accessibleName(): box for box in dialog.findChildren(QDoubleSpinBox)}
        boxes["Largest response"].setValue(0.001)
        dialog.accept()
        await opened.scope.idle()
        opened.open("code-lab.noanswer.endless")
        opened.send()
        exchange = await opened.answer()
        assert exchange.verdict.headline == "Response too large"
    assert Profile(tmp_path).read().settings.limits.body_bytes == 1049


async def test_settings_that_are_dismissed_change_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("settings").trigger()
        (await opened_settings(opened)).reject()
        await opened.scope.idle()
        assert opened.controller.saver.settings == Settings()
