"""TCP connections of asyncio, with and without TLS, as streams for httpcore.

The streams that httpcore brings go through anyio, which also runs on trio. They set up a cancel
scope and give the event loop a turn at each read and write, which takes a fifth of the time of a
request, and for each of those turns the system is asked for events once more. Here everything runs
on asyncio.

The time limits of httpcore are ignored: those of ``deadline`` cancel what takes too long.
"""

import asyncio
import select
import socket
import ssl
from collections import deque
from collections.abc import Iterable
from typing import Any, cast

import httpcore

MOST_UNREAD_BYTES = 256 * 1024
"""Nothing more is received while so much waits to be read."""
LONG_WRITE_BYTES = 16 * 1024
"""After a write of so much the event loop has a turn: many of them in a row may never wait."""
_HANDSHAKE_S = 24 * 3600.0
"""asyncio wants a limit; the one that counts is that of ``deadline``."""
_INFO = {
    "ssl_object": "ssl_object",
    "client_addr": "sockname",
    "server_addr": "peername",
    "socket": "socket",
}
"""Name in httpcore → name in asyncio."""


class _Protocol(asyncio.Protocol):
    """Keeps what was received until it is read, and knows whether the connection still exists."""

    def __init__(self, *, is_tls: bool = False) -> None:
        self.error: Exception | None = None
        """Why the connection was lost; None while it is open, and after it ended in order."""
        self.is_over = False
        """Whether nothing more will be received."""
        self._is_tls = is_tls
        self._chunks: deque[bytes] = deque()
        self._unread_bytes = 0
        self._transport: asyncio.Transport | None = None
        # Without TLS nothing is received before the first read: TLS may begin instead of it.
        self._is_paused = not is_tls
        self._readable = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    def use(self, transport: asyncio.Transport) -> None:
        """Take the transport; called by whoever opened the connection."""
        self._transport = transport
        # A write is over when all of it is on its way, so that its time can be measured.
        # For TLS asyncio compares with "or equal", and 0 would let every write wait for ever.
        transport.set_write_buffer_limits(1 if self._is_tls else 0)
        if self._is_paused:
            transport.pause_reading()

    @property
    def is_readable(self) -> bool:
        """Whether a read would return at once."""
        return bool(self._chunks) or self.is_over

    async def read(self, max_bytes: int) -> bytes:
        """Return what was received, or wait for it; nothing at the end of the connection."""
        self._resume_reading()
        if self._chunks:
            # What came all at once must not be read in one go.
            await asyncio.sleep(0)
        while not self.is_readable:
            self._readable.clear()
            await self._readable.wait()
        if self._chunks:
            return self._next_chunk(max_bytes)
        if self.error is not None:
            raise httpcore.ReadError(str(self.error)) from self.error
        return b""

    async def drained(self) -> None:
        """Wait until what was written is on its way."""
        await self._writable.wait()

    def end(self, error: Exception | None) -> None:
        """Let nobody wait any longer."""
        self.is_over = True
        self.error = self.error or error
        self._readable.set()
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Keep a piece of data."""
        self._chunks.append(data)
        self._unread_bytes += len(data)
        self._readable.set()
        if self._unread_bytes > MOST_UNREAD_BYTES and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Return whether the other direction stays open; TLS has no such state in asyncio."""
        self.is_over = True
        self._readable.set()
        return not self._is_tls

    def connection_lost(self, error: Exception | None) -> None:
        """Wake up whoever waits."""
        self.end(error)

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self._writable.set()

    def _next_chunk(self, max_bytes: int) -> bytes:
        chunk = self._chunks.popleft()
        if len(chunk) > max_bytes:
            self._chunks.appendleft(chunk[max_bytes:])
            chunk = chunk[:max_bytes]
        self._unread_bytes -= len(chunk)
        self._resume_reading()
        return chunk

    def _resume_reading(self) -> None:
        if self._is_paused and self._unread_bytes <= MOST_UNREAD_BYTES:
            self._is_paused = False
            if self._transport is not None:
                self._transport.resume_reading()


class TcpStream(httpcore.AsyncNetworkStream):
    """One open connection."""

    def __init__(self, transport: asyncio.Transport, protocol: _Protocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self._poll = _poll(transport.get_extra_info("socket"))
        protocol.use(transport)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what was received, or wait for it; nothing at the end of the connection.

        Raises:
            httpcore.ReadError: The connection is lost, or was closed here.
        """
        return await self._protocol.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write the whole buffer.

        Raises:
            httpcore.WriteError: The connection is lost, or was closed here.
        """
        if not buffer:
            return
        if self._transport.is_closing():
            raise self._lost()
        self._transport.write(buffer)
        if len(buffer) >= LONG_WRITE_BYTES:
            await asyncio.sleep(0)
        await self._protocol.drained()
        if self._protocol.error is not None:
            raise self._lost()

    async def aclose(self) -> None:
        """Close the connection at once."""
        self._protocol.end(ConnectionAbortedError("the connection was closed here"))
        self._transport.abort()
        # The socket itself is closed in the next turn of the event loop.
        await asyncio.sleep(0)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a stream with TLS over this connection.

        Raises:
            httpcore.ConnectError: The handshake failed.
        """
        protocol = _Protocol(is_tls=True)
        try:
            transport = await asyncio.get_running_loop().start_tls(
                self._transport,
                protocol,
                ssl_context,
                server_hostname=server_hostname,
                ssl_handshake_timeout=_HANDSHAKE_S,
            )
        except OSError as error:  # that of TLS, too
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        return TcpStream(cast("asyncio.Transport", transport), protocol)

    def get_extra_info(self, info: str) -> Any:
        """Return information about the connection, by the names that httpcore has."""
        if info == "is_readable":
            return self._is_readable()
        return self._transport.get_extra_info(_INFO[info]) if info in _INFO else None

    def _is_readable(self) -> bool:
        """Tell whether there is something to read; of an idle connection most likely the end.

        httpcore asks that of every idle connection before each request. What arrived since the
        last turn of the event loop only the system knows.
        """
        if self._protocol.is_readable or self._transport.is_closing():
            return True
        return self._poll is not None and bool(self._poll.poll(0))

    def _lost(self) -> httpcore.WriteError:
        error = httpcore.WriteError("the connection is closed")
        error.__cause__ = self._protocol.error
        return error


async def connect_tcp(
    host: str,
    port: int,
    local_address: str | None = None,
    socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
) -> TcpStream:
    """Connect to an IP address.

    Raises:
        httpcore.ConnectError: It cannot be connected to.
    """
    local = None if local_address is None else (local_address, 0)
    try:
        transport, protocol = await asyncio.get_running_loop().create_connection(
            _Protocol, host, port, local_addr=local
        )
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    stream = TcpStream(transport, protocol)
    for option in socket_options or ():
        transport.get_extra_info("socket").setsockopt(*option)
    return stream


def _poll(connection: socket.socket | None) -> "select.poll | None":
    if connection is None or not hasattr(select, "poll"):  # Windows has no poll
        return None
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return poll
