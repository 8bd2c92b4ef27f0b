"""Streams over real connections: events as they come, their ends, limits and encodings."""

import asyncio
import contextlib
import gzip
import sys
import zlib
from collections.abc import AsyncIterator

import brotli
import pytest

from aiurdesk.core.exchange.sockets.closing import is_temporary
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.streams import StreamConnection
from tests.coroutines import until
from tests.transport.calls import LIMITS, SHORT, a_request, a_transport, answered, failed
from tests.transport.good_server import application_serving
from tests.transport.misbehaving_server import answering, read_head, response, serving
from tests.transport.stream_bytes import CHUNKED, END, EVENTS, chunk, head

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OPTIONS = SocketOptions()


@contextlib.asynccontextmanager
async def a_stream(
    port: int, options: SocketOptions = OPTIONS, **members
) -> AsyncIterator[StreamConnection]:
    async with a_transport() as transport:
        outcome, stream = await transport.open_stream(
            a_request(f"http://127.0.0.1:{port}/", **members), LIMITS, options
        )
        assert answered(outcome).is_stream
        assert stream is not None
        try:
            yield stream
        finally:
            await stream.aclose()


async def frames_of(stream: StreamConnection) -> list[Frame]:
    frames: list[Frame] = []
    while new := await stream.receive():
        frames += new
    return frames


async def texts_of(*pieces: bytes, options: SocketOptions = OPTIONS) -> list[str]:
    async with serving(answering(*pieces)) as port, a_stream(port, options) as stream:
        return [frame.text for frame in await frames_of(stream)]


@pytest.mark.parametrize("protocol", ["h2", "http/1.1"])
async def test_an_event_is_there_before_the_next_one_is_sent(authority, tmp_path, protocol):
    asked = asyncio.Queue[bytes]()

    async def application(scope, receive, send):
        if scope["type"] != "http":
            return
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [(b"content-type", b"text/event-stream")]})
        while data := await asked.get():
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body"})

    async with (
        application_serving(application, authority, tmp_path, (protocol,)) as port,
        a_transport(authority) as transport,
    ):
        request = a_request(f"https://localhost:{port}/")
        outcome, stream = await transport.open_stream(request, LIMITS, OPTIONS)
        assert answered(outcome).http_version == {"h2": "HTTP/2", "http/1.1": "HTTP/1.1"}[protocol]
        assert stream is not None
        for number in range(3):
            asked.put_nowait(b"event: tick\nid: %d\ndata: %d\n\n" % (number, number))
            (frame,) = await stream.receive()
            assert (frame.name, frame.id, frame.content) == ("tick", str(number), str(number))
        asked.put_nowait(b"")
        assert await stream.receive() == []
        assert stream.closing is not None
        assert (stream.closing.is_by_server, stream.closing.failure) == (True, None)
        assert (stream.last_id, stream.retry_s) == ("2", None)
        # The connection serves further requests.
        asked.put_nowait(b"")
        outcome, stream = await transport.open_stream(request, LIMITS, OPTIONS)
        assert answered(outcome).timing.is_reused
        assert stream is not None
        await stream.aclose()


async def test_what_is_not_a_stream_is_read_to_its_end():
    whole = head("Content-Type: application/json", "Content-Length: 2") + b"{}"
    async with serving(answering(whole)) as port, a_transport() as transport:
        url = f"http://127.0.0.1:{port}/"
        outcome, stream = await transport.open_stream(a_request(url), LIMITS, OPTIONS)
    assert stream is None
    assert not answered(outcome).is_stream
    assert answered(outcome).body.data == b"{}"


async def test_sent_as_usual_a_stream_is_an_ordinary_body():
    async with (
        serving(answering(CHUNKED, chunk(b"data: 1\n\n"), END)) as port,
        a_transport() as transport,
    ):
        outcome = await transport.send(a_request(f"http://127.0.0.1:{port}/"), LIMITS)
    assert answered(outcome).body.data == b"data: 1\n\n"


async def test_the_response_to_head_is_not_a_stream():
    async with serving(answering(head(EVENTS))) as port, a_transport() as transport:
        request = a_request(f"http://127.0.0.1:{port}/", "HEAD")
        outcome, stream = await transport.open_stream(request, LIMITS, OPTIONS)
    assert stream is None
    assert not answered(outcome).is_stream


