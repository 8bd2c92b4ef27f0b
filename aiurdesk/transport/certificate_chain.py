"""Reads the certificates that a server sends, also those that are not trusted."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import httpcore
import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from aiurdesk.core.environments.certificates import (
    MOST_ACCEPTED,
    MOST_LINKS,
    CertificateChain,
    ChainLink,
    named,
)
from aiurdesk.core.response.response import CERTIFICATE_KINDS, Failure, FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import Address
from aiurdesk.transport.failures import KNOWN_ERRORS, certificate_refusal, client_alert
from aiurdesk.transport.network import TrackedStream, sent_certificates
from aiurdesk.transport.proxy import ConnectionOptions
from aiurdesk.transport.tunnel import network_of

ContextFor: TypeAlias = Callable[[Address], Awaitable[ssl.SSLContext | None]]
HANDSHAKE_S = 10.0
"""How long the handshake that reads a chain may take, with the connection."""
ALERT_S = 1.0
"""How long to wait for what a server says after the handshake."""
CLOSED_AT_ONCE = Phrase(
    marked(
        "the server closes each connection right after the TLS handshake; it may "
        "ask for a client certificate"
    )
)
LEAF_ONLY = Phrase(
    marked(
        "This Python cannot give the certificates that signed it, so only the server's own is "
        "shown."
    )
)
UNREADABLE = Phrase(marked("One more certificate could not be read."))
_LONGEST_HOST = 253
GIVES_CHAINS = any(
    hasattr(kind, "get_unverified_chain")
    for kind in (ssl.SSLObject, getattr(getattr(ssl, "_ssl", None), "_SSLSocket", None))
)
"""Whether this Python gives more than the certificate of the server itself."""
_ERRORS: tuple[type[BaseException], ...] = (
    *KNOWN_ERRORS,
    httpcore.NetworkError,
    httpcore.TimeoutException,
)
_SIGNATURE_ERRORS = (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError)


class ChainServer(msgspec.Struct, frozen=True):
    """A server whose certificates are read, and the way to it."""

    address: Address
    way: ConnectionOptions = ConnectionOptions()
    proxy_context: ssl.SSLContext | None = None

    async def connect(self) -> httpcore.AsyncNetworkStream:
        """Return a connection without TLS."""
        network = network_of(self.way, TrackedStream, self.proxy_context)
        return await network.connect_tcp(self.address.host, self.address.port)


async def explained(failed: Failure, server: ChainServer, context_for: ContextFor) -> Failure:
    """Return a failure with the certificates that were refused, or with what the server says.

    Args:
        failed: The server was reached.
        server: The server, as it was reached.
        context_for: Returns the context of its connections.
    """
    is_refused = failed.kind in CERTIFICATE_KINDS
    if not is_refused:
        alert = await alert_of(server, await context_for(server.address))
        return replace(failed, kind=FailureKind.TLS_ERROR, particulars=alert) if alert else failed
    chain = await _parsed(server, failed.kind)
    if chain is None:
        words = Phrase(marked("the certificates could not be read once more"))
        return replace(failed, particulars=Phrase.joined((failed.particulars, words), "; "))
    return replace(failed, chain=chain)


async def verified_chain(server: ChainServer, context_for: ContextFor) -> CertificateChain | None:
    """Return the certificates of a server, and why it is not trusted.

    None without a server with TLS.
    """
    if server.address.scheme != "https":
        return None
    refusal = await refusal_of(server, await context_for(server.address))
    return await _parsed(server, refusal)


async def _parsed(server: ChainServer, refusal: str) -> CertificateChain | None:
    sent, address = await fetch_chain(server), server.address
    return await asyncio.to_thread(read_chain, sent, address.host, address.port, refusal)


async def fetch_chain(server: ChainServer) -> tuple[bytes, ...]:
    """Return the certificates of a server as DER, its own first; empty if they cannot be read.

    The handshake trusts every server, so nothing is sent over it; the connection is closed at once.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return await _shake_hands(server, context)
    except _ERRORS:
        return ()


async def refusal_of(server: ChainServer, context: ssl.SSLContext | None) -> str:
    """Return the ``FailureKind`` that verifying a server ends with, or empty text.

    It is empty as well if there is no connection.
    """
    if context is None:
        return ""
    try:
        await _shake_hands(server, context)
    except _ERRORS as error:
        return certificate_refusal(error)
    return ""


