"""Carries prepared requests over HTTP: one way out, one policy, every end a value."""

import asyncio
import importlib
import sys
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Body, Failure, FailureKind, Hop, Outcome, Response
from aiurdesk.transport import redirects
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.proxy import find_proxy
from aiurdesk.transport.request_body import measure
from aiurdesk.transport.response_body import TemporaryFiles
from aiurdesk.transport.send_failure import SendFailure
from aiurdesk.transport.tls import TlsPolicy, TrustedCertificate

if TYPE_CHECKING:
    import httpcore

    from aiurdesk.core.credentials.cookie import Cookie
    from aiurdesk.transport.connection_pool import ConnectionPool
    from aiurdesk.transport.cookies import CookieContext, Jar

_SLOW_IMPORTS = (
    "h11",
    "h2.connection",
    "httpcore",
    "httpx",
    "aiurdesk.transport.hop",
    "truststore",
    # The client loads these at the first connection.
    "anyio._backends._asyncio",
    "httpcore._async.http2",
)
HTTP2_WINDOW_BYTES = 65_535
"""What may be sent by HTTP/2 before the server says anything. Source: RFC 9113, 6.9.2."""


class _RedirectChain(msgspec.Struct):
    """What goes along with one request over all its hops."""

    limits: Limits
    deadline: Deadline
    on_progress: OnProgress | None
    cookie_context: "CookieContext | None"
    """None where the request has no cookie jar."""
    hops: list[Hop] = msgspec.field(default_factory=list)

    def load(self, request: PreparedRequest, address: Address) -> PreparedRequest:
        """Add the cookies of the jar; a request that left its origin has no jar any more."""
        return (
            self.cookie_context.load(request, address)
            if self.cookie_context and request.jar
            else request
        )

    def unload(
        self, request: PreparedRequest, response: Response, address: Address
    ) -> tuple[PreparedRequest, Response]:
        """Take the cookies out of an answer; the request learns what it must not give away."""
        if self.cookie_context is None or not request.jar:
            return request, response
        response = self.cookie_context.unload(response, address)
        return self.cookie_context.guarded(request), response

    def complete(self, outcome: Outcome) -> Outcome:
        """Return the outcome with what was gathered on the way."""
        if self.hops:
            outcome = msgspec.structs.replace(outcome, hops=tuple(self.hops))
        if self.cookie_context is None or self.cookie_context.sent is None:
            return outcome
        return msgspec.structs.replace(
            outcome, sent=self.cookie_context.guarded(self.cookie_context.sent)
        )


class HttpTransport:
    """Sends requests with httpx, by HTTP/2 where the server can and by HTTP/1.1 elsewhere.

    Nothing is ever sent twice by itself. Connections stay open between requests.
    Bodies that are too long for memory lie in a private temporary folder until they are
    released or the transport is closed.
    """

    def __init__(self, tls: TlsPolicy | None = None) -> None:
        self._tls = tls or TlsPolicy()
        self._pools: dict[tuple[str, str, int, bool], ConnectionPool] = {}
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

    async def trust(self, authority: TrustedCertificate) -> None:
        """Trust one authority more from now on, such as the sandbox's for its own address."""
        self._tls = self._tls.with_certificate(authority)
        covered = [key for key in self._pools if authority.covers(key[1], key[2])]
        for key in covered:
            await self._pools.pop(key).retire()

    async def send(
        self, request: PreparedRequest, limits: Limits, on_progress: OnProgress | None = None
    ) -> Outcome:
        """Return the answer or why there is none; cancelling ends the request at once."""
        await self.warm_up()
        chain = _RedirectChain(
            limits, Deadline(limits), on_progress, self._cookie_context(request.jar)
        )
        try:
            async with chain.deadline:
                outcome: Outcome = await self._follow(request, chain)
        except SendFailure as end:
            outcome = Failure(end.kind, end.detail, chain.deadline.timing())
        return chain.complete(outcome)

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
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            await pool.retire()
        await asyncio.to_thread(self._files.remove_all)

    async def _follow(self, request: PreparedRequest, chain: "_RedirectChain") -> Response:
        """Send a request and go on where redirects lead."""
        from aiurdesk.transport.hop import HopRequest, exchange

        limits, deadline = chain.limits, chain.deadline
        seen = set()
        while True:
            address = parse_address(request.url)
            lengths = await measure(request.body)
            loaded = chain.load(request, address)
            # The same address with another cookie is no circle: sign-in pages lead back so.
            step = (loaded.method, loaded.url, loaded.headers)
            _check_end(step in seen, chain.hops, limits)
            seen.add(step)
            outgoing = HopRequest(
                loaded, address, lengths, limits, deadline, self._files, chain.on_progress
            )
            response = await exchange(await self._pool(address, sum(lengths)), outgoing)
            request, response = chain.unload(request, response, address)
            location = response.header("Location")
            if not (request.follows_redirects and redirects.leads_on(response.status, location)):
                return response
            request, hop = redirects.follow(request, response)
            chain.hops.append(hop)

    def _cookie_context(self, jar: str) -> "CookieContext | None":
        if not jar:
            return None
        from aiurdesk.transport.cookies import CookieContext, Jar

        return CookieContext(self._jars.setdefault(jar, Jar()))

    async def _pool(self, address: Address, body_bytes: int) -> "ConnectionPool":
        """Return the way to an origin, a new one where the last has been given up.

        Long bodies have a way of their own, without HTTP/2: there the client does not hear an
        answer while it sends, such as a refusal before the end, but waits for a window that
        the server opens no more; and an upload that is cancelled takes all others along.
        """
        is_long = body_bytes > HTTP2_WINDOW_BYTES
        key = (*address.origin, is_long)
        pool = self._pools.get(key)
        if pool is not None and not pool.is_retired and not pool.is_stale():
            return pool
        self._pools[key] = new = self._open(address, has_http2=not is_long)
        if pool is not None:
            await pool.retire()
        return new

    def _open(self, address: Address, has_http2: bool) -> "ConnectionPool":
        from aiurdesk.transport.connection_pool import ConnectionPool

        context = None
        if address.scheme == "https":
            context = self._tls.context(address.host, address.port)
        return ConnectionPool(address, context, self._proxy(address), has_http2)

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
        raise SendFailure(FailureKind.TOO_MANY_REDIRECTS, "the redirects lead in a circle")
    if len(hops) > limits.redirects:
        raise SendFailure(FailureKind.TOO_MANY_REDIRECTS, f"more than {limits.redirects}")
