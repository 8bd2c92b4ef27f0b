"""Streams in the real window, over real servers on loopback."""

import asyncio
import contextlib

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QTabBar, QWidget

from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.verdict.verdict import Severity
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.transport.misbehaving_server import answering, read_head, response, serving
from tests.transport.stream_bytes import CHUNKED, END, chunk
from tests.ui.opened_window import opened_window


def tick(number: int) -> bytes:
    return chunk(b'event: tick\nid: %d\ndata: {"n":%d}\n\n' % (number, number))


class Visit:
    """A page whose request is answered by a stream."""

    def __init__(self, opened) -> None:
        self.opened = opened
        self.driver = WindowDriver(opened.window, opened.controller)

    @property
    def state(self):
        return self.opened.page.socket.bar.words

    def rows(self) -> list[tuple[str, str]]:
        """Return kind and content of each event."""
        model = self.opened.page.socket.frames.table.model()
        return [
            (model.index(row, 2).data(), model.index(row, 4).data())
            for row in range(model.rowCount())
        ]

    async def until_shown(self, count: int) -> None:
        await until(lambda: len(self.rows()) == count)

    async def send(self, state: str) -> None:
        self.driver.press("Send")
        await until(lambda: self.opened.page.response_side.is_stream)
        await until(lambda: self.state.startswith(state))


@contextlib.asynccontextmanager
async def a_visit(theme, folder, port: int, **members):
    async with opened_window(theme, folder) as opened:
        request = custom_request(f"http://127.0.0.1:{port}/")
        opened.controller.workbench.open_request(replace(request, **members))
        yield Visit(opened)


async def test_events_are_rows_as_they_come(theme, tmp_path):
    asked = asyncio.Queue[bytes]()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED)
        while data := await asked.get():
            writer.write(data)
        writer.write(END)

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        driver = visit.driver
        await visit.send("Receiving")
        assert "200 OK · event stream" in visit.state
        assert driver.has(QPushButton, "Stop")
        for number in range(2):
            asked.put_nowait(tick(number))
            await visit.until_shown(number + 1)
        assert visit.rows() == [("Text", 'tick · {"n":0}'), ("Text", 'tick · {"n":1}')]
        # What only a socket has is left out.
        assert not driver.has(QPushButton, "Send message")
        assert not driver.has(QPushButton, "Ping")
        visit.opened.page.socket.frames.table.selectRow(0)
        await until(lambda: driver.has(QLabel, "Chosen frame"))
        assert driver.find(QLabel, "Chosen frame").text() == "tick · 7 B"
        assert not driver.has(QPushButton, "Send again")
        asked.put_nowait(b"")
        await until(lambda: visit.state.startswith("Ended"))
        assert visit.state == "Ended. by the server"
        assert driver.has(QPushButton, "Send")
        await visit.opened.scope.idle()


async def test_headers_and_verdict_are_behind_a_tab(theme, tmp_path):
    async with (
        serving(answering(CHUNKED, tick(0), hangs=True)) as port,
        a_visit(theme, tmp_path, port) as visit,
    ):
        await visit.send("Receiving")
        tabs = visit.driver.find(QTabBar, "Frames or response")
        tabs.setCurrentIndex(1)
        assert visit.opened.page.response.isVisible()
        assert visit.driver.verdict() == "200 Success: OK · event stream"
        visit.driver.press("Stop")
        await until(lambda: visit.state.startswith("Ended"))
        await visit.opened.scope.idle()


async def test_stop_keeps_what_came_and_the_history_has_it(theme, tmp_path):
    async with (
        serving(answering(CHUNKED, tick(0), tick(1), hangs=True)) as port,
        a_visit(theme, tmp_path, port) as visit,
    ):
        visit.opened.services.history.configure(HistorySettings())
        await visit.send("Receiving")
        await until(lambda: len(visit.rows()) == 2)
        visit.driver.press("Stop")
        await until(lambda: visit.state.startswith("Ended"))
        assert visit.state == "Ended. by aiurdesk"
        await visit.opened.scope.idle()
        assert len(visit.rows()) == 2
        # After it is written.
        history = visit.opened.services.history
        await history.aclose()
        (entry,) = await history.page(HistoryFilter())
        exchange = await history.exchange(entry.id)
        assert exchange is not None
        assert [frame.id for frame in transcript_of(exchange.outcome)] == ["0", "1"]
        # Opened out of the history, its events are listed again.
        visit.opened.controller.history.open(entry.id)
        await until(lambda: visit.state == "Not connected")
        await until(lambda: len(visit.rows()) == 2)
        assert visit.state == "Not connected"


