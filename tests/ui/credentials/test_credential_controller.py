import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import KeyringWait, Secret
from aiurdesk.core.environments.environment import PRODUCTION_2020
from aiurdesk.core.errors import KeyringReason
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.sending.asking import Consent, ConsentQuestion
from aiurdesk.storage.credentials import CredentialStore
from aiurdesk.storage.paths import places
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.credentials.credential_controller import FileWatch, ask_consent, question_words
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip
from tests.fakes import FailingSecrets
from tests.ui.credentials.window_steps import (
    CREATE,
    PUSH,
    add,
    answer,
    app_credential,
    hanging_keyring,
    line,
    messages,
    opened_dialog,
    press,
    until,
)
from tests.ui.opened_window import opened_window

ELSEWHERE = "https://archon.example"


async def chosen(opened, **more):
    """Open a request that the person's own credential is to sign."""
    opened.open(CREATE)
    await opened.scope.idle()
    await add(opened, app_credential(**more))
    opened.controller.credentials.choice.choose("my-app")


async def test_a_file_that_cannot_be_read_is_told(theme, tmp_path):
    (tmp_path / "credentials.json").write_text("{")
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        assert any("credentials.json" in text for text in messages(opened))


async def test_the_chooser_offers_what_can_be_used_here(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        await add(opened, app_credential())
        box = opened.window.credentials.box
        assert [box.itemText(row) for row in range(box.count())][:5] == [
            "No credential", "my-app · App", "Sandbox app · App", "Sandbox session · Session",
            "Sandbox sign-in · Browser sign-in",
        ]  # fmt: skip
        opened.environments.choose(PRODUCTION_2020)
        texts = [box.itemText(row) for row in range(box.count())]
        assert texts[:2] == ["No credential", "my-app · App"]
        assert box.currentText() == "No credential"


async def test_another_address_is_asked_about_before_anything_goes_there(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await chosen(opened, origins=(ELSEWHERE,))
        opened.send()
        asked = await answer(opened, "Cancel")
        assert "Send credential “my-app” to https://127.0.0.1:" in asked
        assert ELSEWHERE in asked
        assert (await opened.answer()) is None
        opened.send()
        await answer(opened, "Allow for this address")
        assert (await opened.answer()).verdict.code == 0
        opened.send()
        assert (await opened.answer()).verdict.code == 0


async def test_sending_without_says_what_is_missing_then(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await chosen(opened, origins=(ELSEWHERE,))
        refused = []
        opened.controller.workbench.sending.refused.connect(
            lambda _, errors: refused.extend(errors)
        )
        opened.send()
        await answer(opened, "Send without")
        await opened.scope.idle()
        assert [error.field.parameter for error in refused] == ["AccessToken"]


async def test_a_hanging_keyring_is_said_and_its_request_can_be_cancelled(theme, tmp_path):
    store, ring = hanging_keyring()
    async with opened_window(theme, tmp_path, store=store) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        ring.let_go()
        await add(opened, app_credential())
        # The window reads the file once more, and looks for the keyring then.
        await opened.scope.idle()
        ring.hold()
        opened.controller.credentials.choice.choose("my-app")
        opened.send()
        await until(opened.is_waiting)
        opened.wait_strip.cancel_wanted.emit()
        exchange = await opened.answer()
        assert exchange.verdict.headline == "Cancelled"
        assert not opened.is_waiting()
        ring.let_go()


async def test_a_locked_keyring_is_told_when_a_request_needs_it(theme, tmp_path):
    store = FailingSecrets(KeyringReason.LOCKED)
    async with opened_window(theme, tmp_path, store=store) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        CredentialStore(places(tmp_path).credentials_file).put(app_credential())
        await opened.services.credentials.load()
        opened.controller.credentials.choice.choose("my-app")
        opened.send()
        assert (await opened.answer()) is None
        assert any("The system keyring is locked" in text for text in messages(opened))


async def test_the_menu_signs_the_chosen_credential_in_and_out(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        opened.act("sign_in")
        await opened.scope.idle()
        assert "Sandbox app is signed in." in messages(opened)
        opened.act("sign_out")
        await opened.scope.idle()
        assert "Sandbox app is signed out; its secret is still stored." in messages(opened)
        opened.controller.credentials.choice.choose("")
        assert not opened.action("sign_in").isEnabled()


async def test_a_service_that_does_not_hear_of_it_is_told_while_signing_out(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        opened.controller.credentials.choice.choose("Sandbox session")
        opened.act("sign_in")
        await opened.scope.idle()
        opened.act("sign_out")
        await opened.scope.idle()
        assert "Sandbox session is signed out; its secret is still stored." in messages(opened)
        opened.act("sign_in")
        await opened.scope.idle()
        await opened.services.connections.aclose()
        await opened.services.sandbox.aclose()
        opened.act("sign_out")
        await opened.scope.idle()
        assert any(
            "still stored. Kahla did not end the session" in text for text in messages(opened)
        )


async def test_the_status_line_says_where_secrets_are_kept_as_soon_as_it_is_known(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        assert opened.window.status_line.keyring == ""
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        await until(lambda: opened.window.status_line.keyring)
        keyring = opened.window.status_line.keyring
        assert keyring == "No keyring: secrets are stored until the program ends"
        dialog.reject()
        await opened.scope.idle()


async def test_the_list_opens_once_and_its_keys_choose(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        opened.act("manage_credentials")
        await asyncio.sleep(0)
        assert dialog.isVisible()
        dialog.reject()
        await opened.scope.idle()
        opened.act("choose_credential")
        assert opened.window.credentials.box.view().isVisible()
        opened.window.credentials.box.hidePopup()


async def test_a_deleted_credential_leaves_a_sentence_in_the_requests_that_name_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await chosen(opened)
        opened.page.name_credential("my-app")
        await opened.services.credentials.delete("id-my-app")
        opened.controller.credentials.choice.refresh()
        refused = []
        opened.controller.workbench.sending.refused.connect(
            lambda _, errors: refused.extend(errors)
        )
        opened.send(is_forced=True)
        await opened.scope.idle()
        assert "There is no credential named my-app." in refused[0].sentence


def nobody_comes_back(_address: str) -> bool:
    return True


async def test_waiting_for_the_browser_is_said_and_can_be_stopped(theme, tmp_path):
    async with opened_window(theme, tmp_path, open_page=nobody_comes_back) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        opened.page.name_credential("Sandbox sign-in")
        opened.send()
        await until(opened.is_waiting)
        press(opened.wait_strip, "Copy address")
        assert "oauth/authorize" in QGuiApplication.clipboard().text().lower()
        # The browser accepts plain HTTP on this computer without a warning.
        assert QGuiApplication.clipboard().text().startswith("http://127.0.0.1:")
        press(opened.wait_strip, "Stop waiting")
        assert (await opened.answer()).verdict.headline == "Cancelled"
        assert not opened.is_waiting()


async def test_where_there_is_no_browser_the_address_is_shown(theme, tmp_path):
    async with opened_window(theme, tmp_path, open_page=lambda _address: False) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        opened.page.name_credential("Sandbox sign-in")
        opened.send()
        await until(lambda: opened.is_waiting() and is_address_shown(opened))
        address = line(opened.wait_strip, "Address of the sign-in page").text()
        assert address.lower().startswith("http://127.0.0.1:")
        press(opened.wait_strip, "Stop waiting")
        assert (await opened.answer()).verdict.headline == "Cancelled"


def is_address_shown(opened) -> bool:
    return any(edit.isVisible() for edit in opened.wait_strip.findChildren(QLineEdit))


async def test_waiting_for_the_browser_ends_with_the_window(theme, tmp_path):
    async with opened_window(theme, tmp_path, open_page=nobody_comes_back) as opened:
        await opened.scope.idle()
        opened.controller.credentials.choice.choose("Sandbox sign-in")
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        press(dialog, "Sign in")
        await until(opened.is_waiting)
        assert any(strip.isVisible() for strip in dialog.findChildren(WaitStrip))
    assert opened.scope.names() == ()


async def test_with_credentials_the_store_of_the_secrets_is_shown_without_asking(theme, tmp_path):
    async with opened_window(theme, tmp_path) as first:
        await add(first, app_credential())
    async with opened_window(theme, tmp_path) as again:
        await again.scope.idle()
        keyring = again.window.status_line.keyring
        assert keyring == "No keyring: secrets are stored until the program ends"


MINE = Credential("1", "my-app", "app", (IN_SANDBOX, "https://archon.example"))
COPY = ConsentQuestion(MINE, "https://copy.example", "https://copy.example")


def test_the_question_names_the_exact_address_and_where_the_credential_may_go():
    words = question_words(COPY)
    assert words.startswith("Send credential “my-app” to https://copy.example?")
    assert "It is used only for the sandbox and https://archon.example." in words
    assert words.endswith("the credential may be used for this address from now on.")


def test_a_credential_of_the_sandbox_cannot_be_allowed_elsewhere():
    question = ConsentQuestion(SANDBOX_APP, "https://copy.example", "https://copy.example")
    assert "allow" not in question_words(question)
    assert question_words(question).endswith("so it cannot be sent elsewhere.")


async def test_a_header_goes_where_the_auth_tab_says(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        key = Credential("k", "a key", "header", ("http://127.0.0.1:9",), (("header", "X-Key"),))
        await opened.services.credentials.add(key, {"value": Secret("v1")})
        opened.controller.credentials.choice.refresh()
        opened.controller.credentials.choice.choose("a key")
        opened.open("gateway.home.index")
        await opened.scope.idle()
        sandbox = opened.environments.environment.base_urls["gateway"]
        opened.send()
        sent = (await opened.answer()).prepared
        assert "X-Key" not in [header.name for header in sent.headers]
        assert effect(opened).startswith(f"a key is not sent: the request goes to {sandbox}, and ")
        # Named by the request, it is asked about with the same address.
        opened.page.name_credential("a key")
        assert effect(opened).startswith("You are asked before a key adds the header X-Key: ")
        assert sandbox in effect(opened)
        opened.send()
        asked = await answer(opened, "Allow for this address")
        assert f"Send credential “a key” to {sandbox}?" in asked
        sent = (await opened.answer()).prepared
        assert "X-Key" in [header.name for header in sent.headers]
        assert (
            effect(opened) == f"a key adds the header X-Key when the request is sent to {sandbox}."
        )


@pytest.mark.parametrize("name", ["Sandbox app", "a key"])
async def test_an_address_can_be_typed_while_a_credential_is_chosen(theme, tmp_path, name):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        key = Credential("k", "a key", "header", (), (("header", "X-Key"),))
        await opened.services.credentials.add(key, {"value": Secret("v1")})
        opened.controller.credentials.choice.refresh()
        opened.controller.credentials.choice.choose(name)
        opened.act("new_request")
        typed = "http://[::1]:80/a?x=[#]"
        for character in typed:
            QTest.keyClicks(opened.page.row.address, character)
            assert effect(opened)
            opened.page.row.address.setFocus()
        assert opened.current.request.endpoint.path == typed
        assert not any("wrong inside" in text for text in messages(opened))


async def test_a_credential_that_the_command_line_adds_is_offered_at_once(
    theme, tmp_path, secret_service
):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        box = opened.window.credentials.box
        for words in (("add", "Added", "--scheme", "token", "token=-"), ("remove", "Added")):
            more = ("--origin", "https://a.example") if words[0] == "add" else ()
            program = (sys.executable, "-m", "aiurdesk", "credentials", *words, *more)
            await asyncio.to_thread(
                subprocess.run,
                (*program, "--profile", str(tmp_path)),
                input=b"secret\n",
                check=True,
                capture_output=True,
            )
            is_there = words[0] == "add"
            await until(lambda: (box.findText("Added · Fixed token") > 0) == is_there)  # noqa: B023
        assert box.findText("Added · Fixed token") == -1


async def test_changes_while_the_file_is_read_are_all_taken_over(theme, tmp_path):
    async with opened_window(theme, tmp_path / "window") as opened:
        await opened.scope.idle()
        controller, file = (
            opened.controller.credentials,
            places(tmp_path / "window").credentials_file,
        )
        # The test alone says when a change is noticed.
        controller.file_watch.noticed.disconnect(controller.load_changes)
        store = CredentialStore(tmp_path / "credentials.json")
        versions = []
        for name in ("one", "two", "three", "four"):
            store.put(app_credential(name))
            versions.append(store.file.read_bytes())

        def change() -> None:
            if versions:
                file.write_bytes(versions.pop(0))
                # The last one is noticed when nothing is read any more, but the task still runs.
                if versions:
                    controller.load_changes()
                else:
                    asyncio.get_running_loop().call_soon(controller.load_changes)

        # Emitted when the file was read, before the task ends.
        controller.choice.changed.connect(change)
        change()
        await until(lambda: versions == [])
        await opened.scope.idle()
        assert opened.services.credentials.by_name("four") is not None


def effect(opened) -> str:
    """Return what the Auth tab says of the credential."""
    opened.page.editors.show_auth()
    labels = opened.find("request_credential").parentWidget().findChildren(WrappedLabel)
    texts: list[str] = [label.text() for label in labels if label.isVisible()]
    return texts[0]


def test_a_service_of_the_sandbox_is_named_by_its_address():
    unbound = Credential("2", "new", "app")
    words = question_words(ConsentQuestion(unbound, "https://127.0.0.1:4000", IN_SANDBOX))
    assert words.startswith("Send credential “new” to https://127.0.0.1:4000?")
    assert "It has not been used for any address." in words
    assert words.endswith("for this address and the other services of the sandbox from now on.")


@pytest.mark.parametrize(
    ("button", "consent"),
    [
        ("Allow for this address", Consent.ALLOW),
        ("Send without", Consent.WITHOUT),
        ("Cancel", Consent.CANCEL),
    ],
)
async def test_a_button_is_what_the_person_says(theme, qtbot, button, consent):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    words = []

    async def ask() -> None:
        words.append(await ask_consent(theme, window, COPY))

    async with asyncio.TaskGroup() as group:
        group.create_task(ask())
        await until(lambda: buttons(window))
        press(window, button)
    assert words == [consent]


async def test_a_credential_of_the_sandbox_cannot_be_bound_elsewhere(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    question = ConsentQuestion(SANDBOX_APP, "https://copy.example", "https://copy.example")
    async with asyncio.TaskGroup() as group:
        group.create_task(ask_consent(theme, window, question))
        await until(lambda: buttons(window))
        assert "Allow for this address" not in buttons(window)
        press(window, "Send without")


def buttons(window: QWidget) -> list[str]:
    return [b.text() for b in window.findChildren(QPushButton) if b.isVisible()]


async def test_what_is_filled_in_on_the_auth_tab_is_kept_before_sending(theme, tmp_path):
    store = MemorySecrets()
    async with opened_window(theme, tmp_path, store=store) as opened:
        opened.controller.workbench.open_request(custom_request("http://127.0.0.1:9/"))
        panel = opened.page.editors.auth.panel
        opened.page.editors.show_auth()
        await opened.scope.idle()
        box = panel.findChild(QComboBox, "request_credential")
        for name in ("127.0.0.1:9", "127.0.0.1:9 2"):
            opened.page.name_credential(None)
            box.setCurrentText("New: Bearer")
            box.activated.emit(box.currentIndex())
            line(panel, "Token").setText("hush")
            opened.find("send", QPushButton).click()
            await opened.scope.idle()
            assert opened.current.request.credential == name
            kept = opened.services.credentials.by_name(name)
            assert kept is not None
            assert (kept.scheme, kept.origins) == ("bearer", ("http://127.0.0.1:9",))
            secret = await opened.services.credentials.reveal(kept.id, "token")
            assert secret is not None
            assert secret.reveal() == "hush"
            assert opened.exchange(opened.current.key) is not None


async def test_add_credential_knows_host_and_kind_of_the_request(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        opened.controller.workbench.open_request(custom_request("https://host.example/a"))
        opened.page.editors.show_auth()
        await opened.scope.idle()
        opened.act("add_credential")
        form = await opened_dialog(opened, "credential_form")
        assert form.findChild(QComboBox, "scheme").currentText() == "Bearer"
        assert line(form, "Name").text() == "host.example"
        line(form, "Token").setText("hush")
        press(form, "Save")
        await opened.scope.idle()
        kept = opened.services.credentials.by_name("host.example")
        assert kept is not None
        assert kept.origins == ("https://host.example",)
        assert opened.current.request.credential == "host.example"


def test_a_folder_is_watched_as_soon_as_it_exists(qtbot, tmp_path: Path):
    parent = QObject()
    watch = FileWatch(parent)
    folder = tmp_path / "profile"
    watch.watch(folder)
    folder.mkdir()
    watch.watch(folder)
    with qtbot.waitSignal(watch.noticed):
        (folder / "credentials.json").write_text("{}")


async def test_the_chip_shows_the_credential_that_the_request_names(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        for name in ("shop key", "other key"):
            await add(opened, app_credential(name))
        choice, box = opened.controller.credentials.choice, opened.window.credentials.box
        opened.open(CREATE)
        choice.choose("other key")
        assert box.toolTip() == "Credential: other key"
        opened.page.name_credential("SHOP KEY")
        assert box.toolTip() == "Credential of this request: shop key"
        # Another request is still sent with what is chosen for all.
        opened.open(PUSH)
        assert box.toolTip() == "Credential: other key"
        assert box.accessibleDescription() == ""
        opened.controller.tabs.bring_to_front(opened.controller.workbench.open_requests[0].key)
        assert box.toolTip() == "Credential of this request: shop key"
        # A choice is about what the chip shows.
        row = next(r for r in range(box.count()) if box.itemText(r).startswith("other key"))
        box.activated.emit(row)
        assert opened.current.request.credential == "other key"
        box.activated.emit(0)
        assert opened.current.request.credential == ""
        assert box.toolTip() == "Credential of this request: No credential"
        assert choice.chosen is not None
        assert choice.chosen.name == "other key"
        # One that this computer lacks is named all the same.
        opened.page.name_credential("of a colleague")
        assert box.toolTip() == "Credential of this request: of a colleague"
        opened.page.name_credential(None)
        assert box.toolTip() == "Credential: other key"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
@pytest.mark.parametrize("has_request", [True, False])
async def test_what_is_waited_for_is_said_without_moving_anything(
    theme, tmp_path, size, has_request
):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.resize(*size)
        if has_request:
            opened.open(CREATE)
        await opened.scope.idle()
        widgets = [one for one in opened.window.findChildren(QWidget) if one.isVisible()]
        before = [widget.geometry() for widget in widgets]
        page = OpenPage("https://gateway.example/oauth", datetime.now(UTC), needs_help=True)
        opened.controller.credentials.waits_changed.emit(Waits(KeyringWait.UNLOCKING, page))
        await until(opened.is_waiting)
        assert [widget.geometry() for widget in widgets] == before
        strip = opened.wait_strip
        work_area = opened.window.work_area
        covered = opened.page.response if has_request else work_area

        def place(widget):
            return QRect(widget.mapTo(opened.window, QPoint()), widget.size())

        assert place(covered).contains(place(strip))
        if has_request:
            # Over the response, wherever that is now.
            opened.act("toggle_response_below")
            await until(lambda: place(opened.page.response).contains(place(strip)))
        opened.controller.credentials.waits_changed.emit(Waits())
        assert not opened.is_waiting()
