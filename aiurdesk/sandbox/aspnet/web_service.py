"""A service as an ASGI application: everything that happens around an action."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from aiurdesk.core.api.endpoint import Service
from aiurdesk.sandbox.aspnet.asgi_websocket import run_websocket
from aiurdesk.sandbox.aspnet.binding import ValueSources, bind
from aiurdesk.sandbox.aspnet.doc import describe
from aiurdesk.sandbox.aspnet.form import parse_pairs, read_form
from aiurdesk.sandbox.aspnet.generation_2023 import HEADERS, envelope_2023
from aiurdesk.sandbox.aspnet.response import (
    INVALID_MESSAGE,
    ApiError,
    Envelope,
    Header,
    HttpError,
    Response,
    TruncatedBodyError,
    UnhandledError,
    WebSocketUpgrade,
    envelope,
    html_page,
    json_response,
)
from aiurdesk.sandbox.aspnet.routing import Match, Request, Route, Router
from aiurdesk.sandbox.clock import Clock

BODY_LIMIT_BYTES = 64 * 2**20
"""A larger request body gets 413, because the sandbox keeps bodies in memory."""

_HSTS = ("strict-transport-security", "max-age=15552001; includeSubDomains; preload")
_ANY_ORIGIN = ("access-control-allow-origin", "*")
_MAX_TARGET_LENGTH = 8170
"""Characters of path and query that fit into Kestrel's request line of at most 8 KiB."""
_NO_CONTENT = Response(204, omits_security_headers=True)


@dataclass(frozen=True, slots=True)
class WebService:
    """A service of the sandbox: its routes and its protocol."""

    described: Service
    """Its row in the catalogue."""
    routes: tuple[Route, ...]
    has_pages: bool = False
    """True for a web site: errors 404 and 500 are HTML pages. Other services send an empty body for
    404 and an envelope with −5 for 500."""
    has_doc: bool = True
    supports_http_2: bool = True
    """False for a service that truncates responses: hypercorn cannot do that over HTTP/2."""
    is_2023: bool = False
    """True for the protocol of 2023, False for 2020."""
    allows_any_origin: bool = False
    """Whether scripts of other origins may read the responses (CORS)."""

    @property
    def id(self) -> str:
        """Service id in the catalogue."""
        return self.described.id


def sign_in_pages(service: WebService) -> WebService | None:
    """Return only the pages that a browser opens to sign in; None for a service without them."""
    routes = tuple(
        route
        for route in service.routes
        if route.endpoint.group == "OAuth" or route.endpoint.name == "GetCaptchaImage"
    )
    return replace(service, routes=routes, has_doc=False) if routes else None


def _read_head(scope: Scope) -> Request:
    headers = Headers(scope=scope)
    client = scope.get("client") or ("127.0.0.1", 0)
    # Plain HTTP is the port of the sign-in pages.
    scheme = "http" if scope.get("scheme") == "http" else "https"
    return Request(
        method=scope.get("method", "GET"),
        path=scope["raw_path"].decode("ascii", "replace"),
        query_string=scope["query_string"].decode("utf-8", "replace"),
        headers=headers,
        client_address=client[0],
        is_websocket=scope["type"] == "websocket",
        origin=f"{scheme}://{headers.get('host', '127.0.0.1')}",
    )


def _for_plain_http(response: Response) -> Response:
    """Return a response without what some browsers refuse over plain HTTP."""
    headers = tuple(
        (name, value.replace("; secure", "") if name == "set-cookie" else value)
        for name, value in response.headers
        if name != _HSTS[0]
    )
    return replace(response, headers=headers)


