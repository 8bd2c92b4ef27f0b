"""Conversations over real sockets on loopback."""

import asyncio
import http

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.expectations.received_frames import SocketResult
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.services.sockets import awaited_frames
from aiurdesk.services.sockets.socket_messages import PreparedMessages, SavedRequestFile
from aiurdesk.services.sockets.socket_opening import SocketPlan
from aiurdesk.services.sockets.socket_run import run_socket
from aiurdesk.services.sockets.socket_session import SocketSession
from tests.services.sockets.test_socket_session import QUIET, TERMS, a_plan, echo, services_at
from tests.transport.sockets.socket_server import a_socket_server

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


class Wanted:
    """Expects a number of messages, and remembers those that came."""

    secrets = ()

    def __init__(self, count=0):
        self.count = count
        self.contents = []

    async def look_ahead(self, _handshake, frames):
        """Need no time."""

    def take(self, _handshake, frames):
        self.contents += [frame.content for frame in frames]
        return len(self.contents) >= self.count

    def new_captures(self):
        return ()

    def facts_of(self, _handshake):
        return None


async def send_no_request(file):
    raise AssertionError(f"{file.path} is not a message here")


async def talked(
    services, url, expected, *contents, send=send_no_request, within_ms=MINUTE_MS, **options
):
    """Return what came of a conversation of so much time."""
    plan = a_plan(services, url)
    conversation = Conversation(within_ms=within_ms)
    plan = replace(plan, request=replace(plan.request, conversation=conversation))
    session = services.sockets.session(plan, TERMS, QUIET)
    return await run_socket(session, expected, PreparedMessages(contents), send, **options)


async def result_at(tmp_path, url, *contents, count=0, within_ms=MINUTE_MS):
    """Return what came, and the messages that were received until it was enough."""
    expected = Wanted(count)
    async with services_at(tmp_path) as services:
        result = await talked(services, url, expected, *contents, within_ms=within_ms)
    return result, expected.contents


def said(result):
    """Return the messages of the transcript, with an arrow for those that were sent."""
    assert isinstance(result, SocketResult)
    return [
        f"> {frame.text}" if frame.direction is Direction.SENT else frame.text
        for frame in transcript_of(result.exchange.outcome)
        if frame.kind.is_message
    ]


async def test_messages_are_sent_and_frames_awaited(tmp_path):
    async with a_socket_server(echo) as url:
        result, frames = await result_at(tmp_path, url, "one", b"two", count=2)
    assert frames == ["one", b"two"]
    assert sorted(said(result)) == ["> one", "> two", "one", "two"]
    assert result.elapsed_ms < result.exchange.outcome.timing.total_ms
    assert result.exchange.verdict.severity is Severity.SUCCESS
    assert "Closed by aiurdesk." in result.exchange.verdict.notes


async def test_all_messages_are_sent_even_if_enough_came_before(tmp_path):
    got = []

    async def greet(socket):
        await socket.send("welcome")
        async for message in socket:
            got.append(message)

    async with a_socket_server(greet) as url:
        _, frames = await result_at(tmp_path, url, "one", "two", "three", count=1)
    assert frames == ["welcome"]
    assert got == ["one", "two", "three"]


async def test_what_comes_until_the_server_has_closed_is_in_the_transcript(tmp_path):
    async with a_socket_server(echo) as url:
        result, _ = await result_at(tmp_path, url, "one", count=0)
    assert "> one" in said(result)


async def test_frames_are_awaited_no_longer_than_their_time(tmp_path):
    async def silence(socket):
        await socket.wait_closed()

    async with a_socket_server(silence) as url:
        result, frames = await result_at(tmp_path, url, "one", count=1, within_ms=50)
    assert frames == []
    assert result.elapsed_ms >= 50
    assert said(result) == ["> one"]


async def test_what_came_in_time_is_looked_at_to_its_end(tmp_path):
    class Slow(Wanted):
        async def look_ahead(self, _handshake, frames):
            # Longer than frames are waited for.
            await asyncio.sleep(1.2 if frames else 0)

    slow = Slow(1)
    async with a_socket_server(echo) as url, services_at(tmp_path) as services:
        result = await talked(services, url, slow, "one", within_ms=1000)
    assert slow.contents == ["one"]
    assert "one" in said(result)


async def test_a_socket_that_the_server_closes_is_not_waited_for(tmp_path):
    async def leave(socket):
        await socket.close(1011, "Oh no")

    async with a_socket_server(leave) as url:
        result, frames = await result_at(tmp_path, url, count=5, within_ms=60_000)
    assert frames == []
    assert result.exchange.verdict.message == "Oh no"
    assert result.exchange.verdict.severity is Severity.SERVER


async def test_a_message_that_could_not_be_sent_is_told_and_ends_the_waiting(tmp_path):
    async with a_socket_server(echo) as url:
        result, frames = await result_at(tmp_path, url, "one", "\ud83d", count=2, within_ms=HOUR_MS)
    assert result.unsent.sentence.startswith(
        "Message 2 was not sent. The message contains half a character"
    )
    # The response to the one before was on its way.
    assert frames == ["one"]


