"""The socket of a tab, over a real server, with the panel that it fills."""

import asyncio
from datetime import UTC, datetime

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS
from aiurdesk.core.request.custom_url import custom_request
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.services.asking import NOBODY
from aiurdesk.services.frame_log import FrameLog
from aiurdesk.storage.bodies import body_chunks
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.response.body_access import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.sockets.live_socket import LiveSocket
from aiurdesk.ui.sockets.live_tests import LiveTestParts
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.coroutines import until
from tests.transport.sockets.socket_server import a_socket_server


async def _examine(_plan, _exchange, _received):
    raise AssertionError("nothing is tested here")


NO_TESTS = LiveTestParts(_examine, lambda *_: None, lambda _: None, lambda: None)


async def _save(_body, _path):
    raise AssertionError("nothing is saved here")


@pytest.fixture
def panel(qtbot, theme, keys):
    made = ResponsePane(theme, keys, TaskScope(), BodyAccess(_save, body_chunks)).socket_panel()
    qtbot.addWidget(made)
    made.show()
    return made


def notes(panel):
    labels = panel.findChildren(WrappedLabel)
    return [label.plain_text() for label in labels if label.isVisible()]


async def test_frames_in_the_file_are_counted_in_a_note_and_can_be_shown(panel, tmp_path, keys):
    async def flood(socket):
        for number in range(2500):
            await socket.send(f"number {number}")

    services = build_services(tmp_path)
    async with a_socket_server(flood) as url:
        plan = services.pipeline.plan(custom_request(url.replace("http", "ws")), CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
        live.log = FrameLog(services.connections.create_file, memory_frames=1000)
        states = []
        await live.run(plan, Limits(), NOBODY, lambda status: states.append(status.state.value))
    assert states[:2] == ["connecting", "open"]
    assert states[-1] == "closed"
    panel.frames.flush()
    model = panel.frames.table.model()
    assert model.index(0, 4).data() == "number 0"
    await until(
        lambda: any("2,000 frames are in a temporary file" in each for each in notes(panel))
    )
    panel.frames.table.selectRow(3)
    assert live.log.in_memory(3) is None
    frame = await live.frame(panel.frames.selected)
    assert frame is not None
    assert frame.content == "number 3"
    live.clear()
    assert not any(panel.frames.counts)
    await services.aclose()


async def test_nothing_is_sent_or_closed_before_it_is_connected(panel, tmp_path, keys):
    services = build_services(tmp_path)
    live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
    assert "not connected" in await live.send("x")
    assert await live.ping() == ""
    assert not await live.close()
    assert not live.is_open
    await asyncio.sleep(0)
    await services.aclose()


async def test_long_envelopes_are_listed_in_many_turns_of_the_loop(panel, tmp_path, keys):
    services = build_services(tmp_path)
    async with a_socket_server(lambda socket: socket.send("now it is known who sends")) as url:
        plan = services.pipeline.plan(custom_request(url.replace("http", "ws")), CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
        await live.run(plan, Limits(), NOBODY, lambda _: None)
    text = '{"code": 0, "message": "m", "items": [' + "1, " * 60_000 + "1]}"
    envelope = Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, text, len(text))
    turns = 0

    async def count():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        counting = group.create_task(count())
        await live.show_frames((envelope,) * 60)
        counting.cancel()
    # Each takes longer to read than a turn may take.
    assert turns > 10
    await services.aclose()
