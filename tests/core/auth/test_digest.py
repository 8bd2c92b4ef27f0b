from datetime import UTC, datetime

import pytest

from aiurdesk.core.auth.digest import DigestScheme
from aiurdesk.core.auth.scheme import Grant, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.challenges import auth_parameters_of

SCHEME = DigestScheme()
RFC_2617 = (
    'Digest realm="testrealm@host.com", qop="auth,auth-int", '
    'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CNONCE_7616 = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
USERHASH = (
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
    'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
    'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
)


def refused(*asked, status=401, **headers):
    challenges = tuple(Header("WWW-Authenticate", text) for text in asked)
    others = tuple(Header(name.replace("_", "-"), value) for name, value in headers.items())
    return Response(
        status, "HTTP/1.1", (*challenges, *others), ResponseBody(b"no", None, 2), "http://h/"
    )


def signed(asked, user="Ada", password="pw", url="http://h/dir/index.html", **signing):
    """Return what the header says, by names."""
    return auth_parameters_of(header(asked, user, password, url, **signing).partition(" ")[2])


def header(asked, user="Ada", password="pw", url="http://h/dir/index.html", **signing):
    challenge = None if asked is None else refused(asked)
    given = {"random": "0a4f113b", "at": datetime(2026, 1, 1, tzinfo=UTC), **signing}
    request = PreparedRequest(given.pop("method", "GET"), url)
    credential = Credential("c1", "Lab", "digest", (), (("user", user),))
    signature = SCHEME.signature(
        credential,
        Grant(secrets=(Secret(password),)),
        Signing(request, challenge=challenge, **given),
    )
    if signature is None:
        return None
    ((name, value),) = [(header.name, header.value) for header in signature.headers]
    assert name == "Authorization"
    assert Secret(value) in signature.secrets
    return value


@pytest.mark.parametrize(
    ("asked", "password", "cnonce", "response"),
    [
        (RFC_2617, "Circle Of Life", "0a4f113b", "6629fae49393a05397450978507c4ef1"),
        (
            RFC_7616.format("MD5"), "Circle of Life", CNONCE_7616,
            "8ca523f5e9506fed4657c9700eebdbec",
        ),
        (
            RFC_7616.format("SHA-256"), "Circle of Life", CNONCE_7616,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ],
)  # fmt: skip
def test_the_examples_of_the_rfcs_are_met(asked, password, cnonce, response):
    answer = signed(asked, "Mufasa", password, random=cnonce)
    assert answer["response"] == response
    assert (answer["username"], answer["uri"], answer["nc"]) == (
        "Mufasa",
        "/dir/index.html",
        "00000001",
    )
    assert answer["opaque"] == auth_parameters_of(asked.partition(" ")[2])["opaque"]


def test_the_name_may_be_a_hash_too():
    # RFC 7616 section 3.9.2 with the values of its erratum 4897.
    answer = signed(
        USERHASH, "Jäsøn Doe", "Secret, or not?", "http://h/doe.json",
        random="NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
    )  # fmt: skip
    assert answer["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert answer["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert answer["userhash"] == "true"


def test_a_name_beyond_ascii_is_encoded_where_the_server_reads_that():
    asked = 'Digest realm="r", nonce="n", qop="auth"'
    assert "username*=UTF-8''J%C3%A4s%C3%B8n" in header(f"{asked}, charset=UTF-8", "Jäsøn")
    assert 'username="Jäsøn"' in header(asked, "Jäsøn")
    assert r'username="a\"b\\c"' in header(asked, 'a"b\\c')


def test_a_server_without_qop_gets_the_hash_of_rfc_2069():
    answer = signed('Digest realm="r", nonce="n"', "u", "p", "http://h/x?a=1")
    assert "qop" not in answer
    assert "cnonce" not in answer
    # By md5sum: md5(md5("u:r:p"):n:md5("GET:/x?a=1")).
    assert answer["response"] == "26c2cbe5fd83d5378bf5f49f0108645f"
    assert answer["uri"] == "/x?a=1"


def test_the_body_is_hashed_only_for_a_server_that_insists():
    request = PreparedRequest("POST", "http://h/")
    only = 'Digest realm="r", nonce="n", qop="auth-int", algorithm=SHA-256'
    assert SCHEME.body_hash(request, refused(only)) == "sha256"
    assert SCHEME.body_hash(request, refused(only.replace("auth-int", "auth-int,auth"))) == ""
    assert SCHEME.body_hash(request, None) == ""
    one, other = (signed(only, body_hash=text)["response"] for text in ("aa", "bb"))
    assert one != other


def test_nothing_is_sent_before_the_server_asks():
    assert header(None) is None


@pytest.mark.parametrize(
    "asked",
    [
        'Digest realm="r", nonce="n", algorithm=ROT13',
        'Digest realm="r", qop="auth"',
        'Digest realm="r", nonce="n", qop="token"',
        'Basic realm="r"',
        "Negotiate",
        "",
    ],
)
def test_what_cannot_be_answered_is_left(asked):
    assert SCHEME.challenge(refused(asked), None) is None
    assert header(asked) is None


def test_the_first_challenge_that_can_be_answered_counts():
    asked = (
        'Digest realm="r", nonce="a", algorithm=ROT13, '
        'Digest realm="r", nonce="b", algorithm=SHA-256, Digest realm="r", nonce="c"'
    )
    assert signed(asked)["nonce"] == "b"
    assert signed(asked)["algorithm"] == "SHA-256"


def challenge(response, before=None):
    kept = SCHEME.challenge(response, before)
    assert kept is not None
    return kept


def test_a_challenge_is_kept_without_its_body_until_another_one_comes():
    first, second = (refused(f'Digest realm="r", nonce="{n}"') for n in "ab")
    kept = challenge(first)
    assert kept.headers == first.headers
    assert kept.body == ResponseBody()
    assert SCHEME.challenge(first, kept) is kept
    assert SCHEME.challenge(refused(status=200), kept) is kept
    assert challenge(second, kept).headers == second.headers
    stale = refused('Digest realm="r", nonce="a", stale=true')
    assert challenge(stale, kept).headers == stale.headers
    assert SCHEME.challenge(refused("Basic"), kept) is None


def test_the_next_nonce_of_a_response_is_used():
    kept = challenge(refused(RFC_7616.format("SHA-256")))
    info = 'nextnonce="further", qop=auth, rspauth="aa"'
    after = challenge(refused(status=200, Authentication_Info=info), kept)
    answer = signed(after.headers[0].value)
    assert (answer["nonce"], answer["algorithm"]) == ("further", "SHA-256")
    assert answer["realm"] == "http-auth@example.org"
    assert SCHEME.challenge(refused(status=200, Authentication_Info=info), None) is None


def test_the_password_is_a_secret_and_what_is_shown_are_dots():
    grant = SCHEME.grant(Credential("c1", "Lab", "digest"), {"password": Secret("pw")})
    assert (grant.headers, grant.secrets) == ((), (Secret("pw"),))
