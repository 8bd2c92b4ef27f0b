"""Reads the files that hold certificates of authorities, or a client certificate with its key."""

import re
import secrets
from typing import TypeAlias

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import ChainLink
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.transport.certificate_chain import link_of
from aiurdesk.transport.tls import ClientCertificate

_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)
_PEM = b"-----BEGIN "
_DER = serialization.Encoding.DER
_PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo
MOST_CERTIFICATES = 500
"""In one file; the authorities of all systems are some 150."""
_BITS = 256
_PrivateKey: TypeAlias = (
    RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey | Ed448PrivateKey
)
"""Source: RFC 8446 section 4.2.3."""


class CertificateFile(msgspec.Struct, frozen=True):
    """Content of a file with certificates."""

    links: tuple[ChainLink, ...]
    """The certificates; the one of the key first."""
    client: ClientCertificate | None = None
    """With a key that is encrypted with another passphrase, a random one; None without a key."""

    @property
    def pem(self) -> str:
        """The certificates, without a key."""
        return "".join(link.pem for link in self.links)


def read_certificate_file(content: bytes, passphrase: Secret) -> CertificateFile | Problem:
    """Read the content of a file. Blocks, for as long as a PKCS#12 file wants.

    Args:
        content: PEM, DER or PKCS#12.
        passphrase: Of the key; empty for none.

    Returns:
        A problem where it holds no certificate, the passphrase is wrong, or they do not match. Its
        text is the end of a sentence about the file, and what to do.
    """
    try:
        return _read(content, passphrase)
    except ProblemError as error:
        return error.problem
    # What cryptography raises for single members that it looks at only when they are used.
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        return Problem(
            tr("contains a certificate that is damaged or of an unknown kind. Choose another file.")
        )


def _read(content: bytes, passphrase: Secret) -> CertificateFile:
    key, certificates = _key_and_certificates(content, passphrase)
    if not certificates:
        raise ProblemError(tr("contains no certificate. Choose another file."))
    if len(certificates) > MOST_CERTIFICATES:
        raise ProblemError(
            tr("contains more than {most_certificates} certificates.").format(
                most_certificates=MOST_CERTIFICATES
            )
        )
    if key is None:
        return CertificateFile(tuple(map(link_of, certificates)))
    if not isinstance(key, _PrivateKey):
        raise ProblemError(tr("has a key of a kind that TLS does not use. Choose another file."))
    public = key.public_key().public_bytes(_DER, _PUBLIC)
    own = [one for one in certificates if one.public_key().public_bytes(_DER, _PUBLIC) == public]
    if not own:
        raise ProblemError(tr("contains a key, and no certificate for it. Choose another file."))
    ordered = (own[0], *(one for one in certificates if one is not own[0]))
    # Not the passphrase of the file, which a person may use elsewhere.
    fresh = Secret(secrets.token_urlsafe(_BITS // 8))
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(fresh.reveal().encode()),
    ).decode("ascii")
    links = tuple(map(link_of, ordered))
    pem = "".join(link.pem for link in links)
    return CertificateFile(links, ClientCertificate(pem + encrypted, fresh))


def _key_and_certificates(
    content: bytes, passphrase: Secret
) -> tuple[object, list[x509.Certificate]]:
    """Return the key of a file, if there is one, and its certificates."""
    try:
        if _PEM in content:
            return _pem_key(content, passphrase), _pem_certificates(content)
        try:
            return None, [x509.load_der_x509_certificate(content)]
        except ValueError:
            return _pkcs12(content, passphrase)
    except UnsupportedAlgorithm:
        raise ProblemError(
            tr("is encrypted in a way that this program cannot read. Export it again with AES.")
        ) from None


def _pem_certificates(content: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        raise ProblemError(
            tr("contains no certificate in PEM format. Choose another file.")
        ) from None


def _pem_key(content: bytes, passphrase: Secret) -> object:
    block = _KEY.search(content)
    if block is None:
        return None
    password = passphrase.reveal().encode() or None
    try:
        return _loaded_key(block[0], password)
    except TypeError:
        raise ProblemError(tr("has an encrypted key. Enter its passphrase.")) from None
    except ValueError:
        raise _wrong_passphrase(passphrase) from None


def _loaded_key(block: bytes, password: bytes | None) -> object:
    try:
        return _checked_by_tls(block, password)
    except TypeError:
        if password is None:
            raise
        # It is not encrypted, so the passphrase is for nothing.
        return _checked_by_tls(block, None)


def _checked_by_tls(block: bytes, password: bytes | None) -> object:
    # Whether the numbers of a key are prime takes 15 s for 8,192 bits, and minutes for 16,384. A
    # key that is not valid fails at the first handshake.
    return serialization.load_pem_private_key(block, password, unsafe_skip_rsa_key_validation=True)


def _pkcs12(content: bytes, passphrase: Secret) -> tuple[object, list[x509.Certificate]]:
    password = passphrase.reveal().encode()
    try:
        loaded = pkcs12.load_pkcs12(content, password or None)
    except ValueError:
        if not content.startswith(b"\x30"):
            raise ProblemError(
                tr("contains no certificate in PEM, DER or PKCS#12 format. Choose another file.")
            ) from None
        raise _wrong_passphrase(passphrase) from None
    first = [] if loaded.cert is None else [loaded.cert.certificate]
    return loaded.key, [*first, *(one.certificate for one in loaded.additional_certs)]


def _wrong_passphrase(passphrase: Secret) -> ProblemError:
    if passphrase.reveal():
        return ProblemError(
            tr("could not be decrypted: the passphrase is wrong, or it is damaged.")
        )
    return ProblemError(tr("could not be read: it needs a passphrase, or it is damaged."))
