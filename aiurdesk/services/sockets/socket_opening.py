"""The handshakes of one socket or stream, and the connection that the last of them opened."""

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.response.response import Failure, FailureKind, Outcome, Response
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.connection_transport import (
    ConnectionTransport,
    OpenConnection,
    OpenedStream,
)
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest, SendTerms
from aiurdesk.services.sending.send_pipeline import SendPipeline

_TEMPORARY = frozenset(
    {
        FailureKind.HOST_NOT_FOUND,
        FailureKind.CONNECTION_REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.READ_TIMEOUT,
        FailureKind.TOTAL_TIMEOUT,
        FailureKind.CUT_OFF,
        FailureKind.PROXY_ERROR,
    }
)
_TOO_MANY_REQUESTS = 429
_WITHOUT_SOCKETS = frozenset({200, 204, 400, 403, 404, 405, 406, 415, 426, 501})
"""How servers respond to a handshake that they know nothing of; another status says more."""
OVER_EVENTS_NOTE = Phrase(
    marked(
        "The server does not carry out operations over a WebSocket of graphql-transport-ws here, "
        "so server-sent events are used."
    )
)


class SocketPlan(msgspec.Struct, frozen=True):
    """Everything that a socket is opened with."""

    plan: PlannedRequest
    terms: SendTerms
    """With the limits of the handshake; an open socket has only the limits in its options."""
    options: SocketOptions
    connect: OpenConnection
    """Opens it."""


class SocketOpening:
    """Opens a socket, again after each loss, and falls back to a stream where there is none."""

    def __init__(
        self,
        socket: SocketPlan,
        pipeline: SendPipeline,
        opened: OpenedStream | None,
        otherwise: SocketPlan | None,
    ) -> None:
        """Prepare.

        Args:
            opened: What is open already; it is taken over instead of a first handshake.
            otherwise: Tried where the server does not speak what the first handshake offers.
        """
        self.socket = socket
        """What it is opened with now."""
        self.transport = (
            ConnectionTransport(socket.connect, socket.options)
            if opened is None
            else opened.transport
        )
        """Has the connection, while it is open."""
        self.opened = None if opened is None else opened.exchange
        """The exchange of what was open already, until it is taken over."""
        self._pipeline = pipeline
        self._otherwise = otherwise

    async def send(self, asking: Asking) -> Exchange | NotSent:
        """Send the handshake once; the transport has a connection where it opened one."""
        opened, self.opened = self.opened, None
        if opened is not None:
            return opened
        # The same stops as for any request: checks, credential, consent, verdict, redaction.
        terms = replace(self.socket.terms, asking=asking, transport=self.transport)
        made = await self._pipeline.send(self.socket.plan, terms)
        return await self._sent_otherwise(made, terms)

    async def _sent_otherwise(
        self, made: Exchange | NotSent, terms: SendTerms
    ) -> Exchange | NotSent:
        """Open the stream of an operation whose server does not carry it out over a socket.

        Returns:
            The exchange that opened it, or what is given.
        """
        other, self._otherwise = self._otherwise, None
        if other is None or not self._is_not_spoken(made):
            return made
        transport = ConnectionTransport(other.connect, other.options)
        try:
            tried = await self._pipeline.send(other.plan, replace(terms, transport=transport))
        finally:
            # What is open belongs to this session, which closes it, also when it is cancelled.
            if transport.connection is not None:
                before, self.transport = self.transport, transport
                self.socket = other
                await before.aclose()
        if transport.connection is not None and isinstance(tried, Exchange):
            return tried.with_note(OVER_EVENTS_NOTE)
        if isinstance(made, NotSent) or isinstance(tried, NotSent):
            return made
        text = marked("Server-sent events were tried as well: {outcome}")
        return made.with_note(Phrase(text, {"outcome": _in_short(tried.outcome)}))

    def _is_not_spoken(self, made: Exchange | NotSent) -> bool:
        """Tell whether a server knows no sockets here, or none of the subprotocol."""
        if isinstance(made, NotSent):
            return False
        connection = self.transport.connection
        if connection is not None:
            return connection.ignores_subprotocols
        return isinstance(made.outcome, Response) and made.outcome.status in _WITHOUT_SOCKETS


def may_succeed_later(exchange: Exchange) -> bool:
    """Tell whether a handshake may succeed when it is tried again later."""
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return outcome.kind in _TEMPORARY
    is_busy = isinstance(outcome, Response) and outcome.status == _TOO_MANY_REQUESTS
    return is_busy or outcome.status >= 500


def _in_short(outcome: Outcome) -> str | Phrase:
    """Return what came of a request, as a server or the transport put it."""
    if isinstance(outcome, Response):
        return f"HTTP {outcome.status} {outcome.reason}".rstrip()
    return outcome.particulars or str(outcome.kind)
