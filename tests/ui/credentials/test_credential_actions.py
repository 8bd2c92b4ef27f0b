import contextlib

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringReason
from aiurdesk.ui.widgets.secret_clipboard import SecretClipboard
from aiurdesk.ui.window.wait_strip import WaitStrip
from tests.cookie_server import cookie_server
from tests.fakes import CountingSecrets, FailingSecrets
from tests.ui.credentials.window_steps import (
    APP_ID,
    APP_SECRET,
    CREATE,
    WRONG_SECRET,
    add,
    answer,
    app_credential,
    hanging_keyring,
    is_closed,
    line,
    messages,
    notes,
    opened_dialog,
    press,
    result,
    until,
)
from tests.ui.environments.sending_steps import send_to
from tests.ui.opened_window import opened_window

READY = ["Sandbox app", "Sandbox session", "Sandbox sign-in"]


@contextlib.asynccontextmanager
async def opened_list(theme, tmp_path, *, secret: str = APP_SECRET, store=None):
    """Open the list with a credential of the person's own selected."""
    async with opened_window(theme, tmp_path, store=store) as opened:
        await opened.scope.idle()
        await add(opened, app_credential(), secret)
        opened.controller.credentials.choice.choose("my-app")
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        yield opened, dialog
        dialog.reject()
        await opened.scope.idle()


def done(dialog):
    return lambda: result(dialog) not in {"", "One moment…"}


def names(dialog) -> list[str]:
    model = dialog.findChild(QTableView).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


async def test_the_list_shows_all_with_the_chosen_one_in_front(theme, tmp_path):
    async with opened_list(theme, tmp_path) as (_, dialog):
        assert names(dialog) == ["my-app", *READY]
        table = dialog.findChild(QTableView)
        assert table.currentIndex().data() == "my-app"
        await until(lambda: "No system keyring" in dialog.findChild(QLabel, "kept_in").text())


async def test_who_am_i_is_shown_in_words(theme, tmp_path):
    async with opened_list(theme, tmp_path) as (opened, dialog):
        press(dialog, "Who am I")
        await until(done(dialog))
        assert result(dialog).startswith("Archon accepted the app")
        assert opened.window.credentials.box.currentText().startswith("my-app · App · token")


async def test_a_result_is_not_shown_at_another_credential(theme, tmp_path):
    async with opened_list(theme, tmp_path) as (opened, dialog):
        table = dialog.findChild(QTableView)
        press(dialog, "Who am I")
        table.selectRow(1)
        await until(lambda: "credential: ask_who" not in map(str, opened.scope.names()))
        assert result(dialog) == ""
        table.selectRow(0)
        assert result(dialog).startswith("Archon accepted the app")


async def test_an_invalid_stored_secret_is_reported_with_the_name_of_its_field(theme, tmp_path):
    store = CountingSecrets()
    async with opened_list(theme, tmp_path, store=store) as (opened, dialog):
        await store.set("id-my-app/app_secret", Secret("what was in the clipboard"))
        press(dialog, "Who am I")
        await until(done(dialog))
        words = result(dialog)
        assert words.startswith("my-app cannot sign in: its App secret ")
        assert words.endswith("Edit it in the credential manager.")
        opened.open(CREATE)
        opened.send()
        await until(lambda: messages(opened))
        assert messages(opened) == [f"Your request was not sent. {words}"]


async def test_signing_in_and_out_shows_in_the_list(theme, tmp_path):
    async with opened_list(theme, tmp_path) as (opened, dialog):
        press(dialog, "Sign in")
        await until(done(dialog))
        table = dialog.findChild(QTableView)
        assert table.model().index(0, 4).data().startswith("token ")
        press(dialog, "Sign out")
        await until(lambda: result(dialog) == "Signed out; the secret is still stored.")
        assert table.model().index(0, 4).data() == "gets a token when needed"
        assert opened.window.credentials.box.currentText() == "my-app · App"


async def test_a_copied_secret_is_taken_out_when_the_window_closes(theme, tmp_path):
    clipboard = QGuiApplication.clipboard()
    async with opened_list(theme, tmp_path) as (opened, dialog):
        press(dialog, "Copy secret")
        await until(done(dialog))
        assert clipboard.text() == APP_SECRET
        assert APP_SECRET not in result(dialog)
        opened.controller.credentials.finish()
        assert clipboard.text() == ""


async def test_a_secret_that_another_program_deleted_is_told(theme, tmp_path):
    store = CountingSecrets()
    async with opened_list(theme, tmp_path, store=store) as (_, dialog):
        await store.delete("id-my-app/app_secret")
        press(dialog, "Copy secret")
        await until(done(dialog))
        assert "The keyring no longer has the secret of my-app." in result(dialog)


async def test_deleting_asks_and_takes_the_entry_of_the_keyring_along(theme, tmp_path):
    store = CountingSecrets()
    async with opened_list(theme, tmp_path, store=store) as (opened, dialog):
        press(dialog, "Delete…")
        await opened_dialog(opened, "question")
        assert result(dialog) == ""  # nothing takes a moment yet
        assert "Its secret is deleted from the keyring as well." in await answer(opened, "Cancel")
        press(dialog, "Delete…")
        await answer(opened, "Delete")
        await until(lambda: names(dialog) == READY)
        assert await store.get("id-my-app/app_secret") is None
        assert opened.window.credentials.box.currentText() == "No credential"