class ServiceApp:
    """The ASGI application of one service."""

    def __init__(
        self, service: WebService, clock: Clock, *, body_limit_bytes: int = BODY_LIMIT_BYTES
    ) -> None:
        self.service = service
        self._body_limit_bytes = body_limit_bytes
        self._clock = clock
        self._router = Router(service.routes)

    @property
    def protocols(self) -> list[str]:
        """ALPN protocols of the service, in order of preference."""
        return ["h2", "http/1.1"] if self.service.supports_http_2 else ["http/1.1"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request or WebSocket handshake."""
        head = _read_head(scope)
        # Read the whole body first: hypercorn fails on data that arrives after the response.
        body = b"" if head.is_websocket else await _read_body(receive, self._body_limit_bytes)
        result = Response(413) if body is None else await self.dispatch(head, body)
        if isinstance(result, WebSocketUpgrade):
            await run_websocket(result, receive, send, _encode([_HSTS]))
        else:
            if self.service.allows_any_origin and "origin" in head.headers:
                result = replace(result, headers=(*result.headers, _ANY_ORIGIN))
            result = self._with_security_headers(result)
            result = _for_plain_http(result) if head.origin.startswith("http:") else result
            await _send(head, result, receive, send)

    def _with_security_headers(self, response: Response) -> Response:
        """Add the security headers that the action did not set itself."""
        if response.omits_security_headers:
            return response
        present = {name for name, _ in response.headers}
        security_headers = HEADERS if self.service.is_2023 else (_HSTS,)
        added = tuple(header for header in security_headers if header[0] not in present)
        return replace(response, headers=response.headers + added)

    async def dispatch(self, head: Request, body: bytes) -> Response | WebSocketUpgrade:
        """Return what a request is answered with.

        Args:
            head: The request without what is bound to its parameters.
            body: The whole body.
        """
        # The order of the middleware of the real servers decides which answer a request gets.
        path = head.path.lower().rstrip("/")
        # The real server rejects such a request line before the application sees it, so none of the
        # application's headers are sent.
        if len(head.path) + len(head.query_string) > _MAX_TARGET_LENGTH:
            return Response(414, headers=(("connection", "close"),), omits_security_headers=True)
        if path == "/robots.txt":
            return _NO_CONTENT
        if path == "/doc" and self.service.has_doc:
            entries = describe(self.service.routes, self._clock(), is_2023=self.service.is_2023)
            return json_response(entries, content_type="application/json")
        matches = self._router.matches(head.path)
        if not matches:
            return self._not_found()
        for match in matches:
            # Without methods, all are accepted.
            if head.method in (match[0].endpoint.accepted_methods or (head.method,)):
                return await self._run_action(head, match, body)
        # The method must be named in Allow. RFC 9110 section 15.5.6.
        allowed = {method for route, _ in matches for method in route.endpoint.accepted_methods}
        return Response(405, headers=(("allow", ", ".join(sorted(allowed))),))

    async def _run_action(
        self, head: Request, match: Match, body: bytes
    ) -> Response | WebSocketUpgrade:
        form = await read_form(head.headers.get("content-type", ""), body)
        query = parse_pairs(head.query_string)
        # Validation comes before the action, and with it before the check of the token.
        route, route_values = match
        values, errors = bind(route.parameters, ValueSources(form, route_values, query))
        # A page shows the errors by itself.
        is_page = self.service.has_pages and not route.endpoint.has_envelope
        if errors and not is_page:
            return self._envelope(-10, INVALID_MESSAGE, {"items": errors})
        request = replace(head, values=values, form=form, validation_errors=tuple(errors))
        try:
            # An action ends early by an exception, from any depth of its calls.
            return await route.handle(request)
        except ApiError as error:
            return self._envelope(error.code, error.message)
        except HttpError as error:
            return error.response
        except UnhandledError:
            return self._unhandled_error()

    @property
    def _envelope(self) -> Envelope:
        return envelope_2023 if self.service.is_2023 else envelope

    def _not_found(self) -> Response:
        if not self.service.has_pages:
            return Response(404)
        text = "<p>There is nothing at this address.</p>"
        return html_page("Not found", text, status=404, content_type=None)

    def _unhandled_error(self) -> Response:
        # The error handlers of the real servers add no security headers.
        if self.service.is_2023:
            message = f"The {self.service.described.name} server crashed. Please tell its makers."
            return replace(envelope_2023(-5, message, version=None), omits_security_headers=True)
        if self.service.has_pages:
            text = "<p>The server failed at this request.</p>"
            page = html_page("Server error", text, status=500, content_type=None)
            return replace(page, omits_security_headers=True)
        message = f"The {self.service.described.name} server crashed. Please tell its makers."
        return replace(envelope(-5, message, status=500), omits_security_headers=True)


async def _read_body(receive: Receive, limit_bytes: int) -> bytes | None:
    """Read a body to its end. Return None when it is longer than the limit."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        # Read to the end even so: hypercorn needs the whole body before the response.
        if size <= limit_bytes:
            chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks) if size <= limit_bytes else None