async def test_an_event_that_says_that_it_failed_decides_about_its_stream(theme, tmp_path):
    event = chunk(b'data: {"error":{"message":"Overloaded"}}\n\n')
    async with (
        serving(answering(CHUNKED, tick(0), event, tick(1), END)) as port,
        a_visit(theme, tmp_path, port) as visit,
    ):
        visit.opened.services.history.configure(HistorySettings())
        await visit.send("Ended")
        failed = "OK, but the body says that it failed: Overloaded"
        assert visit.state.startswith(f"Ended. 200 {failed}")
        visit.driver.find(QTabBar, "Frames or response").setCurrentIndex(1)
        assert failed in visit.driver.verdict()
        assert visit.driver.has(QPushButton, "That is no failure here")
        await visit.opened.scope.idle()
        history = visit.opened.services.history
        await history.aclose()
        (entry,) = await history.page(HistoryFilter())
        assert entry.severity is Severity.INPUT
        assert entry.headline == f"200 {failed}"


async def test_another_response_takes_the_place_of_a_stream(theme, tmp_path):
    answers = [CHUNKED + tick(0), response(b"{}", "Content-Type: application/json")]

    async def script(reader, writer):
        while True:
            await read_head(reader)
            writer.write(answers.pop(0))
            await writer.drain()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        await visit.send("Receiving")
        # The key of Send works while the stream is open: it ends it, and sends again.
        visit.opened.act("send")
        await until(lambda: visit.driver.has(QWidget, "Verdict"))
        assert visit.driver.verdict() == "200 Success: OK · JSON"
        await visit.opened.scope.idle()
        assert not visit.opened.page.response_side.is_stream
        assert visit.driver.has(QPushButton, "Send")


async def test_a_lost_stream_is_opened_again_where_that_is_wanted(theme, tmp_path):
    heads = []

    async def script(reader, writer):
        heads.append((await read_head(reader)).decode())
        writer.write(CHUNKED + chunk(b"retry: 1\n\n") + tick(len(heads)))
        await writer.drain()
        if len(heads) > 1:
            await asyncio.get_running_loop().create_future()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        conversation = Conversation(is_reconnecting=True)
        visit.opened.page.change_fields(conversation=conversation)
        await visit.send("Receiving")
        await until(lambda: len(visit.rows()) == 4)
        (_, first), (_, lost), (_, again), (_, second) = visit.rows()
        assert (first, second) == ('tick · {"n":1}', 'tick · {"n":2}')
        assert lost.startswith("Lost: the connection was closed in the middle")
        assert again.startswith("Connected again after")
        assert "behind the event with the id 1" in again
        assert visit.driver.find(QCheckBox, "Reconnect").isChecked()
        assert "Last-Event-ID: 1" in heads[1]
        visit.driver.press("Stop")
        await visit.opened.scope.idle()


async def test_tests_and_captures_are_about_events(theme, tmp_path):
    test = FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "n"))
    members = {
        "conversation": Conversation(frame_tests=(test,)),
        "captures": (Capture("number", "value", "n"),),
    }
    async with (
        serving(answering(CHUNKED, tick(0), tick(1), hangs=True)) as port,
        a_visit(theme, tmp_path, port, **members) as visit,
    ):
        await visit.send("Receiving")
        sending = visit.opened.controller.workbench.sending
        await until(lambda: sending.has_captured)
        assert sending.environment.variables["number"] == "0"
        tabs = visit.driver.find(QTabBar, "Frames or tests")
        await until(lambda: tabs.tabText(1) == "Tests 1/1")
        visit.driver.press("Stop")
        await visit.opened.scope.idle()


async def test_closing_the_tab_ends_its_stream(theme, tmp_path):
    is_left = asyncio.Event()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + tick(0))
        await reader.read()
        is_left.set()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        await visit.send("Receiving")
        visit.opened.controller.workbench.close(visit.opened.current.key)
        await is_left.wait()
        await visit.opened.scope.idle()
        assert visit.opened.current is None


