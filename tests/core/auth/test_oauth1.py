"""Signatures of OAuth 1.0a as their documents publish them."""

from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from aiurdesk.core.auth.oauth.oauth1 import base_string
from aiurdesk.core.auth.oauth1 import OAuth1Scheme
from aiurdesk.core.auth.scheme import Grant, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.verdict.challenges import auth_parameters_of

SCHEME = OAuth1Scheme()
FORM = (Header("Content-Type", "application/x-www-form-urlencoded"),)


def signed(request, at, nonce, secrets, **values):
    credential = Credential("c", "Mine", "oauth1", (), tuple(values.items()))
    given = {name: Secret(text) for name, text in secrets.items()}
    signing = Signing(request, datetime.fromtimestamp(at, UTC), nonce)
    made = SCHEME.signature(credential, SCHEME.grant(credential, given), signing)
    (header,) = made.headers
    assert header.name == "Authorization"
    assert Secret(header.value) in made.secrets
    word, _, rest = header.value.partition(" ")
    assert word == "OAuth"
    return auth_parameters_of(rest)


def test_the_example_of_oauth_core_is_met():
    """Source: OAuth Core 1.0a, appendix A.5."""
    request = PreparedRequest(
        "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original"
    )
    said = signed(
        request,
        1191242096,
        "kllo9940pd9333jh",
        {"consumer_secret": "kd94hf93k423kf44", "token_secret": "pfkkdhi9sl3r4s00"},
        consumer_key="dpf43f3p2l4k3l03",
        token="nnch734d00sl2jdk",
        realm="http://photos.example.net/",
    )
    assert said == {
        "realm": "http://photos.example.net/",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_signature": "tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D",
        "oauth_timestamp": "1191242096",
        "oauth_nonce": "kllo9940pd9333jh",
        "oauth_version": "1.0",
    }


def test_a_form_is_signed_with_its_query():
    """Source: docs.x.com, "Creating a signature" (2026-10)."""
    request = PreparedRequest(
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
        FORM,
        (b"status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21",),
    )
    said = signed(
        request,
        1318622958,
        "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        {
            "consumer_secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
            "token_secret": "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
        },
        consumer_key="xvz1evFS4wEEPTGEFPHBog",
        token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    )
    assert said["oauth_signature"] == "hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"


def test_the_base_string_of_the_rfc_is_met():
    """Source: RFC 5849 section 3.4.1.1."""
    request = PreparedRequest(
        "POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", FORM,
        (b"c2&a3=2+q",),
    )  # fmt: skip
    own = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
    ]
    assert base_string(request, own) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D"
        "%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3"
        "e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkk"
        "k9d7dh3k39sjv7"
    )


def pem_of(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.mark.parametrize("written", [str, lambda pem: pem.replace("\n", "\\n"), str.split])
def test_a_private_key_signs_however_its_lines_are_written(written):
    key = rsa.generate_private_key(65537, 2048)
    pem = written(pem_of(key))
    text = pem if isinstance(pem, str) else " ".join(pem)
    request = PreparedRequest("GET", "https://h.example/a")
    said = signed(
        request,
        1191242096,
        "n",
        {"private_key": text},
        signature_method="RSA-SHA256",
        consumer_key="k",
    )
    own = [(name, value) for name, value in said.items() if name != "oauth_signature"]
    key.public_key().verify(
        b64decode(unquote(said["oauth_signature"])),
        base_string(request, own).encode(),
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    assert said["oauth_signature_method"] == "RSA-SHA256"


def test_plaintext_sends_the_secrets():
    said = signed(
        PreparedRequest("GET", "https://h.example/a"),
        1,
        "n",
        {"consumer_secret": "a&b", "token_secret": "c"},
        signature_method="PLAINTEXT",
        consumer_key="k",
    )
    assert said["oauth_signature"] == "a%2526b%26c"
    assert "oauth_token" not in said


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("nothing", "cannot be read"),
        ("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----", "cannot be read"),
        (pem_of(ec.generate_private_key(ec.SECP256R1())), "is no RSA key"),
        (
            rsa.generate_private_key(65537, 2048)
            .private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"pw"),
            )
            .decode(),
            "has a password",
        ),
    ],
)
def test_a_key_that_cannot_sign_is_told_without_showing_it(key, words):
    credential = Credential("c", "Mine", "oauth1", (), (("signature_method", "RSA-SHA1"),))
    signing = Signing(PreparedRequest("GET", "https://h/"), datetime.fromtimestamp(1, UTC), "n")
    with pytest.raises(AuthError, match=words) as raised:
        SCHEME.signature(credential, Grant(secrets=(Secret(key), Secret(""))), signing)
    assert "Mine" in str(raised.value)
    assert key not in str(raised.value)


def test_only_what_a_signature_needs_is_asked_for():
    names = [field.name for field in SCHEME.fields_for({"signature_method": "RSA-SHA1"})]
    assert names == ["signature_method", "consumer_key", "private_key", "token", "realm"]
    names = [field.name for field in SCHEME.fields_for({})]
    assert "private_key" not in names
    assert {"consumer_secret", "token_secret"} < {*names}
