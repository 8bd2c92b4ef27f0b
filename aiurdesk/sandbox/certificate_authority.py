"""The sandbox's own certificate authority. Its files stay on disk between runs."""

import re
from collections.abc import Callable, Iterable, Sequence
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

_NAMES = ("localhost", "127.0.0.1", "::1")
_ALLOWED = ("localhost", "127.0.0.0/8", "::1/128")
_LONGEST_TITLE = 64
_DNS_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?")
_AUTHORITY_LIFETIME = timedelta(days=3650)
_LEAF_LIFETIME = timedelta(days=397)
_RENEWED_BEFORE = timedelta(days=30)
_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def can_be_named(host: str) -> bool:
    """Tell whether a certificate can name a host: an address, or a name without other letters."""
    try:
        ip_address(host)
    except ValueError:
        return _DNS_NAME.fullmatch(host) is not None
    return True


def _names(hosts: Iterable[str]) -> list[x509.GeneralName]:
    """Return hosts as certificates name them: by address, by network or by name."""
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            given = ip_network(host) if "/" in host else ip_address(host)
            names.append(x509.IPAddress(given))
        except ValueError:
            names.append(x509.DNSName(host))
    return names


def _network(host: str) -> str:
    """Return the network of one address, which name constraints need; a name as it is."""
    try:
        return str(ip_network(host))
    except ValueError:
        return host


def _certificate(title: str, issuer: _Pair | None, now: datetime, hosts: Sequence[str]) -> _Pair:
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
        allowed = x509.NameConstraints(_names((*_ALLOWED, *map(_network, hosts))), None)
        builder = builder.add_extension(allowed, critical=True)
    else:
        names = x509.SubjectAlternativeName(_names((*_NAMES, *hosts)))
        builder = builder.add_extension(names, critical=False)
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
    path: Path,
    title: str,
    issuer: _Pair | None,
    now: datetime,
    write_file: WriteFile,
    hosts: Sequence[str],
) -> _Pair:
    pair = _load(path, issuer, now)
    if pair is None:
        pair = _certificate(title, issuer, now, hosts)
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
        cls, folder: Path, now: datetime, write_file: WriteFile, host: str = ""
    ) -> "CertificateAuthority":
        """Return the authority of a folder. Create the files that are missing, damaged or old.

        The server certificate is for localhost, 127.0.0.1 and ::1. Name constraints limit the
        authority to the same hosts. Only the owner can read the keys.

        Args:
            folder: Its files; a further host has a folder of its own.
            now: The time.
            write_file: Writes them.
            host: A name or address that the certificate is for, too; ``can_be_named`` tells which.

        Raises:
            OSError: The folder cannot be created. ``write_file`` may raise further exceptions.
        """
        hosts = (host,) if host else ()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Earlier versions let other users look into it.
        folder.chmod(0o700)
        title = f"aiurdesk authority for {host}" if host else "aiurdesk sandbox authority"
        title = title[:_LONGEST_TITLE]
        authority = _load_or_make(folder / "authority-key.pem", title, None, now, write_file, hosts)
        server_file = folder / "server-key.pem"
        _load_or_make(server_file, "aiurdesk sandbox", authority, now, write_file, hosts)
        pem = authority.certificate.public_bytes(Encoding.PEM)
        certificate_file = folder / "authority.pem"
        if not certificate_file.is_file() or certificate_file.read_bytes() != pem:
            write_file(certificate_file, pem)
        return cls(pem.decode(), certificate_file, server_file)
