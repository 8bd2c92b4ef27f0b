"""A small HTTP server on loopback that receives the redirect at the end of a browser sign-in.

Any program and any web page on this computer can connect to it, so it checks everything it gets.

Source: RFC 8252 sections 7.3 and 8.9; RFC 6749 section 4.1.2.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import secrets
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import h11
import msgspec

from aiurdesk.core.auth.fields import with_port
from aiurdesk.core.auth.scheme import Return
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import tr

PATH = "/signed-in"
CONNECTION_TIMEOUT_S = 10.0
"""How long one connection may take. A browser needs a few milliseconds."""
MAX_CONNECTIONS = 32
"""Connections at the same time. A further one closes the oldest, so that idle connections cannot
block the browser."""
MAX_HEAD_BYTES = 64 * 1024
"""Large, because browsers ignore ports and send the cookies of everything on 127.0.0.1."""
MAX_VALUES = 50
"""The largest number of values in the query."""
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
    # The address of this page holds the code, and must not be sent to another site.
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
)


class _Page(msgspec.Struct, frozen=True):
    """A page that the browser shows. It contains nothing from the request, so no script gets in."""

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
    200, tr("You are signed in"), tr("You can close this window. aiurdesk continues by itself.")
)
_NOT_SIGNED_IN = _Page(
    200,
    tr("You are not signed in"),
    tr("The service did not sign you in. You can close this window. aiurdesk shows what happened."),
)
_UNEXPECTED = _Page(
    400,
    tr("This is not the sign-in that aiurdesk waits for"),
    tr(
        "It belongs to another attempt, or the address is incomplete. aiurdesk "
        "is still waiting. Sign in on the page that it opened last, or start "
        "again in aiurdesk."
    ),
)
_WRONG_STATE = _Page(
    400,
    tr("This belongs to another sign-in"),
    tr("Nothing was sent to the service. You can close this window. Sign in again in aiurdesk."),
)
_NOT_FOUND = _Page(
    404, tr("There is nothing here"), tr("aiurdesk uses this address only to receive a sign-in.")
)
_METHOD_NOT_ALLOWED = _Page(
    405,
    tr("This method is not allowed"),
    tr("aiurdesk uses this address only to receive a sign-in, with GET."),
    (("Allow", "GET"),),
)


class Receiver:
    """Waits on a port of 127.0.0.1 for the redirect of one sign-in.

    It is an async context manager: it listens while it is entered. On exit all connections are
    closed at once. Requests that do not belong to the sign-in get an error page.
    """

    def __init__(self, redirect_address: str = "", state: str = "", path: str = PATH) -> None:
        """Create a receiver that does not listen yet.

        Args:
            redirect_address: One that leads to this computer; empty means a free port. So does
                an address without a port.
            state: The ``state`` parameter that the redirect must contain; empty means a new
                random one.
            path: Path of the redirect address, where none is given.
        """
        self.state = state or secrets.token_urlsafe(32)
        self._address = redirect_address
        split = urlsplit(redirect_address)
        self._path = (split.path if redirect_address else path).rstrip("/")
        self._port = split.port or 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[object], asyncio.StreamWriter] = {}
        self._values: dict[str, str] = {}
        self._has_wrong_state = False
        self._is_received = asyncio.Event()

    @property
    def redirect_uri(self) -> str:
        """The address that the service redirects the browser to."""
        if self._address:
            return with_port(self._address, self._port)
        # An address and not "localhost", which may resolve to something else. RFC 8252 section 8.3.
        return f"http://127.0.0.1:{self._port}{self._path or '/'}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._receive, "127.0.0.1", self._port, limit=MAX_HEAD_BYTES
        )
        # Any free port: a service must accept all ports of loopback. RFC 8252 section 7.3.
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        tasks = list(self._connections)
        while self._connections:
            self._drop_oldest()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def wait(self, timeout_s: float) -> Return:
        """Wait for the redirect and return its values, after the browser got its page.

        Raises:
            TimeoutError: The redirect did not come in time.
            AuthError: It belongs to another sign-in.
        """
        async with asyncio.timeout(timeout_s):
            await self._is_received.wait()
        if self._has_wrong_state:
            raise AuthError(
                tr(
                    "What the browser brought back belongs to another sign-in: its state is "
                    "wrong. It may be an attack: nothing was sent. Sign in again."
                )
            )
        return Return(self._values)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if self._server is None or task is None:
            # The receiver was closed after the connection was accepted.
            writer.transport.abort()
            return
        if len(self._connections) >= MAX_CONNECTIONS:
            self._drop_oldest()
        self._connections[task] = writer
        try:
            # A client that leaves or does not speak HTTP is ignored. TimeoutError is an OSError.
            with contextlib.suppress(OSError, h11.ProtocolError):
                async with asyncio.timeout(CONNECTION_TIMEOUT_S):
                    await self._handle_request(reader, writer)
        finally:
            self._connections.pop(task, None)
            writer.transport.abort()

    def _drop_oldest(self) -> None:
        # Its task then reads the end of the connection and finishes. The task is not cancelled,
        # because asyncio of Python 3.11 logs an error for a cancelled connection handler.
        self._connections.pop(next(iter(self._connections))).transport.abort()

    async def _handle_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        request = await _read_head(reader, connection)
        if request is None:
            return
        page, values = self._page_and_values(request)
        try:
            writer.write(_response_bytes(page, connection, request.method == b"HEAD"))
            # Close only after everything was sent: browsers show an error for a connection that
            # was reset.
            writer.close()
            await writer.wait_closed()
        finally:
            if values is not None and not self._is_received.is_set():
                self._values = values
                self._has_wrong_state = page is _WRONG_STATE
                self._is_received.set()

    def _page_and_values(self, request: h11.Request) -> tuple[_Page, dict[str, str] | None]:
        """Return the page to show, and the values if this is the expected redirect."""
        path, _, query = request.target.decode("latin-1").partition("?")
        # The services of 2023 put a slash before the question mark.
        if path.rstrip("/") != self._path:
            return _NOT_FOUND, None
        # Only what a redirect sends: a form of another page could post here.
        if request.method != b"GET":
            return _METHOD_NOT_ALLOWED, None
        values = _values(query)
        state = values.pop("state", "")
        # Compared in constant time, so that another program cannot guess the state step by step.
        if not hmac.compare_digest(state.encode(), self.state.encode()):
            is_redirect = bool(state) and not values.keys().isdisjoint(("code", "error"))
            return (_WRONG_STATE, {}) if is_redirect and _is_shown(request) else (_UNEXPECTED, None)
        return (_SIGNED_IN if "code" in values else _NOT_SIGNED_IN), values


def _is_shown(request: h11.Request) -> bool:
    """Tell whether a browser shows the response; a page may ask for it as a picture, unseen."""
    asked = dict(request.headers).get(b"sec-fetch-dest", b"document")
    return bool(asked == b"document")


async def _read_head(
    reader: asyncio.StreamReader, connection: h11.Connection
) -> h11.Request | None:
    """Return the request, or None if the connection was closed before it was complete.

    Raises:
        h11.ProtocolError: The request is not valid HTTP, or it is too long.
    """
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            return event
        if event is not h11.NEED_DATA:
            return None
        connection.receive_data(await reader.read(4096))


def _values(query: str) -> dict[str, str]:
    """Return the values of a query, or no values if there are too many or one is repeated."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_VALUES)
    except ValueError:
        return {}
    values = dict(pairs)
    # Parameters must not be repeated. RFC 6749 section 3.1.
    return values if len(values) == len(pairs) else {}


def _response_bytes(page: _Page, connection: h11.Connection, is_head_only: bool) -> bytes:
    body = page.html
    headers = (*_HEADERS, *page.headers, ("Content-Length", str(len(body))))
    head = connection.send(h11.Response(status_code=page.status, headers=list(headers)))
    rest = None if is_head_only else connection.send(h11.Data(data=body))
    return (head or b"") + (rest or b"")
