from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from aiurdesk.core.auth.jwt import JwtScheme
from aiurdesk.core.auth.scheme import Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import PreparedRequest

SCHEME = JwtScheme()
KEY = "a secret of both sides that is long enough"
AT = 1_767_225_600


def token(key=KEY, **values):
    credential = Credential("c", "Mine", "jwt", (), tuple(values.items()))
    signing = Signing(PreparedRequest("GET", "https://h/"), datetime.fromtimestamp(AT, UTC), "n")
    grant = SCHEME.grant(credential, {"key": Secret(key)})
    made = SCHEME.signature(credential, grant, signing)
    (header,) = made.headers
    word, _, text = header.value.partition(" ")
    assert (header.name, word) == ("Authorization", "Bearer")
    assert {Secret(text), Secret(header.value)} == {*made.secrets}
    return text


def test_the_token_that_jwt_io_shows_is_met():
    claims = '{"sub": "1234567890", "name": "John Doe", "iat": 1516239022}'
    made = token("your-256-bit-secret", claims=claims)
    assert made.rpartition(".")[2] == "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"


def test_a_token_is_valid_from_now_on():
    made = token(claims='{"sub": "ann", "exp": 1}', valid_s="60", header='{"kid": "a", "alg": "x"}')
    read = jwt.decode(made, OctKey.import_key(KEY), algorithms=["HS256"])
    assert read.claims == {"sub": "ann", "iat": AT, "exp": AT + 60}
    assert read.header == {"alg": "HS256", "typ": "JWT", "kid": "a"}


@pytest.mark.parametrize("written", ["AAEC/f7/" * 6, "AAEC_f7_" * 6, "AAEC /f7/\n" * 6])
def test_a_secret_in_base64_is_bytes(written):
    made = token(written, claims="{}", key_encoding="base64")
    key = OctKey.import_key(bytes([0, 1, 2, 253, 254, 255]) * 6)
    assert jwt.decode(made, key, algorithms=["HS256"]).claims == {}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"claims": "[1]"}, "claims of Mine is no JSON object"),
        ({"claims": "{}", "header": "{"}, "header of Mine is no JSON object"),
        ({"claims": "{}", "key_encoding": "base64"}, "The secret of Mine is no Base64"),
        ({"claims": "{}", "algorithm": "RS256"}, "The private key of Mine cannot be read"),
    ],
)
def test_what_cannot_be_signed_is_told(values, words):
    with pytest.raises(AuthError, match=words) as raised:
        token("no base64 é!", **values)
    assert "no base64" not in str(raised.value)
