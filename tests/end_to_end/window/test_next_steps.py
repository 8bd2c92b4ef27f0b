"""What is missing brings the button that adds it, in the real window."""

import json

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.credentials.credential_secrets import key_of
from aiurdesk.storage.secrets import MemorySecrets
from tests.end_to_end.window_driver import WindowDriver
from tests.transport.certificates import a_chain, server_context
from tests.transport.misbehaving_server import keeping_open, response, serving
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

OK = {"description": "ok"}
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


@pytest.mark.parametrize(
    "lacking",
    [{"credential": "My work"}, {"headers": (Header("X-Key", "{{secret:My work}}"),)}],
)
async def test_a_secret_that_is_gone_has_a_button_that_enters_it_again(
    lacking, theme, tmp_path, echo_server
):
    store = MemorySecrets()
    async with opened_window(theme, tmp_path, store=store) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        work = Credential("work", "My work", "bearer", (echo_server.url,))
        await opened.services.credentials.add(work, {"token": Secret("old")})
        await store.delete(key_of(work, "token"))
        said = await refused(opened, Request(Typed(f"{echo_server.url}/me", "GET"), **lacking))
        assert "secret of My work. Enter it again." in said
        driver.press("Enter the secret of My work")
        await driver.dialog("Edit credential")
        await driver.type("Token", SECRET)
        driver.press("Save")
        await driver.gone("Edit credential")
        assert not opened.page.refusal.isVisible()
        opened.send()
        await opened.answer()
    assert SECRET in echo_server.received[-1]


async def test_an_environment_that_is_gone_has_a_button_that_adds_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        own = opened.services.environments
        await own.create(SavedEnvironment("Staging"))
        opened.controller.environments.reload()
        await opened.scope.idle()
        opened.controller.environments.choose("Staging")
        await own.delete("Staging")
        opened.controller.environments.reload()
        await opened.scope.idle()
        driver.press("Add environment Staging")
        dialog = await driver.dialog("Environments")
        assert opened.environments.environment.name == "Staging"
        assert [saved.name for saved in (await own.read()).saved] == ["Staging"]
        dialog.reject()
        await opened.scope.idle()


async def test_an_environment_that_a_collection_names_has_a_button_in_the_window_of_the_run(
    theme, tmp_path, echo_server
):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text('format = 1\nenvironment = "Staging"\n')
    (checks / "Me.request.toml").write_text(f'url = "{echo_server.url}/me"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.run_wanted.emit(str(checks))
        await opened.scope.idle()
        dialog = await driver.dialog("Run collection")
        assert "There is no environment Staging" in shown_texts(dialog)
        press(dialog, "Add environment Staging")
        (await driver.dialog("Environments")).reject()
        await opened.scope.idle()
        assert "There is no environment" not in shown_texts(dialog)
        assert driver.find(QComboBox, "Run in environment").currentText() == "Staging"
        press(dialog, "Run")
        await opened.scope.idle()
    assert len(echo_server.received) == 1


async def test_a_credential_that_a_run_lacks_has_a_button_in_its_window(
    theme, tmp_path, echo_server
):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text("format = 1\n")
    text = f'url = "{echo_server.url}/me"\ncredential = "My work"\n'
    (checks / "Me.request.toml").write_text(text)
    store = MemorySecrets()
    async with opened_window(theme, tmp_path / "profile", store=store) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.environments.choose("Own addresses")
        opened.controller.run_wanted.emit(str(checks))
        await opened.scope.idle()
        dialog = await driver.dialog("Run collection")
        # What the window shows, by its name.
        assert driver.find(QComboBox, "Run in environment").currentText() == "Own addresses"
        press(dialog, "Run")
        await opened.scope.idle()
        assert "There is no credential" in shown_texts(dialog)
        press(dialog, "Add credential My work")
        await driver.dialog("Add credential")
        await driver.type("Token", SECRET)
        driver.press("Save")
        await driver.gone("Add credential")
        assert echo_server.received == []
        press(dialog, "Run")
        # It is bound to no host yet, which the person is asked about.
        question = await driver.dialog("Another address")
        press(question, "Allow for this address")
        await opened.scope.idle()
    assert SECRET in echo_server.received[-1]


async def test_a_saved_request_of_an_unknown_service_has_a_button_that_adds_it(
    theme, tmp_path, echo_server
):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text("format = 1\n")
    file = checks / "Me.request.toml"
    file.write_text('endpoint = "my-lamps.lamps.listlamps"\n')
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(lamp_shop(echo_server.url)))
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.controller.opener.open_target(str(file))
        await opened.scope.idle()
        driver.press("Add the service my-lamps")
        await driver.dialog("Add API description")
        await driver.type("Address or file", str(described))
        driver.press("Continue")
        await opened_dialog(opened, "add_service_dialog")
        assert driver.find(QLineEdit, "Name in commands").text() == "my-lamps"
        driver.press("Add")
        await opened.scope.idle()
        opened.controller.opener.open_target(str(file))
        await opened.scope.idle()
        opened.controller.environments.choose("Own addresses")
        opened.send()
        await opened.answer()
    assert echo_server.received[-1].startswith("/lamps\n")


async def test_a_description_behind_an_unknown_certificate_has_a_button_that_trusts_it(
    theme, tmp_path
):
    body = json.dumps(lamp_shop("https://api.example.com")).encode()
    served = serving(keeping_open(lambda _: response(body)), server_context(a_chain(3)))
    async with served as port, opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        address = f"https://localhost:{port}/openapi.json"
        opened.controller.service_opener.add(address)
        await opened.scope.idle()
        driver.press("Trust this authority for this host…")
        dialog = await driver.dialog("Certificates of the server")
        press(dialog, "Trust this authority for this host…")
        question = await driver.dialog("Trust a certificate")
        press(question, "Trust")
        await opened.scope.idle()
        opened.controller.service_opener.add(address)
        dialog = await opened_dialog(opened, "add_service_dialog")
        assert dialog.isVisible()
        dialog.reject()
        await opened.scope.idle()


def lamp_shop(server):
    operation = {"operationId": "listLamps", "tags": ["lamps"], "responses": {"200": OK}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lamp Shop", "version": "1"},
        "servers": [{"url": server}],
        "paths": {"/lamps": {"get": operation}},
    }


def shown_texts(dialog):
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
