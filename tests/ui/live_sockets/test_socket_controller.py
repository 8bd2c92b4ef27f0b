"""Sockets in the real window, over real servers on loopback."""

import asyncio
import contextlib

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QLabel, QLineEdit, QMenu, QPushButton

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.services.sockets.test_message_requests import a_collection
from tests.transport.sockets.socket_server import a_raw_server, a_socket_server
from tests.ui.collections.steps import open_request
from tests.ui.credentials.window_steps import answer, messages
from tests.ui.opened_window import opened_window
from tests.ui.sockets.steps import save_message


async def echo(socket):
    async for message in socket:
        await socket.send(message)


class Visit:
    """A page of a socket in the window."""

    def __init__(self, opened):
        self.opened = opened
        self.driver = WindowDriver(opened.window, opened.controller)

    @property
    def panel(self):
        return self.opened.page.socket

    @property
    def state(self):
        return self.panel.bar.words

    def rows(self):
        model = self.panel.frames.table.model()
        return [
            (model.index(row, 1).data(), model.index(row, 2).data(), model.index(row, 4).data())
            for row in range(model.rowCount())
        ]

    async def connect(self, state="Connected"):
        self.driver.press("Connect")
        await until(lambda: self.state.startswith(state))

    async def say(self, text):
        self.panel.message.show_content(text)
        self.driver.press("Send message")
        await until(lambda: ("↓", "Text", text) in self.rows())

    async def close(self):
        self.driver.press("Disconnect")
        await until(lambda: self.state.startswith("Closed"))


@contextlib.asynccontextmanager
async def a_visit(theme, folder, url):
    async with opened_window(theme, folder) as opened:
        address = url.replace("http", "ws", 1)
        opened.controller.workbench.open_request(custom_request(address))
        yield Visit(opened)