async def test_a_message_that_comes_too_late_leaves_the_close_code(tmp_path):
    async def leave(socket):
        await socket.close(4001, "expired")

    async with a_socket_server(leave) as url:
        result, _ = await result_at(tmp_path, url, *["one"] * 2000, count=1, within_ms=HOUR_MS)
    assert result.closing is not None
    assert result.closing.code == 4001


async def test_a_refusal_is_an_ordinary_exchange(tmp_path):
    def refuse(connection, request):
        return connection.respond(http.HTTPStatus.OK, '{"code": -8, "message": "No."}')

    async with a_socket_server(echo, process_request=refuse) as url:
        result, frames = await result_at(tmp_path, url, "one", count=1)
    assert isinstance(result, SocketResult)
    assert isinstance(result.exchange.outcome, Response)
    assert result.exchange.outcome.status == 200
    assert transcript_of(result.exchange.outcome) == ()
    assert (frames, result.elapsed_ms) == ([], 0.0)


async def test_waiting_ends_where_too_many_bytes_came(tmp_path, monkeypatch):
    monkeypatch.setattr(awaited_frames, "MOST_BYTES", 10)

    async def flood(socket):
        for _ in range(100):
            await socket.send("x" * 100)
        await socket.wait_closed()

    async with a_socket_server(flood) as url:
        result, frames = await result_at(tmp_path, url, count=1000, within_ms=60_000)
    assert frames
    assert result.elapsed_ms < 60_000


async def test_an_error_while_signing_in_is_raised(tmp_path):
    async def fail(*_arguments, **_options):
        raise AuthError("The app secret is missing.")

    async with services_at(tmp_path) as services:
        plan = a_plan(services, "http://127.0.0.1:1/")
        session = SocketSession(SocketPlan(plan, TERMS, QUIET, fail), services.pipeline)
        received = services.sockets.received_frames(plan)
        with pytest.raises(AuthError, match="secret is missing"):
            await run_socket(session, received, PreparedMessages(()), send_no_request)


async def test_a_handshake_that_is_not_sent_says_why(tmp_path):
    not_sent, frames = await result_at(tmp_path, "http://127.0.0.1:1/{{nobody}}", "one", count=1)
    assert isinstance(not_sent, NotSent)
    assert "{{nobody}} has no value" in not_sent.problems[0].sentence
    assert frames == []


async def with_requests(tmp_path, url, *contents, results, within_ms=MINUTE_MS):
    """Return what came of a conversation in which saved requests are sent, and their names."""
    sent = []

    async def send_request(file):
        sent.append(file.name)
        result = results.pop(0)
        return await result() if callable(result) else result

    async with services_at(tmp_path) as services:
        result = await talked(
            services, url, Wanted(), *contents, send=send_request, within_ms=within_ms
        )
    assert isinstance(result, SocketResult)
    return result, sent


PUSH = SavedRequestFile("/x/Push.request.toml")
WELL, ILL = Finding("Push is sent", True, "0 Success"), Finding("Push is sent", False, "−8")


async def test_a_saved_request_is_sent_between_messages(tmp_path):
    async with a_socket_server(echo) as url:
        result, sent = await with_requests(
            tmp_path, url, "a", PUSH, "b", PUSH, results=[WELL, WELL]
        )
    assert sent == ["Push", "Push"]
    assert result.requests == (WELL, WELL)
    assert [line for line in said(result) if line.startswith(">")] == ["> a", "> b"]
    assert result.unsent is None
    assert result.elapsed_ms < MINUTE_MS


async def test_after_a_request_that_failed_nothing_is_sent_or_waited_for(tmp_path):
    async with a_socket_server(echo) as url:
        result, sent = await with_requests(tmp_path, url, PUSH, PUSH, "b", results=[ILL])
    assert sent == ["Push"]
    assert result.requests == (ILL,)
    assert "> b" not in said(result)
    assert result.elapsed_ms < MINUTE_MS


async def test_a_request_that_takes_too_long_is_told(tmp_path):
    async def hang():
        await asyncio.Event().wait()

    async with a_socket_server(echo) as url:
        result, _ = await with_requests(tmp_path, url, PUSH, results=[hang], within_ms=50)
    assert result.requests == ()
    assert str(result.unsent) == "Push was not sent to its end in time."


async def test_a_flood_is_looked_at_a_few_frames_at_a_time(tmp_path):
    class Counted(Wanted):
        most = 0

        def take(self, handshake, frames):
            self.most = max(self.most, len(frames))
            return super().take(handshake, frames)

    async def flood(socket):
        for number in range(1000):
            await socket.send(str(number))

    expected = Counted(1000)
    async with a_socket_server(flood) as url, services_at(tmp_path) as services:
        await talked(services, url, expected)
    assert expected.contents == [str(number) for number in range(1000)]
    assert expected.most <= 20


async def test_a_stream_is_read_to_its_end_after_the_time_and_what_is_expected(tmp_path):
    async def talk(socket):
        await socket.send("a")
        await (await socket.ping())
        await socket.send("b")

    expected = Wanted(1)
    async with a_socket_server(talk) as url, services_at(tmp_path) as services:
        await talked(services, url, expected, is_to_its_end=True)
    assert expected.contents == ["a", "b"]
