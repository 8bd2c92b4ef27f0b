"""Which certificates a person has added for which host: authorities and client certificates."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from aiurdesk.core.structs import SomeText


class CertificateKind(StrEnum):
    """What a certificate is for."""

    AUTHORITY = "authority"
    """The host is trusted if its certificate is this one, or is signed by it."""
    CLIENT = "client"
    """Shown to the host, which asks who calls it."""


class HostCertificate(msgspec.Struct, frozen=True):
    """A certificate for one host. It holds no secret: a private key in it is encrypted."""

    kind: CertificateKind
    host: SomeText
    """Lower case and ASCII."""
    pem: SomeText
    """One or more certificates, and for a client its private key, encrypted."""
    name: str
    """Whom the first certificate is for."""
    sha256: SomeText
    """The fingerprint of the first certificate."""
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)]
    port: int | None = None
    """None means every port of the host."""
    id: str = ""
    """Of a client certificate: names the passphrase of its key in the keyring."""

    @property
    def where(self) -> str:
        """Host, with the port where it is for one only."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    def covers(self, host: str, port: int) -> bool:
        """Tell whether it is for a host and port."""
        return self.host == host and self.port in (None, port)

    def is_like(self, other: "HostCertificate") -> bool:
        """Tell whether two are the same certificate for the same host."""
        own = (self.kind, self.host, self.port, self.sha256)
        return own == (other.kind, other.host, other.port, other.sha256)


def certificate_record(certificate: HostCertificate) -> dict[str, Any]:
    """Return a certificate as plain values for a file."""
    record: dict[str, Any] = msgspec.to_builtins(certificate)
    return {name: value for name, value in record.items() if value not in (None, "")}


def read_certificate(record: object) -> HostCertificate | None:
    """Return the certificate in plain values of a file, or None if they are not one."""
    try:
        return msgspec.convert(record, HostCertificate)
    except msgspec.ValidationError:
        return None
