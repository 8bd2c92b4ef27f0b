"""Frames, pings and endings of a connection, against real servers on loopback."""

import asyncio
import random
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiurdesk.core.exchange.sockets.closing import is_temporary
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.sockets.connection import PARSED_BYTES, SocketConnection
from tests.coroutines import run_test
from tests.transport.sockets.socket_server import (
    a_connection,
    a_raw_server,
    a_socket_server,
    all_frames,
    answer_ping,
)


async def echo(socket) -> None:
    async for message in socket:
        await socket.send(message)


def a_frame(opcode: int, data: bytes, is_final: bool = True) -> bytes:
    """Return an unmasked frame. Source: RFC 6455 section 5.2."""
    first = (0x80 if is_final else 0) | opcode
    if len(data) < 126:
        return bytes((first, len(data))) + data
    return bytes((first, 127)) + struct.pack("!Q", len(data)) + data


async def frames_from(wire: bytes, options: SocketOptions | None = None):
    """Return the frames of a server that sends these bytes and hangs up, and how it ended."""

    async def script(reader, writer) -> None:
        writer.write(wire)
        await writer.drain()
        writer.write_eof()
        await reader.read()

    async with (
        a_raw_server(script) as url,
        a_connection(url, options=options or SocketOptions()) as connection,
    ):
        frames = await all_frames(connection)
        assert connection.closing is not None
        return frames, connection.closing


async def next_message(connection: SocketConnection) -> Frame:
    while batch := await connection.receive():
        for frame in batch:
            if frame.kind.is_message:
                return frame
    raise AssertionError("no message came")


@pytest.mark.parametrize("content", ["hello", "", "ü\u20ac\U0001f600", b"", b"\x00\xff" * 40_000])
@pytest.mark.parametrize("is_compressed", [True, False])
async def test_messages_arrive_as_they_were_sent(content, is_compressed, authority):
    options = SocketOptions(is_compressed=is_compressed)
    async with (
        a_socket_server(echo, authority) as url,
        a_connection(url, authority, options) as connection,
    ):
        assert connection.extensions == (("permessage-deflate",) if is_compressed else ())
        sent = await connection.send_frame(content)
        received = await next_message(connection)
    assert sent is not None
    assert (sent.direction, received.direction) == (Direction.SENT, Direction.RECEIVED)
    assert received.content == sent.content == content
    assert received.kind is sent.kind
    assert received.size_bytes == sent.size_bytes == len(received.data)


async def test_a_message_in_fragments_is_one_frame():
    wire = a_frame(1, b"one \xc3", is_final=False) + a_frame(9, b"?") + a_frame(0, b"\xa9 two")
    frames, closing = await frames_from(wire)
    ping, pong, message = frames
    assert (message.content, message.fragments, message.kind) == ("one é two", 2, FrameKind.TEXT)
    # A ping may come between the fragments, and is answered.
    assert (ping.kind, ping.content) == (FrameKind.PING, b"?")
    assert (pong.kind, pong.direction, pong.content) == (FrameKind.PONG, Direction.SENT, b"?")
    assert closing.failure is not None
    assert closing.failure.kind is FailureKind.CUT_OFF
    assert closing.code == 1006


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.text(), st.integers(1, 3)), max_size=5))
def test_any_fragments_make_the_message_that_was_cut(messages):
    wire, expected = b"", []
    for opcode, text, count in messages:
        data = text.encode()
        step = len(data) // count + 1
        pieces = [data[start : start + step] for start in range(0, max(len(data), 1), step)]
        for index, part in enumerate(pieces):
            wire += a_frame(0 if index else opcode, part, index == len(pieces) - 1)
        expected.append((text if opcode == 1 else data, len(pieces)))

    async def body() -> None:
        frames, _ = await frames_from(wire)
        assert [(frame.content, frame.fragments) for frame in frames] == expected

    run_test(body)


@pytest.mark.parametrize("code", [1000, 1001, 1014, 3000, 4999])
async def test_a_close_code_is_read_with_its_reason(code):
    async def close(socket) -> None:
        await socket.close(code, "because")

    async with a_socket_server(close) as url, a_connection(url) as connection:
        frames = await all_frames(connection)
    received, sent = frames
    assert (received.kind, received.close_code, received.content) == (
        FrameKind.CLOSE,
        code,
        "because",
    )
    assert (sent.direction, sent.close_code) == (Direction.SENT, code)
    closing = connection.closing
    assert closing is not None
    assert (closing.code, closing.reason) == (code, "because")
    assert closing.is_by_server
    assert closing.is_clean
    assert closing.failure is None