async def test_a_keyring_that_refuses_to_delete_leaves_all_as_it_was(theme, tmp_path):
    store = CountingSecrets()
    async with opened_list(theme, tmp_path, store=store) as (opened, dialog):
        store.failing = {"delete"}
        press(dialog, "Delete…")
        await answer(opened, "Delete")
        await until(done(dialog))
        assert "The system keyring is locked" in result(dialog)
        assert "my-app" in names(dialog)
        store.failing = set()


async def test_replacing_the_secret_forgets_the_token_of_the_old_one(theme, tmp_path):
    async with opened_list(theme, tmp_path, secret=WRONG_SECRET) as (opened, dialog):
        press(dialog, "Edit…")
        form = await opened_dialog(opened, "credential_form")
        line(form, "App secret").setText(APP_SECRET)
        press(form, "Save")
        await until(lambda: is_closed(form))
        press(dialog, "Who am I")
        await until(done(dialog))
        assert result(dialog).startswith("Archon accepted the app")


async def test_without_cookies_the_button_is_hidden(theme, tmp_path):
    async with opened_list(theme, tmp_path) as (opened, dialog):
        buttons = [b.text() for b in dialog.findChildren(QPushButton) if b.isVisible()]
        assert "Cookies…" not in buttons
        assert (
            opened.services.authenticator.cookies(opened.services.credentials.by_name("my-app"))
            == ()
        )


async def test_a_dialog_of_cookies_goes_with_the_list(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        opened.controller.credentials.choice.choose("Sandbox session")
        opened.act("sign_in")
        await opened.scope.idle()
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        press(dialog, "Cookies…")
        cookies = await opened_dialog(opened, "cookies_dialog")
        dialog.reject()
        await until(lambda: is_closed(cookies))
        await opened.scope.idle()


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
        await until(lambda: any(b.isVisible() for b in form.findChildren(WaitStrip)))
        assert opened.is_waiting()
        form.findChild(WaitStrip).cancel_wanted.emit()
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
        dialog = await opened_dialog(opened, "credentials_dialog")
        press(dialog, "Sign in")
        await until(lambda: result(dialog) == "Signed in.")
        press(dialog, "Edit…")
        form = await opened_dialog(opened, "credential_form")
        line(form, "Name").setText("work")
        press(form, "Save")
        await until(lambda: is_closed(form))
        assert opened.current.request.credential == "work"
        # A new name alone leaves the credential signed in.
        renamed = opened.services.credentials.by_name("work")
        assert renamed is not None
        assert opened.services.authenticator.grant(renamed) is not None
        press(dialog, "Close")
        await opened.scope.idle()


async def test_the_real_keyring_takes_the_secret_and_its_name_is_said(
    theme, tmp_path, secret_service
):
    async with opened_window(theme, tmp_path) as opened:
        form = await filled_in(opened)
        kept_in = form.findChild(QLabel, "kept_in")
        await until(lambda: kept_in.text() == "Stored in the Secret Service")
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


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


def test_a_copied_secret_is_gone_after_a_while(qtbot, qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp, cleared_after_s=0.05)
    secrets.copy(Secret("hush"))
    assert clipboard.text() == "hush"
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_was_copied_meanwhile_stays(qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp)
    secrets.copy(Secret("hush"))
    clipboard.setText("mine")
    secrets.clear()
    assert clipboard.text() == "mine"
    secrets.clear()
    assert clipboard.text() == "mine"


def test_clipboard_managers_are_asked_not_to_keep_it(qapp, clipboard):
    secrets = SecretClipboard(clipboard, qapp)
    secrets.copy(Secret("hush"))
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    secrets.clear()
    assert clipboard.text() == ""


async def test_cookies_of_a_credential_are_changed_added_and_sent_to_its_host_only(theme, tmp_path):
    with cookie_server() as server, cookie_server() as elsewhere:
        async with opened_window(theme, tmp_path) as opened:
            credential = Credential("id-work", "Work", "bearer", (server.base,))
            await opened.services.credentials.add(credential, {"token": Secret("t0ken-t0ken")})
            opened.controller.credentials.choice.choose("Work")
            await send_to(opened, f"{server.base}/in")
            opened.act("manage_credentials")
            dialog = await opened_dialog(opened, "credentials_dialog")
            assert dialog.findChild(QTableView).currentIndex().data() == "Work"
            press(dialog, "Cookies…")
            cookies = await opened_dialog(opened, "cookies_dialog")
            table = cookies.findChild(QTableView)
            table.selectRow(0)
            press(cookies, "Edit value…")
            line_dialog = await opened_dialog(opened, "cookie_value_dialog")
            line_dialog.findChild(QLineEdit).setText("mine")
            press(line_dialog, "Use value")
            await until(lambda: is_closed(line_dialog))
            press(cookies, "Add cookie…")
            form = await opened_dialog(opened, "new_cookie_dialog")
            fields = {one.accessibleName(): one for one in form.findChildren(QLineEdit)}
            assert "Domain" not in fields
            (servers,) = form.findChildren(QComboBox)
            assert [servers.itemText(at) for at in range(servers.count())] == [server.base]
            fields["Name"].setText("flag")
            fields["Value"].setText("on")
            press(form, "Add")
            await until(lambda: table.model().rowCount() == 3)
            cookies.reject()
            dialog.reject()
            await opened.scope.idle()
            await send_to(opened, f"{server.base}/next")
            await send_to(opened, f"{elsewhere.base}/next")
    assert server.heard[0] == ("/in", "")
    path, sent = server.heard[1]
    assert (path, set(sent.split("; "))) == ("/next", {"sid=mine", "lang=en", "flag=on"})
    assert all(not sent for _, sent in elsewhere.heard)
