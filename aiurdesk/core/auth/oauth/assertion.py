"""JSON Web Tokens that a client signs itself, as assertions for a token server.

Written over ``cryptography``, which is here anyway: a library for them would be one more package
for the forty lines below.

Source: RFC 7523 sections 2.1 and 3; RFC 7515 section 7.1; RFC 7518 section 3; RFC 8037.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from aiurdesk.core.auth.oauth.keys import PrivateKey, private_key_of
from aiurdesk.core.auth.scheme import Moment
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked

_VALID_S = 120
"""How long an assertion is valid; it is used at once, and some servers take three minutes only."""
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_CURVES = {"256": "secp256r1", "384": "secp384r1", "512": "secp521r1"}


def assertion(credential: Credential, key: Secret, token_address: str, moment: Moment) -> str:
    """Return the assertion with which a credential asks for a token.

    Raises:
        AuthError: The key does not fit the algorithm, or the further claims are no JSON object.
    """
    issued = int(moment.at.timestamp())
    issuer = credential.value("jwt_issuer") or credential.value("client_id")
    claims = {
        "iss": issuer,
        "sub": credential.value("jwt_subject") or issuer,
        "aud": credential.value("jwt_audience") or token_address,
        "iat": issued,
        "exp": issued + _VALID_S,
        "jti": moment.random,
        **_further_claims(credential),
    }
    algorithm = credential.value("jwt_algorithm") or "RS256"
    key_id = credential.value("jwt_key_id")
    header = {"alg": algorithm, "typ": "JWT", **({"kid": key_id} if key_id else {})}
    return signed_jwt(header, claims, key, credential.name)


def _further_claims(credential: Credential) -> Mapping[str, Any]:
    try:
        claims = json.loads(credential.value("jwt_claims") or "{}")
    except (ValueError, RecursionError):
        claims = None
    if isinstance(claims, dict):
        return claims
    words = marked('The claims of {name} are no JSON object such as {{"scope": "read"}}.')
    raise AuthError(Phrase(words, {"name": credential.name}))


def signed_jwt(
    header: Mapping[str, Any],
    claims: Mapping[str, Any],
    key: Secret,
    name: str,
    shared: bytes | None = None,
) -> str:
    """Return a token in its compact form.

    Args:
        header: With the algorithm.
        claims: What it says.
        key: A private key in PEM, or the secret that both sides know.
        name: Of the credential, for a sentence.
        shared: The secret that both sides know, where it is no text.

    Raises:
        AuthError: The key does not fit the algorithm.
    """
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (header, claims))
    text = ".".join(map(_encoded, parts))
    data, algorithm = text.encode(), header["alg"]
    if algorithm.startswith("HS"):
        secret = key.reveal().encode() if shared is None else shared
        signature = hmac.digest(secret, data, f"sha{algorithm[2:]}")
    else:
        signature = _signature(algorithm, data, key, name)
    return f"{text}.{_encoded(signature)}"


def _signature(algorithm: str, data: bytes, key: Secret, name: str) -> bytes:
    made = _by_private_key(algorithm[:2], algorithm[2:], data, private_key_of(key, name))
    if made is None:
        words = marked("The private key of {name} is not one for {algorithm}.")
        raise AuthError(Phrase(words, {"name": name, "algorithm": algorithm}))
    return made


def _by_private_key(kind: str, bits: str, data: bytes, key: PrivateKey) -> bytes | None:
    """Return a signature; None where the key is of another kind."""
    if kind == "Ed":
        return key.sign(data) if isinstance(key, Ed25519PrivateKey | Ed448PrivateKey) else None
    by = _HASHES[bits]
    if kind == "RS" and isinstance(key, RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), by)
    if kind == "PS" and isinstance(key, RSAPrivateKey):
        return key.sign(data, padding.PSS(padding.MGF1(by), by.digest_size), by)
    if kind == "ES" and isinstance(key, ec.EllipticCurvePrivateKey):
        if key.curve.name != _CURVES[bits]:
            return None
        size = (key.curve.key_size + 7) // 8
        numbers = decode_dss_signature(key.sign(data, ec.ECDSA(by)))
        return b"".join(number.to_bytes(size, "big") for number in numbers)
    return None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
