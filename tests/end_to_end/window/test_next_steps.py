"""What is missing brings the button that adds it, in the real window."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

SECRET = "tok-8f2c91d4e7"


async def refused(opened, request):
    """Send a request that lacks something; return what the strip above it says."""
    opened.controller.workbench.open_request(request)
    opened.controller.environments.choose("Own addresses")
    opened.send()
    await opened.scope.idle()
    return opened.find("refusal_text", QLabel).text()


@pytest.mark.parametrize(
    "lacking",
    [{"credential": "My work"}, {"headers": (Header("X-Key", "{{secret:My work}}"),)}],
)
async def test_a_missing_credential_has_a_button_that_adds_it(
    lacking, theme, tmp_path, echo_server
):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        said = await refused(opened, Request(Typed(f"{echo_server.url}/me", "GET"), **lacking))
        assert "There is no credential" in said
        driver.press("Add credential My work")
        await driver.dialog("Add credential")
        assert driver.find(QLineEdit, "Name").text() == "My work"
        await driver.type("Token", SECRET)
        driver.press("Save")
        await driver.gone("Add credential")
        assert not opened.page.refusal.isVisible()
        opened.send()
        await opened.answer()
    assert SECRET in echo_server.received[-1]


async def test_a_credential_that_got_another_name_is_the_one_of_the_request(
    theme, tmp_path, echo_server
):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        request = Request(Typed(f"{echo_server.url}/me", "GET"), credential="Old")
        await refused(opened, request)
        driver.press("Add credential Old")
        await driver.dialog("Add credential")
        await driver.type("Name", "New")
        await driver.type("Token", SECRET)
        driver.press("Save")
        await driver.gone("Add credential")
        assert opened.current.request.credential == "New"
        opened.send()
        await opened.answer()
    assert SECRET in echo_server.received[-1]


async def test_a_missing_variable_has_a_button_that_gives_it_a_value(theme, tmp_path, echo_server):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        said = await refused(opened, Request(Typed(f"{echo_server.url}/{{{{place}}}}", "GET")))
        assert "{{place}} has no value" in said
        driver.press("Give place a value")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("here")
        press(dialog, "Use value")
        await opened.scope.idle()
        opened.send()
        await opened.answer()
    assert "/here" in echo_server.received[-1]


async def test_an_environment_without_the_endpoint_has_a_button_for_one_that_has_it(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.environments.choose("Production")
        opened.open("archon.home.index")
        opened.send()
        await opened.scope.idle()
        buttons = [b.text() for b in opened.page.refusal.findChildren(QPushButton) if b.isVisible()]
        assert "Choose Production 2020" in buttons
        driver.press("Choose Sandbox (this computer)")
        assert opened.environments.environment.is_sandbox
        opened.send()
        assert (await opened.answer()).verdict.code == 0
