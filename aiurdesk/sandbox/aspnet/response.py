"""Responses of an action, and exceptions that end an action early."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from aiurdesk.sandbox.clock import format_iso_8601

# The services escape these line separators. json.dumps leaves them as they are.
_ALSO_ESCAPED = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _default(value: object) -> Any:
    if isinstance(value, datetime):
        return format_iso_8601(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def to_json(value: object) -> str:
    """Serialize a value. Members keep their order, and enumerations are numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_default)
    return text.translate(_ALSO_ESCAPED)


JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"

_NOT_PRINTABLE_ASCII = re.compile(r"[^\x20-\x7e]+")

Header = tuple[str, str]
Envelope = Callable[..., "Response"]
"""Makes an envelope of a generation from code, message and members."""

INVALID_MESSAGE = "Some of the values sent can not be taken."


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body. The framework adds the headers that all responses have."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[Header, ...] = ()
    stream: Callable[[], AsyncIterator[bytes]] | None = None
    """Yields the body in chunks, instead of ``body``. No Content-Length is sent then."""
    omits_security_headers: bool = False
    """True where the real server sends no security headers."""


class WebSocket(Protocol):
    """The server's end of an open WebSocket."""

    async def send(self, content: str | bytes) -> None:
        """Send one text or binary frame."""
        ...

    async def send_as_text(self, data: bytes) -> None:
        """Send one text frame with bytes that may not be text."""
        ...

    async def close(self, code: int, reason: str = "") -> None:
        """Send a close frame, and end the connection."""
        ...

    async def cut_off(self) -> None:
        """End the connection without a close frame."""
        ...

    async def receive(self) -> str | bytes | None:
        """Return the content of the next frame, or None after the client disconnected."""
        ...


@dataclass(frozen=True, slots=True)
class WebSocketUpgrade:
    """Accept the WebSocket handshake and run a function until one side closes the socket."""

    run: Callable[[WebSocket], Awaitable[None]]


@dataclass(slots=True)
class ApiError(Exception):
    """Ends an action with an error envelope, from any depth of calls."""

    code: int
    message: str


@dataclass(slots=True)
class HttpError(Exception):
    """Ends an action with an error page, from any depth of calls."""

    response: Response


class UnhandledError(Exception):
    """The real action fails here with an unhandled exception, so the response is an error 500."""


class TruncatedBodyError(Exception):
    """Raised by ``Response.stream`` to close the connection in the middle of the body."""


def json_response(value: object, *, status: int = 200, content_type: str = JSON) -> Response:
    """Return JSON without an envelope."""
    return Response(status, to_json(value).encode(), content_type)


def envelope(
    code: int, message: str, members: Mapping[str, object] | None = None, *, status: int = 200
) -> Response:
    """Return an envelope of 2020, which has ``code`` and ``message`` as its last members."""
    return json_response({**(members or {}), "code": code, "message": message}, status=status)


def invalid_input(items: Sequence[str]) -> Response:
    """Return an envelope with code −10 and one item for each validation error."""
    return envelope(-10, INVALID_MESSAGE, {"items": list(items)})


def redirect(location: str, *headers: Header, is_permanent: bool = False) -> Response:
    """Return 302 or 301. Percent-encode the characters that a header must not contain."""
    target = _NOT_PRINTABLE_ASCII.sub(lambda match: quote(match[0]), location)
    return Response(301 if is_permanent else 302, headers=(("location", target), *headers))


def html_page(
    title: str, text: str, *, status: int = 200, content_type: str | None = HTML
) -> Response:
    """Return a small HTML page. Error pages of the real servers have no ``content_type``."""
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title></head>"
        f"<body><h1>{title}</h1>{text}</body></html>"
    )
    return Response(status, page.encode(), content_type)
