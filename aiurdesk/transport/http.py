"""Sends prepared requests over HTTP, follows redirects, and returns a response or a failure."""

import asyncio
import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from aiurdesk import transport
from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.environments.route import DIRECT, HttpVersion, Route
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.preparing.cookie import is_environment_jar
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import (
    CERTIFICATE_KINDS,
    Failure,
    FailureKind,
    Hop,
    Outcome,
    Response,
)
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport import redirects, sockets
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.cookie_jars import CookieJars
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.plain_http import check_plain, may_carry_cookies
from aiurdesk.transport.pools import Pools
from aiurdesk.transport.proxy import way_for
from aiurdesk.transport.redirect_chain import RedirectChain
from aiurdesk.transport.request_body import measure
from aiurdesk.transport.temporary_files import TemporaryFiles, clean_up_in_background
from aiurdesk.transport.tls import TlsPolicy, TrustedCertificate
from aiurdesk.transport.tls_contexts import TlsContexts
from aiurdesk.transport.transport import SendFailure, Signer, system_failure

if TYPE_CHECKING:
    from aiurdesk.core.environments.certificates import CertificateChain
    from aiurdesk.transport.cookies import CookieContext
    from aiurdesk.transport.sockets.connection import SocketConnection
    from aiurdesk.transport.streams import StreamConnection

_SLOW_IMPORTS = (
    "h11",
    "h2.connection",
    "httpcore",
    "httpx",
    "aiurdesk.transport.hop",
    "truststore",
    # httpcore imports these when it opens the first connection.
    "anyio._backends._asyncio",
    "httpcore._async.http2",
)
HTTP2_WINDOW_BYTES = 65_535
"""How much can be sent before the server raises the window. Source: RFC 9113 section 6.9.2."""

MAX_HTTP2_HEAD_CHARS = 16 * 1024
"""Most characters of URL and headers over HTTP/2. ``hpack`` compresses them in a time that grows
with the square of their length: 25 ms for these, two minutes for a megabyte, on the event loop.
And servers end the connection where a head is too long, instead of sending a response: RFC 9113
section 10.5.1."""

_CHAIN_MODULE = "aiurdesk.transport.certificate_chain"


