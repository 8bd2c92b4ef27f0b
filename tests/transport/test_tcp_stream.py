import asyncio
import contextlib
import socket
import ssl
import tracemalloc

import httpcore
import pytest

from aiurdesk.transport.tcp_stream import MOST_UNREAD_BYTES, TcpStream, connect_tcp
from tests.transport.misbehaving_server import hang, serving, silent, tls_context

LONG = b"x" * (8 * MOST_UNREAD_BYTES)


@contextlib.asynccontextmanager
async def a_stream(script, context=None, authority=None):
    """Connect to a server, with TLS where its side of it is given."""
    async with serving(script, context) as port, asyncio.timeout(20):
        stream = await connect_tcp("127.0.0.1", port)
        try:
            if authority is None:
                yield stream
            else:
                async with contextlib.aclosing(await secured(stream, authority)) as secure:
                    yield secure
        finally:
            await stream.aclose()


async def secured(stream, authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return await stream.start_tls(context, "localhost")


def sending(*parts, ends=True):
    async def script(_reader, writer):
        for part in parts:
            writer.write(part)
        await writer.drain()
        if not ends:
            await hang()

    return script


async def until_nothing_happens(look):
    """Wait until a number stays the same: the network of the system holds some megabytes itself."""
    before = -1
    while before < look():
        before = look()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.02):
                await hang()


async def until_readable(stream):
    while not stream.get_extra_info("is_readable"):  # noqa: ASYNC110 - no event tells it
        await asyncio.sleep(0)


async def everything(stream, count=65536):
    received = b""
    while data := await stream.read(count):
        assert len(data) <= count
        received += data
    return received


@pytest.mark.parametrize("is_secure", [False, True])
async def test_all_that_was_sent_is_read_in_pieces_of_the_wanted_length(authority, is_secure):
    context = tls_context(authority) if is_secure else None
    async with a_stream(sending(LONG, b"end"), context, is_secure and authority or None) as stream:
        assert await everything(stream, 1000) == LONG + b"end"
        assert await stream.read(10) == b""


@pytest.mark.parametrize("is_secure", [False, True])
async def test_a_server_that_is_not_read_cannot_fill_the_memory(authority, is_secure):
    written = 0

    async def flood(_reader, writer):
        nonlocal written
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        while written < 64 * len(LONG):
            writer.write(b"x" * 65536)
            await writer.drain()
            written += 65536

    context = tls_context(authority) if is_secure else None
    async with a_stream(flood, context, is_secure and authority or None) as stream:
        await stream.read(1)
        await until_nothing_happens(lambda: written)
        assert written < 64 * len(LONG)
        # Each of these makes room for a byte only, and must not let in more than that.
        tracemalloc.start()
        for _ in range(50):
            await stream.read(1)
            await until_nothing_happens(lambda: written)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 * MOST_UNREAD_BYTES
        assert len(await stream.read(65536)) > 1000


@pytest.mark.parametrize("is_secure", [False, True])
async def test_writes_wait_until_the_server_reads(authority, is_secure):
    is_reading = asyncio.Event()
    found = asyncio.get_running_loop().create_future()

    async def script(reader, _writer):
        await is_reading.wait()
        found.set_result(await reader.readexactly(8 * len(LONG)))

    async def write():
        for start in range(0, 8 * len(LONG), 65536):
            await stream.write((LONG * 8)[start : start + 65536])

    context = tls_context(authority) if is_secure else None
    async with (
        a_stream(script, context, is_secure and authority or None) as stream,
        asyncio.TaskGroup() as group,
    ):
        writing = group.create_task(write())
        done, _ = await asyncio.wait([writing], timeout=0.2)
        assert not done
        is_reading.set()
        await writing
        assert await found == LONG * 8


async def test_the_event_loop_has_its_turn_while_much_is_read():
    async with a_stream(sending(LONG, ends=False)) as stream:
        received = len(await stream.read(1))
        turns = 0

        def count():
            nonlocal turns
            turns += 1
            asyncio.get_running_loop().call_soon(count)

        count()
        reads = 0
        while received < len(LONG):
            received += len(await stream.read(32 * 1024))
            reads += 1
        assert turns >= reads


async def test_what_was_received_is_read_after_the_connection_was_lost(authority):
    async def script(_reader, writer):
        writer.write(b"last words")
        await writer.drain()

    async with a_stream(script, tls_context(authority), authority) as stream:
        await until_readable(stream)
        assert await stream.read(100) == b"last words"
        assert await stream.read(100) == b""


async def test_a_reset_connection_is_an_error_of_reading_and_of_writing():
    async def script(_reader, writer):
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async with a_stream(script) as stream:
        with pytest.raises(httpcore.ReadError) as caught:
            await stream.read(100)
        assert isinstance(caught.value.__cause__, ConnectionResetError)
        with pytest.raises(httpcore.WriteError):
            await stream.write(b"hello")


async def test_closing_ends_a_read_that_waits():
    async with a_stream(silent) as stream, asyncio.TaskGroup() as group:

        async def read():
            with pytest.raises(httpcore.ReadError):
                await stream.read(100)

        group.create_task(read())
        await asyncio.sleep(0)
        await stream.aclose()
        with pytest.raises(httpcore.WriteError):
            await stream.write(b"hello")
        await stream.write(b"")


async def test_a_plain_connection_can_be_written_to_after_the_server_has_ended_its_side():
    found = asyncio.get_running_loop().create_future()

    async def script(reader, writer):
        writer.write_eof()
        found.set_result(await reader.readexactly(5))

    async with a_stream(script) as stream:
        assert await stream.read(100) == b""
        await stream.write(b"hello")
        assert await found == b"hello"


async def test_an_idle_connection_is_readable_once_something_came():
    is_time = asyncio.Event()

    async def script(_reader, writer):
        writer.write(b"1")
        await is_time.wait()

    async with a_stream(script) as stream:
        await stream.read(1)
        assert not stream.get_extra_info("is_readable")
        is_time.set()
        await until_readable(stream)
        assert await stream.read(1) == b""


async def test_a_server_without_tls_that_speaks_first_fails_the_handshake(authority):
    async with a_stream(sending(b"220 mail.example ESMTP\r\n", ends=False)) as stream:
        with pytest.raises(httpcore.ConnectError) as caught:
            await secured(stream, authority)
        assert isinstance(caught.value.__cause__, ssl.SSLError)


async def test_a_certificate_that_is_not_trusted_fails_the_handshake(authority, unknown_authority):
    with pytest.raises(httpcore.ConnectError) as caught:
        async with a_stream(silent, tls_context(unknown_authority), authority):
            pass
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)


async def test_nothing_listens_on_the_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(httpcore.ConnectError):
            await connect_tcp("127.0.0.1", held.getsockname()[1])


async def test_addresses_and_options_of_the_socket():
    async with serving(silent) as port:
        options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
        stream = await connect_tcp("127.0.0.1", port, "127.0.0.1", options)
        assert isinstance(stream, TcpStream)
        assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
        assert stream.get_extra_info("client_addr")[0] == "127.0.0.1"
        assert stream.get_extra_info("ssl_object") is None
        assert stream.get_extra_info("colour") is None
        connection = stream.get_extra_info("socket")
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        await stream.aclose()
