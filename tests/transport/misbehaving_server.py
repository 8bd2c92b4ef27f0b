"""Servers on loopback that do exactly what a test says, byte by byte."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import trustme

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


@contextlib.asynccontextmanager
async def serving(script: Script, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Run a script for each connection; yields the port. Connections end with the block."""
    running: set[asyncio.Task[object]] = set()
    writers: set[asyncio.StreamWriter] = set()
    is_over = False

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if is_over:  # its handshake was still going on
            writer.transport.abort()
            return
        running.add(task)
        writers.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await script(reader, writer)
        running.discard(task)
        # Closed twice, a connection with TLS cannot be aborted any more.
        if not writer.is_closing():
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context, limit=2**20)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        is_over = True
        server.close()
        ending = list(running)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        # The end of a connection may be noticed late. What of it is left when the loop is closed
        # would be found by the collector in some later test.
        for writer in writers:
            writer.transport.abort()
        # In its next turn, the loop closes their sockets.
        await asyncio.sleep(0)


def tls_context(
    authority: trustme.CA,
    *names: str,
    protocols: tuple[str, ...] = ("http/1.1",),
    is_expired: bool = False,
) -> ssl.SSLContext:
    """Return the server's side of TLS with a certificate for those names."""
    certificate = authority.issue_cert(
        *(names or ("localhost", "127.0.0.1")),
        not_before=datetime(2020, 1, 1, tzinfo=UTC),
        not_after=datetime.now(UTC) - timedelta(days=1) if is_expired else None,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(list(protocols))
    certificate.configure_cert(context)
    return context


async def read_head(reader: asyncio.StreamReader) -> bytes:
    """Read a request up to the empty line."""
    return await reader.readuntil(b"\r\n\r\n")


async def hang() -> None:
    """Do nothing until the server is closed."""
    await asyncio.get_running_loop().create_future()


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept and say nothing, not even what TLS begins with."""
    await hang()


def answering(*pieces: bytes, hangs: bool = False, resets: bool = False) -> Script:
    """Return a script that reads the head of a request, writes those bytes and closes."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        for part in pieces:
            writer.write(part)
            await writer.drain()
        if hangs:
            await hang()
        if resets:
            # Without this the end of the connection would be an orderly one.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    return script


def response(body: bytes = b"", *lines: str, status: str = "200 OK") -> bytes:
    """Return the bytes of a correct answer."""
    head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(head).encode() + body


def keeping_open(answer: Callable[[bytes], bytes]) -> Script:
    """Return a script that answers request after request; ``answer`` gets the head."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(answer(await read_head(reader)))
            await writer.drain()

    return script


def http2(
    on_request: Callable[[h2.connection.H2Connection, h2.events.RequestReceived], object],
) -> Script:
    """Return a script that speaks HTTP/2 and does to each request what the function says."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, validate_outbound_headers=False)
        )
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65536):
            with contextlib.suppress(h2.exceptions.ProtocolError):  # after its own goodbye
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        on_request(connection, event)
            writer.write(connection.data_to_send())
            await writer.drain()

    return script
