"""Sessions over real sockets on loopback: states, frames, refusals, and connecting again."""

import asyncio
import contextlib
import http
import json
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services, open_keyring
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS, AskedVariable
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.sockets.closing import SocketState, judge_closing
from aiurdesk.core.exchange.sockets.frame import Direction, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import GraphqlBody, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.sending.asking import Asking, MessageConsent
from aiurdesk.services.sending.planned_request import SendTerms
from aiurdesk.services.services import Services
from aiurdesk.services.sockets import socket_session, update_queue
from aiurdesk.services.sockets.socket_opening import OVER_EVENTS_NOTE, SocketPlan
from aiurdesk.services.sockets.socket_recorder import SocketUpdate
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.street import StreetTerms, last_of
from tests.coroutines import until
from tests.graphql_server import graphql_server
from tests.transport.misbehaving_server import answering, read_head, response, serving
from tests.transport.sockets.socket_server import (
    a_raw_server,
    a_socket_server,
    accepting,
    answer_ping,
)
from tests.transport.stream_bytes import CHUNKED, END, chunk

TERMS = SendTerms(Limits(connect_s=30, read_s=30, total_s=60))
QUIET = SocketOptions(ping_every_s=0)
AGAIN = SocketOptions(ping_every_s=0, is_reconnecting=True)


async def echo(socket) -> None:
    async for message in socket:
        await socket.send(message)


@contextlib.asynccontextmanager
async def services_at(tmp_path, open_store=open_keyring) -> AsyncIterator[Services]:
    services = build_services(tmp_path, open_store=open_store)
    try:
        yield services
    finally:
        await services.aclose()


@contextlib.asynccontextmanager
async def a_session(
    tmp_path, url: str, options: SocketOptions = QUIET, **members
) -> AsyncIterator[SocketSession]:
    async with services_at(tmp_path) as services:
        plan = a_plan(services, url, **members)
        async with services.sockets.session(plan, TERMS, options) as session:
            yield session


async def opened(session: SocketSession) -> None:
    async for update in session:
        if update.status.state is SocketState.OPEN:
            return


def a_plan(services: Services, url: str, **members):
    endpoint = Typed(url.replace("http", "ws", 1))
    request = Request(endpoint, **members)
    return services.pipeline.plan(request, CUSTOM_URLS)


def states(updates: list[SocketUpdate]) -> list[str]:
    """Return the states in their order, each once."""
    states: list[str] = []
    for update in updates:
        if not states or states[-1] != update.status.state:
            states.append(update.status.state.value)
    return states


def frames(updates: list[SocketUpdate]) -> list[tuple[str, str, object]]:
    return [
        (frame.direction.value, frame.kind.value, frame.content)
        for update in updates
        for frame in update.frames
    ]


async def test_a_socket_goes_through_its_states_with_its_frames(tmp_path):
    updates = []
    async with a_socket_server(echo) as url, a_session(tmp_path, url, QUIET) as session:
        async for update in session:
            updates.append(update)
            if update.status.state is SocketState.OPEN and not update.frames:
                assert await session.send_message("hi") is None
            if (Direction.RECEIVED, "text", "hi") in frames([update]):
                await session.close()
    assert states(updates) == ["connecting", "open", "closing", "closed"]
    assert frames(updates) == [
        ("sent", "text", "hi"),
        ("received", "text", "hi"),
        ("sent", "close", ""),
        ("received", "close", ""),
    ]
    last = updates[-1].status
    assert last.closing is not None
    assert (last.closing.code, last.closing.is_by_server) == (1000, False)
    assert last.exchange is not None
    assert last.exchange.verdict.headline == "101 Switched to WebSocket"
    assert last.opened_at is not None