async def test_a_close_frame_without_a_code_is_1005():
    frames, closing = await frames_from(a_frame(8, b""))
    assert frames[0].close_code is None
    assert (closing.code, closing.is_by_server) == (1005, True)


@pytest.mark.parametrize(
    ("wire", "kind", "words", "code"),
    [
        (a_frame(1, b"ab\xff"), FailureKind.BAD_ENCODING, "byte 2", 1007),
        (a_frame(1, b"a\xc3", False) + a_frame(0, b"b"), FailureKind.BAD_ENCODING, "byte 1", 1007),
        (a_frame(8, b"\x03\xe8\xff"), FailureKind.BAD_ENCODING, "close frame", 1007),
        (a_frame(2, bytes(2000)), FailureKind.TOO_LARGE, "larger than", 1009),
        (a_frame(3, b""), FailureKind.PROTOCOL_ERROR, "opcode", 1002),
        (a_frame(0, b"x"), FailureKind.PROTOCOL_ERROR, "continuation", 1002),
        (bytes((0xC1, 0)), FailureKind.PROTOCOL_ERROR, "reserved", 1002),
        (bytes((0x81, 0x80, 1, 2, 3, 4)), FailureKind.PROTOCOL_ERROR, "mask", 1002),
        (a_frame(9, bytes(126)), FailureKind.PROTOCOL_ERROR, "control frame", 1002),
        (a_frame(8, b"\x03\xed"), FailureKind.PROTOCOL_ERROR, "status code", 1002),
    ],
)
async def test_what_breaks_the_rules_ends_the_connection(wire, kind, words, code):
    later = a_frame(1, b"later")
    frames, closing = await frames_from(wire + later, SocketOptions(message_bytes=1000))
    assert closing.failure is not None
    assert (closing.failure.kind, closing.code) == (kind, code)
    assert words in closing.failure.detail
    last = frames[-1]
    assert (last.direction, last.kind, last.close_code) == (Direction.SENT, FrameKind.CLOSE, code)
    # Nothing is read after the mistake. RFC 6455 section 7.1.7.
    assert "later" not in [frame.content for frame in frames]


async def test_the_bytes_of_a_text_that_is_not_utf8_are_kept():
    frames, _ = await frames_from(a_frame(1, b"before") + a_frame(1, b"ab\xff"))
    assert [frame.content for frame in frames] == ["before", b"ab\xff", "not UTF-8"]


async def test_a_message_of_16_mib_passes_and_a_longer_one_does_not():
    async def send(socket) -> None:
        await socket.send("x" * 2**24)
        await socket.send("x" * (2**24 + 1))

    async with a_socket_server(send, compression=None) as url, a_connection(url) as connection:
        longest, close = await all_frames(connection)
    assert longest.size_bytes == 2**24
    assert (close.direction, close.close_code) == (Direction.SENT, 1009)
    assert connection.closing is not None
    assert connection.closing.failure is not None
    assert connection.closing.failure.detail == "a message is larger than 16 MB"


@pytest.mark.parametrize("cut", [1, 3])
async def test_the_limit_counts_a_message_as_it_was_before_it_was_compressed(cut):
    data = random.Random(16).randbytes(16_760_000)
    # What has no pattern becomes longer: here it is more than the limit as it comes.
    assert len(zlib.compress(data)) > len(data)
    size = len(data) // cut + 1

    async def send(socket) -> None:
        await socket.send([data[at : at + size] for at in range(0, len(data), size)])
        await socket.send(bytes(2**24 + 1))

    async with a_socket_server(send) as url, a_connection(url) as connection:
        assert connection.extensions == ("permessage-deflate",)
        message, close = await all_frames(connection)
    assert message.content == data
    assert (close.direction, close.close_code) == (Direction.SENT, 1009)
    assert connection.closing is not None
    assert connection.closing.failure is not None
    assert connection.closing.failure.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize("cut", [1, 2, 1100])
