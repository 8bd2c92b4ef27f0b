"""Answers of an action, and the exceptions that end one early."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from aiurdesk.sandbox.aspnet.json_serializer import to_json

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"

_NO_HEADER_TEXT = re.compile(r"[^\x20-\x7e]+")

INVALID_MESSAGE = "Some of the values sent can not be taken."


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers and body; the framework adds the headers that all answers have."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    stream: Callable[[], AsyncIterator[bytes]] | None = None
    """Gives the body piece by piece instead of ``body``; no Content-Length is sent then."""
    omits_security_headers: bool = False
    """True where the real server leaves its security header out."""


class WebSocket(Protocol):
    """The server's end of an open WebSocket."""

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        ...

    async def receive(self) -> str | bytes | None:
        """Return the content of the next frame, None when the client has gone."""
        ...


@dataclass(frozen=True, slots=True)
class WebSocketUpgrade:
    """An accepted WebSocket: what runs until one of both sides ends it."""

    run: Callable[[WebSocket], Awaitable[None]]


@dataclass(slots=True)
class ApiError(Exception):  # noqa: N818 - it is an ordinary answer, not a mistake
    """Ends an action with an envelope, from however deep."""

    code: int
    message: str
    members: Mapping[str, object] = field(default_factory=dict)


class UnhandledError(Exception):  # noqa: N818 - the crash of the service that is played
    """The real action dies here of an unhandled exception."""


class TruncatedBodyError(Exception):  # noqa: N818 - a trick of the code lab
    """Raised by a stream: the connection ends here, in the middle of the body."""


def json_response(value: object, *, status: int = 200, content_type: str = JSON) -> Response:
    """Return JSON without an envelope."""
    return Response(status, to_json(value).encode(), content_type)


def envelope(
    code: int, message: str, members: Mapping[str, object] | None = None, *, status: int = 200
) -> Response:
    """Return an envelope; ``code`` and ``message`` come last, as in 2020."""
    return json_response({**(members or {}), "code": code, "message": message}, status=status)


def invalid_input(items: Sequence[str]) -> Response:
    """Return −10 with one text for each thing that is wrong."""
    return envelope(-10, INVALID_MESSAGE, {"items": list(items)})


def redirect(location: str, *headers: tuple[str, str], is_permanent: bool = False) -> Response:
    """Return 302 or 301; what a header cannot carry is percent-encoded."""
    place = _NO_HEADER_TEXT.sub(lambda match: quote(match[0]), location)
    return Response(301 if is_permanent else 302, headers=(("location", place), *headers))


def html_page(
    title: str, text: str, *, status: int = 200, content_type: str | None = HTML
) -> Response:
    """Return a small page; the pages of an error have no ``content_type``."""
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title></head>"
        f"<body><h1>{title}</h1>{text}</body></html>"
    )
    return Response(status, page.encode(), content_type)
