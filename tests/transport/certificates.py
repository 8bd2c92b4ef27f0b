"""Certificates that tests make: chains, expired ones, and client certificates in files."""

import ssl
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.transport.certificate_file import read_certificate_file
from aiurdesk.transport.tls import ClientCertificate
from tests.promised import promised

_PEM = serialization.Encoding.PEM


class Issued(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(_PEM)


def a_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def a_chain(
    count: int,
    *hosts: str,
    days: int = 12,
    is_last_authority: bool = True,
    life: Mapping[int, tuple[int, int]] | None = None,
) -> list[Issued]:
    """Return certificates, the server's own first, each signed by the next one.

    Args:
        life: Between which days, counted from today, some of them are valid.
    """
    now = datetime.now(UTC)
    issued: list[Issued] = []
    for number in reversed(range(count)):
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = issued[-1] if issued else None
        first, last = (life or {}).get(number, (-100, days))
        builder = (
            x509.CertificateBuilder()
            .subject_name(a_name(f"Link {number}"))
            .issuer_name(issuer.certificate.subject if issuer else a_name(f"Link {number}"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=first))
            .not_valid_after(now + timedelta(days=last, hours=1))
        )
        is_authority = number > 0 or (count == 1 and is_last_authority and not hosts)
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        if number == 0:
            names = [x509.DNSName(host) for host in hosts or ("localhost",)]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        signed = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        issued.append(Issued(signed, key))
    issued.reverse()
    return issued


def for_clients(issued: Issued, issuer: Issued) -> Issued:
    """Return a certificate as its issuer would have signed it for clients only."""
    before = issued.certificate
    builder = x509.CertificateBuilder(
        issuer.certificate.subject,
        before.subject,
        issued.key.public_key(),
        x509.random_serial_number(),
        before.not_valid_before_utc,
        before.not_valid_after_utc,
        list(before.extensions),
    ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=True)
    return Issued(builder.sign(issuer.key, hashes.SHA256()), issued.key)


def server_context(
    chain: list[Issued], protocols: tuple[str, ...] = ("http/1.1",)
) -> ssl.SSLContext:
    """Return the server's side of TLS that sends a chain."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(list(protocols))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        key = chain[0].key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(key + b"".join(one.pem for one in chain))
        context.load_cert_chain(path)
    return context


def asking_for(context: ssl.SSLContext, authority: trustme.CA) -> ssl.SSLContext:
    """Let a server accept those only that show a certificate of an authority."""
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    return context


def client_pem(authority: trustme.CA, passphrase: str = "") -> bytes:
    """Return a client certificate with its key in PEM."""
    issued = authority.issue_cert("me@client.example", common_name="A client")
    chain = b"".join(one.bytes() for one in issued.cert_chain_pems)
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    return chain + key.private_bytes(
        _PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption(),
    )


def client_pkcs12(authority: trustme.CA, passphrase: str, others: int = 0) -> bytes:
    """Return a client certificate in PKCS#12, with some more certificates."""
    issued = authority.issue_cert("me@client.example", common_name="A client")
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    certificate = x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    more = [one.certificate for one in a_chain(others)] if others else None
    encryption = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(b"mine", key, certificate, more, encryption)


def a_client(authority: trustme.CA) -> ClientCertificate:
    """Return a client certificate as it is kept."""
    client = promised(read_certificate_file(client_pem(authority), Secret(""))).client
    assert client is not None
    return client