async def test_a_message_a_little_over_the_limit_is_refused_in_one_piece_and_in_fragments(cut):
    size = 1100 // cut
    wire = b"".join(a_frame(0 if at else 2, bytes(size), at == cut - 1) for at in range(cut))
    frames, closing = await frames_from(wire, SocketOptions(message_bytes=1000))
    assert [(frame.kind, frame.close_code) for frame in frames] == [(FrameKind.CLOSE, 1009)]
    assert closing.failure is not None
    assert closing.failure.kind is FailureKind.TOO_LARGE


async def test_fragments_of_a_byte_take_the_memory_of_their_message():
    count = 40_000
    wire = a_frame(1, b"x", False) + a_frame(0, b"x", False) * (count - 2) + a_frame(0, b"x")
    tracemalloc.start()
    try:
        frames, _ = await frames_from(wire)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (frames[0].size_bytes, frames[0].fragments) == (count, count)
    # A list of them takes over 4 MB.
    assert most < 3_000_000


async def test_a_ping_measures_the_round_trip():
    async with a_socket_server(echo) as url, a_connection(url) as connection:
        ping = await connection.ping()
        assert ping is not None
        (pong,) = await connection.receive()
        assert (pong.kind, pong.content) == (FrameKind.PONG, ping.content)
        assert connection.round_trip_ms is not None
        assert 0 < connection.round_trip_ms < 60_000


async def test_a_server_that_stops_answering_pings_is_lost():
    done = asyncio.Event()

    async def vanish(reader, writer) -> None:
        await answer_ping(reader, writer)
        # Without reading, and without a FIN, as where the network is gone.
        await done.wait()

    options = SocketOptions(pong_s=0.05)
    async with a_raw_server(vanish) as url, a_connection(url, options=options) as connection:
        await connection.ping()
        assert [frame.kind for frame in await connection.receive()] == [FrameKind.PONG]
        await connection.ping()
        assert await connection.receive() == []
        done.set()
    closing = connection.closing
    assert closing is not None
    assert closing.failure is not None
    assert closing.failure.kind is FailureKind.CUT_OFF
    assert closing.failure.detail == "the server did not answer a ping for 0.05 s"
    assert (closing.code, closing.is_clean, closing.is_ping_unanswered) == (1006, False, True)
    assert is_temporary(closing)


async def test_a_ping_that_is_sent_while_reading_limits_the_read():
    done = asyncio.Event()

    async def vanish(reader, writer) -> None:
        await answer_ping(reader, writer)
        await done.wait()

    options = SocketOptions(pong_s=0.05, idle_s=600)
    async with a_raw_server(vanish) as url, a_connection(url, options=options) as connection:
        await connection.ping()
        await connection.receive()
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(connection.receive())
            # It waits for data before the ping is sent.
            await asyncio.sleep(0)
            await connection.ping()
        assert reading.result() == []
        done.set()
    assert connection.closing is not None
    assert connection.closing.is_ping_unanswered


async def test_a_silent_server_that_answers_pings_stays_connected():
    clock = asyncio.get_running_loop().time
    options = SocketOptions(pong_s=0.4)
    async with a_socket_server(echo) as url, a_connection(url, options=options) as connection:
        end = clock() + 3 * options.pong_s
        while clock() < end:
            await connection.ping()
            assert [frame.kind for frame in await connection.receive()] == [FrameKind.PONG]
        assert connection.is_open


async def test_a_server_that_never_answered_a_ping_is_not_taken_as_lost():
    is_late = asyncio.Event()

    async def never_answer(_reader, writer) -> None:
        await is_late.wait()
        writer.write(a_frame(1, b"still here"))
        await writer.drain()
        await is_late.wait()

    options = SocketOptions(pong_s=0.01)
    async with a_raw_server(never_answer) as url, a_connection(url, options=options) as connection:
        await connection.ping()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5 * options.pong_s):
                await connection.receive()
        is_late.set()
        assert (await next_message(connection)).content == "still here"


async def test_what_comes_instead_of_a_pong_shows_that_the_server_is_there():
    clock = asyncio.get_running_loop().time

    async def talk(reader, writer) -> None:
        await answer_ping(reader, writer)
        while await reader.read(100):
            writer.write(a_frame(1, b"busy"))
            await writer.drain()

    options = SocketOptions(pong_s=0.4)
    async with a_raw_server(talk) as url, a_connection(url, options=options) as connection:
        await connection.ping()
        await connection.receive()
        end = clock() + 3 * options.pong_s
        while clock() < end:
            await connection.ping()
            assert (await next_message(connection)).content == "busy"


