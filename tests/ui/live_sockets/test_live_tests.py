"""The tests of a socket over real servers; the window is in ``tests/end_to_end``."""

import asyncio
import contextlib
import json
import time

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    EVERY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.services.expectations.examination import examine
from aiurdesk.services.sending.planned_request import USUAL_TERMS
from aiurdesk.services.sockets.connection_tests import ConnectionTests
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.live_sockets.live_tests import LiveTestParts, LiveTests
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests
from aiurdesk.ui.tasks import TaskScope
from tests.core.exchange.sockets.frames import a_frame
from tests.coroutines import until
from tests.transport.sockets.socket_server import a_socket_server


class Followed:
    """A connection whose updates go to a recorder and to the tests, as in the window."""

    def __init__(self, services, view, request):
        self.view = view
        self.scope = TaskScope()
        self.kept: list[tuple[str, str]] = []
        self.ended = []
        self.status: SocketStatus | None = None
        self.services = services
        self.plan = services.pipeline.plan(request, CUSTOM_URLS)
        window = LiveTestParts(
            self._examine, lambda _environment, variables, _secrets: self.kept.extend(variables)
        )
        self.shown = LiveTests(view, window)
        self.tests: ConnectionTests | None = None

    async def _examine(self, plan, exchange, received):
        variables, processes = plan.environment.variables, self.services.processes
        return (await examine(exchange, variables, None, processes, received)).exchange

    async def run(self):
        session = self.services.sockets.session(self.plan, USUAL_TERMS)
        self.tests = session.carry_out_tests(self.services.sockets.examination, self._examine)
        async with session:
            async for update in session:
                self.status = update.status
                if update.tested is not None:
                    self.shown.show(update.tested)
                if update.has_ended:
                    self.ended.append(await session.finish())
                    self.shown.show_ended(self.tests.take_ended())
        await self.scope.aclose()

    async def test(self, frames):
        """Test frames as if they had come."""
        assert self.tests is not None
        assert self.status is not None
        self.tests.take(self.status, frames)
        tested = await self.tests.news()
        assert tested is not None
        self.shown.show(tested)


@contextlib.asynccontextmanager
async def followed(qtbot, theme, tmp_path, handler, captures=(), **conversation):
    view = FramesAndTests(theme, ActionKeys(), QLabel())
    qtbot.addWidget(view)
    services = build_services(tmp_path)
    async with a_socket_server(handler) as url:
        request = custom_request(url.replace("http", "ws"))
        request = replace(request, conversation=Conversation(**conversation), captures=captures)
        yield Followed(services, view, request)
    await services.aclose()


async def flood(socket):
    for number in range(1000):
        await socket.send(f'{{"id": {number}}}')


async def test_a_flood_is_tested_to_its_end(qtbot, theme, tmp_path):
    test = FrameTest(EVERY_FRAME, ResponseTest("value", "integer", "type", "id"))
    fields = {"frame_count": 1000, "frame_tests": (test,)}
    async with followed(
        qtbot, theme, tmp_path, flood, (Capture("id", "value", "id"),), **fields
    ) as live:
        await live.run()
        (exchange,) = live.ended
        assert [finding.passed for finding in exchange.examination.findings] == [True, True]
        assert live.kept == [("id", "0")]
        assert live.view.tests.note == "2 of 2 tests passed."


async def test_the_time_is_over_while_the_socket_is_open(qtbot, theme, tmp_path):
    async def one(socket):
        await socket.send("one")
        await socket.wait_closed()

    async with followed(qtbot, theme, tmp_path, one, frame_count=2, within_ms=50) as live:
        live.scope.start("run", live.run)
        await until(lambda: live.view.tests.note == "The test failed.")
        live.scope.cancel("run")
        await live.scope.aclose()
        assert live.ended == []


async def test_long_frames_are_tested_in_many_turns_of_the_loop(qtbot, theme, tmp_path):
    async def wait(socket):
        await socket.wait_closed()

    text = '{"id": 1, "items": [' + "1, " * 60_000 + "1]}"
    frame = a_frame(text)
    test = FrameTest(EVERY_FRAME, ResponseTest("value", "integer", "type", "id"))
    fields = {"frame_count": 100, "frame_tests": (test,)}
    async with followed(qtbot, theme, tmp_path, wait, **fields) as live:
        live.scope.start("run", live.run)
        await until(lambda: live.status is not None and live.status.state is SocketState.OPEN)
        turns = 0

        async def count():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            counting = group.create_task(count())
            await live.test((frame,) * 60)
            counting.cancel()
        # Each takes longer to read than a turn may take.
        assert turns > 10
        live.scope.cancel("run")
        await live.scope.aclose()


async def longest_turn_s(done):
    """Return the most that this thread computed between two turns of the loop."""
    longest, last = 0.0, time.thread_time()
    while not done():
        await asyncio.sleep(0)
        now = time.thread_time()
        longest, last = max(longest, now - last), now
    return longest


async def test_a_frame_of_megabytes_does_not_hold_the_window(qtbot, theme, tmp_path):
    text = '{"id": 1, "items": [' + '{"name": "an item", "ok": true}, ' * 250_000 + "1]}"
    began = time.thread_time()
    json.loads(text)
    reading_s = time.thread_time() - began
    frame = a_frame(text)

    async def wait(socket):
        await socket.wait_closed()

    test = FrameTest(1, ResponseTest("value", 1, "equals", "id"))
    async with followed(qtbot, theme, tmp_path, wait, frame_tests=(test,)) as live:
        live.scope.start("run", live.run)
        await until(lambda: live.status is not None and live.status.state is SocketState.OPEN)
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(live.test((frame,)))
            longest_s = await longest_turn_s(taking.done)
        await until(lambda: live.view.tests.note == "The test passed.")
        assert longest_s < reading_s / 2
        live.scope.cancel("run")
        await live.scope.aclose()
