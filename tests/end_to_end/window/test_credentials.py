"""Work with credentials in the real window, by visible and accessible texts."""

import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QTableView

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.response.response import Response
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import Opened, opened_window

READY_ID = "5a4db0c5000040008000000000000001"
READY_SECRET = "5a4db0c55ec54ec58ec5000000000001"
WRONG_SECRET = "5a4db0c55ec54ec58ec5000000000009"


@contextlib.asynccontextmanager
async def opened_with_driver(theme, folder: Path) -> AsyncIterator[tuple[WindowDriver, Opened]]:
    """Open the window on an empty profile."""
    async with opened_window(theme, folder) as opened:
        await opened.scope.idle()
        yield WindowDriver(opened.window, opened.controller), opened


async def add_app(driver: WindowDriver, name: str, secret: str) -> None:
    """Add an app's credential by the dialog."""
    driver.pick("Add credential…")
    await driver.dialog("Add credential")
    await driver.type("Name", name)
    await driver.type("App id", READY_ID)
    await driver.type("App secret", secret)
    driver.press("Save")
    await driver.gone("Add credential")


def channel_of(opened: Opened) -> str:
    outcome = opened.exchange(opened.current.key).outcome
    assert isinstance(outcome, Response)
    return str(json.loads(outcome.body.data)["channelId"])


async def test_a_new_user_creates_a_channel_and_pushes_without_typing_a_token(theme, tmp_path):
    async with opened_with_driver(theme, tmp_path) as (driver, opened):
        assert driver.box("Credential").currentText() == "Sandbox app · App"
        await driver.open("stargate createchannel")
        assert "From credential Sandbox app" in driver.help_of("AccessToken")
        assert (await driver.send()).startswith("0 ")
        assert driver.box("Credential").currentText().startswith("Sandbox app · App · token ")
        channel = channel_of(opened)
        await driver.open("stargate pushmessage")
        await driver.type("ChannelId", channel)
        assert (await driver.send()).startswith("0 ")
        assert driver.find(QLineEdit, "AccessToken").text() == ""


async def test_an_added_app_is_used_as_soon_as_it_is_chosen(theme, tmp_path):
    async with opened_with_driver(theme, tmp_path) as (driver, opened):
        await add_app(driver, "my-app", READY_SECRET)
        driver.choose("Credential", "my-app")
        await driver.open("stargate createchannel")
        assert (await driver.send()).startswith("0 ")
        assert driver.box("Credential").currentText().startswith("my-app · App · token ")
        driver.show("Auth")
        driver.choose("Credential of this request", "No credential")
        driver.show("Form")
        assert "no credential fills this in" in driver.help_of("AccessToken")


async def test_a_wrong_secret_is_reported_and_can_be_replaced(theme, tmp_path):
    async with opened_with_driver(theme, tmp_path) as (driver, opened):
        await add_app(driver, "my-app", WRONG_SECRET)
        driver.choose("Credential", "my-app")
        await driver.open("stargate createchannel")
        assert (await driver.send()).startswith("−1 ")
        assert driver.has(QAbstractButton, "Choose credential")
        assert driver.has(QAbstractButton, "Renew token and resend")
        driver.pick("Manage credentials…")
        dialog = await driver.dialog("Credentials")
        assert driver.find(QTableView, "Credentials").currentIndex().data() == "my-app"
        driver.press("Edit…")
        await driver.dialog("Edit credential")
        await driver.type("App secret", READY_SECRET)
        driver.press("Save")
        await driver.gone("Edit credential")
        assert isinstance(dialog.findChild(QLabel, "kept_in"), QLabel)
        driver.press("Close")
        await driver.gone("Credentials")
        driver.press("Renew token and resend")
        await driver.controller.scope.idle()
        assert driver.verdict().startswith("0 ")


async def test_a_token_from_before_a_restart_is_renewed_with_a_note(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        port = await started_on_known_ports(opened)
        driver = WindowDriver(opened.window, opened.controller)
        await driver.open("stargate createchannel")
        assert (await driver.send()).startswith("0 ")
        # A connection that is still open would outlive the loop of the sandbox.
        await opened.services.connections.aclose()
        await opened.services.sandbox.aclose()
        await opened.services.start_sandbox(port)
        assert (await driver.send()).startswith("0 ")
        notes = opened.exchange(opened.current.key).verdict.notes
        assert any("was refused and renewed" in note for note in notes)
        texts = [label.text() for label in opened.window.findChildren(QLabel) if label.isVisible()]
        assert any("was refused and renewed" in text for text in texts)


async def test_a_session_without_its_cookie_signs_in_again(theme, tmp_path):
    async with opened_with_driver(theme, tmp_path) as (driver, opened):
        driver.choose("Credential", "Sandbox session")
        await driver.open("kahla-v2.auth.me")
        assert (await driver.send()).startswith("0 ")
        for word in ("Delete", "Delete all"):
            (before,) = cookies_of(opened)
            driver.pick("Manage credentials…")
            dialog = await driver.dialog("Credentials")
            assert "Cookies: .AspNetCore.Identity.Application for https" in texts_of(dialog)
            driver.press("Cookies…")
            cookies = await driver.dialog("Cookies of Sandbox session")
            driver.press(word)
            assert "No cookies." in texts_of(cookies)
            cookies.reject()
            await driver.gone("Cookies of Sandbox session")
            assert cookies_of(opened) == ()
            assert "Cookies:" not in texts_of(dialog)
            assert "· not signed in ·" in texts_of(dialog)
            dialog.reject()
            await driver.gone("Credentials")
            assert (await driver.send()).startswith("0 ")
            assert cookies_of(opened) != (before,)


async def test_one_of_two_cookies_can_be_erased(theme, tmp_path):
    async with opened_with_driver(theme, tmp_path) as (driver, opened):
        key = Credential("k", "my-key", "header", (IN_SANDBOX,), (("header", "X-Key"),))
        await opened.services.credentials.add(key, {"value": Secret("any key at all")})
        driver.controller.credentials.choice.refresh()
        driver.choose("Credential", "my-key")
        await driver.open("gateway.home.getcaptchaimage")
        await driver.send()
        # The sign-in page has a form, which sets a cookie of its own.
        await driver.open("gateway.oauth.authorize")
        await driver.type("appid", READY_ID)
        await driver.type("redirect_uri", "https://localhost/back")
        await driver.send()
        kept = [cookie.name for cookie in cookies_of(opened, "my-key")]
        assert len(kept) == 2
        driver.pick("Manage credentials…")
        dialog = await driver.dialog("Credentials")
        driver.press("Cookies…")
        await driver.dialog("Cookies of my-key")
        driver.find(QTableView, "Cookies").selectRow(1)
        driver.press("Delete")
        assert [cookie.name for cookie in cookies_of(opened, "my-key")] == kept[:1]
        assert f"Cookies: {kept[0]} for https" in texts_of(dialog)


def cookies_of(opened: Opened, name: str = "Sandbox session") -> tuple[Cookie, ...]:
    """Return what services remember a credential by."""
    credential = opened.services.credentials.by_name(name)
    assert credential is not None
    return opened.services.authenticator.cookies(credential)


def texts_of(dialog: QDialog) -> str:
    """Return what the labels of a dialog say."""
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    return "\n".join(label.text() for label in labels).replace("\u200b", "")


async def started_on_known_ports(opened: Opened) -> int:
    """Start the sandbox on ports that it can have again, and return the first."""
    port = 20_000 + os.getpid() % 20_000
    while True:
        try:
            await opened.services.start_sandbox(port)
        except ProblemError:
            port += 100
        else:
            return port
