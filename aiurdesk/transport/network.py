"""A network backend for httpcore whose connections tell what was received over them."""

import asyncio
import select
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeAlias

import anyio
import httpcore

from aiurdesk.core.response.response import Tls
from aiurdesk.core.translation import tr
from aiurdesk.transport.address import format_host_port
from aiurdesk.transport.name_lookup import look_up

FIRST_BYTES = 80
"""How many bytes tell what a server speaks."""
HEAD_BYTES = 100 * 1024
"""How many bytes are kept until a request ends; ``h11`` accepts no longer head."""
TAIL_BYTES = 16 * 1024
"""How long the trailers behind a body may be that are shown."""
FIRST_READ_BYTES = 4 * 1024
LEAST_READ_BYTES = 2 * 1024
BUSY_S = 0.01
"""Processor time. Chunks or frames of one byte, or interim responses, take up to 100 µs each, and
httpcore handles all that one read gave without letting anything else run."""
_ENCODING_DER = 2
"""``_ssl.ENCODING_DER``"""
NEXT_ADDRESS_AFTER_S = 0.25
"""How long one address of a host is tried alone. Source: RFC 8305 section 8."""


class ReceivedData:
    """The beginning and the end of what a request received, before it was parsed as HTTP."""

    __slots__ = ("_head_bytes", "_pieces", "is_eof", "tail")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._head_bytes = 0
        self.tail = b""
        """The end of all, up to ``TAIL_BYTES``."""
        self.is_eof = False
        """Whether the server closed the connection."""

    @property
    def first_bytes(self) -> bytes:
        """The beginning, up to ``FIRST_BYTES``."""
        return b"".join(self._pieces[:FIRST_BYTES])[:FIRST_BYTES]

    @property
    def head(self) -> bytes:
        """The beginning, with all headers of a response of HTTP/1.1."""
        return b"".join(self._pieces)[:HEAD_BYTES]

    def record(self, data: bytes) -> None:
        """Record the result of one read; empty data means the end of the connection."""
        if not data:
            self.is_eof = True
            return
        # Without a copy: nearly always nobody looks at it.
        if self._head_bytes < HEAD_BYTES:
            self._pieces.append(data)
            self._head_bytes += len(data)
        is_enough = len(data) >= TAIL_BYTES
        self.tail = data[-TAIL_BYTES:] if is_enough else (self.tail + data)[-TAIL_BYTES:]


Connect: TypeAlias = Callable[[str], Awaitable[httpcore.AsyncNetworkStream]]
"""Connects to an IP address."""

received_data: ContextVar[ReceivedData | None] = ContextVar("received_data", default=None)
"""Set while a request runs. A connection is shared, but each read runs in the task of the request
that needs the data, so the context says which request to record it for."""


