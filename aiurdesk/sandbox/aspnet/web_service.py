"""One service as an ASGI application: everything that happens around an action."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from aiurdesk.sandbox.aspnet.answer import (
    INVALID_MESSAGE,
    Answer,
    Conversation,
    Crash,
    CutOff,
    Refusal,
    envelope,
    html_page,
    json_answer,
)
from aiurdesk.sandbox.aspnet.binding import Sources, bind
from aiurdesk.sandbox.aspnet.doc import describe
from aiurdesk.sandbox.aspnet.form import parse_pairs, read_form
from aiurdesk.sandbox.aspnet.modern import HEADERS, modern_envelope
from aiurdesk.sandbox.aspnet.rate_limiter import Allowance, RateLimiter
from aiurdesk.sandbox.aspnet.routing import Call, Match, Route, Router
from aiurdesk.sandbox.clock import Clock

BODY_LIMIT_BYTES = 64 * 2**20
"""More than this in a request is refused with 413: the sandbox keeps bodies in memory."""

_HSTS = ("strict-transport-security", "max-age=15552001; includeSubDomains; preload")
_ANY_ORIGIN = ("access-control-allow-origin", "*")
_LONGEST_TARGET = 8170
"""Characters of path and query that fit the server's limit of 8 KiB for the request line."""
_NO_CONTENT = Answer(204, is_bare=True)
_UNLIMITED = Allowance(is_blocked=False, headers=())


@dataclass(frozen=True, slots=True)
class WebService:
    """A service of the sandbox: its actions and how it fails."""

    id: str
    """As in the catalogue."""
    name: str
    routes: tuple[Route, ...]
    has_pages: bool = False
    """A site: what is not found and what crashes is an HTML page instead of nothing and −5."""
    has_doc: bool = True
    speaks_http_2: bool = True
    """False where answers end in the middle: the server library cannot do that over HTTP/2."""
    is_modern: bool = False
    """Speaks the protocol of 2023 instead of that of 2020."""
    allows_any_origin: bool = False
    """Whether pages of other sites may read the answers."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """The request line and headers, before anything is decided."""

    method: str
    path: str
    query_string: str
    headers: Headers
    address: str
    is_websocket: bool

    @property
    def is_plain(self) -> bool:
        """Whether a proxy in front says that the client came without TLS."""
        return self.headers.get("x-forwarded-proto", "https").lower() != "https"


def _incoming(scope: Scope) -> _Incoming:
    headers = Headers(scope=scope)
    client = scope.get("client") or ("127.0.0.1", 0)
    return _Incoming(
        method=scope.get("method", "GET"),
        path=scope["raw_path"].decode("ascii", "replace"),
        query_string=scope["query_string"].decode("utf-8", "replace"),
        headers=headers,
        address=headers.get("x-forwarded-for", client[0]).strip(),
        is_websocket=scope["type"] == "websocket",
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _plain_refused(incoming: _Incoming) -> Answer:
    """Answer plain http as the real servers do: GET is sent on, without its port."""
    if incoming.method != "GET":
        return Answer(403)
    host = incoming.headers.get("host", "").rpartition(":")[0] or "127.0.0.1"
    query = f"?{incoming.query_string}" if incoming.query_string else ""
    return Answer(301, headers=(("location", f"https://{host}{incoming.path}{query}"),))


class ServiceApp:
    """The ASGI application of one service."""

    def __init__(self, service: WebService, clock: Clock) -> None:
        self.service = service
        self._clock = clock
        self._router = Router(service.routes)
        self._limiter = RateLimiter(clock)

    @property
    def protocols(self) -> list[str]:
        """What it offers when a TLS connection is made, the best first."""
        return ["h2", "http/1.1"] if self.service.speaks_http_2 else ["http/1.1"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or handshake."""
        incoming = _incoming(scope)
        # An answer before the end of the body would make hypercorn fail at what still comes.
        body = b"" if incoming.is_websocket else await _body(receive)
        result = Answer(413) if body is None else await self._result(incoming, body)
        if isinstance(result, Conversation):
            await _converse(result, receive, send)
        else:
            if self.service.allows_any_origin and "origin" in incoming.headers:
                result = replace(result, headers=(*result.headers, _ANY_ORIGIN))
            await _send(incoming, self._secured(result), receive, send)

    def _secured(self, answer: Answer) -> Answer:
        """Add the headers of all answers, save those that the action sets itself."""
        given = {name for name, _ in answer.headers}
        usual = HEADERS if self.service.is_modern else (_HSTS,)
        added = () if answer.is_bare else tuple(pair for pair in usual if pair[0] not in given)
        return replace(answer, headers=answer.headers + added)

    async def _result(self, incoming: _Incoming, body: bytes) -> Answer | Conversation:
        path = incoming.path.lower().rstrip("/")
        if len(incoming.path) + len(incoming.query_string) > _LONGEST_TARGET:
            return Answer(414, headers=(("connection", "close"),), is_bare=True)
        if path == "/robots.txt":
            return _NO_CONTENT
        if incoming.is_plain:
            return _plain_refused(incoming)
        if path == "/doc" and self.service.has_doc:
            entries = describe(self.service.routes, self._clock())
            return json_answer(entries, content_type="application/json")
        matches = self._router.matches(incoming.path)
        if not matches:
            return self._not_found()
        taken = [m for m in matches if not m.route.methods or incoming.method in m.route.methods]
        if not taken:
            allowed = sorted({method for m in matches for method in m.route.methods})
            return Answer(405, headers=(("allow", ", ".join(allowed)),))
        return await self._limited(incoming, taken[0], body)

    async def _limited(
        self, incoming: _Incoming, match: Match, body: bytes
    ) -> Answer | Conversation:
        allowance = _UNLIMITED
        if match.route.is_limited and not _is_loopback(incoming.address):
            allowance = self._limiter.count(incoming.address, incoming.path)
        if allowance.is_blocked:
            return Answer(429, headers=allowance.headers)
        result = await self._acted(incoming, match, body)
        if isinstance(result, Answer) and not result.is_bare:
            return replace(result, headers=result.headers + allowance.headers)
        return result

    async def _acted(self, incoming: _Incoming, match: Match, body: bytes) -> Answer | Conversation:
        form = await read_form(incoming.headers.get("content-type", ""), body)
        query = parse_pairs(incoming.query_string)
        values, items = bind(match.route.fields, Sources(form, match.parts, query))
        if items and not match.route.is_page:
            return self._envelope(-10, INVALID_MESSAGE, {"items": items})
        call = Call(
            method=incoming.method,
            path=incoming.path,
            query_string=incoming.query_string,
            headers=incoming.headers,
            address=incoming.address,
            origin=f"https://{incoming.headers.get('host', '127.0.0.1')}",
            values=values,
            query=query,
            form=form,
            body=body,
            is_websocket=incoming.is_websocket,
            mistakes=tuple(items),
        )
        try:
            return await match.route.handle(call)
        except Refusal as refusal:
            return self._envelope(refusal.code, refusal.message, refusal.members)
        except Crash:
            return self._crashed()

    def _envelope(self, code: int, message: str, members: Mapping[str, object]) -> Answer:
        wrap = modern_envelope if self.service.is_modern else envelope
        return wrap(code, message, members)

    def _not_found(self) -> Answer:
        if not self.service.has_pages:
            return Answer(404)
        text = "<p>There is nothing at this address.</p>"
        return html_page("Not found", text, status=404, content_type=None)

    def _crashed(self) -> Answer:
        if self.service.is_modern:
            message = f"The {self.service.name} server crashed. Please tell its makers."
            return replace(modern_envelope(-5, message, version=None), is_bare=True)
        if self.service.has_pages:
            text = "<p>The server failed at this request.</p>"
            page = html_page("Server error", text, status=500, content_type=None)
            return replace(page, is_bare=True)
        message = f"The {self.service.name} server crashed. Please tell its makers."
        return replace(envelope(-5, message, status=500), is_bare=True)