async def alert_of(server: ChainServer, context: ssl.SSLContext | None) -> str | Phrase:
    """Return what a server says about the client certificate right after the handshake, if at all.

    With TLS 1.3 it says so only then, and its words are lost where a request was sent meanwhile:
    RFC 8446 section 4.4.2.4, and RFC 1122 section 4.2.2.13 for what is lost.
    """
    if context is None:
        return ""
    try:
        async with _connected(server, context) as stream:
            data = await stream.read(1, ALERT_S)
    except httpcore.ReadTimeout:
        return ""
    except _ERRORS as error:
        return client_alert(error) or CLOSED_AT_ONCE
    # Some close the connection without a word.
    return "" if data else CLOSED_AT_ONCE


async def _shake_hands(server: ChainServer, context: ssl.SSLContext) -> tuple[bytes, ...]:
    """Make a TLS handshake, close the connection, and return the certificates of the server."""
    async with _connected(server, context) as stream:
        return sent_certificates(stream.get_extra_info("ssl_object"))


@contextlib.asynccontextmanager
async def _connected(
    server: ChainServer, context: ssl.SSLContext
) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    """Hold a connection open after its TLS handshake."""
    context.set_alpn_protocols(["h2", "http/1.1"])
    async with asyncio.timeout(HANDSHAKE_S):
        stream = await server.connect()
        try:
            stream = await stream.start_tls(context, server.address.host)
            yield stream
        finally:
            await stream.aclose()


def read_chain(
    certificates: Sequence[bytes], host: str, port: int, refusal: str = ""
) -> CertificateChain | None:
    """Return certificates in the order in which they signed one another; blocks for a moment.

    Args:
        certificates: As DER, as the server sent them.
        host: Whom the request was for.
        refusal: The ``FailureKind`` that the verification ended with; empty if it is trusted.

    Returns:
        None if the server's own certificate cannot be read.
    """
    parsed, notes = [], []
    for der in certificates[: MOST_ACCEPTED + 1]:
        try:
            parsed.append(x509.load_der_x509_certificate(der))
        except ValueError:
            if not parsed:
                return None
            notes = [UNREADABLE]
    if not parsed:
        return None
    path = _path(parsed)
    # Read before the rest is cut off: the last one is the one to trust.
    links = [link_of(certificate) for certificate in path[:MOST_LINKS]]
    last = link_of(path[-1]) if len(path) > MOST_LINKS else None
    count = len(certificates)
    if count == 1 and not links[0].is_self_signed and not GIVES_CHAINS:
        notes.append(LEAF_ONLY)
        count = 0
    return CertificateChain(
        host,
        port,
        tuple(links),
        datetime.now(UTC),
        last,
        count,
        refusal,
        tuple(notes),
    )


def kept_chain(pem: str, host: str, port: int) -> CertificateChain:
    """Return the certificates in a text in PEM, in their order.

    Raises:
        ValueError: It has none, or one of them is not valid.
    """
    certificates = x509.load_pem_x509_certificates(pem.encode())
    links = tuple(map(link_of, certificates[:MOST_LINKS]))
    return CertificateChain(host, port, links, datetime.now(UTC), count=len(certificates))


def link_of(certificate: x509.Certificate) -> ChainLink:
    """Return what is shown of a certificate; what it does not say is empty."""
    digest = certificate.fingerprint(hashes.SHA256())
    return ChainLink(
        subject=_name(certificate.subject, certificate),
        issuer=_name(certificate.issuer),
        not_before_at=certificate.not_valid_before_utc,
        not_after_at=certificate.not_valid_after_utc,
        sha256=digest.hex(":").upper(),
        pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        names=tuple(_alternative_names(certificate)),
        is_self_signed=_is_signed_by(certificate, certificate),
        is_authority=_is_authority(certificate),
    )


def _path(parsed: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificates from the server's own to one that no other of them has signed."""
    path, others = [parsed[0]], parsed[1:]
    while issuer := next((one for one in others if _is_signed_by(path[-1], one)), None):
        path.append(issuer)
        others.remove(issuer)
    return path


def _is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except _SIGNATURE_ERRORS:
        return False
    return True


def _name(name: x509.Name, certificate: x509.Certificate | None = None) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME):
        values = name.get_attributes_for_oid(oid)
        if values:
            return named(str(values[0].value))
    # Certificates of today may have names of hosts only.
    hosts = [] if certificate is None else list(_alternative_names(certificate))
    return named(hosts[0] if hosts else name.rfc4514_string())


def _alternative_names(certificate: x509.Certificate) -> Iterator[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    # Two extensions of a kind, or one that is not valid.
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return
    # All of them, which are not more than 100 KB: OpenSSL reads no longer chain.
    for name in extension.value:
        if isinstance(name, x509.DNSName):
            yield named(name.value, _LONGEST_HOST)
        elif isinstance(name, x509.IPAddress):
            yield str(name.value)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return constraints.value.ca