async def test_a_refusal_gets_the_ordinary_verdict(tmp_path):
    def refuse(connection, _request):
        body = '{"code":-8,"message":"no","protocolVersion":"1"}'
        return connection.respond(http.HTTPStatus.UNAUTHORIZED, body)

    async with (
        a_socket_server(echo, process_request=refuse) as url,
        a_session(tmp_path, url, AGAIN) as session,
    ):
        updates = [update async for update in session]
        assert str(await session.send_message("x")) == "Nothing was sent: the socket is refused."
        assert str(await session.ping()) == "No ping was sent: the socket is refused."
    # A refusal is final: waiting does not mend a wrong key.
    assert states(updates) == ["connecting", "refused"]
    exchange = updates[-1].status.exchange
    assert exchange is not None
    assert exchange.verdict.code == -8
    assert exchange.verdict.message == "no"


async def test_a_request_with_a_mistake_is_not_sent(tmp_path):
    async with services_at(tmp_path) as services:
        plan = a_plan(services, "http://127.0.0.1:1/{{room}}")
        async with services.sockets.session(plan, TERMS) as session:
            updates = [update async for update in session]
    assert states(updates) == ["connecting", "refused"]
    assert "{{room}} has no value" in updates[-1].status.not_sent[0].sentence


async def test_the_first_attempt_is_not_repeated(tmp_path):
    async with services_at(tmp_path) as services:
        plan = a_plan(services, "http://127.0.0.1:1/")
        async with services.sockets.session(plan, TERMS, AGAIN) as session:
            updates = [update async for update in session]
    assert states(updates) == ["connecting", "refused"]
    exchange = updates[-1].status.exchange
    assert exchange is not None
    assert isinstance(exchange.outcome, Failure)
    assert exchange.outcome.kind is FailureKind.CONNECTION_REFUSED


@pytest.mark.parametrize(("stable_s", "attempts"), [(0, [1, 1]), (10, [1, 2])])
async def test_a_lost_socket_is_opened_again(tmp_path, monkeypatch, stable_s, attempts):
    monkeypatch.setattr(socket_session, "back_off_s", lambda attempt, jitter: 0.01 * attempt)
    monkeypatch.setattr(socket_session, "STABLE_S", stable_s)
    calls = []

    async def lose(_reader, writer) -> None:
        calls.append(1)
        if len(calls) == 3:
            writer.write(b"\x88\x02\x03\xe8")

    async with a_raw_server(lose) as url, a_session(tmp_path, url, AGAIN) as session:
        updates = [update async for update in session]
    again = ["connecting", "open", "waiting"]
    assert states(updates) == [*again, *again, "connecting", "open", "closing", "closed"]
    waiting = [
        u.status for u in updates if u.status.state is SocketState.WAITING and u.status.wait_s
    ]
    # A loss is a first attempt again where the socket was open for long enough.
    assert [status.attempt for status in waiting] == attempts
    assert [status.wait_s for status in waiting] == [0.01 * attempt for attempt in attempts]
    assert all(s.closing is not None and s.closing.code == 1006 for s in waiting)


async def test_each_wait_is_longer_until_the_server_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr(socket_session, "back_off_s", lambda attempt, jitter: 0.01 * attempt)
    statuses = [101, 503, 503, 403]

    def process(connection, _request):
        status = statuses.pop(0)
        return None if status == 101 else connection.respond(http.HTTPStatus(status), "no")

    async def go_away(socket) -> None:
        await socket.close(1001)

    async with (
        a_socket_server(go_away, process_request=process) as url,
        a_session(tmp_path, url, AGAIN) as session,
    ):
        updates = [update async for update in session]
    assert [u.status.attempt for u in updates if u.status.wait_s][-1] == 3
    assert updates[-1].status.state is SocketState.REFUSED
    assert updates[-1].status.exchange is not None
    assert updates[-1].status.exchange.verdict.headline.startswith("403")


async def test_waiting_can_be_stopped(tmp_path):
    async def lose(_reader, _writer) -> None:
        pass

    updates = []
    async with a_raw_server(lose) as url, a_session(tmp_path, url, AGAIN) as session:
        async for update in session:
            updates.append(update)
            if update.status.wait_s:
                assert 0.5 <= update.status.wait_s <= 1
                await session.close()
    assert states(updates) == ["connecting", "open", "waiting", "closed"]