async def test_a_typed_socket_is_connected_to_and_talked_with(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        driver = visit.driver
        assert visit.state == "Not connected"
        assert driver.has(QPushButton, "Connect")
        assert not driver.find(QPushButton, "Send message").isEnabled()
        await visit.connect()
        await visit.say("hello")
        assert visit.rows() == [("↑", "Text", "hello"), ("↓", "Text", "hello")]
        visit.panel.message.show_content("by key")
        QTest.keyClick(
            visit.panel.message.area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
        await until(lambda: len(visit.rows()) == 4)
        driver.press("Ping")
        await until(lambda: "ping" in visit.state)
        await visit.close()
        assert visit.state == "Closed. 1000 normal closure, by aiurdesk"
        assert driver.has(QPushButton, "Connect")


async def test_a_message_can_be_typed_as_soon_as_the_socket_is_open(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        area = visit.panel.message.area
        visit.driver.find(QPushButton, "Connect").setFocus()
        await visit.connect()
        await until(lambda: visit.opened.window.focusWidget() is area)
        await visit.close()
        # A person who types elsewhere by then goes on there.
        visit.driver.find(QPushButton, "Connect").setFocus()
        visit.driver.press("Connect")
        elsewhere = visit.driver.find(QLineEdit, "Address")
        elsewhere.setFocus()
        await until(lambda: visit.state.startswith("Connected"))
        assert visit.opened.window.focusWidget() is elsewhere
        await visit.close()


async def test_a_socket_of_the_sandbox_is_not_opened_elsewhere_while_that_starts(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("code-lab.sockets.silence")
        opened.act("send")
        opened.environments.choose(Environment("Mine", {"code-lab": "http://127.0.0.1:9"}))
        await opened.scope.idle()
        (message,) = opened.window.message_bar.messages
        assert message.text.startswith("Your request was not sent, because you chose another")
        assert opened.page.socket.bar.words == "Not connected"
        assert WindowDriver(opened.window, opened.controller).has(QPushButton, "Connect")


async def test_a_frame_is_shown_copied_and_sent_again(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        # In a narrow one the buttons of a frame are in a menu.
        visit.opened.window.resize(1400, 800)
        await visit.connect()
        await visit.say('{"a": [1, 2]}')
        visit.panel.frames.table.selectRow(1)
        await until(lambda: visit.driver.has(QPushButton, "Send again"))
        assert visit.driver.find(QLabel, "Chosen frame").text() == "Text · received · 13 B"
        visit.driver.press("Copy")
        assert QGuiApplication.clipboard().text() == '{"a": [1, 2]}'
        visit.driver.press("Send again")
        await until(lambda: len(visit.rows()) == 4)
        # Its button may be in the menu for want of room.
        actions = {action.text(): action for action in visit.panel.frames.table.actions()}
        actions["Edit and send"].trigger()
        assert visit.panel.message.area.exact_text() == '{"a": [1, 2]}'
        await visit.close()


async def test_frames_are_saved_and_opened_again(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect()
        await visit.say("kept")
        await visit.close()
        await until(lambda: len(visit.rows()) == 4)
        talk, file = visit.rows(), tmp_path / "talk.jsonl"
        for entry, chosen in (("Save frames…", file), ("Open frames…", file)):
            pick(visit, entry)
            await choose_file(visit, str(chosen))
            await visit.opened.scope.idle()
            if entry == "Save frames…":
                pick(visit, "Clear")
                assert visit.rows() == []
        await until(lambda: visit.rows() == talk)
        assert [row[1:] for row in talk[2:]] == [("Close", "1000 normal closure")] * 2


async def test_frames_that_are_shown_are_replaced_only_after_a_question(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect()
        await visit.say("first")
        file = tmp_path / "talk.jsonl"
        pick(visit, "Save frames…")
        await choose_file(visit, str(file))
        status = visit.opened.window.status_line
        await until(lambda: status.currentMessage() == "Saved talk.jsonl")
        await visit.say("second")
        both = visit.rows()
        pick(visit, "Open frames…")
        await choose_file(visit, str(file))
        assert "Replace the 4 frames that are shown?" in await answer(visit.opened, "Cancel")
        await opened_scope_but_socket(visit.opened)
        assert visit.rows() == both
        # A paused list shows them nevertheless.
        visit.driver.press("Pause")
        pick(visit, "Open frames…")
        await choose_file(visit, str(file))
        await answer(visit.opened, "Replace")
        await until(lambda: visit.rows() == both[:2])
        assert visit.driver.has(QPushButton, "Pause")
        await visit.say("third")
        await visit.close()


async def test_the_frames_of_a_connection_out_of_the_history_are_listed(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        opened = visit.opened
        opened.services.history.configure(HistorySettings())
        await visit.connect()
        envelope = '{"code": -8, "message": "No.", "protocolVersion": "1"}'
        visit.panel.message.show_content(envelope)
        visit.driver.press("Send message")
        await until(lambda: len(visit.rows()) == 2)
        await visit.close()
        await until(lambda: len(visit.rows()) == 4)
        talk = visit.rows()
        # Waits until it is written.
        await opened.services.history.aclose()
        (entry,) = await opened.services.history.page(HistoryFilter())
        before = opened.current.key
        opened.controller.history.open(entry.id)
        await until(lambda: opened.current.key != before and visit.rows() == talk)
        assert visit.state == "Not connected"
        assert talk[1][2].startswith("−8 Unauthorized · ")


async def test_a_file_that_holds_no_frames_is_named(theme, tmp_path):
    async with a_visit(theme, tmp_path, "http://127.0.0.1:9") as visit:
        file = tmp_path / "notes.txt"
        file.write_text("hello", encoding="utf-8")
        pick(visit, "Open frames…")
        await choose_file(visit, str(file))
        await visit.opened.scope.idle()
        bar = visit.opened.window.message_bar
        assert "does not hold the frames of a socket" in bar.findChild(QLabel, "message").text()


async def test_a_refused_connection_has_an_ordinary_verdict(theme, tmp_path):
    async with a_visit(theme, tmp_path, "http://127.0.0.1:9") as visit:
        await visit.connect("Not connected. c")
        assert visit.state == "Not connected. connection refused"
        assert "No response" in visit.driver.verdict()
        assert visit.driver.has(QPushButton, "Connect")


async def test_a_handshake_that_hangs_can_be_cancelled(theme, tmp_path):
    has_come = asyncio.Event()

    async def hang(reader, _writer):
        has_come.set()
        await reader.read()

    async with (
        a_raw_server(hang, accepts=False) as url,
        a_visit(theme, tmp_path, url) as visit,
    ):
        visit.driver.press("Connect")
        await until(lambda: visit.driver.has(QPushButton, "Cancel"))
        await has_come.wait()
        QTest.keyClick(visit.opened.window, Qt.Key.Key_Escape)
        await until(lambda: visit.state == "Closed. cancelled")
        await visit.opened.scope.idle()


async def test_a_handshake_has_the_limits_of_any_request(theme, tmp_path):
    async def hang(reader, _writer):
        await reader.read()

    async with (
        a_raw_server(hang, accepts=False) as url,
        a_visit(theme, tmp_path, url) as visit,
    ):
        visit.opened.controller.workbench.sending.limits = Limits(read_s=0.1)
        await visit.connect("Not connected. ")
        assert "Timed out while waiting for the response" in visit.driver.verdict()
        await visit.opened.scope.idle()


async def test_a_lost_connection_is_opened_again_until_it_is_stopped(theme, tmp_path):
    async def leave(socket):
        await socket.send("bye")
        # The answer says that it was read; aborting may drop what was not.
        await (await socket.ping())
        socket.transport.abort()

    async with a_socket_server(leave) as url, a_visit(theme, tmp_path, url) as visit:
        visit.panel.bar.reconnects.click()
        await visit.connect("Lost")
        assert "connecting again in" in visit.state
        visit.driver.press("Stop")
        await until(lambda: visit.state.startswith("Closed"))
        await until(visit.rows)  # rows are shown a moment after they came
        assert visit.rows()[0] == ("↓", "Text", "bye")
        await visit.opened.scope.idle()


@pytest.mark.parametrize("code", [1011, 4002])
async def test_how_the_server_closes_is_explained(theme, tmp_path, code):
    async def close(socket):
        await socket.close(code, "because")

    async with a_socket_server(close) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect("Closed")
        assert f"Closed. {code} " in visit.state
        assert "by the server · “because”" in visit.state
        assert visit.panel.bar.findChild(WrappedLabel).isVisible()


async def test_messages_and_subprotocols_are_saved_with_the_request(theme, tmp_path):
    async with (
        a_socket_server(echo, subprotocols=["v2"]) as url,
        a_visit(theme, tmp_path, url) as visit,
    ):
        visit.driver.press("Options")
        await visit.driver.type("Subprotocols", "v1, v2")
        visit.panel.message.show_content("kept")
        await save_message(visit.panel)
        request = visit.opened.current.request
        assert request.conversation.subprotocols == ("v1", "v2")
        assert [message.content for message in request.conversation.messages] == ["kept"]
        await visit.connect()
        assert "subprotocol v2" in visit.state
        visit.panel.message.show_content("something else")
        QTest.keyClick(visit.panel.message.area, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        await until(lambda: ("↓", "Text", "kept") in visit.rows())
        await visit.close()


async def test_a_subprotocol_that_the_server_ignored_is_told(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        visit.driver.press("Options")
        await visit.driver.type("Subprotocols", "v1")
        await visit.connect()
        assert "The server chose none of the subprotocols" in visit.state
        await visit.close()


async def test_saved_options_hold_a_socket_open_as_they_say(theme, tmp_path):
    file = tmp_path / "checks" / "Chat.request.toml"
    file.parent.mkdir()
    (file.parent / "collection.toml").write_text('name = "Checks"\n')
    async with a_socket_server(echo) as url, opened_window(theme, tmp_path / "p") as opened:
        file.write_text(f'url = "{url.replace("http", "ws", 1)}/"\nidle_ms = 50\n')
        visit = Visit(opened)
        await open_request(opened, file)
        visit.driver.press("Connect")
        await until(lambda: visit.state.startswith("Closed. nothing came for too long"))
        assert not opened.current.is_edited
        visit.driver.press("Options")
        box = visit.driver.find(QDoubleSpinBox, "Close after silence of")
        box.setValue(0)
        assert opened.current.is_edited
        await visit.connect()
        await visit.close()


async def test_the_frames_of_a_connection_are_in_the_history(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect()
        await visit.say("remember me")
        await visit.close()
        history = visit.opened.services.history
        await until(lambda: visit.opened.scope.names() == ())
        every, _ = history.filter_of("")
        entries = await history.page(every, None, 10)
        while not entries:
            entries = await history.page(every, None, 10)
        assert len(entries) == 1


async def test_variables_in_a_message_are_replaced(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect()
        visit.opened.environments.set_variable("who", "Ann")
        visit.panel.message.show_content("hello {{who}}")
        visit.driver.press("Send message")
        await until(lambda: ("↓", "Text", "hello Ann") in visit.rows())
        visit.panel.message.show_content("{{nobody}}")
        visit.driver.press("Send message")
        bar = visit.opened.window.message_bar
        await until(lambda: bar.isVisible())
        assert "nobody" in bar.findChild(QLabel, "message").text()
        await visit.close()


async def test_closing_the_tab_closes_the_socket(theme, tmp_path):
    gone = asyncio.Event()

    async def wait(socket):
        await socket.wait_closed()
        gone.set()

    async with a_socket_server(wait) as url, a_visit(theme, tmp_path, url) as visit:
        await visit.connect()
        visit.opened.act("close_request")
        await gone.wait()
        await visit.opened.scope.idle()
        assert visit.opened.current is None


@pytest.mark.parametrize("sent", ["", "one"])
async def test_a_tab_can_be_closed_while_its_socket_is_tested(theme, tmp_path, sent):
    async def wait(socket):
        if sent:
            await socket.send(sent)
        await socket.wait_closed()

    async with a_socket_server(wait) as url, opened_window(theme, tmp_path) as opened:
        request = custom_request(url.replace("http", "ws", 1))
        # The time begins with the first frame.
        conversation = Conversation(frame_count=2)
        opened.controller.workbench.open_request(replace(request, conversation=conversation))
        visit = Visit(opened)
        await visit.connect()
        await until(lambda: len(visit.rows()) == len(sent[:1]))
        opened.act("close_request")
        await opened.scope.idle()
        assert messages(opened) == []
        await opened.services.history.aclose()
        assert len(await opened.services.history.page(HistoryFilter())) == 1


async def test_a_tab_can_be_closed_while_a_file_of_frames_is_opened(theme, tmp_path):
    file = tmp_path / "talk.jsonl"
    file.touch()
    async with a_visit(theme, tmp_path, "http://127.0.0.1:9") as visit:
        pick(visit, "Open frames…")
        # The dialog is accepted, and the task that opened it has not noticed yet.
        await choose_file(visit, str(file))
        visit.opened.act("close_request")
        await visit.opened.scope.idle()
        assert messages(visit.opened) == []


async def test_a_tab_can_be_closed_while_its_dialog_is_open(theme, tmp_path):
    async with a_visit(theme, tmp_path, "http://127.0.0.1:9") as visit:
        pick(visit, "Open frames…")
        await until(lambda: any(d.isVisible() for d in visit.panel.findChildren(QFileDialog)))
        visit.opened.act("close_request")
        await visit.opened.scope.idle()
        assert messages(visit.opened) == []


async def test_an_address_can_become_one_of_http_and_back(theme, tmp_path):
    async with a_visit(theme, tmp_path, "http://127.0.0.1:9") as visit:
        await visit.driver.type("Address", "http://127.0.0.1:9/")
        assert visit.driver.has(QPushButton, "Send")
        assert not visit.driver.has(QPushButton, "Send message")
        await visit.driver.type("Address", "wss://127.0.0.1:9/")
        assert visit.driver.has(QPushButton, "Connect")
        assert visit.state == "Not connected"


def pick(visit, entry):
    for menu in visit.panel.findChildren(QMenu):
        for action in menu.actions():
            if action.text() == entry:
                action.trigger()
                return
    raise AssertionError(entry)


async def choose_file(visit, path):
    await until(lambda: any(d.isVisible() for d in visit.panel.findChildren(QFileDialog)))
    dialog = next(d for d in visit.panel.findChildren(QFileDialog) if d.isVisible())
    dialog.findChild(QLineEdit).setText(path)
    dialog.accept()


async def test_a_careful_environment_asks_before_a_message(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        opened, driver = visit.opened, visit.driver
        opened.environments.choose(Environment("Live", is_careful=True, variables={"who": "Ann"}))
        await visit.connect()
        visit.panel.message.show_content("hello {{who}}")
        driver.press("Send message")
        assert (await answer(opened, "Cancel")).startswith(
            f"Send a message to {url.partition('://')[2].strip('/')} in Live?"
        )
        await opened_scope_but_socket(opened)
        assert visit.rows() == []
        driver.press("Send message")
        await answer(opened, "Send")
        await until(lambda: ("↓", "Text", "hello Ann") in visit.rows())
        # A frame that is sent again is a message, too; from here on no question is asked.
        visit.panel.frames.table.selectRow(0)
        await until(lambda: driver.has(QPushButton, "Send again"))
        driver.press("Send again")
        await answer(opened, "Send without asking again")
        await until(lambda: len(visit.rows()) == 4)
        await visit.say("freely")
        await visit.close()
        # The next connection asks again.
        await visit.connect()
        visit.panel.message.show_content("again")
        driver.press("Send message")
        await answer(opened, "Cancel")
        await visit.close()


async def test_an_open_socket_gets_no_values_of_another_environment(theme, tmp_path):
    async with a_socket_server(echo) as url, a_visit(theme, tmp_path, url) as visit:
        environments = visit.opened.environments
        environments.choose(Environment("One", variables={"word": "first"}))
        await visit.connect()
        environments.choose(Environment("Two", variables={"word": "second"}))
        visit.panel.message.show_content("{{word}}")
        visit.driver.press("Send message")
        await until(lambda: ("↓", "Text", "first") in visit.rows())
        await visit.close()


SAVED = """\
url = "{}/"
# Kept.
messages = [
    {{ name = "Photo", file = "photo.bin" }},
    {{ name = "Lost", file = "lost.bin" }},
    {{ name = "Bytes", base64 = "/x==" }},
]
"""


async def test_saved_files_and_bytes_are_sent_and_saved_as_they_are(theme, tmp_path):
    folder = tmp_path / "checks" / "inner"
    folder.mkdir(parents=True)
    (folder.parent / "collection.toml").write_text('name = "Checks"\n')
    (folder / "photo.bin").write_bytes(b"\x01\x02")
    file = folder / "Echo.request.toml"
    async with a_socket_server(echo) as url, opened_window(theme, tmp_path / "p") as opened:
        text = SAVED.format(url.replace("http", "ws", 1))
        file.write_text(text)
        visit = Visit(opened)
        await open_request(opened, file)
        await visit.connect()
        visit.panel.message.area.setFocus()
        for key in (Qt.Key.Key_1, Qt.Key.Key_3):
            QTest.keyClick(visit.panel.message.area, key, Qt.KeyboardModifier.AltModifier)
        await until(lambda: len(visit.rows()) == 4)
        sent = [line for sign, _, line in visit.rows() if sign == "↑"]
        assert sent == ["01 02", "ff"]
        # The path leads to the file beside the request, as ``run`` says it.
        QTest.keyClick(visit.panel.message.area, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        bar = opened.window.message_bar
        await until(bar.isVisible)
        (told,) = bar.messages
        assert told.text == f"{folder / 'lost.bin'} could not be read (No such file or directory)."
        await visit.close()

        # One more message is one more line; what was looked at stays as it was.
        assert not opened.current.is_edited
        visit.panel.saved.edit_wanted.emit(opened.current.request.conversation.messages[2])
        assert visit.panel.message.area.exact_text() == "ff"
        visit.panel.saved.replace_wanted.emit(2)
        assert not opened.current.is_edited
        visit.panel.message.show_content("bye")
        await save_message(visit.panel)
        opened.act("save")
        await opened.scope.idle()
        assert file.read_text() == text.replace('"/x==" },\n', '"/x==" },\n    { text = "bye" },\n')


async def opened_scope_but_socket(opened):
    """Wait until only the socket itself runs."""
    await until(lambda: [str(name).split()[0] for name in opened.scope.names()] == ["connect"])


async def test_a_saved_request_pushes_while_the_window_listens(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    (folder / "collection.toml").write_text("")
    listen = folder / "Listen.request.toml"
    text = listen.read_text()
    async with opened_window(theme, tmp_path / "p") as opened:
        visit = Visit(opened)
        await open_request(opened, folder / "Create.request.toml")
        opened.act("send")
        await opened.scope.idle()
        await open_request(opened, listen)
        await visit.connect()
        visit.panel.message.area.setFocus()
        QTest.keyClick(visit.panel.message.area, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        await until(lambda: visit.rows() == [("↓", "Text", "hello")])
        await until(opened.window.message_bar.isVisible)
        assert opened.window.message_bar.messages[-1].text == "Push: 0 Success."
        # What is kept of it is a path beside the file.
        visit.panel.message.show_content("more")
        await save_message(visit.panel)
        opened.act("save")
        await until(lambda: "more" in listen.read_text())
        assert listen.read_text() == text.replace(
            '"inner/Push" },\n', '"inner/Push" },\n    { text = "more" },\n'
        )
        # Never to another environment than the socket.
        opened.environments.choose(Environment("Other", {"stargate": "http://127.0.0.1:9"}))
        QTest.keyClick(visit.panel.message.area, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        await until(lambda: len(opened.window.message_bar.messages) == 2)
        assert "another environment" in opened.window.message_bar.messages[-1].text
        (folder / "inner" / "Push.request.toml").unlink()
        QTest.keyClick(visit.panel.message.area, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        await until(lambda: len(opened.window.message_bar.messages) == 3)
        assert "There is no saved request" in opened.window.message_bar.messages[-1].text
        await visit.close()
