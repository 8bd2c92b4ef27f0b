"""Time limits in each phase, and what the phases took."""

import asyncio

import pytest

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.deadline import ConnectState, Deadline
from tests.transport.calls import (
    LIMITS,
    SHORT,
    SHORT_READ,
    a_request,
    a_transport,
    answered,
    failed,
    outcome_of,
)
from tests.transport.misbehaving_server import (
    answering,
    hang,
    http2,
    keeping_open,
    read_head,
    response,
    serving,
    silent,
    tls_context,
)


async def test_a_server_without_a_tls_handshake_is_a_connect_timeout(authority):
    async with serving(silent) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority, SHORT))
    assert (outcome.kind, outcome.detail) == (FailureKind.CONNECT_TIMEOUT, "0.2 s")
    assert outcome.timing.connect_ms is not None
    assert outcome.timing.tls_ms is None
    assert 190 < outcome.timing.total_ms < 2000


async def test_an_address_that_does_not_accept_is_a_connect_timeout(full_port):
    outcome = failed(await outcome_of(f"https://127.0.0.1:{full_port}/", None, SHORT))
    assert outcome.kind is FailureKind.CONNECT_TIMEOUT
    assert outcome.timing.connect_ms is None


@pytest.fixture
def full_port():
    """A port whose queue of connections is full: connections are neither accepted nor refused."""
    import socket

    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = []
    for _ in range(3):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(full.getsockname())
        waiting.append(client)
    yield full.getsockname()[1]
    for writer in (full, *waiting):
        writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX: 1\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
    ],
)
async def test_a_server_that_stops_sending_is_a_read_timeout(authority, sent):
    async with serving(answering(sent, hangs=True), tls_context(authority)) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority, SHORT_READ))
    assert (outcome.kind, outcome.detail) == (FailureKind.READ_TIMEOUT, "0.2 s")
    assert outcome.timing.tls_ms is not None


def saying_nothing(_connection, _event) -> None:
    pass


def stopping_half_way(connection, event) -> None:
    connection.send_headers(event.stream_id, [(":status", "200")])
    connection.send_data(event.stream_id, b"half")


@pytest.mark.parametrize("on_request", [saying_nothing, stopping_half_way])
async def test_an_http2_server_that_stops_sending_is_a_read_timeout(authority, on_request):
    async with serving(http2(on_request), tls_context(authority, protocols=("h2",))) as port:
        outcome = failed(await outcome_of(f"https://localhost:{port}/", authority, SHORT_READ))
    assert outcome.kind is FailureKind.READ_TIMEOUT


async def test_a_server_that_does_not_read_is_a_read_timeout():
    async def unread(reader, writer) -> None:
        writer.transport.pause_reading()
        await hang()

    async with serving(unread) as port:
        body = (b"x" * 30_000_000,)
        outcome = failed(
            await outcome_of(
                f"http://localhost:{port}/", None, SHORT_READ, method="POST", body=body
            )
        )
    assert outcome.kind is FailureKind.READ_TIMEOUT


async def slow_head(reader, writer) -> None:
    await read_head(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        writer.write(b"X: 1\r\n")
        await asyncio.sleep(0.01)


async def test_a_head_that_never_ends_is_a_read_timeout():
    async with serving(slow_head) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/", None, SHORT_READ))
    assert outcome.kind is FailureKind.READ_TIMEOUT


async def slow_body(reader, writer) -> None:
    await read_head(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")
    for _ in range(50):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def test_a_slow_body_is_not_a_read_timeout():
    # Many times longer than the pause after each byte: a busy machine makes pauses of its own.
    limits = Limits(connect_s=30, read_s=2, total_s=60)
    async with serving(slow_body) as port:
        outcome = answered(await outcome_of(f"http://localhost:{port}/", None, limits))
    assert outcome.body.size_bytes == 50
    assert outcome.timing.body_ms is not None
    assert outcome.timing.body_ms > 1000 * limits.read_s


async def test_a_slow_body_can_reach_the_total_timeout():
    limits = Limits(connect_s=5, read_s=5, total_s=0.2)
    async with serving(slow_body) as port:
        outcome = failed(await outcome_of(f"http://localhost:{port}/", None, limits))
    assert (outcome.kind, outcome.detail) == (FailureKind.TOTAL_TIMEOUT, "0.2 s")


async def test_many_requests_to_a_silent_server_fail_together(authority):
    """Requests that wait for another one to connect time out with it, not one after another."""
    async with serving(silent) as port, a_transport(authority) as transport:
        request = a_request(f"https://localhost:{port}/")
        async with asyncio.timeout(3), asyncio.TaskGroup() as group:
            tasks = [group.create_task(transport.send(request, SHORT)) for _ in range(8)]
    assert {failed(task.result()).kind for task in tasks} == {FailureKind.CONNECT_TIMEOUT}


async def test_the_phases_are_timed_on_a_new_connection_and_on_an_open_one(authority):
    script = keeping_open(lambda _head: response(b"x" * 100))
    async with (
        serving(script, tls_context(authority)) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/")
        first = answered(await transport.send(request, LIMITS)).timing
        second = answered(await transport.send(request, LIMITS)).timing
    phases = (first.connect_ms, first.tls_ms, first.send_ms, first.first_byte_ms, first.body_ms)
    assert all(part is not None and part > 0 for part in phases)
    assert sum(part or 0 for part in phases) <= first.total_ms
    assert not first.is_reused
    assert (second.connect_ms, second.tls_ms, second.is_reused) == (None, None, True)
    assert second.first_byte_ms is not None


async def test_a_request_that_was_not_sent_has_no_phases():
    deadline = Deadline(SHORT)
    async with deadline:
        deadline.start_hop(ConnectState(), True)
    timing = deadline.timing()
    assert (timing.connect_ms, timing.send_ms, timing.is_reused) == (None, None, False)


async def test_an_exception_in_the_block_is_raised():
    with pytest.raises(KeyError):
        async with Deadline(SHORT):
            raise KeyError
