"""Servers of the tests: one that speaks WebSocket, and one that sends what a test wants."""

import asyncio
import base64
import contextlib
import hashlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import trustme
from websockets.asyncio.server import ServerConnection, serve

from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import Outcome
from aiurdesk.transport.sockets.connection import SocketConnection
from tests.transport.calls import LIMITS, a_request, a_transport
from tests.transport.misbehaving_server import Script, read_head, serving

OPTIONS = SocketOptions()
# A client that leaves early is an error to the server, and to the tests an error in a log is one.
_QUIET = logging.getLogger("tests.socket_server")
_QUIET.setLevel(logging.CRITICAL)
Handle = Callable[[ServerConnection], Awaitable[None]]


@contextlib.asynccontextmanager
async def a_socket_server(
    handle: Handle,
    authority: trustme.CA | None = None,
    clients: trustme.CA | None = None,
    **options,
) -> AsyncIterator[str]:
    """Run a server on loopback and yield its address, with the scheme of the handshake.

    Args:
        clients: Signs the certificates of those who may connect; without it, everybody may.
    """
    context = None
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        if clients is not None:
            clients.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
    # Pings of the server would come between the frames that a test expects.
    given = {"ping_interval": None, "max_size": 2**26, "logger": _QUIET, **options}
    async with serve(handle, "127.0.0.1", 0, ssl=context, **given) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"{'https' if context else 'http'}://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def a_raw_server(script: Script, accepts: bool = True) -> AsyncIterator[str]:
    """Run a server that accepts the handshake and then does what the test says."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await read_head(reader)).decode()
        if accepts:
            writer.write(accepting(head))
        await script(reader, writer)

    async with serving(accept) as port:
        yield f"http://127.0.0.1:{port}"


def accepting(head: str) -> bytes:
    """Return the response that accepts a handshake. Source: RFC 6455 section 1.3."""
    lines = dict(line.split(": ", 1) for line in head.lower().splitlines()[1:] if line)
    original = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
    key = next(original[name] for name in original if name.lower() == "sec-websocket-key")
    assert lines["upgrade"] == "websocket"
    digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}\r\n\r\n"
    ).encode()


async def answer_ping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the next ping of the client, which is masked. Source: RFC 6455 section 5.2."""
    head = await reader.readexactly(6)
    size = head[1] & 0x7F
    assert (head[0], size < 126) == (0x89, True)
    payload = zip(await reader.readexactly(size), head[2:] * size, strict=False)
    writer.write(bytes((0x8A, size)) + bytes(byte ^ mask for byte, mask in payload))
    await writer.drain()


async def outcome_of_handshake(
    url: str,
    authority: trustme.CA | None = None,
    limits: Limits = LIMITS,
    options: SocketOptions = OPTIONS,
    **members,
) -> Outcome:
    """Return the outcome of one handshake that is expected to be refused."""
    async with a_transport(authority) as transport:
        outcome, connection = await transport.connect(a_request(url, **members), limits, options)
        assert connection is None
        return outcome


@contextlib.asynccontextmanager
async def a_connection(
    url: str, authority: trustme.CA | None = None, options: SocketOptions = OPTIONS, **members
) -> AsyncIterator[SocketConnection]:
    """Open a socket and close it at the end."""
    async with a_transport(authority) as transport:
        outcome, connection = await transport.connect(a_request(url, **members), LIMITS, options)
        assert connection is not None, outcome
        try:
            yield connection
        finally:
            await connection.aclose()


async def all_frames(connection: SocketConnection) -> list[Frame]:
    """Return the frames up to the end of the connection."""
    frames: list[Frame] = []
    while batch := await connection.receive():
        frames += batch
    return frames