async def _body(receive: Receive) -> bytes | None:
    """Read a body to its end; there is none when it is longer than the limit."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size <= BODY_LIMIT_BYTES:
            pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces) if size <= BODY_LIMIT_BYTES else None


def _wire_headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[str, str]] = []
    if answer.stream is None and answer.status not in (204, 304):
        headers.append(("content-length", str(len(answer.body))))
    if answer.content_type is not None:
        headers.append(("content-type", answer.content_type))
    headers += answer.headers
    return _encoded(headers)


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_pieces(
    pieces: AsyncIterator[bytes], kind: str, receive: Receive, send: Send
) -> bool:
    """Send a body as it comes; False when the connection is to end in the middle of it."""
    async with asyncio.TaskGroup() as group:
        # hypercorn swallows in silence what is sent to nobody, so an endless body would spin.
        gone = group.create_task(_until_gone(receive))
        try:
            async for piece in pieces:
                await send({"type": kind, "body": piece, "more_body": True})
                await asyncio.sleep(0)
                if gone.done():
                    break
        except CutOff:
            return False
        finally:
            gone.cancel()
    return True


async def _send(incoming: _Incoming, answer: Answer, receive: Receive, send: Send) -> None:
    # A refused handshake is an ordinary answer; ASGI has message types of its own for it.
    kind = "websocket.http.response" if incoming.is_websocket else "http.response"
    start: Message = {
        "type": f"{kind}.start",
        "status": answer.status,
        "headers": _wire_headers(answer),
    }
    await send(start)
    if answer.stream is not None and incoming.method != "HEAD":
        is_whole = await _send_pieces(answer.stream(), f"{kind}.body", receive, send)
        if not is_whole:
            return
    body = b"" if incoming.method == "HEAD" else answer.body
    await send({"type": f"{kind}.body", "body": body, "more_body": False})


class _OpenSocket:
    """The server's end of a WebSocket, in terms of ASGI."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        await self._send({"type": "websocket.send", "text": text})

    async def receive(self) -> str | bytes | None:
        """Return the content of the next frame, None when the client has gone."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return message.get("bytes") if text is None else text


async def _converse(conversation: Conversation, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "headers": _encoded([_HSTS])})
    await conversation.run(_OpenSocket(receive, send))
    await send({"type": "websocket.close", "code": 1000})