@pytest.mark.parametrize("is_at_once", [True, False])
async def test_connecting_can_be_stopped(tmp_path, is_at_once):
    asked = asyncio.Event()

    async def say_nothing(reader, _writer) -> None:
        asked.set()
        await reader.read()

    async with a_raw_server(say_nothing, accepts=False) as url, a_session(tmp_path, url) as session:
        first = await anext(session)
        if not is_at_once:
            await asked.wait()
        await session.close()
        rest = [update async for update in session]
    assert states([first, *rest]) == ["connecting", "closed"]


async def test_leaving_closes_the_socket_also_after_an_error(tmp_path):
    closed = asyncio.Queue[int]()

    async def wait(socket) -> None:
        async for _ in socket:
            pass
        closed.put_nowait(socket.close_code)

    async def fail(url: str) -> None:
        async with a_session(tmp_path, url) as session:
            await opened(session)
            raise LookupError

    async with a_socket_server(wait) as url:
        with pytest.raises(LookupError):
            await fail(url)
        assert await closed.get() == 1000


async def test_pings_are_sent_regularly_and_measure_the_round_trip(tmp_path):
    async with a_socket_server(echo) as url, services_at(tmp_path) as services:
        options = SocketOptions(ping_every_s=0.02)
        async with services.sockets.session(a_plan(services, url), TERMS, options) as session:
            seen = []
            async for update in session:
                seen += [frame.kind for frame in update.frames]
                if update.status.round_trip_ms is not None and seen.count(FrameKind.PONG) >= 2:
                    break
    assert seen.count(FrameKind.PING) >= 2


async def test_a_message_that_cannot_be_sent_says_why(tmp_path):
    async with a_socket_server(echo) as url, a_session(tmp_path, url, QUIET) as session:
        await opened(session)
        assert "half a character" in str(await session.send_message("\ud800"))
        await session.close()
        assert str(await session.send_message("x")) == "Nothing was sent: the socket is closing."


async def test_a_flood_that_is_not_read_stops_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr(update_queue, "MAX_PENDING_FRAMES", 1000)
    sent = []

    async def flood(socket) -> None:
        for number in range(30_000):
            await socket.send("x" * 1000)
            sent.append(number)

    async with (
        a_socket_server(flood, compression=None) as url,
        a_session(tmp_path, url, QUIET) as session,
    ):
        count = 0
        # The buffers of the system fill, and then the server waits.
        while not sent or count != len(sent):
            count = len(sent)
            await asyncio.sleep(0.1)
        assert 1000 < count < 29_000
        taken = 0
        async for update in session:
            taken += sum(frame.kind is FrameKind.TEXT for frame in update.frames)
    assert taken == 30_000


async def test_the_table_of_a_chosen_request_and_headers_are_used(tmp_path):
    def refuse(connection, request):
        assert request.headers["X-App"] == "mine"
        return connection.respond(http.HTTPStatus.OK, '{"code":-10,"message":"Wrong protocol!"}')

    async with (
        a_socket_server(echo, process_request=refuse) as url,
        a_session(tmp_path, url, dialect="2023", headers=(Header("X-App", "mine"),)) as session,
    ):
        updates = [update async for update in session]
    exchange = updates[-1].status.exchange
    assert exchange is not None
    assert (exchange.verdict.table, exchange.verdict.code) == ("2023", -10)
    # It was a WebSocket, so neither a note nor a fix says that it was not.
    assert "WebSocket" not in " ".join(exchange.verdict.notes)
    assert "WebSocket" not in " ".join(fix.text for fix in exchange.verdict.fixes)


