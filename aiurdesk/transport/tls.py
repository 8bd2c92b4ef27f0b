"""The one rule of whom to trust, for everything that leaves the program."""

import os
import ssl
import sys
from pathlib import Path

import msgspec

from aiurdesk.core.errors import StorageError


class TrustedCertificate(msgspec.Struct, frozen=True):
    """A certificate authority that is trusted beside those of the system."""

    pem: str
    """One or more certificates in PEM."""
    host: str = ""
    """The one host that it is trusted for; empty means every host."""
    port: int | None = None
    """The one port of that host; None means every port."""

    def covers(self, host: str, port: int) -> bool:
        """Tell whether a server there may show a certificate of this authority."""
        return self.host in ("", host) and self.port in (None, port)


class TlsPolicy(msgspec.Struct, frozen=True):
    """Certificates are verified against the system's trust store and these authorities.

    There is no way to leave verification out. ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` take the
    place of the system's store, as in other programs.
    """

    certificates: tuple[TrustedCertificate, ...] = ()

    def with_certificate(self, authority: TrustedCertificate) -> "TlsPolicy":
        """Return a policy that trusts one authority more."""
        if authority in self.certificates:
            return self
        return TlsPolicy((*self.certificates, authority))

    def certificates_for(self, host: str, port: int) -> tuple[TrustedCertificate, ...]:
        """Return the authorities that are trusted for one host, beside the system's."""
        return tuple(each for each in self.certificates if each.covers(host, port))

    def context(self, host: str, port: int) -> ssl.SSLContext:
        """Return a new context for connections to one host.

        Each client needs a context of its own, because clients write their protocols into it.
        """
        import truststore  # a slow import that the window does without at first

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if sys.platform in ("darwin", "win32") and "SSL_CERT_FILE" in os.environ:
            context.load_verify_locations(cafile=os.environ["SSL_CERT_FILE"])
        for authority in self.certificates_for(host, port):
            context.load_verify_locations(cadata=authority.pem)
        return context


def read_trusted_certificate(
    path: str, host: str = "", port: int | None = None
) -> TrustedCertificate:
    """Read a certificate file; blocks, for a small file.

    Raises:
        StorageError: The file cannot be read or holds no certificate in PEM.
    """
    try:
        pem = Path(path).read_text(encoding="ascii", errors="ignore")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError) as error:
        raise StorageError(f"{path} holds no certificate in PEM.") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
    return TrustedCertificate(pem, host, port)
