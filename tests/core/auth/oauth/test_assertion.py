"""Signed assertions: published vectors, and what another library says of them."""

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from aiurdesk.core.auth.oauth.assertion import assertion, signed_jwt
from aiurdesk.core.auth.oauth2 import JWT_ALGORITHMS, OAuth2Scheme
from aiurdesk.core.auth.scheme import Moment
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError

MOMENT = Moment(datetime(2026, 1, 1, tzinfo=UTC), "0" * 32)
SHARED = "a secret of both sides that is long enough for every hash, and then some more"


def pem_of(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


RSA = pem_of(rsa.generate_private_key(65537, 2048))
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
ELLIPTIC = {name: pem_of(ec.generate_private_key(curve)) for name, curve in CURVES.items()}
ED = pem_of(ed25519.Ed25519PrivateKey.generate())


def key_for(algorithm):
    """Return what signs, and how the other library reads it."""
    if algorithm.startswith("HS"):
        return SHARED, OctKey.import_key(SHARED)
    if algorithm.startswith("ES"):
        return ELLIPTIC[algorithm], ECKey.import_key(ELLIPTIC[algorithm])
    if algorithm == "EdDSA":
        return ED, OKPKey.import_key(ED)
    return RSA, RSAKey.import_key(RSA)


def test_the_token_that_jwt_io_shows_is_met():
    claims = {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}
    made = signed_jwt({"alg": "HS256", "typ": "JWT"}, claims, Secret("your-256-bit-secret"), "x")
    assert made.rpartition(".")[2] == "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", JWT_ALGORITHMS)
def test_another_library_accepts_what_is_signed(algorithm):
    text, key = key_for(algorithm)
    made = signed_jwt({"alg": algorithm}, {"iss": "é"}, Secret(text), "x")
    assert jwt.decode(made, key, algorithms=[algorithm]).claims == {"iss": "é"}


def claims_of(*values):
    credential = Credential("c", "Mine", "oauth2", (), (("jwt_algorithm", "HS256"), *values))
    made = assertion(credential, Secret(SHARED), "https://id.example/token", MOMENT)
    header, claims, _ = made.split(".")
    return tuple(
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for part in (header, claims)
    )


def test_the_claims_have_usual_values_until_they_are_entered():
    header, claims = claims_of(("client_id", "shop"))
    assert header == {"alg": "HS256", "typ": "JWT"}
    at = int(MOMENT.at.timestamp())
    assert claims == {
        "iss": "shop",
        "sub": "shop",
        "aud": "https://id.example/token",
        "iat": at,
        "exp": at + 120,
        "jti": "0" * 32,
    }
    header, claims = claims_of(
        ("client_id", "shop"),
        ("jwt_key_id", "k1"),
        ("jwt_issuer", "robot"),
        ("jwt_subject", "ann"),
        ("jwt_audience", "https://id.example"),
        ("jwt_claims", '{"scope": "read", "aud": ["a", "b"]}'),
    )
    assert header["kid"] == "k1"
    given = {name: claims[name] for name in ("iss", "sub", "scope", "aud")}
    assert given == {"iss": "robot", "sub": "ann", "scope": "read", "aud": ["a", "b"]}


@pytest.mark.parametrize("claims", ["[]", "{", "1", "[" * 100_000])
def test_claims_that_are_no_object_are_told(claims):
    with pytest.raises(AuthError, match="The claims of Mine are no JSON object"):
        claims_of(("jwt_claims", claims))


@pytest.mark.parametrize(
    ("algorithm", "text"),
    [
        ("RS256", ED),
        ("PS256", ELLIPTIC["ES256"]),
        ("ES256", ELLIPTIC["ES384"]),
        ("ES256", RSA),
        ("EdDSA", RSA),
    ],
)
def test_a_key_of_another_kind_is_told_without_showing_it(algorithm, text):
    with pytest.raises(AuthError, match=f"of Mine is not one for {algorithm}") as raised:
        signed_jwt({"alg": algorithm}, {}, Secret(text), "Mine")
    assert text not in str(raised.value)


def test_a_jwt_needs_no_client_secret():
    fields = OAuth2Scheme().fields_for({"grant": "jwt"})
    names = {field.name for field in fields}
    assert {"jwt_algorithm", "jwt_key", "jwt_claims", "client_id", "scopes"} < names
    assert not names & {"client_auth", "client_secret", "given_token", "redirect_address"}
    usual = {field.name for field in OAuth2Scheme().fields_for({})}
    assert not any(name.startswith("jwt_") for name in usual)