async def test_an_error_while_signing_in_ends_the_session(tmp_path):
    async def fail(*_arguments, **_options):
        raise AuthError("The app secret is missing.")

    async with services_at(tmp_path) as services:
        plan = a_plan(services, "http://127.0.0.1:1/")
        socket = SocketPlan(plan, TERMS, QUIET, fail)
        with pytest.raises(AuthError, match="secret is missing"):
            async with SocketSession(socket, services.pipeline) as session:
                _ = [update async for update in session]


async def test_a_careful_environment_asks_before_messages_of_each_connection(tmp_path):
    answers = [MessageConsent.ONCE, MessageConsent.CANCEL, MessageConsent.ALL, MessageConsent.ONCE]
    asked = []

    async def answer(question):
        asked.append(question.sentence)
        return answers[len(asked) - 1]

    async def leave(socket):
        async for _ in socket:
            socket.transport.abort()

    async with a_socket_server(leave) as url, services_at(tmp_path) as services:
        plan = services.pipeline.plan(
            a_plan(services, url).request, replace(CUSTOM_URLS, name="Live", is_careful=True)
        )
        asking = Asking(message=answer)
        async with services.sockets.session(plan, replace(TERMS, asking=asking), AGAIN) as session:
            await opened(session)
            may = [await session.may_send() for _ in range(4)]
            await session.send_message("go")
            async for update in session:
                if update.status.state is SocketState.WAITING:
                    break
            await opened(session)
            may.append(await session.may_send())
    assert may == [True, False, True, True, True]
    assert len(asked) == 4
    assert asked[0].startswith(f"A message to {url.partition('://')[2].strip('/')} may change")


async def test_a_value_is_asked_for_once_where_a_socket_is_connected_again(tmp_path, monkeypatch):
    monkeypatch.setattr(socket_session, "back_off_s", lambda _attempt, _jitter: 0.0)
    asked, paths = [], []

    async def value(variable, _environment):
        asked.append(variable.name)
        return "4711"

    async def leave(socket):
        paths.append(socket.request.path)
        if len(paths) == 1:
            socket.transport.abort()
        await socket.wait_closed()

    environment = replace(CUSTOM_URLS, asked=(AskedVariable("pin"),))
    terms = replace(TERMS, asking=Asking(value=value))
    async with a_socket_server(leave) as url, services_at(tmp_path) as services:
        request = a_plan(services, f"{url}/{{{{pin}}}}").request
        plan = services.pipeline.plan(request, environment)
        async with services.sockets.session(plan, terms, AGAIN):
            await until(lambda: len(paths) == 2)
    assert (asked, paths) == (["pin"], ["/4711", "/4711"])


