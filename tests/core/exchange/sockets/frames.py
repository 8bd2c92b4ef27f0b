"""Frames and handshakes for tests."""

from datetime import UTC, datetime

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody, Timing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

AT = datetime(2026, 11, 26, 12, 30, 15, 123456, tzinfo=UTC)
URL = "https://chat.example/room"


def a_frame(
    content: str | bytes = "hello",
    direction: Direction = Direction.RECEIVED,
    kind: FrameKind | None = None,
    **members,
) -> Frame:
    """Return a frame; without a kind, a text or binary message."""
    if kind is None:
        kind = FrameKind.TEXT if isinstance(content, str) else FrameKind.BINARY
    size = len(content.encode() if isinstance(content, str) else content)
    return Frame(AT, direction, kind, content, size, **members)


def a_handshake(status=101, secrets=(), **members) -> Exchange:
    """Return the exchange that opened a socket; ``members`` belong to its request."""
    response = Response(
        status, "HTTP/1.1", (), ResponseBody(), URL, timing=Timing(total_ms=20.0), is_handshake=True
    )
    return Exchange(
        Request(Typed(URL.replace("https", "wss")), **members),
        PreparedRequest("GET", URL, secrets=secrets),
        response,
        None,
        Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "101 Switched to WebSocket"),
        AT,
    )