def _wire_headers(response: Response) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[str, str]] = []
    # A 204 or 304 response has no body, so it has no length (RFC 9110, 15.3.5 and 15.4.5).
    if response.stream is None and response.status not in (204, 304):
        headers.append(("content-length", str(len(response.body))))
    if response.content_type is not None:
        headers.append(("content-type", response.content_type))
    headers += response.headers
    return _encode(headers)


def _encode(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers]


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_stream(
    chunks: AsyncIterator[bytes], kind: str, receive: Receive, send: Send
) -> bool:
    """Send a streamed body. Return False when the stream asks to close the connection early."""
    async with asyncio.TaskGroup() as group:
        # hypercorn discards data after a disconnect, so an endless stream would never stop.
        disconnect = group.create_task(_wait_for_disconnect(receive))
        try:
            async for chunk in chunks:
                await send({"type": kind, "body": chunk, "more_body": True})
                # Let the other task notice a disconnect.
                await asyncio.sleep(0)
                if disconnect.done():
                    break
        except TruncatedBodyError:
            return False
        finally:
            disconnect.cancel()
    return True


async def _send(head: Request, response: Response, receive: Receive, send: Send) -> None:
    # A rejected handshake has an ordinary response, but ASGI has separate message types for it.
    kind = "websocket.http.response" if head.is_websocket else "http.response"
    start: Message = {
        "type": f"{kind}.start",
        "status": response.status,
        "headers": _wire_headers(response),
    }
    await send(start)
    if response.stream is not None and head.method != "HEAD":
        is_complete = await _send_stream(response.stream(), f"{kind}.body", receive, send)
        if not is_complete:
            return
    # A response to HEAD has the headers of GET and no body (RFC 9110, 9.3.2).
    body = b"" if head.method == "HEAD" else response.body
    await send({"type": f"{kind}.body", "body": body, "more_body": False})


_WINDOW = timedelta(minutes=1)


class RateLimiter:
    """Counts requests, and resets all counts once a minute.

    Source:
        reference/aiursoft-api.md, section 7; the numbers from recorded/*/rate-limit/*.
    """

    def __init__(self, clock: Clock, requests_per_minute: int = 30) -> None:
        self._clock = clock
        self._limit = requests_per_minute
        self._counts: Counter[tuple[str, str]] = Counter()
        self._cleared_at: datetime = clock()

    def count(self, address: str, path: str) -> tuple[bool, tuple[Header, ...]]:
        """Count a request. One request more than the limit passes, as on the real servers.

        Returns:
            Whether the request is blocked, and the headers of its response.
        """
        # All counts at once, so a minute may hold nearly twice the limit, as on the real servers.
        if self._clock() - self._cleared_at >= _WINDOW:
            self._counts.clear()
            self._cleared_at = self._clock()
        key = (address, path.lower())
        # The first and the second request report the same number of remaining requests.
        before = max(self._counts[key], 1)
        is_blocked = self._counts[key] > self._limit
        # A blocked request is not counted.
        if not is_blocked:
            self._counts[key] += 1
        headers = (
            ("x-rate-limit-limit", "1m"),
            ("x-rate-limit-remaining", f"{self._limit - before}"),
        )
        return is_blocked, (("retry-after", "60"), *headers) if is_blocked else headers
