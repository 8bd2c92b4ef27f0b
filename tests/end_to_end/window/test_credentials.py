"""Somebody works with credentials in the real window, by what can be seen and read out."""

import contextlib
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QTableView

from aiurdesk.core.credentials.cookie import Cookie
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.response.response import Response
from tests.end_to_end.person import Person
from tests.ui.opened_window import Opened, opened_window

READY_ID = "5a4db0c5000040008000000000000001"
READY_SECRET = "5a4db0c55ec54ec58ec5000000000001"
WRONG_SECRET = "5a4db0c55ec54ec58ec5000000000009"


@dataclass(frozen=True)
class Scene:
    person: Person
    opened: Opened


@contextlib.asynccontextmanager
async def a_newcomer(theme, folder: Path) -> AsyncIterator[Scene]:
    """Open the window on an empty profile."""
    async with opened_window(theme, folder) as opened:
        await opened.scope.idle()
        yield Scene(Person(opened.window, opened.controller), opened)


async def add_app(person: Person, name: str, secret: str) -> None:
    """Add an app's credential by the dialog."""
    person.pick("Add credential…")
    await person.dialog("Add credential")
    await person.type("Name", name)
    await person.type("app_id", READY_ID)
    await person.type("app_secret", secret)
    person.press("Save")
    await person.gone("Add credential")


def channel_of(opened: Opened) -> str:
    outcome = opened.exchange(opened.current.key).outcome
    assert isinstance(outcome, Response)
    return str(json.loads(outcome.body.data)["channelId"])


async def test_a_newcomer_creates_a_channel_and_pushes_without_typing_a_token(theme, tmp_path):
    async with a_newcomer(theme, tmp_path) as scene:
        person = scene.person
        assert person.box("Credential").currentText() == "Sandbox app"
        await person.open("stargate createchannel")
        assert "From credential Sandbox app" in person.help_of("AccessToken")
        assert (await person.send()).startswith("0 ")
        assert person.box("Credential").currentText().startswith("Sandbox app · token ")
        channel = channel_of(scene.opened)
        await person.open("stargate pushmessage")
        await person.type("ChannelId", channel)
        assert (await person.send()).startswith("0 ")
        assert person.find(QLineEdit, "AccessToken").text() == ""


async def test_an_app_of_ones_own_signs_as_soon_as_it_is_added_and_chosen(theme, tmp_path):
    async with a_newcomer(theme, tmp_path) as scene:
        person = scene.person
        await add_app(person, "my-app", READY_SECRET)
        person.choose("Credential", "my-app")
        await person.open("stargate createchannel")
        assert (await person.send()).startswith("0 ")
        assert person.box("Credential").currentText().startswith("my-app · token ")
        person.show("Auth")
        person.choose("Credential of this request", "No credential")
        person.show("Form")
        assert "no credential fills this in" in person.help_of("AccessToken")


async def test_a_wrong_secret_is_refused_in_words_and_can_be_replaced(theme, tmp_path):
    async with a_newcomer(theme, tmp_path) as scene:
        person = scene.person
        await add_app(person, "my-app", WRONG_SECRET)
        person.choose("Credential", "my-app")
        await person.open("stargate createchannel")
        assert (await person.send()).startswith("−1 ")
        assert person.has(QAbstractButton, "Choose credential")
        assert person.has(QAbstractButton, "Renew token and resend")
        person.pick("Manage credentials…")
        shown = await person.dialog("Credentials")
        assert person.find(QTableView, "Credentials").currentIndex().data() == "my-app"
        person.press("Replace secret…")
        await person.dialog("Replace what my-app holds")
        await person.type("app_secret", READY_SECRET)
        person.press("Save")
        await person.gone("Replace what my-app holds")
        assert isinstance(shown.findChild(QLabel, "kept_in"), QLabel)
        person.press("Close")
        await person.gone("Credentials")
        person.press("Renew token and resend")
        await person.controller.scope.idle()
        assert person.verdict().startswith("0 ")


async def test_a_token_that_a_restart_made_void_is_renewed_by_itself_with_a_note(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        port = await started_on_known_ports(opened)
        person = Person(opened.window, opened.controller)
        await person.open("stargate createchannel")
        assert (await person.send()).startswith("0 ")
        # A connection that is still open would outlive the loop of the sandbox.
        await opened.services.connections.aclose()
        await opened.services.sandbox.aclose()
        await opened.services.start_sandbox(port)
        assert (await person.send()).startswith("0 ")
        notes = opened.exchange(opened.current.key).verdict.notes
        assert any("was refused and renewed" in note for note in notes)
        shown = [label.text() for label in opened.window.findChildren(QLabel) if label.isVisible()]
        assert any("was refused and renewed" in text for text in shown)


async def test_a_session_that_loses_its_cookie_begins_anew(theme, tmp_path):
    async with a_newcomer(theme, tmp_path) as scene:
        person = scene.person
        person.choose("Credential", "Sandbox session")
        await person.open("kahla-v2.auth.me")
        assert (await person.send()).startswith("0 ")
        for word in ("Erase", "Erase all"):
            (before,) = cookies_of(scene.opened)
            person.pick("Manage credentials…")
            shown = await person.dialog("Credentials")
            assert "Cookies: .AspNetCore.Identity.Application for https" in texts_of(shown)
            person.press("Cookies…")
            cookies = await person.dialog("Cookies of Sandbox session")
            person.press(word)
            assert "No cookies." in texts_of(cookies)
            cookies.reject()
            await person.gone("Cookies of Sandbox session")
            assert cookies_of(scene.opened) == ()
            assert "Cookies:" not in texts_of(shown)
            assert "· not signed in ·" in texts_of(shown)
            shown.reject()
            await person.gone("Credentials")
            assert (await person.send()).startswith("0 ")
            assert cookies_of(scene.opened) != (before,)


async def test_of_two_cookies_one_is_erased_and_the_other_stays(theme, tmp_path):
    async with a_newcomer(theme, tmp_path) as scene:
        person = scene.person
        key = Credential("k", "my-key", "header", (IN_SANDBOX,), (("header", "X-Key"),))
        await scene.opened.services.credentials.add(key, {"value": Secret("any key at all")})
        person.controller.credentials.choice.refresh()
        person.choose("Credential", "my-key")
        await person.open("gateway.home.getcaptchaimage")
        await person.send()
        await person.open("gateway language page")
        for name in ("Host", "Path"):
            await person.type(name, "/")
        await person.send()
        kept = [cookie.name for cookie in cookies_of(scene.opened, "my-key")]
        assert len(kept) == 2
        person.pick("Manage credentials…")
        shown = await person.dialog("Credentials")
        person.press("Cookies…")
        await person.dialog("Cookies of my-key")
        person.find(QTableView, "Cookies").selectRow(1)
        person.press("Erase")
        assert [cookie.name for cookie in cookies_of(scene.opened, "my-key")] == kept[:1]
        assert f"Cookies: {kept[0]} for https" in texts_of(shown)


def cookies_of(opened: Opened, name: str = "Sandbox session") -> tuple[Cookie, ...]:
    """Return what services remember a credential by."""
    credential = opened.services.credentials.by_name(name)
    assert credential is not None
    return opened.services.login.cookies(credential)


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
        except AiurdeskError:
            port += 100
        else:
            return port
