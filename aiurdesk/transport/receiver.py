"""Receives the browser that comes back from signing in, on an address of this computer.

Source: RFC 8252 sections 7.3 and 8.9; RFC 6749 section 4.1.2.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import secrets
from typing import Self
from urllib.parse import parse_qsl

import h11
import msgspec

from aiurdesk.core.auth.scheme import Return

PATH = "/signed-in"
VISIT_S = 10.0
"""How long one connection may take; a browser needs a few milliseconds."""
MOST_VISITORS = 32
"""Connections at once; one more ends the oldest, so that idle ones keep no browser out."""
MOST_HEAD_BYTES = 64 * 1024
"""Browsers send the cookies of all that ever listened on this computer, whatever the port."""
MOST_VALUES = 50
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
)


class _Page(msgspec.Struct, frozen=True):
    """What the browser shows; nothing of what it sent stands in it."""

    status: int
    title: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> bytes:
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{self.title} · aiurdesk</title><style>{_STYLE}</style></head>"
            f"<body><h1>{self.title}</h1><p>{self.text}</p></body></html>"
        ).encode()


_SIGNED_IN = _Page(
    200, "You are signed in", "You can close this window. aiurdesk goes on by itself."
)
_NOT_SIGNED_IN = _Page(
    200,
    "You are not signed in",
    "The service sent no sign-in along. You can close this window; aiurdesk says what happened.",
)
_UNEXPECTED = _Page(
    400,
    "This is not the sign-in that aiurdesk waits for",
    "It belongs to another attempt, or its address is not whole. aiurdesk goes on waiting: "
    "sign in on the page that it opened last, or start again there.",
)
_NOTHING = _Page(
    404, "Nothing is here", "aiurdesk waits at this address for a sign-in to come back."
)
_NO_VISIT = _Page(
    405,
    "Nothing is sent to this address",
    "aiurdesk waits here for a browser that opens the page.",
    (("Allow", "GET"),),
)


class Receiver:
    """Waits on a free port of 127.0.0.1 for one return; whatever else comes is harmless.

    Listens from ``async with`` on. Leaving it drops all connections at once.
    """

    def __init__(self, state: str = "", path: str = PATH) -> None:
        """Make a receiver that does not listen yet.

        Args:
            state: What the return has to bring along; empty means a new one that nobody guesses.
        """
        self.state = state or secrets.token_urlsafe(32)
        self._path = path.rstrip("/")
        self._port = 0
        self._server: asyncio.Server | None = None
        self._visitors: dict[asyncio.Task[object], asyncio.StreamWriter] = {}
        self._values: dict[str, str] = {}
        self._has_returned = asyncio.Event()

    @property
    def redirect_uri(self) -> str:
        """Address that the service sends the browser to."""
        return f"http://127.0.0.1:{self._port}{self._path or '/'}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._receive, "127.0.0.1", 0, limit=MOST_HEAD_BYTES
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        tasks = list(self._visitors)
        while self._visitors:
            self._drop_oldest()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def wait(self, timeout_s: float) -> Return:
        """Return what the browser brought back, once it has been told so.

        Raises:
            TimeoutError: Nobody came back in time.
        """
        async with asyncio.timeout(timeout_s):
            await self._has_returned.wait()
        return Return(self._values)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if self._server is None or task is None:  # closed between connecting and now
            writer.transport.abort()
            return
        if len(self._visitors) >= MOST_VISITORS:
            self._drop_oldest()
        self._visitors[task] = writer
        try:
            # TimeoutError is an OSError.
            with contextlib.suppress(OSError, h11.ProtocolError):
                async with asyncio.timeout(VISIT_S):
                    await self._converse(reader, writer)
        finally:
            self._visitors.pop(task, None)
            writer.transport.abort()

    def _drop_oldest(self) -> None:
        # Its task then reads the end; asyncio of 3.11 complains of a task that is cancelled.
        self._visitors.pop(next(iter(self._visitors))).transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEAD_BYTES)
        request = await _read_head(reader, connection)
        if request is None:
            return
        page, values = self._judge(request)
        try:
            writer.write(_written(page, connection, request.method == b"HEAD"))
            # Closed in good order: a browser that finds it cut off shows an error instead.
            writer.close()
            await writer.wait_closed()
        finally:
            if values is not None and not self._has_returned.is_set():
                self._values = values
                self._has_returned.set()

    def _judge(self, request: h11.Request) -> tuple[_Page, dict[str, str] | None]:
        """Return what to show and, where it is the return that is waited for, what it brings."""
        path, _, query = request.target.decode("latin-1").partition("?")
        # The services of 2023 put a slash in front of the question mark.
        if path.rstrip("/") != self._path:
            return _NOTHING, None
        if request.method != b"GET":
            return _NO_VISIT, None
        values = _values(query)
        state = values.pop("state", "")
        if not hmac.compare_digest(state.encode(), self.state.encode()):
            return _UNEXPECTED, None
        return (_SIGNED_IN if "code" in values else _NOT_SIGNED_IN), values


async def _read_head(
    reader: asyncio.StreamReader, connection: h11.Connection
) -> h11.Request | None:
    """Return the request; None where the other side says nothing more.

    Raises:
        h11.ProtocolError: It is no HTTP, or too long.
    """
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            return event
        if event is not h11.NEED_DATA:
            return None
        connection.receive_data(await reader.read(4096))


def _values(query: str) -> dict[str, str]:
    """Return the values of a query; none at all where it has too many, or one of them twice."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_VALUES)
    except ValueError:
        return {}
    values = dict(pairs)
    return values if len(values) == len(pairs) else {}


def _written(page: _Page, connection: h11.Connection, is_head_only: bool) -> bytes:
    body = page.html
    headers = (*_HEADERS, *page.headers, ("Content-Length", str(len(body))))
    head = connection.send(h11.Response(status_code=page.status, headers=list(headers)))
    rest = None if is_head_only else connection.send(h11.Data(data=body))
    return (head or b"") + (rest or b"")
