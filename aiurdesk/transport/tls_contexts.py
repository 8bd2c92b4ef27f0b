"""The TLS contexts of connections: whom they trust, and which client certificate they show."""

import asyncio
import ssl

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import Address
from aiurdesk.transport.proxy import ConnectionOptions
from aiurdesk.transport.tls import ClientCertificate, FindClient, TlsPolicy, TrustedCertificate
from aiurdesk.transport.transport import SendFailure, system_failure

UNUSABLE_CLIENT = Phrase(
    marked("the client certificate for this host cannot be used; add it again")
)


class TlsContexts:
    """Makes a context for each pool of connections, from what is trusted at that moment."""

    def __init__(self, policy: TlsPolicy) -> None:
        self._policy = policy
        self.of_hosts: tuple[TrustedCertificate, ...] = ()
        """Further certificates, which may change."""
        self.find_client: FindClient | None = None
        """Finds the client certificate for a host; without it, none is shown."""

    def trust(self, certificate: TrustedCertificate) -> None:
        """Trust one more certificate from now on."""
        self._policy = self._policy.with_certificates((certificate,))

    async def context_for(self, address: Address) -> ssl.SSLContext | None:
        """Return the context for a server, with its client certificate; None without TLS.

        Raises:
            SendFailure: The client certificate cannot be used.
            ProblemError: The passphrase of its key could not be read.
        """
        if address.scheme != "https":
            return None
        context = self._context(address.host, address.port)
        find = self.find_client
        client = None if find is None else await find(address.host, address.port)
        if client is not None:
            try:
                await asyncio.to_thread(client.load_into, context)
            except ssl.SSLError:
                raise SendFailure(FailureKind.TLS_ERROR, UNUSABLE_CLIENT) from None
            except OSError as error:
                raise system_failure(error) from error
        return context

    async def trusted_for(
        self, address: Address
    ) -> tuple[tuple[str, ...], ClientCertificate | None]:
        """Return what a context for a server is made of: authorities in PEM, client certificate.

        Raises:
            ProblemError: The passphrase of its key could not be read.
        """
        if address.scheme != "https":
            return (), None
        policy = self._policy.with_certificates(self.of_hosts)
        authorities = (one.pem for one in policy.certificates_for(address.host, address.port))
        find = self.find_client
        return tuple(authorities), find and await find(address.host, address.port)

    def proxy_context(self, way: ConnectionOptions) -> ssl.SSLContext | None:
        """Return the context for a proxy, if it is reached over TLS.

        Raises:
            SendFailure: The trust store of the system cannot be opened.
        """
        if way.proxy is None or way.proxy.scheme != "https":
            return None
        return self._context(way.proxy.host, way.proxy.port)

    def _context(self, host: str, port: int) -> ssl.SSLContext:
        try:
            return self._policy.with_certificates(self.of_hosts).context(host, port)
        except OSError as error:  # the trust store of the system cannot be opened
            raise system_failure(error) from error
