"""The dialogs about environments, in the real window."""

import contextlib
import json

from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
)

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.services.sending.asking import OutsideQuestion
from tests.cookie_server import VALUE, cookie_server
from tests.ui.credentials.window_steps import answer, opened_dialog, press
from tests.ui.opened_window import opened_window


async def test_a_missing_variable_is_given_a_value_and_saved(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.services.environments.create(SavedEnvironment("Mine"))
        opened.controller.environments.reload()
        await opened.scope.idle()
        opened.environments.choose(opened.environments.named("Mine"))
        opened.controller.environments.edit_variable("channel")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("7")
        dialog.findChild(QCheckBox).click()
        press(dialog, "Use value")
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "7"}
        file = tmp_path / "environments" / "Mine.toml"
        assert file.read_text() == '[variables]\nchannel = "7"\n'

        # What another program writes is taken over.
        file.write_text('[variables]\nchannel = "7"\nother = "8"\n')
        opened.controller.environments.reload()
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "7", "other": "8"}

        # Without the tick it is set for this run only.
        opened.controller.environments.edit_variable("channel")
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("6")
        press(dialog, "Use value")
        await opened.scope.idle()
        assert opened.environments.environment.variables == {"channel": "6", "other": "8"}
        assert file.read_text() == '[variables]\nchannel = "7"\nother = "8"\n'


async def test_a_variable_that_refers_to_another_place_is_offered_as_dots(
    theme, tmp_path, monkeypatch
):
    monkeypatch.setenv("AIURDESK_TEST_TOKEN", "hush")
    async with opened_window(theme, tmp_path) as opened:
        variables = (SavedVariable("token", "{{env:AIURDESK_TEST_TOKEN}}"),)
        await opened.services.environments.create(SavedEnvironment("Mine", variables=variables))
        opened.controller.environments.reload()
        await opened.scope.idle()
        opened.environments.choose(opened.environments.named("Mine"))
        opened.controller.workbench.open_custom_url()
        opened.page.row.address.setFocus()
        QTest.keyClicks(opened.page.row.address, "{{tok")
        (view,) = [e for e in QApplication.topLevelWidgets() if e.accessibleName() == "Variables"]
        assert isinstance(view, QListView)
        assert view.currentIndex().data().split() == ["token", "••••"]
        view.hide()


@contextlib.contextmanager
def served_as(opened, host, base):
    """Let a host be found at a server on this computer, and yield its address."""
    port = base.rpartition(":")[2]
    override = parse_resolve(f"{host}:{port}:127.0.0.1")
    opened.services.connections.given_route = Route(addresses=(override,))
    yield f"http://{host}:{port}"


def take_back(dialog, answer):
    """Take the only answer back that is remembered."""
    (answers,) = dialog.findChildren(QListWidget, "remembered_answers")
    assert [answers.item(row).text() for row in range(answers.count())] == [answer]
    (pages,) = dialog.findChildren(QListWidget, "settings_pages")
    pages.setCurrentRow(pages.count() - 1)
    answers.item(0).setSelected(True)
    press(dialog, "Take back")
    assert answers.count() == 0


def send_typed(opened, address):
    """Send a request to an address in a tab of its own."""
    opened.controller.opener.open_custom_url()
    opened.page.row.address.setText(address)
    opened.page.row.address.textEdited.emit(address)
    opened.act("send")


def settings_on_disk(folder):
    return json.loads((folder / "settings.json").read_text())


async def test_a_public_host_without_encryption_is_asked_about_once(theme, tmp_path):
    host = "legacy.corp.example"
    with cookie_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            with served_as(opened, host, server.base) as address:
                send_typed(opened, f"{address}/a")
                asked = await answer(opened, "Cancel")
                await opened.scope.idle()
                assert f"Send to {host} without encryption?" in asked
                assert server.heard == []
                opened.act("send")
                await answer(opened, f"Send to {host}")
                await opened.scope.idle()
                # Not asked again, and the window says what it is.
                send_typed(opened, f"{address}/b")
                await opened.scope.idle()
                assert [path for path, _ in server.heard] == ["/a", "/b"]
                assert opened.find("not_encrypted", QLabel).text() == "Not encrypted"
                assert settings_on_disk(tmp_path)["plain_hosts"] == [host]
        # Remembered; and taken back in the settings.
        async with opened_window(theme, tmp_path) as opened:
            with served_as(opened, host, server.base) as address:
                send_typed(opened, f"{address}/c")
                await opened.scope.idle()
                assert server.heard[-1][0] == "/c"
                opened.act("settings")
                dialog = await opened_dialog(opened, "settings_dialog")
                take_back(dialog, f"{host} · requests without encryption")
                press(dialog, "Save")
                await opened.scope.idle()
                assert settings_on_disk(tmp_path)["plain_hosts"] == []
                opened.act("send")
                await answer(opened, "Cancel")
                await opened.scope.idle()
                assert len(server.heard) == 3


