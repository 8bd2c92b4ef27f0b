"""A server says goodbye on an HTTP/2 connection (GOAWAY) and finishes what it has accepted."""

import asyncio
import contextlib
from collections import Counter

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import pytest
from hyperframe.frame import DataFrame, GoAwayFrame, RstStreamFrame
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.client_internals import GoawayFilter
from aiurdesk.transport.request_body import MAX_REFUSALS, MAX_RESENDS
from tests.transport.calls import LIMITS, a_request, a_transport, answered, failed, outcome_of
from tests.transport.misbehaving_server import serving, tls_context

NO_ERROR, REFUSED_STREAM = 0, 7
ALL_STREAMS = 2**31 - 1


def goaway(last_stream_id: int, error_code: int = NO_ERROR) -> bytes:
    frame = GoAwayFrame(0, last_stream_id, error_code, additional_data=b"bye")
    return frame.serialize()


class Server:
    """Answers requests over HTTP/2; a test says when it sends GOAWAY.

    h2 cannot send anything after GOAWAY, so the frame is written beside it.
    """

    def __init__(self, on_request, is_waiting_for_body: bool = False) -> None:
        self.on_request = on_request
        self.served: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.bodies: dict[int, bytes] = {}
        self.opened = 0
        self._end = h2.events.StreamEnded if is_waiting_for_body else h2.events.RequestReceived

    async def __call__(self, reader, writer) -> None:
        self.opened += 1
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        paths = {}
        with contextlib.suppress(h2.exceptions.ProtocolError):
            while data := await reader.read(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        paths[event.stream_id] = dict(event.headers)[b":path"].decode()
                    if isinstance(event, h2.events.DataReceived):
                        before = self.bodies.get(event.stream_id, b"")
                        self.bodies[event.stream_id] = before + event.data
                        size = event.flow_controlled_length
                        connection.acknowledge_received_data(size, event.stream_id)
                    if isinstance(event, self._end):
                        await self.on_request(self, connection, writer, event.stream_id, paths)
                writer.write(connection.data_to_send())
                await writer.drain()

    def respond(self, connection, writer, stream_id, path) -> None:
        self.served[path] += 1
        connection.send_headers(stream_id, [(":status", "200")])
        connection.send_data(stream_id, path.encode(), end_stream=True)
        writer.write(connection.data_to_send())

    def refuse(self, connection, writer, stream_id, path) -> None:
        self.refused[path] += 1
        connection.reset_stream(stream_id, REFUSED_STREAM)
        writer.write(connection.data_to_send())


async def leaving_before_the_response(server, connection, writer, stream_id, paths) -> None:
    writer.write(goaway(stream_id))
    await writer.drain()
    server.respond(connection, writer, stream_id, paths[stream_id])


async def leaving_in_the_response(server, connection, writer, stream_id, paths) -> None:
    connection.send_headers(stream_id, [(":status", "200")])
    connection.send_data(stream_id, b"/on")
    writer.write(connection.data_to_send() + goaway(ALL_STREAMS) + goaway(stream_id)[:7])
    await writer.drain()
    await asyncio.sleep(0.01)
    connection.send_data(stream_id, b"e", end_stream=True)
    writer.write(goaway(stream_id)[7:] + connection.data_to_send())
    writer.close()


@pytest.mark.parametrize("on_request", [leaving_before_the_response, leaving_in_the_response])
async def test_a_response_arrives_after_goaway(authority, on_request):
    server = Server(on_request)
    context = tls_context(authority, protocols=("h2",))
    async with serving(server, context) as port, a_transport(authority) as transport:
        for number in range(1, 4):
            request = a_request(f"https://localhost:{port}/one", "POST", body=(b"x",))
            assert answered(await transport.send(request, LIMITS)).body.data == b"/one"
            assert server.opened == number


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_no_request_is_lost_or_sent_twice_when_the_server_leaves_often(authority, method):
    """Each connection serves 30 requests; those that arrive after GOAWAY are ignored."""

    async def leaving_after_thirty(server, connection, writer, stream_id, paths) -> None:
        if stream_id > 59:
            return
        if stream_id == 59:
            writer.write(goaway(stream_id))
            await writer.drain()
        server.respond(connection, writer, stream_id, paths[stream_id])

    server = Server(leaving_after_thirty, is_waiting_for_body=True)
    context = tls_context(authority, protocols=("h2",))
    body = (b"x" * 500,) if method == "POST" else ()
    async with (
        serving(server, context) as port,
        a_transport(authority) as transport,
        asyncio.TaskGroup() as group,
    ):
        requests = [
            a_request(f"https://localhost:{port}/{number}", method, body=body)
            for number in range(200)
        ]
        tasks = [group.create_task(transport.send(request, LIMITS)) for request in requests]
    bodies = [answered(task.result()).body.data for task in tasks]
    assert bodies == [f"/{number}".encode() for number in range(200)]
    assert set(server.served.values()) == {1}


async def test_a_server_that_always_leaves_at_once_is_given_up(authority):
    async def leaving(server, _connection, writer, _stream_id, _paths) -> None:
        writer.write(goaway(0))

    server = Server(leaving)
    async with serving(server, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.PROTOCOL_ERROR
    assert server.opened == MAX_RESENDS + 1
    assert outcome.resends == MAX_RESENDS


@pytest.mark.parametrize("is_waiting_for_body", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_refused_request_is_sent_again_and_none_is_lost(
    authority, method, is_waiting_for_body
):
    """The server accepts every third request that arrives."""
    arrived = iter(range(10_000))

    async def refusing_two_of_three(server, connection, writer, stream_id, paths) -> None:
        path = paths[stream_id]
        is_accepted = next(arrived) % 3 == 2 or server.refused[path] == 3
        do = server.respond if is_accepted else server.refuse
        do(connection, writer, stream_id, path)

    server = Server(refusing_two_of_three, is_waiting_for_body)
    data = b"x" * 500 if method == "POST" else b""
    paths = [f"/{number}" for number in range(120)]
    async with (
        serving(server, tls_context(authority, protocols=("h2",))) as port,
        a_transport(authority) as transport,
        asyncio.TaskGroup() as group,
    ):
        base = f"https://localhost:{port}"
        requests = [a_request(base + path, method, body=(data,) if data else ()) for path in paths]
        tasks = [group.create_task(transport.send(request, LIMITS)) for request in requests]
    responses = [answered(task.result()) for task in tasks]
    assert [response.body.data.decode() for response in responses] == paths
    assert server.served == dict.fromkeys(paths, 1)
    assert [response.resends for response in responses] == [server.refused[path] for path in paths]
    assert server.opened == 1
    if data and is_waiting_for_body:
        assert set(server.bodies.values()) == {data}


async def test_a_file_is_sent_again_from_its_beginning(authority, tmp_path):
    async def refusing_once(server, connection, writer, stream_id, paths) -> None:
        do = server.respond if server.refused else server.refuse
        do(connection, writer, stream_id, paths[stream_id])

    (tmp_path / "file").write_bytes(bytes(range(256)) * 100)
    server = Server(refusing_once, is_waiting_for_body=True)
    async with serving(server, tls_context(authority, protocols=("h2",))) as port:
        body = (b"begin ", FileContent(str(tmp_path / "file")), b" end")
        outcome = await outcome_of(f"https://localhost:{port}/", authority, method="PUT", body=body)
    assert answered(outcome).resends == 1
    whole = b"begin " + bytes(range(256)) * 100 + b" end"
    assert list(server.bodies.values()) == [whole, whole]


async def test_a_server_that_refuses_every_time_is_given_up(authority):
    async def refusing(server, connection, writer, stream_id, paths) -> None:
        server.refuse(connection, writer, stream_id, paths[stream_id])

    server = Server(refusing)
    async with serving(server, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert (outcome.kind, outcome.resends) == (FailureKind.PROTOCOL_ERROR, MAX_REFUSALS)
    assert "REFUSED_STREAM" in outcome.detail
    assert server.refused == {"/": MAX_REFUSALS + 1}


@pytest.mark.parametrize("code", [1, 8])
async def test_a_request_that_the_server_may_have_processed_is_sent_once(authority, code):
    async def resetting(server, connection, writer, stream_id, paths) -> None:
        server.refused[paths[stream_id]] += 1
        connection.reset_stream(stream_id, code)
        writer.write(connection.data_to_send())

    async def refusing_in_the_response(server, connection, writer, stream_id, paths) -> None:
        connection.send_headers(stream_id, [(":status", "200")])
        server.refuse(connection, writer, stream_id, paths[stream_id])

    for on_request in (resetting, refusing_in_the_response):
        server = Server(on_request)
        async with serving(server, tls_context(authority, protocols=("h2",))) as port:
            outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
        assert (outcome.kind, outcome.resends) == (FailureKind.PROTOCOL_ERROR, 0)
        assert server.refused == {"/": 1}


async def test_goaway_with_an_error_ends_the_request(authority):
    async def complaining(server, _connection, writer, stream_id, _paths) -> None:
        writer.write(goaway(stream_id, error_code=11))

    server = Server(complaining)
    async with serving(server, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert (outcome.kind, "ENHANCE_YOUR_CALM" in outcome.detail) == ("protocol_error", True)
    assert server.opened == 1


async def test_a_server_that_leaves_without_the_response_it_owes(authority):
    async def vanishing(server, _connection, writer, stream_id, _paths) -> None:
        server.served[_paths[stream_id]] += 1
        writer.write(goaway(stream_id))
        writer.close()

    server = Server(vanishing)
    async with serving(server, tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority))
    assert outcome.kind is FailureKind.CUT_OFF
    assert server.served == {"/": 1}


DATA = DataFrame(1, b"some data").serialize()


def refusal(stream_id: int) -> bytes:
    return RstStreamFrame(stream_id, error_code=REFUSED_STREAM).serialize()


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    return [data[start:end] for start, end in zip(places, places[1:], strict=False)]


@given(st.lists(st.integers(0, 10**4), max_size=12))
def test_goaway_is_taken_out_wherever_the_data_is_cut(cuts):
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 7
    data = DATA + goaway(3) + DATA + DATA
    passed = b"".join(filter_.feed(piece) for piece in pieces(data, cuts))
    assert passed == DATA + refusal(5) + refusal(7) + DATA * 2
    assert filter_.last_stream_id == 3


@given(st.lists(st.integers(0, 10**4), max_size=12))
def test_a_refusal_of_one_request_is_noted_wherever_the_data_is_cut(cuts):
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 5
    cancelled = RstStreamFrame(1, error_code=8).serialize()
    # 9 was never sent.
    data = DATA + cancelled + refusal(3) + DATA + refusal(9) + DATA
    assert b"".join(filter_.feed(piece) for piece in pieces(data, cuts)) == data
    assert [number for number in range(1, 11, 2) if filter_.is_refused(number)] == [3]
    assert filter_.is_refused_alone(3)


def test_what_comes_after_goaway_is_not_refused_alone():
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 5
    filter_.feed(goaway(3) + refusal(1))
    assert [filter_.is_refused(number) for number in (1, 3, 5)] == [True, False, True]
    assert [filter_.is_refused_alone(number) for number in (1, 3, 5)] == [True, False, False]


@pytest.mark.parametrize(
    "data", [goaway(3, error_code=1), DATA, b"", b"\x00\x00\x02\x07\x00\x00\x00\x00\x00ab"]
)
def test_other_frames_pass_unchanged(data):
    filter_ = GoawayFilter()
    assert filter_.feed(data) == data
    assert filter_.last_stream_id is None


def test_a_second_goaway_refuses_more_requests():
    filter_ = GoawayFilter()
    filter_.highest_stream_id = 3
    assert filter_.feed(goaway(2**31 - 1)) == b""
    assert not filter_.is_refused(3)
    assert filter_.feed(goaway(1) + goaway(3)) == refusal(3)
    assert filter_.is_refused(3)
    assert not filter_.is_refused(1)
