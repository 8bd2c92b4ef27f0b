"""Carries prepared requests over HTTP: one way out, one policy, every end a value."""

import asyncio
import importlib
import sys
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.limits import Limits, OnProgress
from aiurdesk.core.request import PreparedRequest
from aiurdesk.core.response import Body, Failure, FailureKind, Hop, Outcome, Response
from aiurdesk.transport import redirects
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.no_answer import NoAnswer
from aiurdesk.transport.proxy import find_proxy
from aiurdesk.transport.request_body import measure
from aiurdesk.transport.response_body import TemporaryFiles
from aiurdesk.transport.tls import Authority, TlsPolicy
from aiurdesk.transport.watch import Watch

if TYPE_CHECKING:
    import httpcore

    from aiurdesk.core.cookie import Cookie
    from aiurdesk.transport.cookies import Cargo, Jar
    from aiurdesk.transport.lane import Lane

_SLOW_IMPORTS = (
    "h11",
    "h2.connection",
    "httpcore",
    "httpx",
    "aiurdesk.transport.exchange",
    "truststore",
    # The client loads these at the first connection.
    "anyio._backends._asyncio",
    "httpcore._async.http2",
)
HTTP2_WINDOW_BYTES = 65_535
"""What may be sent by HTTP/2 before the server says anything. Source: RFC 9113, 6.9.2."""


class _Journey(msgspec.Struct):
    """What goes along with one request over all its hops."""

    limits: Limits
    watch: Watch
    on_progress: OnProgress | None
    cargo: "Cargo | None"
    """None where the request has no cookie jar."""
    hops: list[Hop] = msgspec.field(default_factory=list)

    def load(self, request: PreparedRequest, address: Address) -> PreparedRequest:
        """Add the cookies of the jar; a request that left its origin has no jar any more."""
        return self.cargo.load(request, address) if self.cargo and request.jar else request

    def unload(
        self, request: PreparedRequest, response: Response, address: Address
    ) -> tuple[PreparedRequest, Response]:
        """Take the cookies out of an answer; the request learns what it must not give away."""
        if self.cargo is None or not request.jar:
            return request, response
        response = self.cargo.unload(response, address)
        return self.cargo.guarded(request), response

    def complete(self, outcome: Outcome) -> Outcome:
        """Return the outcome with what was gathered on the way."""
        if self.hops:
            outcome = msgspec.structs.replace(outcome, hops=tuple(self.hops))
        if self.cargo is None or self.cargo.sent is None:
            return outcome
        return msgspec.structs.replace(outcome, sent=self.cargo.guarded(self.cargo.sent))


