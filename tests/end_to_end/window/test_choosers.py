"""Nothing is chosen by accident in the real window."""

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QStyle, QStyleOptionComboBox

from aiurdesk.core.environments.environment import PRODUCTION
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window
from tests.ui.widgets.wheel import turn_wheel


def choosers(driver):
    """Return every chooser that is visible, with what it shows."""
    boxes = [*driver.window.findChildren(QComboBox), *driver.window.findChildren(QAbstractSpinBox)]
    return {box: text_of(box) for box in boxes if box.isVisible()}


def text_of(box):
    return box.currentText() if isinstance(box, QComboBox) else box.text()


async def test_the_wheel_changes_no_chooser_of_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.act("new_request")
        await opened.scope.idle()
        seen = 0
        for tab in ("Parameters", "Auth"):
            driver.show(tab)
            seen += turn_all(driver)
        opened.act("settings")
        dialog = await driver.dialog("Settings")
        seen += turn_all(driver)
        dialog.reject()
        opened.act("add_credential")
        adding = await driver.dialog("Add credential")
        seen += turn_all(driver)
        adding.reject()
        # Environment, credential and method three times and more, and the settings.
        assert seen > 15
        assert opened.environments.environment.is_sandbox


def turn_all(driver):
    before = choosers(driver)
    for box in before:
        turn_wheel(box, -1)
        turn_wheel(box, 1)
        turn_wheel(box, -1)
    assert choosers(driver) == before
    return len(before)


async def test_the_start_gives_the_keyboard_to_the_address_or_to_the_filter(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        focused = opened.window.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == "Type an address"
        opened.open("gateway.home.index")
    async with opened_window(theme, tmp_path) as opened:
        focused = opened.window.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == "Filter sidebar"


async def test_production_is_said_and_tinted(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        frame, chip = opened.find("address_frame"), opened.window.environments.box
        assert not frame.property("environment")
        opened.environments.choose(PRODUCTION)
        assert frame.property("environment") == "production"
        assert chip.grab().toImage().pixelColor(4, chip.height() // 2) == theme.colour(
            "production_background"
        )
        assert chip.accessibleDescription() == "Requests go to real services"


async def test_an_open_list_is_not_a_menu_with_a_frame_of_its_own(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        box = opened.window.environments.box
        option = QStyleOptionComboBox()
        option.initFrom(box)
        assert box.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, option, box) == 0
