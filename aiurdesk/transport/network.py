"""Connections that can be asked what came over them."""

import select
import socket
import ssl
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from aiurdesk.core.response.response import Tls

FIRST_BYTES = 80


class Evidence:
    """What a request saw of the other side, before HTTP made anything of it."""

    __slots__ = ("first", "is_ended")

    def __init__(self) -> None:
        self.first = b""
        """The beginning of what was received."""
        self.is_ended = False
        """Whether the other side closed the connection."""

    def note(self, data: bytes) -> None:
        """Take what one read gave; nothing means the end."""
        if not data:
            self.is_ended = True
        elif len(self.first) < FIRST_BYTES:
            self.first += data[: FIRST_BYTES - len(self.first)]


evidence_of_request: ContextVar[Evidence | None] = ContextVar("evidence_of_request", default=None)
"""Set for the time of one request, so that the stream below it knows whom to tell."""


class WatchedStream(httpcore.AsyncNetworkStream):
    """A connection that tells the request that reads from it what it reads."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, siblings: "set[WatchedStream]") -> None:
        """Watch a connection.

        Args:
            siblings: All that are open; this one is among them until it is closed.
        """
        self._stream = stream
        self._siblings = siblings
        siblings.add(self)
        self._facts: tuple[Tls | None, str] | None = None
        self._poll = _poll(stream.get_extra_info("socket"))

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there; nothing means that the other side closed the connection."""
        data = await self._stream.read(max_bytes, timeout)
        evidence = evidence_of_request.get()
        if evidence is not None:
            evidence.note(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        self._poll = None
        self._siblings.discard(self)
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return the connection with TLS on top; what a proxy said before is forgotten."""
        evidence = evidence_of_request.get()
        if evidence is not None:
            evidence.first = b""
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            # httpcore closes the connection after an error, but not after a cancellation.
            await self.aclose()
            raise
        self._siblings.discard(self)
        return WatchedStream(stream, self._siblings)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection below knows.

        The client asks each idle connection before each request whether something has come,
        most likely the end, and the long way round takes a tenth of the time of a request.
        """
        if info == "is_readable" and self._poll is not None:
            return bool(self._poll.poll(0))
        return self._stream.get_extra_info(info)

    def facts(self) -> tuple[Tls | None, str]:
        """Return what protects the connection and whom it leads to; they do not change."""
        if self._facts is None:
            self._facts = (
                _tls(self.get_extra_info("ssl_object")),
                _place(self.get_extra_info("server_addr")),
            )
        return self._facts


class WatchedNetwork(httpcore.AsyncNetworkBackend):
    """Opens watched connections."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()
        self.open_streams: set[WatchedStream] = set()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that answers."""
        stream = await self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        return WatchedStream(stream, self.open_streams)

    async def sleep(self, seconds: float) -> None:
        """Wait; only used between attempts to connect, of which there is one."""
        await self._network.sleep(seconds)


def _poll(connection: socket.socket | None) -> "select.poll | None":
    if connection is None or not hasattr(select, "poll"):  # as on Windows
        return None
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return poll


def _tls(connection: ssl.SSLObject | None) -> Tls | None:
    if connection is None:
        return None
    names = dict(pair for group in _issuer(connection) for pair in group)
    cipher = connection.cipher()
    return Tls(
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        issuer=names.get("commonName") or names.get("organizationName") or "",
    )


def _issuer(connection: ssl.SSLObject) -> Any:
    """Return the issuer as Python gives it; empty where the system verifies by itself."""
    return (connection.getpeercert() or {}).get("issuer", ())


def _place(address: Any) -> str:
    if not isinstance(address, tuple):
        return ""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
