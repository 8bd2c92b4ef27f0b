"""TLS settings for all connections of the program: the certificates that are trusted."""

import os
import ssl
import sys
import tempfile
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import format_size, tr

MAX_CERTIFICATE_BYTES = 10 * 1024 * 1024
"""The certificates of all public authorities take about 200 KB."""


class TrustedCertificate(msgspec.Struct, frozen=True):
    """A certificate that is trusted in addition to the system's."""

    pem: str
    """One or more certificates in PEM."""
    host: str = ""
    """The only host that it is trusted for; empty means every host."""
    port: int | None = None
    """The only port of that host; None means every port."""

    def covers(self, host: str, port: int) -> bool:
        """Tell whether it is trusted for a server on this host and port."""
        return self.host in ("", host) and self.port in (None, port)


class ClientCertificate(msgspec.Struct, frozen=True):
    """A certificate that this side shows to servers that ask for one."""

    pem: str
    """The certificate, those that signed it, and its private key, encrypted."""
    passphrase: Secret

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let a TLS context show it. Blocks for some milliseconds.

        Raises:
            SSLError: The passphrase is another one, or the key is another one's.
            OSError: The temporary file cannot be written.
        """
        # OpenSSL takes a key from a file only. The key in it is encrypted, its passphrase is in
        # memory or in the keyring, and the file is readable by its owner only.
        handle, path = tempfile.mkstemp(".pem", "aiurdesk-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(self.pem)
            context.load_cert_chain(path, password=self.passphrase.reveal)
        finally:
            os.unlink(path)


FindClient: TypeAlias = Callable[[str, int], Awaitable[ClientCertificate | None]]
"""Returns the client certificate for a host and port; it may wait for the keyring."""


class TlsPolicy(msgspec.Struct, frozen=True):
    """Verifies servers against the trust store of the system and some further certificates.

    Verification cannot be switched off. ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` replace the trust
    store of the system, as in other programs.
    """

    certificates: tuple[TrustedCertificate, ...] = ()

    def with_certificates(self, certificates: tuple[TrustedCertificate, ...]) -> "TlsPolicy":
        """Return a policy that also trusts these certificates."""
        further = tuple(one for one in certificates if one not in self.certificates)
        return TlsPolicy((*self.certificates, *further)) if further else self

    def certificates_for(self, host: str, port: int) -> tuple[TrustedCertificate, ...]:
        """Return the further certificates that are trusted for a host and port."""
        return tuple(trusted for trusted in self.certificates if trusted.covers(host, port))

    def context(self, host: str, port: int) -> ssl.SSLContext:
        """Return a new TLS context for connections to one host.

        Contexts are not shared, because each HTTP client sets its own ALPN protocols on them.
        """
        # Imported here because it is slow to import and the window does not need it to start.
        import truststore

        # This protocol verifies certificate and host name; nothing below switches that off.
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # TLS 1.0 and 1.1 are deprecated. RFC 8996.
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Without this, OpenSSL accepts the common name of a certificate without alternative names.
        # Browsers do not. Source: RFC 9525 section 2.
        context.hostname_checks_common_name = False
        # A server may ask for a client certificate when it knows the path. RFC 8446 section 4.6.2.
        context.post_handshake_auth = True
        # OpenSSL reads the variable by itself, but the verifiers of these systems do not.
        if sys.platform in ("darwin", "win32") and "SSL_CERT_FILE" in os.environ:
            context.load_verify_locations(cafile=os.environ["SSL_CERT_FILE"])
        certificates = self.certificates_for(host, port)
        if certificates:
            # A person may trust an authority that another one has signed, or a certificate itself.
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        for certificate in certificates:
            context.load_verify_locations(cadata=certificate.pem)
        return context


def read_trusted_certificate(
    path: str, host: str = "", port: int | None = None
) -> TrustedCertificate:
    """Read a certificate file. Blocks.

    Raises:
        StorageError: The file cannot be read, is too large, or it contains no certificate in PEM
            format.
    """
    try:
        pem = _read_beginning(path)
        if len(pem) > MAX_CERTIFICATE_BYTES:
            raise StorageError(
                tr(
                    "{path} is larger than {max_certificate_bytes}, which is too large for a "
                    "certificate file. Choose another file."
                ).format(path=path, max_certificate_bytes=format_size(MAX_CERTIFICATE_BYTES))
            )
        # Only to check the content: OpenSSL raises an error if there is no certificate.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError) as error:
        raise StorageError(
            tr("{path} contains no certificate in PEM format. Choose another file.").format(
                path=path
            )
        ) from error
    except OSError as error:
        raise StorageError(
            tr(
                "{path} could not be read ({strerror}). Check its name and that you may read it."
            ).format(path=path, strerror=error.strerror)
        ) from error
    return TrustedCertificate(pem, host, port)


def _read_beginning(path: str) -> str:
    """Read a file, at most a little more than a certificate file may have.

    The path may name a device without end, or a pipe. Opening a pipe would wait for a program that
    writes to it; without waiting, a pipe without a writer reads as an empty file.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(number, "rb") as file:
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(number, True)
        return file.read(MAX_CERTIFICATE_BYTES + 1).decode("ascii", "ignore")
