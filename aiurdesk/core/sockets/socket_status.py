"""The state of a socket with all that is known about it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import FieldError
from aiurdesk.core.response.response import Closing
from aiurdesk.core.sockets.frame import Frame
from aiurdesk.core.translation import tr


class SocketState(StrEnum):
    """Where a socket is in its life."""

    CONNECTING = "connecting"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REFUSED = "refused"
    """The handshake got an ordinary response or none at all, or nothing was sent."""
    WAITING = "waiting"
    """It was lost, and is opened again after a while."""

    @property
    def is_over(self) -> bool:
        """Whether nothing happens any more."""
        return self in (SocketState.CLOSED, SocketState.REFUSED)


class SocketStatus(msgspec.Struct, frozen=True):
    """One state; a new value is made for each change."""

    state: SocketState
    exchange: Exchange | None = None
    """The handshake of this connection, with its verdict; None before it is over."""
    not_sent: tuple[FieldError, ...] = ()
    """Why nothing was sent."""
    closing: Closing | None = None
    """How the last connection ended."""
    subprotocol: str = ""
    """What the server chose."""
    ignores_subprotocols: bool = False
    """Whether subprotocols were offered and the server chose none of them."""
    extensions: tuple[str, ...] = ()
    """Names of the extensions in use, such as ``permessage-deflate``."""
    opened_at: datetime | None = None
    round_trip_ms: float | None = None
    """Of the last ping that was answered."""
    attempt: int = 0
    """How many times it was tried to connect again since the socket was last open."""
    wait_s: float = 0.0
    """How long it waits before it connects again."""


IGNORED_SUBPROTOCOLS = tr("The server chose none of the subprotocols that were offered.")


class SocketUpdate(msgspec.Struct, frozen=True):
    """What a session hands over at once: a status, and the frames since the last update."""

    status: SocketStatus
    frames: tuple[Frame, ...] = ()
    has_ended: bool = False
    """Whether a connection has ended with it, or was refused."""