class HttpTransport:
    """Sends requests with httpx, by HTTP/2 where the server can and by HTTP/1.1 elsewhere.

    Nothing is ever sent twice by itself. Connections stay open between requests.
    Bodies that are too long for memory lie in a private temporary folder until they are
    released or the transport is closed.
    """

    def __init__(self, tls: TlsPolicy | None = None) -> None:
        self._tls = tls or TlsPolicy()
        self._lanes: dict[tuple[str, str, int, bool], Lane] = {}
        self._jars: dict[str, Jar] = {}
        self._files = TemporaryFiles()

    async def warm_up(self) -> None:
        """Load what the first request needs, on a thread; worth it once the window stands.

        Piece by piece: an import takes half of the processor from whatever the loop does
        meanwhile, and so the loop can do it between two of them.
        """
        for name in _SLOW_IMPORTS:
            if name not in sys.modules:
                await asyncio.to_thread(importlib.import_module, name)

    async def trust(self, authority: Authority) -> None:
        """Trust one authority more from now on, such as the sandbox's for its own address."""
        self._tls = self._tls.with_authority(authority)
        covered = [key for key in self._lanes if authority.covers(key[1], key[2])]
        for key in covered:
            await self._lanes.pop(key).retire()

    async def send(
        self, request: PreparedRequest, limits: Limits, on_progress: OnProgress | None = None
    ) -> Outcome:
        """Return the answer or why there is none; cancelling ends the request at once."""
        await self.warm_up()
        journey = _Journey(limits, Watch(limits), on_progress, self._cargo(request.jar))
        try:
            async with journey.watch:
                outcome: Outcome = await self._follow(request, journey)
        except NoAnswer as end:
            outcome = Failure(end.kind, end.detail, journey.watch.timing())
        return journey.complete(outcome)

    def cookies(self, jar: str) -> "tuple[Cookie, ...]":
        """Return what is in a jar."""
        return self._jars[jar].cookies() if jar in self._jars else ()

    def erase_cookies(self, jar: str) -> None:
        """Empty a jar; requests that are still on their way put nothing into it any more."""
        self._jars.pop(jar, None)

    def erase_cookie(self, jar: str, cookie: "Cookie") -> None:
        """Take one cookie out of a jar."""
        if jar in self._jars:
            self._jars[jar].erase(cookie)

    def release(self, body: Body) -> None:
        """Delete the temporary file of a body that is not shown any more."""
        if body.path is not None:
            self._files.remove(body.path)

    async def aclose(self) -> None:
        """Close all connections and delete all temporary files."""
        lanes, self._lanes = list(self._lanes.values()), {}
        for lane in lanes:
            await lane.retire()
        await asyncio.to_thread(self._files.remove_all)

    async def _follow(self, request: PreparedRequest, journey: "_Journey") -> Response:
        """Send a request and go on where redirects lead."""
        from aiurdesk.transport.exchange import Trip, exchange

        limits, watch = journey.limits, journey.watch
        seen = set()
        while True:
            address = parse_address(request.url)
            lengths = await measure(request.body)
            loaded = journey.load(request, address)
            # The same address with another cookie is no circle: sign-in pages lead back so.
            step = (loaded.method, loaded.url, loaded.headers)
            _check_end(step in seen, journey.hops, limits)
            seen.add(step)
            trip = Trip(loaded, address, lengths, limits, watch, self._files, journey.on_progress)
            response = await exchange(await self._lane(address, sum(lengths)), trip)
            request, response = journey.unload(request, response, address)
            location = response.header("Location")
            if not (request.follows_redirects and redirects.leads_on(response.status, location)):
                return response
            request, hop = redirects.follow(request, response)
            journey.hops.append(hop)

    def _cargo(self, jar: str) -> "Cargo | None":
        if not jar:
            return None
        from aiurdesk.transport.cookies import Cargo, Jar

        return Cargo(self._jars.setdefault(jar, Jar()))

    async def _lane(self, address: Address, body_bytes: int) -> "Lane":
        """Return the way to an origin, a new one where the last has been given up.

        Long bodies have a way of their own, without HTTP/2: there the client does not hear an
        answer while it sends, such as a refusal before the end, but waits for a window that
        the server opens no more; and an upload that is cancelled takes all others along.
        """
        is_long = body_bytes > HTTP2_WINDOW_BYTES
        key = (*address.origin, is_long)
        lane = self._lanes.get(key)
        if lane is not None and not lane.is_retired and not lane.is_stale():
            return lane
        self._lanes[key] = new = self._open(address, has_http2=not is_long)
        if lane is not None:
            await lane.retire()
        return new

    def _open(self, address: Address, has_http2: bool) -> "Lane":
        from aiurdesk.transport.lane import Lane

        context = None
        if address.scheme == "https":
            context = self._tls.context(address.host, address.port)
        return Lane(address, context, self._proxy(address), has_http2)

    def _proxy(self, address: Address) -> "httpcore.Proxy | None":
        import httpcore

        found = find_proxy(address)
        if found is None:
            return None
        context = self._tls.context(found.host, found.port) if found.is_secure else None
        return httpcore.Proxy(found.url, found.auth, ssl_context=context)


def _check_end(is_loop: bool, hops: list[Hop], limits: Limits) -> None:
    """End a chain of redirects that leads back or on and on."""
    if is_loop:
        raise NoAnswer(FailureKind.TOO_MANY_REDIRECTS, "the redirects lead in a circle")
    if len(hops) > limits.redirects:
        raise NoAnswer(FailureKind.TOO_MANY_REDIRECTS, f"more than {limits.redirects}")
