import asyncio
import contextlib
import itertools
import re

import httpcore
import pytest

from aiurdesk.transport.network import (
    FIRST_BYTES,
    LEAST_READ_BYTES,
    ReceivedData,
    TrackedStream,
    first_connected,
)
from tests.transport.calls import LIMITS, a_request, a_transport, answered
from tests.transport.misbehaving_server import (
    answering,
    keeping_open,
    response,
    serving,
    tls_context,
)


def test_the_first_bytes_and_the_end_are_recorded():
    received = ReceivedData()
    for data in (b"HTTP", b"/1.1", b"x" * 200):
        received.record(data)
    assert received.first_bytes == b"HTTP/1.1" + b"x" * (FIRST_BYTES - 8)
    assert not received.is_eof
    received.record(b"")
    assert received.is_eof


async def test_a_response_has_tls_version_cipher_and_issuer(authority):
    script = keeping_open(lambda _head: response())
    async with serving(script, tls_context(authority)) as port, a_transport(authority) as transport:
        request = a_request(f"https://localhost:{port}/")
        outcomes = [answered(await transport.send(request, LIMITS)) for _ in range(2)]
    for outcome in outcomes:
        assert outcome.tls is not None
        assert outcome.tls.version == "TLSv1.3"
        assert outcome.tls.cipher.startswith("TLS_")
        assert "trustme" in outcome.tls.issuer
        assert outcome.server_address == f"127.0.0.1:{port}"
    assert outcomes[0].tls is outcomes[1].tls


async def test_a_plain_connection_has_an_address_and_no_tls():
    async with serving(answering(response())) as port, a_transport() as transport:
        outcome = answered(await transport.send(a_request(f"http://127.0.0.1:{port}/"), LIMITS))
    assert (outcome.tls, outcome.server_address) == (None, f"127.0.0.1:{port}")


class _StreamWithoutInfo:
    """A stream without any extra information."""

    def get_extra_info(self, _info: str) -> None:
        return None


def test_a_stream_without_extra_info_has_no_connection_info():
    assert TrackedStream(_StreamWithoutInfo(), set()).connection_info() == (None, "")  # type: ignore[arg-type]


class _Endless(_StreamWithoutInfo):
    """A stream that gives as much as is asked for, at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def read(self, max_bytes: int, _timeout: float | None = None) -> bytes:
        self.asked.append(max_bytes)
        return bytes(max_bytes)


async def sizes_read(
    monkeypatch, seconds_a_read: float, processor_s: float | None = None
) -> tuple[list[int], int]:
    """Return how much was read at once, and how often the event loop could do something else."""
    clock, turns = iter(itertools.count(0, seconds_a_read)), 0
    processor_s = seconds_a_read if processor_s is None else processor_s
    processor = iter(itertools.count(0, processor_s))

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    monkeypatch.setattr("aiurdesk.transport.network.time.perf_counter", lambda: next(clock))
    monkeypatch.setattr("aiurdesk.transport.network.time.thread_time", lambda: next(processor))
    stream = _Endless()
    tracked = TrackedStream(stream, set())  # type: ignore[arg-type]
    counting = asyncio.get_running_loop().create_task(count_turns())
    for _ in range(8):
        await tracked.read(65536)
    counting.cancel()
    return stream.asked, turns


async def test_data_that_takes_long_to_handle_is_read_in_small_pieces(monkeypatch):
    sizes, turns = await sizes_read(monkeypatch, seconds_a_read=0.02)
    assert sizes == [LEAST_READ_BYTES] * 8
    assert turns >= 7


async def test_data_that_is_handled_at_once_is_read_in_ever_larger_pieces(monkeypatch):
    sizes, _ = await sizes_read(monkeypatch, seconds_a_read=0.001)
    assert sizes == [8192, 16384, 32768, *[65536] * 5]


async def test_data_that_waits_for_others_is_read_in_larger_pieces_all_the_same(monkeypatch):
    sizes, _ = await sizes_read(monkeypatch, seconds_a_read=0.02, processor_s=0)
    assert sizes == [2048, 4096, 8192, 16384, 32768, *[65536] * 3]


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000 + response(b"ok"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\na\r\n" * 50_000
        + b"0\r\n\r\n",
    ],
    ids=["interim responses", "chunks of one byte"],
)
async def test_a_flood_is_read_to_its_end(flood):
    async with serving(answering(flood)) as port, a_transport() as transport:
        outcome = answered(await transport.send(a_request(f"http://127.0.0.1:{port}/"), LIMITS))
    assert outcome.status == 200
    assert outcome.body.data in (b"ok", b"a" * 50_000)


class Connected(httpcore.AsyncNetworkStream):
    """A connection that notes whether it was closed."""

    is_closed = False

    async def aclose(self) -> None:
        self.is_closed = True


async def test_the_next_address_is_tried_while_the_first_one_hangs():
    connected, cancelled = Connected(), []

    async def connect(address):
        if address == "::1":
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.append(address)
        return connected

    assert await first_connected(connect, ["::1", "127.0.0.1"]) is connected
    assert cancelled == ["::1"]
    assert not connected.is_closed


async def test_of_two_connections_at_the_same_moment_one_is_kept():
    made, is_second_tried = [], asyncio.Event()

    async def connect(address):
        if address == "127.0.0.1":
            is_second_tried.set()
        with contextlib.suppress(asyncio.CancelledError):
            await is_second_tried.wait()
        made.append(Connected())
        return made[-1]

    kept = await first_connected(connect, ["::1", "127.0.0.1"])
    assert len(made) == 2
    assert [stream for stream in made if not stream.is_closed] == [kept]


@pytest.mark.parametrize("addresses", [["::1"], ["::1", "127.0.0.1", "127.0.0.2"]])
async def test_the_error_of_the_last_address_is_raised(addresses):
    async def connect(address):
        raise httpcore.ConnectError(address)

    with pytest.raises(httpcore.ConnectError, match=re.escape(addresses[-1])):
        await first_connected(connect, addresses)


async def test_a_host_without_an_address_cannot_be_connected_to():
    async def connect(_address):
        raise AssertionError

    with pytest.raises(httpcore.ConnectError, match="no address"):
        await first_connected(connect, [])


async def test_a_cancelled_request_tries_no_further_address():
    tried, is_trying = [], asyncio.Event()

    async def connect(address):
        tried.append(address)
        is_trying.set()
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(first_connected(connect, ["::1", "127.0.0.1"]))
        await is_trying.wait()
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()
    assert tried == ["::1"]
