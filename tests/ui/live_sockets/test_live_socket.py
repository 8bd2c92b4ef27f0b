"""The socket of a tab, over a real server, with the panel that it fills."""

import asyncio
import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.frame import FrameKind
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import Conversation, FrameTest, ResponseTest
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.response.response import Closing, Failure, FailureKind
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.services.sending.planned_request import USUAL_TERMS
from aiurdesk.services.sockets import socket_session
from aiurdesk.ui.live_sockets.live_socket import LiveSocket, StateFrames
from aiurdesk.ui.live_sockets.live_tests import LiveTestParts
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.tasks import TaskScope
from tests.coroutines import until
from tests.transport.sockets.socket_server import a_raw_server, a_socket_server


async def _examine(_plan, _exchange, _received):
    raise AssertionError("nothing is tested here")


NO_TESTS = LiveTestParts(_examine, lambda *_: None)


async def test_frames_are_listed_while_the_socket_is_followed_to_its_end(panel, tmp_path, keys):
    async def greet(socket):
        await socket.send("hello")

    services = build_services(tmp_path)
    states = []
    async with a_socket_server(greet) as url:
        plan = services.pipeline.plan(custom_request(url.replace("http", "ws")), CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
        session = services.sockets.session(plan, USUAL_TERMS)
        await live.run(session, lambda status: states.append(status.state.value))
    assert states[:2] == ["connecting", "open"]
    assert states[-1] == "closed"
    panel.frames.flush()
    assert panel.frames.table.model().index(0, 4).data() == "hello"
    assert live.frames.handshake is not None
    await services.aclose()


async def test_a_loss_and_the_next_connection_stand_between_the_frames(
    panel, tmp_path, keys, monkeypatch
):
    monkeypatch.setattr(socket_session, "back_off_s", lambda _attempt, _jitter: 0.0)
    calls = []

    async def lose_once(_reader, writer):
        calls.append(1)
        # A text message; the second time with a close frame.
        writer.write(b"\x81\x02hi" + (b"\x88\x02\x03\xe8" if len(calls) == 2 else b""))

    services = build_services(tmp_path)
    panel.bar.reconnects.setChecked(True)
    async with a_raw_server(lose_once) as url:
        plan = services.pipeline.plan(custom_request(url.replace("http", "ws")), CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
        options = panel.bar.socket_options()
        session = services.sockets.session(plan, USUAL_TERMS, options)
        await live.run(session, lambda _status: None)
    panel.frames.flush()
    rows = [line.split("\t")[1:] for line in panel.frames.lines().splitlines()]
    received = ["Received", "Text", "2 B", "hi"]
    lost = ["", "State", "", "Lost: the connection ended without a close frame"]
    assert (rows[:2], rows[3]) == ([received, lost], received)
    again = " ".join(rows[2])
    assert again.startswith(" State  Connected again after ")
    # Saved frames have the format of ``listen --json``, which has frames only.
    saved = tmp_path / "frames.jsonl"
    await live.frames.log.save(str(saved))
    kinds = [json.loads(line)["kind"] for line in saved.read_text().splitlines()]
    assert kinds[:2] == ["text", "text"]
    assert "state" not in kinds
    await services.aclose()


async def test_nothing_is_sent_or_closed_before_it_is_connected(panel, tmp_path, keys):
    services = build_services(tmp_path)
    live = LiveSocket(panel, SendButton(keys), services.sockets, NO_TESTS)
    assert "not connected" in str(await live.send_message("x"))
    assert await live.ping() is None
    assert not await live.close()
    assert not live.is_open
    await services.aclose()


async def test_a_connection_is_recorded_also_if_its_tests_are_cancelled(panel, tmp_path, keys):
    is_examined = asyncio.Event()

    async def examine(_plan, _exchange, _received):
        is_examined.set()
        await asyncio.Event().wait()

    services, scope = build_services(tmp_path), TaskScope()
    services.history.configure(HistorySettings())
    window = replace(NO_TESTS, examine=examine)
    async with a_socket_server(lambda socket: socket.send("hello")) as url:
        request = custom_request(url.replace("http", "ws"))
        request = replace(request, conversation=Conversation(frame_count=2))
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        live = LiveSocket(panel, SendButton(keys), services.sockets, window)
        session = services.sockets.session(plan, USUAL_TERMS)
        scope.start("run", live.run, session, lambda _: None)
        await is_examined.wait()
        scope.cancel("run")
        await scope.idle()
    await services.history.aclose()
    (entry,) = await services.history.page(HistoryFilter())
    recorded = await services.history.exchange(entry.id)
    assert recorded is not None
    said = [frame.text for frame in transcript_of(recorded.outcome) if frame.kind.is_message]
    assert said == ["hello"]
    await services.aclose()


async def test_an_older_run_that_still_ends_is_not_tested_any_more(panel, tmp_path, keys):
    async def one(socket):
        await socket.send("one")
        await socket.wait_closed()

    async def examine(_plan, exchange, _received):
        return replace(exchange, examination=Examination((Finding("tested", True),)))

    services, scope = build_services(tmp_path), TaskScope()
    async with a_socket_server(one) as url:
        request = custom_request(url.replace("http", "ws"))
        request = replace(request, conversation=Conversation(frame_count=2))
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        live = LiveSocket(
            panel, SendButton(keys), services.sockets, replace(NO_TESTS, examine=examine)
        )
        older, newer = (services.sockets.session(plan, USUAL_TERMS) for _ in range(2))
        scope.start("older", live.run, older, lambda _: None)
        await until(lambda: panel.frames.table.model().rowCount() == 1)
        scope.start("newer", live.run, newer, lambda _: None)
        await until(lambda: panel.frames.table.model().rowCount() == 2)
        scope.cancel("older")
        scope.cancel("newer")
        await scope.idle()
    assert older.exchange is not None
    assert older.exchange.examination is None
    assert newer.exchange is not None
    assert newer.exchange.examination is not None
    await services.aclose()


async def test_a_frame_is_listed_while_its_tests_take_long(panel, tmp_path, keys):
    async def greet(socket):
        await socket.send("a" * 40 + "!")
        await socket.wait_closed()

    examined = []

    async def examine(_plan, exchange, _received):
        examined.append(exchange)
        return exchange

    services, scope = build_services(tmp_path), TaskScope()
    # It tries each way to divide the text, until it is ended after some seconds.
    endless = FrameTest(1, ResponseTest("text", "(a+)+$", "matches"))
    async with a_socket_server(greet) as url:
        request = custom_request(url.replace("http", "ws"))
        request = replace(request, conversation=Conversation(frame_tests=(endless,)))
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        window = replace(NO_TESTS, examine=examine)
        live = LiveSocket(panel, SendButton(keys), services.sockets, window)
        session = services.sockets.session(plan, USUAL_TERMS)
        scope.start("run", live.run, session, lambda _: None)
        await until(lambda: panel.frames.table.model().rowCount() == 1)
        assert examined == []
        scope.cancel("run")
        await scope.idle()
    assert len(examined) == 1
    await services.aclose()


CUT_OFF = Closing(1006, failure=Failure(FailureKind.CUT_OFF, "the connection ended"))
RESTART = Closing(1012, is_by_server=True)


def said(states, closing=None):
    """Return what is listed of statuses with these states."""
    follows = StateFrames()
    statuses = (SocketStatus(SocketState(state), closing=closing) for state in states.split())
    frames = [frame for status in statuses for frame in follows.take(status)]
    assert all(frame.kind is FrameKind.STATE for frame in frames)
    return [frame.content for frame in frames]


@pytest.mark.parametrize("states", ["connecting open closing closed", "connecting refused"])
def test_a_connection_that_is_not_opened_again_has_no_state_in_the_list(states):
    assert said(states, CUT_OFF) == []


def test_a_lost_connection_says_why_and_after_what_time_it_is_open_again():
    follows, attempt = StateFrames(), ("waiting", "connecting")
    lost = [
        frame
        for state in ("connecting", "open", "closing", *attempt, *attempt, *attempt)
        for frame in follows.take(SocketStatus(SocketState(state), closing=CUT_OFF))
    ]
    assert [frame.content for frame in lost] == ["Lost: the connection ended"]
    opened_at = lost[0].at + timedelta(seconds=1.5)
    status = SocketStatus(SocketState.OPEN, opened_at=opened_at)
    (again,) = follows.take(status)
    assert (again.content, again.at) == ("Connected again after 1.50 s", opened_at)
    # Such as a status with another round-trip time.
    assert follows.take(status) == ()


def test_each_loss_is_listed():
    words = [text.split()[0] for text in said(f"open{' waiting connecting open' * 2}", CUT_OFF)]
    assert words == ["Lost:", "Connected"] * 2


def test_a_server_that_restarts_is_named_with_its_close_code():
    assert said("connecting open closing waiting", RESTART) == [
        "Lost: closed by the server with 1012 service restart"
    ]
