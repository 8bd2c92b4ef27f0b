"""The sandbox's own certificate authority. Its files stay on disk between runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

WriteFile: TypeAlias = Callable[[Path, bytes], None]
"""Writes a file atomically, so that only its owner can read it."""

_NAMES = (
    x509.DNSName("localhost"),
    x509.IPAddress(ip_address("127.0.0.1")),
    x509.IPAddress(ip_address("::1")),
)
_ALLOWED = x509.NameConstraints(
    [
        x509.DNSName("localhost"),
        x509.IPAddress(ip_network("127.0.0.0/8")),
        x509.IPAddress(ip_network("::1/128")),
    ],
    None,
)
_AUTHORITY_LIFETIME = timedelta(days=3650)
_LEAF_LIFETIME = timedelta(days=397)
_RENEWED_BEFORE = timedelta(days=30)
_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _certificate(title: str, issuer: _Pair | None, now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    signer = issuer.key if issuer else key
    lifetime = _LEAF_LIFETIME if issuer else _AUTHORITY_LIFETIME
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + lifetime)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(is_authority=issuer is None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if issuer is None:
        # A client that trusts this authority must not trust it for any other host.
        builder = builder.add_extension(_ALLOWED, critical=True)
    else:
        builder = builder.add_extension(x509.SubjectAlternativeName(_NAMES), critical=False)
        server_auth = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(server_auth, critical=False)
    return _Pair(builder.sign(signer, SHA256()), key)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(pair: _Pair) -> bytes:
    key = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pair.certificate.public_bytes(Encoding.PEM) + key


def _load(path: Path, issuer: _Pair | None, now: datetime) -> _Pair | None:
    """Return the pair in a file, or None when it is missing, damaged or about to expire."""
    if not path.is_file():  # a named pipe would be waited for
        return None
    try:
        pem = path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, None)
        certificate.verify_directly_issued_by(issuer.certificate if issuer else certificate)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return None
    if key.public_key() != certificate.public_key():
        return None
    if (
        not certificate.not_valid_before_utc
        <= now
        < certificate.not_valid_after_utc - _RENEWED_BEFORE
    ):
        return None
    return _Pair(certificate, key)


def _load_or_make(
    path: Path, title: str, issuer: _Pair | None, now: datetime, write_file: WriteFile
) -> _Pair:
    pair = _load(path, issuer, now)
    if pair is None:
        pair = _certificate(title, issuer, now)
        write_file(path, _pem(pair))
    return pair


@dataclass(frozen=True, slots=True)
class CertificateAuthority:
    """The certificate files of the sandbox."""

    pem: str
    """The authority's certificate, for clients to trust."""
    certificate_file: Path
    """File with the authority's certificate."""
    server_file: Path
    """File with the server's certificate and key."""

    @classmethod
    def load_or_create(
        cls, folder: Path, now: datetime, write_file: WriteFile
    ) -> "CertificateAuthority":
        """Return the authority of a folder. Create the files that are missing, damaged or old.

        The server certificate is for localhost, 127.0.0.1 and ::1. Name constraints limit the
        authority to the same hosts. Only the owner can read the keys.

        Raises:
            OSError: The folder cannot be created. ``write_file`` may raise further exceptions.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Earlier versions let other users look into it.
        folder.chmod(0o700)
        title = "aiurdesk sandbox authority"
        authority = _load_or_make(folder / "authority-key.pem", title, None, now, write_file)
        server_file = folder / "server-key.pem"
        _load_or_make(server_file, "aiurdesk sandbox", authority, now, write_file)
        pem = authority.certificate.public_bytes(Encoding.PEM)
        certificate_file = folder / "authority.pem"
        if not certificate_file.is_file() or certificate_file.read_bytes() != pem:
            write_file(certificate_file, pem)
        return cls(pem.decode(), certificate_file, server_file)