async def test_a_cookie_without_encryption_is_asked_about_by_itself(theme, tmp_path):
    host = "api"
    with cookie_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            with served_as(opened, host, server.base) as address:
                # A local name: nothing is asked until there is a cookie to send.
                send_typed(opened, f"{address}/in")
                await opened.scope.idle()
                send_typed(opened, f"{address}/a")
                asked = await answer(opened, "Send without cookies")
                await opened.scope.idle()
                assert f"Send credentials and cookies to {host} without encryption?" in asked
                assert server.heard[-1] == ("/a", "")
                opened.act("send")
                await answer(opened, f"Send them to {host}")
                await opened.scope.idle()
                assert VALUE in server.heard[-1][1]
                opened.act("send")
                await opened.scope.idle()
                assert len(server.heard) == 4
                assert settings_on_disk(tmp_path)["plain_credential_hosts"] == [host]
                assert settings_on_disk(tmp_path)["plain_hosts"] == []


async def test_a_request_to_this_computer_is_neither_asked_about_nor_marked(theme, tmp_path):
    with cookie_server() as server:
        async with opened_window(theme, tmp_path) as opened:
            for path in ("/in", "/a"):
                send_typed(opened, f"{server.base}{path}")
                await opened.scope.idle()
            assert VALUE in server.heard[-1][1]
            assert opened.page.row.findChild(QLabel, "not_encrypted").isHidden()


async def test_leaving_the_sandbox_is_asked_once_for_each_address(theme, tmp_path):
    question = OutsideQuestion("Lamp shop", "https://api.example.com", "Sandbox")
    async with opened_window(theme, tmp_path) as opened:
        controller, answers = opened.controller, []

        async def ask():
            answers.append(await controller.asking.outside(question))

        opened.scope.start("ask", ask)
        box = await opened_dialog(opened, "question")
        assert box.text() == "Lamp shop is at https://api.example.com, outside of the sandbox."
        press(box, "Cancel")
        await opened.scope.idle()
        opened.scope.start("ask", ask)
        press(await opened_dialog(opened, "question"), "Send to api.example.com")
        await opened.scope.idle()
        await ask()
        assert answers == [False, True, True]
    async with opened_window(theme, tmp_path) as opened:
        assert await opened.controller.asking.outside(question)
        opened.act("settings")
        dialog = await opened_dialog(opened, "settings_dialog")
        take_back(dialog, "https://api.example.com · requests out of the sandbox")
        press(dialog, "Save")
        await opened.scope.idle()

        async def ask_again():
            answers.append(await opened.controller.asking.outside(question))

        opened.scope.start("ask", ask_again)
        press(await opened_dialog(opened, "question"), "Cancel")
        await opened.scope.idle()
        assert answers[-1] is False


async def test_only_a_request_that_leaves_this_computer_is_warned_of(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        chip = opened.window.environments.box

        def shown():
            return bool(chip.accessibleDescription()), chip.property("environment")

        opened.environments.choose(opened.environments.named("Production"))
        assert shown() == (True, "production")
        opened.controller.opener.open_custom_url("http://127.0.0.1:8820/lamps")
        assert shown() == (False, "")
        opened.page.row.address.setText("https://api.example.com/")
        opened.page.row.address.textEdited.emit("https://api.example.com/")
        assert shown() == (True, "production")
        # An environment that is the person's from the start: only built-in services are "real".
        opened.environments.choose(opened.environments.named("Own addresses"))
        assert shown() == (False, "")
        opened.open("gateway.home.index")
        assert shown() == (True, "")
