"""All HTTP connections of the program, opened with the first request."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import CertificateKind, HostCertificate
from aiurdesk.core.environments.proxies import SYSTEM
from aiurdesk.core.environments.route import DIRECT
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.preparing.cookie import environment_jar, is_environment_jar
from aiurdesk.core.problem import FixAction, Problem
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.services.sending.host_certificates import HostCertificates, authorities_in
from aiurdesk.services.sending.plain_hosts import PlainHosts
from aiurdesk.storage.bodies import body_chunks
from aiurdesk.storage.cookie_file import change_cookie_file, read_cookie_file
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.cookie_jars import CookieJars
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.transport.tls import TrustedCertificate, read_trusted_certificate
from aiurdesk.transport.transport import SendFailure, Signer

if TYPE_CHECKING:
    from aiurdesk.core.environments.certificates import CertificateChain
    from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
    from aiurdesk.core.preparing.cookie import Cookie
    from aiurdesk.transport.http import HttpTransport
    from aiurdesk.transport.proxy import FindLogin
    from aiurdesk.transport.sockets.connection import SocketConnection
    from aiurdesk.transport.streams import StreamConnection
    from aiurdesk.transport.tls import ClientCertificate

NO_COOKIES = "none"
"""Given instead of a cookie file: cookies are neither sent nor kept."""


class Connections:
    """A transport that is created with the first request, because its HTTP client loads slowly."""

    def __init__(
        self,
        open_transport: Callable[[], "HttpTransport"],
        certificates: HostCertificates | None = None,
        find_login: "FindLogin | None" = None,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            open_transport: Opens the transport.
            certificates: Those that the person added for hosts.
            find_login: Reads user name and password for a proxy.
        """
        self._find_login = find_login
        self.usual_proxy = SYSTEM
        """The proxy of requests whose environment names none."""
        self.given_route = DIRECT
        """What the command line says; it counts before requests and environments."""
        self.plain = PlainHosts()
        """The hosts that may be reached over plain HTTP."""
        self._open = open_transport
        self.certificates = HostCertificates() if certificates is None else certificates
        self._followed: frozenset[HostCertificate] = frozenset()
        self._certificates_stamp: object = None
        self._opened: HttpTransport | None = None
        self.jars = CookieJars()
        """The cookies of each credential and environment, which no request need have opened."""
        self.files = TemporaryFiles()
        """The bodies of long responses, and other files that end with the program."""
        self.environment_jar: str | None = None
        """The jar of all requests without a credential; empty means that they have none. None means
        that each environment has one."""
        self._cookie_file = ""
        self._read_cookies: tuple[Cookie, ...] = ()
        self.restore_jar: Callable[[str], Awaitable[None]] | None = None
        """Fills the jar of an environment with what was kept; a request with that jar waits."""

    async def send(
        self,
        request: PreparedRequest,
        limits: Limits,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> Outcome:
        """Send a request and return its response or failure; cancelling raises as usual."""
        opened, request = await self._opened_for(request)
        return await opened.send(request, limits, on_progress, sign)

    async def connect(
        self,
        request: PreparedRequest,
        limits: Limits,
        options: "SocketOptions",
        _on_progress: OnProgress | None = None,
        _sign: Signer | None = None,
    ) -> "tuple[Outcome, SocketConnection | None]":
        """Open a WebSocket, as ``HttpTransport.connect`` does; it follows no redirects to sign."""
        opened, request = await self._opened_for(request)
        return await opened.connect(request, limits, options)

    async def open_stream(
        self,
        request: PreparedRequest,
        limits: Limits,
        options: "SocketOptions",
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> "tuple[Outcome, StreamConnection | None]":
        """Send a request, and leave a stream of events open, as ``HttpTransport`` does."""
        opened, request = await self._opened_for(request)
        return await opened.open_stream(request, limits, options, on_progress, sign)

    async def warm_up(self) -> None:
        """Load the HTTP client on a thread, before the first request."""
        # On a thread: importing the HTTP client takes longer than a frame of the window.
        await asyncio.to_thread(importlib.import_module, "aiurdesk.transport.http")
        await self._transport().warm_up()

    async def trust(self, authority_pem: str, hosts: Iterable[tuple[str, int]]) -> None:
        """Trust a certificate authority, but only for these hosts and ports."""
        for host, port in hosts:
            await self._transport().trust(TrustedCertificate(authority_pem, host, port))

    async def trust_file(self, path: str) -> None:
        """Trust the certificate authorities in a file for every host.

        Raises:
            StorageError: The file cannot be read or holds no certificate in PEM.
        """
        await self._transport().trust(await asyncio.to_thread(read_trusted_certificate, path))

    async def show_certificate(self, path: str, passphrase: Secret) -> None:
        """Show the client certificate in a file to the hosts of the requests that follow.

        Raises:
            StorageError: The file cannot be read, holds no key, or the passphrase is wrong.
        """
        read = await self.certificates.read_file(path, passphrase)
        if read.client is None:
            text = tr(
                "{path} has no private key, so it is not a client certificate. Choose the "
                "file with the certificate and its key."
            )
            raise StorageError(text.format(path=path))
        self.certificates.lent = read.client

    async def trusted_for(self, url: str) -> "tuple[tuple[str, ...], ClientCertificate | None]":
        """Return the authorities that are trusted beside the system's, and the client certificate.

        For a process of its own that sends to this URL.

        Raises:
            ProblemError: The passphrase of the key could not be read.
        """
        opened = await self._with_certificates(url)
        return await opened.tls.trusted_for(parse_address(url))

    async def chain_of(self, url: str) -> "CertificateChain | None":
        """Return the certificates of a server, and why it is not trusted.

        Nothing but TLS handshakes is sent. None without a server with TLS.

        Raises:
            ProblemError: Nothing can be sent to the URL.
        """
        await self.warm_up()
        opened = await self._with_certificates(url)
        try:
            return await opened.chain_of(url, self._routed(PreparedRequest("GET", url)).route)
        except SendFailure as failure:
            raise ProblemError(
                tr("There are no certificates: {detail}").format(detail=failure.detail)
            ) from failure

    def cookie_pairs(self, jar: str, url: str) -> tuple[str, ...]:
        """Return the cookies that go along with a request to a URL, each as ``name=value``."""
        return self.jars.pairs(self._jar(jar), url)

    async def use_cookies(self, path: str | None) -> None:
        """Give all requests without a credential one jar, with the cookies of a file.

        Args:
            path: Of the file. One that is missing is empty; ``none`` means that no cookie is sent
                or kept, and None that each environment has its own.

        Raises:
            StorageError: The file cannot be read, or is not a cookie file.
        """
        if path is None or path == NO_COOKIES:
            self.environment_jar = None if path is None else ""
            return
        cookies = await asyncio.to_thread(read_cookie_file, path)
        await self.warm_up()
        self.environment_jar, self._cookie_file = environment_jar(""), path
        jar = self.jars.opened(self.environment_jar)
        for cookie in cookies:
            jar.put(cookie)
        self._read_cookies = jar.cookies()

    async def save_cookies(self) -> None:
        """Write what has changed to the file that the cookies were read from, if there is one.

        Raises:
            StorageError: It cannot be written, or is not a cookie file any more.
        """
        if self._cookie_file and self.environment_jar:
            before, after = self._read_cookies, self.jars.cookies(self.environment_jar)
            await asyncio.to_thread(change_cookie_file, self._cookie_file, before, after)
            self._read_cookies = after

    async def aclose(self) -> None:
        """Close all connections and delete all temporary files."""
        # Taken out first: a request that comes while this one closes opens another one.
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()
        await asyncio.to_thread(self.files.remove_all)

    def _jar(self, jar: str) -> str:
        if self.environment_jar is None or not is_environment_jar(jar):
            return jar
        return self.environment_jar

    async def _opened_for(
        self, request: PreparedRequest
    ) -> "tuple[HttpTransport, PreparedRequest]":
        """Return the transport, and the request with its jar of cookies and its whole route."""
        jar = self._jar(request.jar)
        if self.restore_jar is not None and is_environment_jar(jar):
            await self.restore_jar(jar)
        opened = await self._with_certificates(request.url)
        return opened, self._routed(replace(request, jar=jar))

    async def _with_certificates(self, url: str) -> "HttpTransport":
        """Return the transport with the certificates of the person as they are now."""
        opened = self._transport()
        self.certificates.note(url)
        stamp = self.certificates.stamp()
        if stamp != self._certificates_stamp:
            listed = frozenset(await self.certificates.usable())
            changed, self._followed = listed ^ self._followed, listed
            await opened.trust_for_hosts(
                authorities_in(listed),
                lambda host, port: any(one.covers(host, port) for one in changed),
            )
            # Only now: another request at this moment has to wait for them, too.
            self._certificates_stamp = stamp
        if any(one.kind is CertificateKind.CLIENT for one in self._followed):
            # The person may have to unlock the keyring, for which no limit of a request counts.
            await self.certificates.unlock_for(url)
        return opened

    def _routed(self, request: PreparedRequest) -> PreparedRequest:
        """Return a request with its whole route."""
        route = self.given_route.over(request.route)
        return replace(request, route=replace(route, proxy=route.proxy or self.usual_proxy))

    def _transport(self) -> "HttpTransport":
        if self._opened is None:
            self._opened = self._open()
            self._opened.tls.find_client = self.certificates.client_for
            self._opened.pools.find_login = self._find_login
            self._opened.allowed_plain = self.plain.allowed
            self._opened.jars, self._opened.files = self.jars, self.files
            # A new one trusts the system only.
            self._followed, self._certificates_stamp = frozenset(), None
        return self._opened


async def fetched(
    connections: Connections, address: str, most_bytes: int, *headers: Header
) -> bytes:
    """Return what is at an address.

    Args:
        connections: Send the request.
        address: Absolute.
        most_bytes: A longer answer is refused.
        headers: The headers of the request, such as the types that can be read.

    Raises:
        ProblemError: It could not be fetched.
    """
    await connections.plain.check(address)
    request = PreparedRequest("GET", address, headers=headers)
    limits = replace(Limits(), body_bytes=most_bytes)
    outcome = await connections.send(request, limits)
    if not isinstance(outcome, Response):
        verdict = judge_failure(outcome)
        text = tr("{address} could not be fetched: {headline}. {meaning}")
        words = text.format(address=address, headline=verdict.headline, meaning=verdict.meaning)
        chain = outcome.chain
        trusting = FixAction.TRUST_CERTIFICATE
        fixes = (
            replace(fix, target=f"{chain.host}:{chain.port}")
            for fix in verdict.fixes
            if fix.action is trusting and chain is not None
        )
        raise ProblemError(Problem(words, fixes=tuple(fixes)))
    try:
        if not 200 <= outcome.status < 300:
            raise ProblemError(
                tr("{address} could not be fetched: the server said {status} {reason}")
                .format(address=address, status=outcome.status, reason=outcome.reason)
                .rstrip()
                + tr(". Check the address.")
            )
        return await asyncio.to_thread(b"".join, body_chunks(outcome.body))
    finally:
        connections.files.remove(outcome.body.path)