async def test_a_long_ordinary_response_shows_its_beginning(theme, tmp_path):
    goes_on = asyncio.Event()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc")
        await goes_on.wait()
        writer.write(b"def")

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        driver = visit.driver
        driver.press("Send")
        await until(lambda: driver.has(QPlainTextEdit, "Beginning of the response"))
        beginning = driver.find(QPlainTextEdit, "Beginning of the response")
        assert beginning.toPlainText() == "abc"
        titles = [label.text() for label in visit.opened.page.response.findChildren(QLabel)]
        assert "Receiving the response…" in titles
        goes_on.set()
        await until(lambda: driver.has(QWidget, "Verdict"))
        assert not driver.has(QPlainTextEdit, "Beginning of the response")
        await visit.opened.scope.idle()


async def test_what_is_expected_of_events_is_edited_and_undone(theme, tmp_path):
    async with (
        serving(answering(CHUNKED, tick(0), END)) as port,
        a_visit(theme, tmp_path, port) as visit,
    ):
        driver, opened = visit.driver, visit.opened
        assert not driver.has(QPushButton, "Add frame test")
        # Only the response says that it is a stream.
        await visit.send("Ended")
        await opened.scope.idle()
        driver.show("Tests")
        driver.press("Add frame test")
        await driver.type("Frame test 1 expected", "hello")
        (test,) = opened.current.request.conversation.frame_tests
        assert test.test.expected == "hello"
        for _ in range(10):
            opened.act("undo")
        assert opened.current.request.conversation == Conversation()
        opened.open("code-lab.streams.clock")
        driver.show("Tests")
        assert driver.has(QPushButton, "Add frame test")


async def test_escape_stops_a_stream_and_keeps_its_events(theme, tmp_path):
    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + tick(1) + tick(2))
        await reader.read()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        await visit.send("Receiving")
        await visit.until_shown(2)
        cancel = visit.opened.action("cancel")
        await until(cancel.isEnabled)
        assert [key.toString() for key in cancel.shortcuts()] == ["Esc"]
        cancel.trigger()
        await until(lambda: not visit.opened.controller.front.has_open_socket)
        await visit.opened.scope.idle()
        assert visit.rows() == [("Text", 'tick · {"n":1}'), ("Text", 'tick · {"n":2}')]
        assert not cancel.isEnabled()


async def test_escape_while_a_body_arrives_keeps_what_came(theme, tmp_path):
    came = b'{"rows": ["' + b"r" * 2_000

    async def script(reader, writer):
        await read_head(reader)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
        writer.write(head + came)
        await reader.read()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        opened, received = visit.opened, []
        opened.controller.sending.progressed.connect(
            lambda _key, progress: received.append(progress.received_bytes)
        )
        visit.driver.press("Send")
        await until(lambda: received and received[-1] == len(came))
        opened.action("cancel").trigger()
        exchange = await opened.answer()
        assert exchange.outcome.kind == "cancelled"
        assert exchange.outcome.received == came
        assert "Cancelled after 2 KB" in visit.driver.verdict()
        visit.driver.show("Text")
        shown = visit.driver.find(QPlainTextEdit, "Response text").toPlainText()
        assert shown.startswith('{\n  "rows": [\n    "rrrr')
        texts = [label.text() for label in opened.page.findChildren(QLabel) if label.isVisible()]
        assert any("it was cancelled before the rest came" in text for text in texts)


async def test_escape_at_a_chosen_event_follows_new_ones_before_it_stops_the_stream(
    theme, tmp_path
):
    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + tick(1) + tick(2))
        await reader.read()

    async with serving(script) as port, a_visit(theme, tmp_path, port) as visit:
        await visit.send("Receiving")
        await visit.until_shown(2)
        opened, frames = visit.opened, visit.opened.page.socket.frames
        opened.window.activateWindow()
        frames.table.setFocus()
        frames.table.selectRow(0)
        await until(opened.action("cancel").isEnabled)
        QTest.keyClick(frames.table, Qt.Key.Key_Escape)
        assert frames.selected is None
        assert opened.controller.front.has_open_socket
        QTest.keyClick(frames.table, Qt.Key.Key_Escape)
        await until(lambda: not opened.controller.front.has_open_socket)