async def test_no_answer_is_a_failure_as_usual():
    async with serving(answering(hangs=True)) as port, a_transport() as transport:
        request = a_request(f"http://127.0.0.1:{port}/")
        outcome, stream = await transport.open_stream(request, SHORT, OPTIONS)
    assert stream is None
    assert failed(outcome).kind is FailureKind.READ_TIMEOUT


async def test_the_total_time_does_not_end_a_stream():
    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED)
        await may_go_on.wait()
        writer.write(chunk(b"data: late\n\n") + END)
        await writer.drain()

    limits, may_go_on = Limits(connect_s=30, read_s=1, total_s=1.5), asyncio.Event()
    clock = asyncio.get_running_loop().time
    async with serving(script) as port, a_transport() as transport:
        await transport.warm_up()
        request = a_request(f"http://127.0.0.1:{port}/")
        _, stream = await transport.open_stream(request, limits, OPTIONS)
        assert stream is not None
        over = clock() + limits.total_s
        await until(lambda: clock() > over)
        may_go_on.set()
        assert [frame.text for frame in await frames_of(stream)] == ["late"]


def _zlib_pieces(*events: bytes) -> list[bytes]:
    packer = zlib.compressobj(wbits=31)
    return [packer.compress(event) + packer.flush(zlib.Z_SYNC_FLUSH) for event in events]


def _brotli_pieces(*events: bytes) -> list[bytes]:
    packer = brotli.Compressor()
    return [packer.process(event) + packer.flush() for event in events]


def _zstd_pieces(*events: bytes) -> list[bytes]:
    packer = zstd.ZstdCompressor()
    return [packer.compress(event, packer.FLUSH_BLOCK) for event in events]


@pytest.mark.parametrize(
    ("encoding", "pieces"),
    [("gzip", _zlib_pieces), ("br", _brotli_pieces), ("zstd", _zstd_pieces)],
)
async def test_a_compressed_event_does_not_wait_for_the_next_one(encoding, pieces):
    sending = asyncio.Queue[bytes]()

    async def script(reader, writer):
        await read_head(reader)
        writer.write(head(EVENTS, f"Content-Encoding: {encoding}", "Transfer-Encoding: chunked"))
        while True:
            writer.write(chunk(await sending.get()))

    async with serving(script) as port, a_stream(port) as stream:
        for number, piece in enumerate(pieces(b"data: 0\n\n", b"data: 1\n\n")):
            sending.put_nowait(piece)
            (frame,) = await stream.receive()
            assert frame.text == str(number)


async def test_a_compressed_stream_that_is_cut_off_says_so():
    whole = gzip.compress(b"data: 1\n\n")
    encoded = head(EVENTS, "Content-Encoding: gzip", "Transfer-Encoding: chunked")
    async with (
        serving(answering(encoded, chunk(whole[:-4]), END)) as port,
        a_stream(port) as stream,
    ):
        assert [frame.text for frame in await frames_of(stream)] == ["1"]
    assert stream.closing is not None
    assert stream.closing.failure is not None
    assert stream.closing.failure.kind is FailureKind.BAD_ENCODING


async def test_a_stream_that_is_cut_off_keeps_what_came():
    async with (
        serving(answering(CHUNKED, chunk(b"data: 1\n\ndata: ha"), resets=True)) as port,
        a_stream(port) as stream,
    ):
        frames = await frames_of(stream)
    # An incomplete event is dropped. WHATWG HTML, section 9.2.6.
    assert [frame.text for frame in frames] == ["1"]
    assert stream.closing is not None
    assert is_temporary(stream.closing)
    assert stream.closing.failure is not None
    assert stream.closing.failure.kind is FailureKind.CUT_OFF


async def test_a_stream_without_events_is_ended_if_that_is_wanted():
    options = SocketOptions(idle_s=0.1)
    async with (
        # Comments keep the connection open, and are not events.
        serving(answering(CHUNKED, chunk(b": hello\n\n"), hangs=True)) as port,
        a_stream(port, options) as stream,
    ):
        frames = await frames_of(stream)
    assert [frame.kind.value for frame in frames] == ["comment"]
    assert stream.closing is not None
    assert stream.closing.failure is not None
    assert stream.closing.failure.detail == "no event came within 0.1 s"


