from PySide6.QtWidgets import QLabel

from aiurdesk.core.errors import KeyringReason
from tests.fakes import FailingSecrets
from tests.ui.credentials.window_steps import (
    APP_ID,
    APP_SECRET,
    add,
    app_credential,
    hanging_keyring,
    is_closed,
    line,
    notes,
    opened_dialog,
    press,
    result,
    until,
)
from tests.ui.opened_window import opened_window


async def filled_in(opened, name: str = "my-app"):
    opened.act("add_credential")
    form = await opened_dialog(opened, "credential_form")
    for field, text in (("Name", name), ("App id", APP_ID), ("App secret", APP_SECRET)):
        line(form, field).setText(text)
    return form


async def test_a_new_credential_is_bound_to_the_sandbox_and_offered_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        form = await filled_in(opened)
        press(form, "Save")
        await opened.scope.idle()
        kept = opened.services.credentials.by_name("my-app")
        assert kept is not None
        assert kept.origins == ("sandbox",)
        box = opened.window.credentials.box
        assert "my-app · App" in [box.itemText(row) for row in range(box.count())]
    assert APP_SECRET not in (tmp_path / "credentials.json").read_text()


async def test_a_name_that_is_taken_is_told_in_the_form(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        form = await filled_in(opened, "Sandbox app")
        assert "There is already a credential named Sandbox app." in notes(form)[0]
        press(form, "Cancel")
        await opened.scope.idle()


async def test_a_locked_keyring_is_told_in_the_form_and_nothing_is_lost(theme, tmp_path):
    store = FailingSecrets(KeyringReason.LOCKED)
    async with opened_window(theme, tmp_path, store=store) as opened:
        form = await filled_in(opened)
        press(form, "Save")
        await until(lambda: notes(form))
        assert "The system keyring is locked and was not unlocked." in notes(form)[0]
        assert line(form, "App secret").text() == APP_SECRET
        assert opened.services.credentials.by_name("my-app") is None
        press(form, "Cancel")
        await opened.scope.idle()


async def test_waiting_for_the_keyring_can_be_stopped_and_begun_again(theme, tmp_path):
    store, ring = hanging_keyring()
    async with opened_window(theme, tmp_path, store=store) as opened:
        form = await filled_in(opened)
        press(form, "Save")
        await until(lambda: any(b.isVisible() for b in form.findChildren(type(strip(form)))))
        assert opened.is_waiting()
        strip(form).cancel_wanted.emit()
        await until(lambda: notes(form))
        assert notes(form)[0].startswith("Not saved: you stopped waiting")
        assert line(form, "App secret").text() == APP_SECRET
        assert not opened.is_waiting()
        ring.let_go()
        press(form, "Save")
        await opened.scope.idle()
        assert opened.services.credentials.by_name("my-app") is not None


async def test_closing_the_window_while_the_keyring_hangs_ends_at_once(theme, tmp_path):
    store, ring = hanging_keyring()
    async with opened_window(theme, tmp_path, store=store) as opened:
        form = await filled_in(opened)
        press(form, "Save")
        await until(opened.is_waiting)
    assert opened.scope.names() == ()
    ring.let_go()


async def test_a_request_that_names_a_credential_follows_its_new_name(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        await add(opened, app_credential())
        opened.open("stargate.channel.createchannel")
        await opened.scope.idle()
        opened.page.name_credential("my-app")
        opened.controller.credentials.choice.choose("my-app")
        opened.act("manage_credentials")
        shown = await opened_dialog(opened, "credentials_dialog")
        press(shown, "Sign in")
        await until(lambda: result(shown) == "Signed in.")
        press(shown, "Edit…")
        form = await opened_dialog(opened, "credential_form")
        line(form, "Name").setText("work")
        press(form, "Save")
        await until(lambda: is_closed(form))
        assert opened.current.request.credential == "work"
        # A new name alone leaves the credential signed in.
        renamed = opened.services.credentials.by_name("work")
        assert renamed is not None
        assert opened.services.login.grant(renamed) is not None
        press(shown, "Close")
        await opened.scope.idle()


def strip(form):
    from aiurdesk.ui.window.wait_strip import WaitStrip

    return form.findChildren(WaitStrip)[0]


async def test_the_real_keyring_takes_the_secret_and_its_name_is_said(
    theme, tmp_path, secret_service
):
    async with opened_window(theme, tmp_path) as opened:
        form = await filled_in(opened)
        place = form.findChild(QLabel, "kept_in")
        await until(lambda: place.text() == "Stored in the Secret Service")
        press(form, "Save")
        await opened.scope.idle()
        assert opened.window.status_line.keyring == "Keyring: Secret Service"
        kept = opened.services.credentials.by_name("my-app")
        assert kept is not None
        secret = await opened.services.credentials.reveal(kept.id, "app_secret")
        assert secret is not None
        assert secret.reveal() == APP_SECRET
    for path in tmp_path.rglob("*.json"):
        assert APP_SECRET not in path.read_text()


async def test_the_real_keyring_when_it_is_locked_is_told_in_the_form(
    theme, tmp_path, secret_service
):
    async with opened_window(theme, tmp_path) as opened:
        form = await filled_in(opened)
        secret_service.lock()
        press(form, "Save")
        await until(lambda: notes(form))
        assert "The system keyring is locked and was not unlocked." in notes(form)[0]
        assert line(form, "App secret").text() == APP_SECRET
        press(form, "Cancel")
        await opened.scope.idle()