class TrackedStream(httpcore.AsyncNetworkStream):
    """A connection that records what a request reads from it.

    It reads less at once where what it read kept the event loop busy, and lets that run.
    """

    def __init__(
        self, stream: httpcore.AsyncNetworkStream, open_streams: "set[TrackedStream]"
    ) -> None:
        """Wrap a connection.

        Args:
            open_streams: All open connections; this one is added, and removed when it is closed.
        """
        self._stream = stream
        self._open_streams = open_streams
        open_streams.add(self)
        self._info: tuple[Tls | None, str] | None = None
        self._poll = _poll(stream.get_extra_info("socket"))
        self._most_bytes = FIRST_READ_BYTES
        self._handed_at_s = time.perf_counter()
        self._processor_s: float | None = None
        """The clock of the thread when data was handed over late, else None: it takes a call of
        the system, which reading what takes no time need not make."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available data; return nothing when the server has closed the connection."""
        is_late = time.perf_counter() - self._handed_at_s > BUSY_S
        if is_late and self._has_been_busy():
            self._most_bytes = max(LEAST_READ_BYTES, self._most_bytes // 2)
            await asyncio.sleep(0)
        else:
            self._most_bytes = min(2 * self._most_bytes, max_bytes)
        data = await self._stream.read(min(self._most_bytes, max_bytes), timeout)
        self._processor_s = time.thread_time() if is_late else None
        self._handed_at_s = time.perf_counter()
        received = received_data.get()
        if received is not None:
            received.record(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write the whole buffer."""
        await self._stream.write(buffer, timeout)
        # An open connection may have waited for this request for minutes.
        self._handed_at_s = time.perf_counter()

    def _has_been_busy(self) -> bool:
        """Tell whether the thread itself worked so long, or might have the first time."""
        return self._processor_s is None or time.thread_time() - self._processor_s > BUSY_S

    async def aclose(self) -> None:
        """Close the connection."""
        self._poll = None
        self._open_streams.discard(self)
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a stream with TLS over this connection."""
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            # httpcore closes the connection after an error, but not after a cancellation.
            await self.aclose()
            raise
        self._open_streams.discard(self)
        return type(self)(stream, self._open_streams)

    def get_extra_info(self, info: str) -> Any:
        """Return information about the connection.

        Before each request, httpcore asks every idle connection of the pool whether it is
        readable, which most likely means closed. A prepared poll object makes this faster: its
        own way takes a tenth of the time of a request.
        """
        if info == "is_readable" and self._poll is not None:
            return bool(self._poll.poll(0))
        return self._stream.get_extra_info(info)

    def connection_info(self) -> tuple[Tls | None, str]:
        """Return the TLS parameters and the address of the server; they never change."""
        if self._info is None:
            self._info = (
                _tls(self.get_extra_info("ssl_object")),
                _server_address(self.get_extra_info("server_addr")),
            )
        return self._info


class TrackedBackend(httpcore.AsyncNetworkBackend):
    """Opens tracked connections."""

    def __init__(
        self,
        stream_class: type[TrackedStream] = TrackedStream,
        addresses: tuple[str, ...] = (),
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            stream_class: Class of the connections.
            addresses: Connected to for every host; empty to look the host up.
        """
        self._stream_class = stream_class
        self._addresses = addresses
        self._backend = httpcore.AnyIOBackend()
        self.open_streams: set[TrackedStream] = set()

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that accepts the connection."""
        try:
            # Not in the threads of the event loop, which would hold up the exit of the program.
            addresses = list(self._addresses) or await look_up(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            return await self._backend.connect_tcp(address, port, *args, **options)

        return self._stream_class(await first_connected(connect, addresses), self.open_streams)

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore needs this between attempts to connect, of which it makes one."""
        await self._backend.sleep(seconds)


async def first_connected(connect: Connect, addresses: list[str]) -> httpcore.AsyncNetworkStream:
    """Try the addresses, each a short time after the one before, until one is connected.

    Source: RFC 8305 section 5.

    Raises:
        httpcore.ConnectError: No address can be connected to.
    """
    connected: list[httpcore.AsyncNetworkStream] = []
    errors: list[Exception] = []

    async def attempt(address: str, is_over: anyio.Event) -> None:
        try:
            connected.append(await connect(address))
            group.cancel_scope.cancel()
        except (httpcore.NetworkError, OSError) as error:
            errors.append(error)
        finally:
            is_over.set()

    if len(addresses) == 1:
        return await connect(addresses[0])
    kept = None
    try:
        async with anyio.create_task_group() as group:
            for address in addresses:
                is_over = anyio.Event()
                group.start_soon(attempt, address, is_over)
                with anyio.move_on_after(NEXT_ADDRESS_AFTER_S):
                    await is_over.wait()
        kept = next(iter(connected), None)
    finally:
        # Two attempts may succeed at the same moment, or the request may have been cancelled.
        for stream in connected:
            if stream is not kept:
                await stream.aclose()
    if kept is None:
        raise errors[-1] if errors else httpcore.ConnectError(tr("no address"))
    return kept


def connection_info(stream: httpcore.AsyncNetworkStream) -> tuple[Tls | None, str]:
    """Return the TLS parameters and the address of the server, also of an upgraded connection."""
    if isinstance(stream, TrackedStream):
        return stream.connection_info()
    return (
        _tls(stream.get_extra_info("ssl_object")),
        _server_address(stream.get_extra_info("server_addr")),
    )


def _poll(connection: socket.socket | None) -> "select.poll | None":
    if connection is None or not hasattr(select, "poll"):  # Windows has no poll
        return None
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return poll


def _tls(connection: ssl.SSLObject | None) -> Tls | None:
    if connection is None:
        return None
    # The certificate is empty on Windows and macOS, where truststore lets the system verify it.
    certificate: dict[str, Any] = connection.getpeercert() or {}
    names = dict(pair for group in certificate.get("issuer", ()) for pair in group)
    cipher = connection.cipher()
    expires = certificate.get("notAfter")
    return Tls(
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        issuer=names.get("commonName") or names.get("organizationName") or "",
        expires_at=datetime.fromtimestamp(ssl.cert_time_to_seconds(expires), UTC)
        if expires
        else None,
        # Up to the authority, but not on Windows and macOS either.
        chain=_chain(connection, "get_verified_chain") or sent_certificates(connection),
    )


def sent_certificates(connection: Any) -> tuple[bytes, ...]:
    """Return the certificates that the server of a connection sent, as DER."""
    leaf = connection.getpeercert(binary_form=True)
    return _chain(connection, "get_unverified_chain") or (() if leaf is None else (leaf,))


def _chain(connection: Any, method: str) -> tuple[bytes, ...]:
    """Return a chain that a method gives, as DER; nothing where Python does not have it.

    Python has these methods since 3.13, and before that in a private object.
    """
    for owner in (connection, getattr(connection, "_sslobj", None)):
        if hasattr(owner, method):
            chain = getattr(owner, method)() or ()
            return tuple(
                one if isinstance(one, bytes) else one.public_bytes(_ENCODING_DER) for one in chain
            )
    return ()


def _server_address(address: Any) -> str:
    return format_host_port(*address[:2]) if isinstance(address, tuple) else ""