async def test_closing_ends_a_stream_that_is_silent():
    async with serving(answering(CHUNKED, hangs=True)) as port, a_stream(port) as stream:
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(stream.receive())
            await asyncio.sleep(0)
            assert await stream.close() is None
        assert receiving.result() == []
        assert await stream.send_frame("x") is None
        assert await stream.ping() is None
    assert stream.closing is not None
    assert (stream.closing.is_by_server, stream.closing.failure) == (False, None)


async def test_closing_ends_a_stream_that_is_never_silent():
    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED)
        while True:
            writer.write(chunk(b"data: 1\n\n" * 1000))
            await writer.drain()

    async with serving(script) as port, a_stream(port) as stream:
        assert await stream.receive()
        await stream.close()
        assert len(await frames_of(stream)) <= 1
    assert stream.closing is not None


async def test_a_limit_on_all_bytes_ends_an_endless_stream():
    options = SocketOptions(total_bytes=5000)
    pieces = (CHUNKED, *(chunk(b"data: 123\n\n") for _ in range(1000)))
    async with serving(answering(*pieces, hangs=True)) as port, a_stream(port, options) as stream:
        frames = await frames_of(stream)
    assert 0 < len(frames) < 1000
    assert stream.closing is not None
    assert stream.closing.failure is not None
    assert stream.closing.failure.kind is FailureKind.TOO_LARGE


async def test_a_huge_event_is_cut():
    megabyte = b"x" * 2**20

    async def script(reader, writer):
        await read_head(reader)
        writer.write(CHUNKED + chunk(b"data: "))
        for _ in range(64):
            writer.write(chunk(megabyte))
            await writer.drain()
        writer.write(chunk(b"\n\ndata: next\n\n") + END)

    options = SocketOptions(message_bytes=1000)
    async with serving(script) as port, a_stream(port, options) as stream:
        long, following = await frames_of(stream)
    assert (len(long.content), long.size_bytes, long.is_cut) == (994, 64 * 2**20, True)
    assert (following.text, following.is_cut) == ("next", False)


async def test_json_lines_are_events_too():
    lines = head("Content-Type: application/x-ndjson", "Connection: close")
    assert await texts_of(lines, b'{"a":1}\n{"a":2}\n{"a"', b":3}") == [
        '{"a":1}',
        '{"a":2}',
        '{"a":3}',
    ]


async def test_bytes_that_are_not_text_are_replaced():
    assert await texts_of(CHUNKED, chunk(b"data: \xff\n\n"), END) == ["\N{REPLACEMENT CHARACTER}"]


async def test_the_server_says_how_long_to_wait():
    pieces = (CHUNKED, chunk(b"retry: 250\n\n"), END)
    async with serving(answering(*pieces)) as port, a_stream(port) as stream:
        await frames_of(stream)
    assert stream.retry_s == 0.25


@pytest.mark.parametrize(("method", "is_resumable"), [("GET", True), ("POST", False)])
async def test_only_what_creates_nothing_is_asked_for_again_after_its_end(method, is_resumable):
    async with (
        serving(answering(CHUNKED, END)) as port,
        a_stream(port, method=method) as stream,
    ):
        await frames_of(stream)
    assert stream.closing is not None
    assert is_temporary(stream.closing) is is_resumable


async def test_many_streams_hold_up_no_other_request():
    async def script(reader, writer):
        head = await read_head(reader)
        if b"/stream" in head:
            writer.write(CHUNKED)
            await asyncio.get_running_loop().create_future()
        writer.write(response(b"{}"))

    async with serving(script) as port, a_transport() as transport:
        url = f"http://127.0.0.1:{port}"
        streams = []
        for _ in range(8):
            _, stream = await transport.open_stream(a_request(f"{url}/stream"), LIMITS, OPTIONS)
            assert stream is not None
            streams.append(stream)
        assert answered(await transport.send(a_request(f"{url}/"), LIMITS)).body.data == b"{}"
        for stream in streams:
            await stream.aclose()


async def test_cancelling_leaves_nothing_open():
    async with serving(answering(CHUNKED, hangs=True)) as port, a_stream(port) as stream:
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(stream.receive())
            await asyncio.sleep(0)
            receiving.cancel()
        assert receiving.cancelled()
        await stream.aclose()
        assert await stream.receive() == []