async def test_a_program_that_slept_finds_the_pong_that_came_meanwhile():
    options = SocketOptions(pong_s=1)
    async with a_socket_server(echo) as url, a_connection(url, options=options) as connection:
        await connection.ping()
        await connection.receive()
        await connection.ping()
        # Nothing reads until the first half of the time is over.
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(options.pong_s / 2):
                await asyncio.Event().wait()
        assert [frame.kind for frame in await connection.receive()] == [FrameKind.PONG]
        assert connection.closing is None


async def test_closing_is_answered_and_nothing_is_sent_after_it():
    async with a_socket_server(echo) as url, a_connection(url) as connection:
        closed = await connection.close()
        assert closed is not None
        assert (closed.close_code, closed.content) == (1000, "")
        assert await connection.send_frame("more") is None
        assert await connection.ping() is None
        assert await connection.close() is None
        (answer,) = await all_frames(connection)
    assert answer.close_code == 1000
    assert connection.closing is not None
    assert (connection.closing.code, connection.closing.is_by_server) == (1000, False)
    assert connection.closing.is_clean


async def test_a_server_that_never_answers_the_close_frame_is_left(monkeypatch):
    monkeypatch.setattr("aiurdesk.transport.sockets.connection.CLOSE_S", 0.05)
    done = asyncio.Event()

    async def script(_reader, _writer) -> None:
        await done.wait()

    async with a_raw_server(script) as url, a_connection(url) as connection:
        # Reading has begun without a limit before the close frame is sent.
        reading = asyncio.get_running_loop().create_task(connection.receive())
        await asyncio.sleep(0)
        await connection.close()
        assert await reading == []
        done.set()
    assert connection.closing is not None
    assert (connection.closing.code, connection.closing.is_clean) == (1000, False)


async def test_a_silent_socket_is_closed_after_the_idle_timeout():
    async with (
        a_socket_server(echo) as url,
        a_connection(url, options=SocketOptions(idle_s=0.05)) as connection,
    ):
        frames = await all_frames(connection)
    assert [(frame.direction, frame.kind, frame.close_code) for frame in frames] == [
        (Direction.SENT, FrameKind.CLOSE, 1000),
        (Direction.RECEIVED, FrameKind.CLOSE, 1000),
    ]
    assert connection.closing is not None
    assert connection.closing.failure is not None
    assert connection.closing.failure.kind is FailureKind.READ_TIMEOUT
    assert connection.closing.failure.detail == "no message came within 0.05 s"


async def test_pings_and_pongs_do_not_break_the_silence():
    async with (
        a_socket_server(echo) as url,
        a_connection(url, options=SocketOptions(idle_s=0.2)) as connection,
    ):
        await connection.ping()
        while await connection.receive():
            # Each pong asks for the next one, without an end.
            await connection.ping()
    assert connection.closing is not None
    assert connection.closing.failure is not None
    assert connection.closing.failure.kind is FailureKind.READ_TIMEOUT


async def test_reading_may_be_cancelled_and_goes_on_where_it_was(authority):
    async with a_socket_server(echo, authority) as url, a_connection(url, authority) as connection:
        for number in range(20):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.001):
                    await connection.receive()
            await connection.send_frame(str(number))
            assert (await next_message(connection)).content == str(number)


async def test_many_tasks_send_whole_messages():
    texts = [str(number) * 5000 for number in range(40)]
    async with a_socket_server(echo) as url, a_connection(url) as connection:
        async with asyncio.TaskGroup() as group:
            for text in texts:
                group.create_task(connection.send_frame(text))
        seen: list[object] = []
        while len(seen) < len(texts):
            seen += [frame.content for frame in await connection.receive()]
    assert sorted(map(str, seen)) == sorted(texts)


async def test_a_flood_is_handed_over_in_small_pieces_and_a_long_message_is_whole():
    short, long = a_frame(1, b"short") * 5000, a_frame(1, b"x" * 200_000)

    async def script(reader, writer) -> None:
        writer.write(short + long)
        await writer.drain()
        await reader.read()

    async with a_raw_server(script) as url, a_connection(url) as connection:
        pieces: list[list[Frame]] = []
        while sum(map(len, pieces)) < 5001:
            pieces.append(await connection.receive())
        assert max(map(len, pieces)) <= PARSED_BYTES // len(a_frame(1, b"short")) + 1
        assert pieces[-1][-1].content == "x" * 200_000
