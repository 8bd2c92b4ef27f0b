"""A transport for the pipeline that keeps the connection which a request has opened."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Outcome
from aiurdesk.transport.transport import Signer

if TYPE_CHECKING:
    from aiurdesk.transport.sockets.connection import SocketConnection
    from aiurdesk.transport.streams import StreamConnection

Connection: TypeAlias = "SocketConnection | StreamConnection"
LAST_EVENT_ID = "Last-Event-ID"
"""Tells a server which event of its stream came last. Source: WHATWG HTML, section 9.2.4."""


OpenConnection: TypeAlias = Callable[
    [PreparedRequest, Limits, SocketOptions, OnProgress | None, Signer | None],
    "Awaitable[tuple[Outcome, Connection | None]]",
]
"""Sends a request; returns the outcome, and the WebSocket or stream that it opened."""


class ConnectionTransport:
    """Sends requests that may open a connection, and holds the one that is open.

    After a loss, the next request tells the server which event came last.
    """

    def __init__(self, connect: OpenConnection, options: SocketOptions) -> None:
        self._connect = connect
        self._options = options
        self.connection: Connection | None = None
        self._last_id = ""
        self.messages: tuple[str, ...] = ()
        """What carries an operation of GraphQL out: sent first, and once that is acknowledged."""
        self.retry_s: float | None = None
        """How long the server wanted to be left alone; None if it has not said so."""

    async def send(
        self,
        request: PreparedRequest,
        limits: Limits,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> Outcome:
        """Return the outcome of a request; ``connection`` is what it opened."""
        sent = request
        if self._last_id:
            kept = (h for h in request.headers if h.name.casefold() != LAST_EVENT_ID.casefold())
            sent = replace(request, headers=(*kept, Header(LAST_EVENT_ID, self._last_id)))
        # Kept here: an exchange holds only values, and a connection is not a value.
        outcome, self.connection = await self._connect(
            sent, limits, self._options, on_progress, sign
        )
        self.messages = request.messages
        is_shown = sent is request or outcome.sent is not None
        return outcome if is_shown else replace(outcome, sent=sent)

    def forget(self) -> None:
        """Drop a connection that has ended; keep the id and the delay that its stream stated."""
        connection, self.connection = self.connection, None
        if connection is not None:
            self._last_id = connection.last_id or self._last_id
            self.retry_s = connection.retry_s if connection.retry_s is not None else self.retry_s

    def cookie_pairs(self, jar: str, url: str) -> tuple[str, ...]:
        """Return no cookies: a socket shows those of its handshake."""
        return ()

    async def aclose(self) -> None:
        """Close the connection at once."""
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.aclose()


class OpenedStream(msgspec.Struct, frozen=True):
    """A stream that an ordinary request has opened."""

    transport: ConnectionTransport
    exchange: Exchange
