"""Options for opening a socket, keeping it open, and opening it again."""

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.conversation import PING_EVERY_MS
from aiurdesk.core.request.graphql.socket_protocol import SUBPROTOCOL
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import GraphqlBody, Request, RequestFields

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""The largest message that is accepted, decompressed."""


class SocketOptions(msgspec.Struct, frozen=True):
    """The options of one socket."""

    subprotocols: tuple[str, ...] = ()
    """Offered to the server in this order."""
    is_compressed: bool = True
    """Whether compression is offered. Source: RFC 7692."""
    ping_every_s: float = PING_EVERY_MS / 1000
    """Measures the round-trip time, keeps proxies from closing a silent connection, and finds out
    when the server is gone; 0 sends no pings."""
    pong_s: float = 20.0
    """The connection is lost when nothing comes for this long after a ping, of a server that has
    answered one before: Stargate of 2020 never does, because it does not read what a client
    sends. 0 waits for ever."""
    idle_s: float = 0.0
    """The socket is closed when no message comes for this long; 0 waits for ever. Pings and pongs
    do not count."""
    message_bytes: int = MAX_MESSAGE_BYTES
    total_bytes: int = 0
    """Of a stream, after which it is ended; 0 for no limit, where a person watches it."""
    total_s: float = 0.0
    """How long a stream may take; 0 for no limit."""
    is_reconnecting: bool = False
    """Whether it is opened again after it was lost; see ``closing.is_temporary``."""


def offered_subprotocols(request: Request) -> tuple[str, ...]:
    """Return the subprotocols that the socket of a request offers."""
    typed = request.conversation.subprotocols
    is_graphql = request.endpoint.is_websocket and isinstance(request.body, GraphqlBody)
    return (SUBPROTOCOL,) if is_graphql and not typed else typed


def options_of(request: RequestFields) -> SocketOptions:
    """Return the options that are saved with the request of a socket."""
    saved = request.conversation
    return SocketOptions(
        subprotocols=saved.subprotocols,
        ping_every_s=saved.ping_every_ms / 1000,
        idle_s=saved.idle_ms / 1000,
        is_reconnecting=saved.is_reconnecting,
    )


def limited_options(request: Request, limits: Limits) -> SocketOptions:
    """Return the options of a stream that has to end, because no person watches it.

    What is expected of its events has a time of its own.
    """
    limits = request.options.applied_to(limits)
    total_s = 0.0 if awaits_events(request) else limits.total_s
    options = options_of(request)
    return replace(options, is_reconnecting=False, total_bytes=limits.body_bytes, total_s=total_s)


def awaits_events(request: Request) -> bool:
    """Tell whether a stream is read until certain events came, and not to its end."""
    return bool(request.frame_expectations or request.captures)


def back_off_s(attempt: int, jitter: float) -> float:
    """Return how long to wait before an attempt to connect again.

    It doubles from one second up to a minute, and is then shortened by up to a half at random, so
    that not all clients of a server that was restarted come at the same moment.
    Source: RFC 6455 section 7.2.3.

    Args:
        attempt: 1 for the first one after a connection was lost.
        jitter: A random number from 0 to 1.
    """
    # Bounded, because 2.0 to a power over 1023 is an OverflowError.
    doubled = _FIRST_WAIT_S * 2.0 ** min(attempt - 1, _DOUBLINGS)
    return min(doubled, _LONGEST_WAIT_S) * (1 - jitter / 2)


_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_DOUBLINGS = 6