class HttpTransport:
    """Sends requests with httpx, over HTTP/2 if the server supports it, otherwise over HTTP/1.1.

    No request is ever sent again after an error, unless the server has said that it did not process
    it (GOAWAY and REFUSED_STREAM of HTTP/2). Connections are kept open between requests.
    Bodies that are too long for memory are kept in a private temporary folder until they are
    released or the transport is closed.
    """

    def __init__(self, tls: TlsPolicy | None = None) -> None:
        self.tls = TlsContexts(tls or TlsPolicy())
        self.pools = Pools(self.tls)
        self.jars = CookieJars()
        self.files = TemporaryFiles()
        """Of long bodies, and of others who need a file that does not outlive the program."""
        self.allowed_plain: Callable[[], PlainHttp] = PlainHttp
        """Returns the hosts that the person allowed to be reached over plain HTTP."""
        self._has_cleaned_up = False

    async def warm_up(self) -> None:
        """Import what the first request needs, in a thread, and delete what was left behind.

        One module after another: an import in a thread slows the event loop down, and between
        two imports the loop catches up.
        """
        for name in _SLOW_IMPORTS:
            if name not in sys.modules:
                await asyncio.to_thread(importlib.import_module, name)
        if not self._has_cleaned_up:
            self._has_cleaned_up = True
            clean_up_in_background()

    async def trust(self, certificate: TrustedCertificate) -> None:
        """Trust one more certificate from now on, such as the sandbox's."""
        self.tls.trust(certificate)
        await self.pools.close_changed(certificate.covers)

    async def trust_for_hosts(
        self, certificates: tuple[TrustedCertificate, ...], is_changed: Callable[[str, int], bool]
    ) -> None:
        """Trust these certificates for their hosts, and the ones of an earlier call no longer.

        Args:
            is_changed: Tells whether anything is different for a host and port, including its
                client certificate.
        """
        self.tls.of_hosts = certificates
        await self.pools.close_changed(is_changed)

    async def chain_of(self, url: str, route: Route = DIRECT) -> "CertificateChain | None":
        """Return the certificates of a server, and why it is not trusted.

        Nothing but TLS handshakes is sent. None without a server with TLS.

        Raises:
            SendFailure: The URL is not one that requests can be sent to.
        """
        address = parse_address(url)
        if address.scheme == "http":
            return None
        way = way_for(route, address, is_long=False)
        await self.warm_up()
        await asyncio.to_thread(importlib.import_module, _CHAIN_MODULE)
        server = await self.pools.chain_server(address, way)
        return await transport.certificate_chain.verified_chain(server, self.tls.context_for)

    async def send(
        self,
        request: PreparedRequest,
        limits: Limits,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> Outcome:
        """Return the response, or a failure; cancelling ends the request at once."""
        outcome, _ = await self.open_stream(request, limits, None, on_progress, sign)
        return outcome

    async def open_stream(
        self,
        request: PreparedRequest,
        limits: Limits,
        options: SocketOptions | None,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> "tuple[Outcome, StreamConnection | None]":
        """Send a request as ``send`` does, but leave the body open if it is a stream of events.

        The limits hold until the response begins; then the stream has the limits of its options.

        Args:
            options: Of the stream; None to read every body to its end.

        Returns:
            The outcome, and the stream if its response is one; it has to be closed.
        """
        if (not_started := await self._start_failure()) is not None:
            return not_started, None
        context = self._cookie_context(request.jar)
        chain = RedirectChain(request, limits, Deadline(limits), on_progress, context, sign)
        if options is None:
            return await self._outcome(request, chain), None
        streaming = chain.streaming = transport.hop.Streaming(options.message_bytes)
        outcome = None
        try:
            outcome = await self._outcome(request, chain)
        finally:
            is_open = isinstance(outcome, Response) and outcome.is_stream
            # A limit may be reached, or the request cancelled, at the very moment of the response.
            if streaming.body is not None and not is_open:
                await streaming.body.stack.aclose()
        if streaming.body is None or not is_open:
            return outcome, None
        return outcome, transport.streams.StreamConnection(streaming.body, options)

    async def _start_failure(self) -> Failure | None:
        """Import what is needed; return why that is not possible, such as too many open files."""
        try:
            await self.warm_up()
        except OSError as error:
            failure = system_failure(error)
            return Failure(failure.kind, failure.particulars)
        return None

    async def _outcome(self, request: PreparedRequest, chain: RedirectChain) -> Outcome:
        try:
            async with chain.deadline:
                outcome: Outcome = await self._follow_redirects(request, chain)
        except SendFailure as failure:
            outcome = await self._failed(failure, chain)
        return chain.complete(outcome)

    async def connect(
        self, request: PreparedRequest, limits: Limits, options: SocketOptions
    ) -> "tuple[Outcome, SocketConnection | None]":
        """Open a WebSocket; cancelling ends the handshake at once.

        The address begins with ``https://`` or ``http://``, and everything else is as for
        ``send``: certificates, plain HTTP, proxy, cookies and limits. Redirects are not followed.

        Returns:
            The response to the handshake, and the connection if its status is 101.
        """
        if (not_started := await self._start_failure()) is not None:
            return not_started, None
        context = self._cookie_context(request.jar)
        chain = RedirectChain(request, limits, Deadline(limits), None, context)
        try:
            async with chain.deadline:
                response, connection = await self._upgrade(request, chain, options)
        except SendFailure as failure:
            return chain.complete(await self._failed(failure, chain)), None
        return chain.complete(response), connection

    async def aclose(self) -> None:
        """Close all connections and delete all temporary files."""
        await self.pools.aclose()
        await asyncio.to_thread(self.files.remove_all)

    async def _follow_redirects(self, request: PreparedRequest, chain: RedirectChain) -> Response:
        """Send a request and follow its redirects."""
        limits, deadline = chain.limits, chain.deadline
        seen = set()
        while True:
            # Each hop is checked again: a redirect may lead to any address.
            address = chain.address = parse_address(request.url)
            lengths = await measure(request.body)
            with_cookies = await self._with_cookies(request, chain, address)
            # Cookies are compared too: a sign-in page may redirect to itself with a new cookie.
            step = (with_cookies.method, with_cookies.url, with_cookies.headers)
            _check_redirects(step in seen, chain.hops, limits)
            seen.add(step)
            is_long = sum(lengths) > HTTP2_WINDOW_BYTES or has_long_head(with_cookies)
            hop_request = transport.hop.HopRequest(
                with_cookies, address, lengths, limits, deadline, self.files, chain.on_progress
            )
            hop_request.resends, hop_request.streaming = chain.resends, chain.streaming
            way = chain.note(way_for(request.route, address, is_long=is_long))
            pool = await self.pools.pool_for(address, way)
            response = await transport.hop.send_hop(pool, hop_request)
            # Before the redirect is followed: the page that it leads to often needs the new cookie.
            request, response = chain.extract_cookies(request, response, address)
            location = response.header("Location")
            if not (
                request.follows_redirects
                and redirects.has_redirect_location(response.status, location)
            ):
                return response
            request, hop = redirects.follow(request, response, self.allowed_plain())
            if self._holds_cookies_back(request):
                hop = msgspec.structs.replace(hop, is_credential_dropped=True)
            chain.hops.append(hop)
            request = await chain.signed(request, address)

    async def _upgrade(
        self, request: PreparedRequest, chain: RedirectChain, options: SocketOptions
    ) -> "tuple[Response, SocketConnection | None]":
        # On a thread, as in ``warm_up``.
        await asyncio.to_thread(importlib.import_module, "aiurdesk.transport.sockets.handshake")
        address = chain.address = parse_address(request.url)
        sent = await self._with_cookies(request, chain, address)
        hop = transport.hop.HopRequest(
            sent, address, (), chain.limits, chain.deadline, self.files, None
        )
        if request.route.http_version is HttpVersion.HTTP2:
            detail = Phrase(marked("a WebSocket is opened over HTTP/1.1"))
            raise SendFailure(FailureKind.HTTP_VERSION_REFUSED, detail)
        route = msgspec.structs.replace(request.route, http_version=HttpVersion.HTTP1)
        way = chain.note(way_for(route, address, is_long=False))
        # A pool of its own: the connection belongs to the socket as long as it is open.
        pool = await self.pools.open_pool(address, way)
        response, connection = await sockets.handshake.open_socket(pool, hop, options)
        _, response = chain.extract_cookies(request, response, address)
        return response, connection

    async def _with_cookies(
        self, request: PreparedRequest, chain: RedirectChain, address: Address
    ) -> PreparedRequest:
        """Return a request that may go to an address, with the cookies that may.

        Raises:
            SendFailure: It may not, as others on the network could read it.
        """
        allowed = self.allowed_plain()
        await check_plain(request, address, allowed)
        if may_carry_cookies(address, allowed):
            return chain.add_cookies(request, address)
        return request

    def _holds_cookies_back(self, request: PreparedRequest) -> bool:
        """Tell whether there are cookies for a request that it must not carry."""
        is_held = not may_carry_cookies(parse_address(request.url), self.allowed_plain())
        return is_held and bool(self.jars.pairs(request.jar, request.url))

    def _cookie_context(self, jar: str) -> "CookieContext | None":
        if not jar:
            return None
        return transport.cookies.CookieContext(self.jars.opened(jar), not is_environment_jar(jar))

    async def _failed(self, failure: SendFailure, chain: RedirectChain) -> Failure:
        """Return a failure, with what can be found out about a refused certificate."""
        deadline = chain.deadline
        failed = Failure(
            failure.kind, failure.particulars, undecoded=failure.undecoded, timing=deadline.timing()
        )
        if chain.address is None or not _may_be_certificates(failed, chain.address, deadline):
            return failed
        await asyncio.to_thread(importlib.import_module, _CHAIN_MODULE)
        try:
            server = await self.pools.chain_server(chain.address, chain.way)
            return await transport.certificate_chain.explained(failed, server, self.tls.context_for)
        except (SendFailure, ProblemError):
            # The keyring may not give the password of the proxy once more.
            return failed


def _may_be_certificates(failed: Failure, address: Address, deadline: Deadline) -> bool:
    """Tell whether a certificate of the server or of this side may be why a request failed."""
    # A server that wants a client certificate may close the connection without a word.
    is_cut_off = failed.kind is FailureKind.CUT_OFF and deadline.is_cut_off_at_once
    return address.scheme == "https" and (failed.kind in CERTIFICATE_KINDS or is_cut_off)


def has_long_head(request: PreparedRequest) -> bool:
    """Tell whether URL and headers of a request are too long for HTTP/2."""
    chars = sum(len(header.name) + len(header.value) for header in request.headers)
    return chars + len(request.url) > MAX_HTTP2_HEAD_CHARS


def _check_redirects(is_loop: bool, hops: list[Hop], limits: Limits) -> None:
    """Check that the redirects neither form a loop nor exceed the limit.

    Raises:
        SendFailure: They do.
    """
    if is_loop:
        raise SendFailure(
            FailureKind.TOO_MANY_REDIRECTS, Phrase(marked("the redirects form a loop"))
        )
    if len(hops) > limits.redirects:
        raise SendFailure(
            FailureKind.TOO_MANY_REDIRECTS,
            Phrase(marked("more than {redirects} redirects"), {"redirects": limits.redirects}),
        )