async def test_a_server_that_vanishes_is_noticed_by_its_pings_and_connected_to_again(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(socket_session, "back_off_s", lambda _attempt, _jitter: 0.0)
    is_over, calls = asyncio.Event(), []

    async def vanish(reader, writer) -> None:
        calls.append(1)
        if len(calls) == 1:
            await answer_ping(reader, writer)
            # It neither reads nor closes, as where the network between is gone.
            await is_over.wait()
        else:
            writer.write(b"\x88\x02\x03\xe8")

    options = SocketOptions(ping_every_s=0.02, pong_s=0.1, is_reconnecting=True)
    async with a_raw_server(vanish) as url, a_session(tmp_path, url, options) as session:
        updates = [update async for update in session]
        is_over.set()
    lost = next(u.status for u in updates if u.status.state is SocketState.WAITING)
    assert lost.closing is not None
    assert lost.closing.is_ping_unanswered
    assert updates[-1].status.closing is not None
    assert updates[-1].status.closing.code == 1000
    assert len(calls) == 2


async def test_no_ping_is_sent_while_frames_wait_to_be_taken(tmp_path):
    pings = []

    async def talk(socket):
        await socket.send("hello")
        async for message in socket:
            await socket.send(message)

    options = SocketOptions(ping_every_s=0.02)
    async with a_socket_server(talk) as url, a_session(tmp_path, url, options) as session:
        await opened(session)
        await asyncio.sleep(0.2)
        async for update in session:
            pings += [frame for frame in update.frames if frame.kind is FrameKind.PING]
            if any(frame.text == "hello" for frame in update.frames):
                assert pings == []
            if pings:
                break
    assert pings


def a_subscription(services: Services, url: str, body: GraphqlBody):
    request = Request(Typed(url, "POST"), body=body)
    return services.pipeline.plan(request, CUSTOM_URLS)


async def carried_out(tmp_path, url: str, body: GraphqlBody) -> list[SocketUpdate]:
    async with services_at(tmp_path) as services:
        plan = a_subscription(services, url, body)
        async with services.sockets.session(plan, TERMS, QUIET) as session:
            return [update async for update in session]


def types(updates: list[SocketUpdate], direction: str) -> list[str]:
    sent = [content for way, kind, content in frames(updates) if (way, kind) == (direction, "text")]
    return [json.loads(str(content))["type"] for content in sent]


async def test_a_subscription_is_carried_out_and_then_closed(tmp_path):
    query = "subscription A($to: Int!) { counted(to: $to) }"
    body = GraphqlBody(query, '{"to": 2}', "A", '{"a": 1}')
    with graphql_server() as server:
        updates = await carried_out(tmp_path, server.url, body)
        _, headers, messages = server.heard[0]
    assert types(updates, "sent") == ["connection_init", "subscribe", "pong"]
    assert types(updates, "received") == ["connection_ack", "ping", "next", "next", "complete"]
    assert headers["sec-websocket-protocol"] == "graphql-transport-ws"
    assert messages[0] == {"type": "connection_init", "payload": {"a": 1}}
    payload = {"query": body.query, "variables": {"to": 2}, "operationName": "A"}
    assert messages[1] == {"id": "1", "type": "subscribe", "payload": payload}
    last = updates[-1].status
    assert last.subprotocol == "graphql-transport-ws"
    assert last.closing is not None
    assert (last.closing.code, last.closing.is_by_server) == (1000, False)


COUNTED = "subscription A($to: Int!) { counted(to: $to) }"


@pytest.mark.parametrize("transport", ["", "sse"])
async def test_a_subscription_goes_over_events_where_no_socket_is_spoken(tmp_path, transport):
    body = GraphqlBody(COUNTED, '{"to": 2}', "A", transport=transport)
    with graphql_server() as server:
        server.speaks_sockets = bool(transport)
        updates = await carried_out(tmp_path, server.url, body)
        ((method, headers, given),) = server.heard
    assert (method, headers["accept"]) == ("POST", "text/event-stream")
    assert given == {"query": COUNTED, "variables": {"to": 2}, "operationName": "A"}
    texts = [content for _, kind, content in frames(updates) if kind == "text"]
    assert texts == ['{"data": {"counted": 1}}', '{"data": {"counted": 2}}', ""]
    last = updates[-1].status
    assert last.closing is not None
    assert not last.closing.is_by_server
    assert last.exchange is not None
    is_told = str(OVER_EVENTS_NOTE) in last.exchange.verdict.notes
    assert is_told is not bool(transport)


async def test_a_server_that_ignores_the_subprotocol_is_asked_for_events(tmp_path):
    handshakes = []

    async def script(reader, writer):
        head = (await read_head(reader)).decode()
        handshakes.append(head)
        if "text/event-stream" not in head:
            writer.write(accepting(head))
            await reader.read()
            return
        writer.write(CHUNKED + chunk(b'event: next\ndata: {"data": {"a": 1}}\n\n') + END)

    async with serving(script) as port:
        body = GraphqlBody("subscription { a }")
        updates = await carried_out(tmp_path, f"http://127.0.0.1:{port}/", body)
    assert [content for _, _, content in frames(updates)] == ['{"data": {"a": 1}}']
    assert len(handshakes) == 2


async def test_a_server_that_does_neither_is_told(tmp_path):
    async def script(reader, writer):
        await read_head(reader)
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    async with serving(script) as port:
        body = GraphqlBody("subscription { a }")
        updates = await carried_out(tmp_path, f"http://127.0.0.1:{port}/", body)
        typed = await carried_out(tmp_path, f"ws://127.0.0.1:{port}/", body)
    last = updates[-1].status
    assert last.state is SocketState.REFUSED
    assert last.exchange is not None
    assert last.exchange.request.endpoint.is_websocket
    notes = last.exchange.verdict.notes
    assert "Server-sent events were tried as well: HTTP 404 Not Found" in notes
    # A socket was asked for in so many words.
    exchange = typed[-1].status.exchange
    assert exchange is not None
    assert not any("tried as well" in note for note in exchange.verdict.notes)


async def test_a_server_that_acknowledges_often_gets_one_operation(tmp_path):
    heard = []

    async def acknowledge(socket) -> None:
        for _ in range(3):
            await socket.send('{"type": "connection_ack"}')
        for _ in range(2):
            heard.append(json.loads(await socket.recv())["type"])
        await socket.send('{"id": "1", "type": "error", "payload": [{"message": "No."}]}')
        with contextlib.suppress(Exception):
            heard.append(await socket.recv())

    async with a_socket_server(acknowledge) as url:
        updates = await carried_out(tmp_path, url, GraphqlBody("subscription { a }"))
    assert heard == ["connection_init", "subscribe"]
    assert states(updates)[-1] == "closed"


def a_stream_plan(services: Services, port: int, **members):
    endpoint = Typed(f"http://127.0.0.1:{port}/")
    return services.pipeline.plan(Request(endpoint, **members), CUSTOM_URLS)


async def test_a_stream_goes_on_behind_its_last_event(tmp_path):
    asked = []

    async def script(reader, writer):
        asked.append((await read_head(reader)).decode())
        if len(asked) < 3:
            # The first one is cut off, the second one ends in order.
            event = chunk(b"retry: 1\nid: %d\ndata: x\n\n" % len(asked))
            writer.write(CHUNKED + event + END[: 5 * (len(asked) - 1)])
        else:
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async with serving(script) as port, services_at(tmp_path) as services:
        plan = a_stream_plan(services, port)
        async with services.sockets.session(plan, TERMS, AGAIN) as session:
            updates = [update async for update in session]
    again = ["waiting", "connecting"]
    assert states(updates) == ["connecting", "open", *again, "open", *again, "refused"]
    assert [frame.id for update in updates for frame in update.frames] == ["1", "2"]
    ids = [line for head in asked for line in head.splitlines() if line.startswith("Last-Event-ID")]
    assert ids == ["Last-Event-ID: 1", "Last-Event-ID: 2"]
    assert "Last-Event-ID" not in asked[0]
    second = [u.status.exchange for u in updates if u.status.state is SocketState.OPEN][-1]
    # It is visible that it was sent.
    assert second is not None
    assert Header("Last-Event-ID", "1") in second.prepared.headers
    waited = [u.status.wait_s for u in updates if u.status.state is SocketState.WAITING]
    assert waited[1] == 0.001


async def test_a_stream_that_ends_is_over_unless_it_is_asked_for_again(tmp_path):
    async with (
        serving(answering(CHUNKED, chunk(b"data: x\n\n"), END)) as port,
        services_at(tmp_path) as services,
    ):
        plan = a_stream_plan(services, port)
        async with services.sockets.session(plan, TERMS, QUIET) as session:
            updates = [update async for update in session]
    assert states(updates) == ["connecting", "open", "closed"]
    last = updates[-1].status
    assert last.closing is not None
    assert judge_closing(last.closing).headline == "The stream ended"
    assert last.exchange is not None
    assert last.exchange.verdict.headline == "200 OK · event stream"


async def test_a_stream_that_is_open_is_taken_over(tmp_path):
    async with (
        serving(answering(CHUNKED, chunk(b"data: x\n\n"), END)) as port,
        services_at(tmp_path) as services,
    ):
        plan = a_stream_plan(services, port)
        terms = StreetTerms(options=QUIET)
        taken = await last_of(services.street.send(plan, terms))
        assert isinstance(taken, SocketSession)
        handshake = taken.handshake
        async with taken as session:
            updates = [update async for update in session]
    assert states(updates) == ["connecting", "open", "closed"]
    assert updates[-1].status.exchange is handshake
    assert frames(updates) == [("received", "text", "x")]


async def test_an_ordinary_response_is_not_a_stream(tmp_path):
    async with (
        serving(answering(response(b"{}", "Content-Type: application/json"))) as port,
        services_at(tmp_path) as services,
    ):
        plan = a_stream_plan(services, port)
        last = await last_of(services.street.send(plan, StreetTerms(options=QUIET)))
    assert isinstance(last, Examined)
    assert last.exchange.verdict.headline == "200 OK · JSON"


async def recorded(services: Services):
    """Return the exchanges of the history, the newest first."""
    await services.history.aclose()
    entries = await services.history.page(HistoryFilter())
    return [await services.history.exchange(entry.id) for entry in entries]


async def test_each_connection_is_recorded_once_after_its_tests(tmp_path, monkeypatch):
    monkeypatch.setattr(socket_session, "back_off_s", lambda _attempt, _jitter: 0.0)
    calls, examined = [], []

    async def lose_once(_reader, writer) -> None:
        calls.append(1)
        # A text message; the second time with a close frame.
        writer.write(b"\x81\x02hi" + (b"\x88\x02\x03\xe8" if len(calls) == 2 else b""))

    async def examine(_plan, exchange, received):
        examined.append((received.result.closing.code, transcript_of(exchange.outcome)[0].content))
        return replace(exchange, examination=Examination((Finding("tested", True),)))

    async with a_raw_server(lose_once) as url, services_at(tmp_path) as services:
        services.history.configure(HistorySettings())
        plan = a_plan(services, url)
        conversation = Conversation(frame_count=2)
        plan = replace(plan, request=replace(plan.request, conversation=conversation))
        async with services.sockets.session(plan, TERMS, AGAIN) as session:
            session.carry_out_tests(services.sockets.examination, examine)
            ends = [update.status.state.value async for update in session if update.has_ended]
        kept = await recorded(services)
    assert ends == ["waiting", "closed"]
    assert examined == [(1006, "hi"), (1000, "hi")]
    assert session.exchange is not None
    assert session.exchange.examination is not None
    titles = [exchange.examination.findings[0].title for exchange in kept]
    assert titles == ["tested", "tested"]


async def test_a_socket_that_is_left_is_recorded_with_what_came(tmp_path):
    async with a_socket_server(echo) as url, services_at(tmp_path) as services:
        services.history.configure(HistorySettings())
        async with services.sockets.session(a_plan(services, url), TERMS, QUIET) as session:
            await opened(session)
            session.hide((Secret("s3cret"),))
            await session.send_message("this is s3cret")
            async for update in session:
                if len(update.frames) and update.frames[-1].direction is Direction.RECEIVED:
                    break
        (exchange,) = await recorded(services)
    sent, *_ = transcript_of(exchange.outcome)
    assert (sent.direction, "s3cret" in sent.text) == (Direction.SENT, False)
    assert exchange.verdict.notes[0].startswith("Messages: 1 received, 1 sent in ")


async def test_a_stream_that_nobody_follows_is_closed(tmp_path):
    is_left = asyncio.Event()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + chunk(b"data: x\n\n"))
        await reader.read()
        is_left.set()

    async with serving(script) as port, services_at(tmp_path) as services:
        terms = StreetTerms(options=QUIET)
        taken = await last_of(services.street.send(a_stream_plan(services, port), terms))
        assert isinstance(taken, SocketSession)
        await taken.drop()
        await is_left.wait()
