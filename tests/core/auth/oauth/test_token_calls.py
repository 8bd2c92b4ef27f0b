"""Calls to a token server, and its responses."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.auth.oauth.token_calls import (
    TokenRefused,
    client_call,
    client_of,
    code_call,
    device_call,
    poll_call,
    read_device,
    read_grant,
    refresh_call,
)
from aiurdesk.core.auth.scheme import Return
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import user_and_password
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import printable
from tests.core.auth.answers import answer, no_answer, texts

TOKEN = "https://id.example/token"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "a b:%é"


def client(**values):
    by_name = {"client_id": "c:1", "client_auth": "body", **values}
    credential = Credential("c", "Shop", "oauth2", (), tuple(by_name.items()))
    return client_of(credential, {"client_secret": Secret(SECRET)})


def issued(**members):
    response = answer({"access_token": "T", "token_type": "bearer", **members})
    return replace(response, called_at=NOW)


@pytest.mark.parametrize("auth", ["basic", "encoded"])
def test_a_secret_in_the_header_is_encoded_if_the_person_says_so(auth):
    call = client_call(TOKEN, client(client_auth=auth))
    both = user_and_password(texts(call.headers)["Authorization"])
    write = quote_plus if auth == "encoded" else str
    # A colon in the id would end it, which is what the encoding is for.
    expected = f"{write('c:1')}:{write(SECRET)}".partition(":")[::2]
    assert both is not None
    assert (both.user, both.password.reveal()) == expected
    assert Secret(SECRET) in call.secrets
    assert "client_id" not in dict(call.plain_values)


def test_a_secret_in_the_body_and_a_public_client():
    call = client_call(TOKEN, client())
    assert texts(call.values) == {"client_secret": SECRET}
    assert dict(call.plain_values)["client_id"] == "c:1"
    public = client_call(TOKEN, client(client_auth="none"))
    assert (public.values, public.headers) == ((), ())
    assert dict(public.plain_values)["client_id"] == "c:1"


def test_what_each_grant_asks_for():
    mine = client(client_auth="none", scopes=" read   write ", audience="x", parameters="a=1&a=2")
    further = (("audience", "x"), ("a", "1"), ("a", "2"))
    who = ("client_id", "c:1")
    assert set(client_call(TOKEN, mine).plain_values) == {
        ("grant_type", "client_credentials"),
        ("scope", "read write"),
        *further,
        who,
    }
    back = Return({"code": "4711"}, "http://127.0.0.1:5/cb", Secret("v"))
    code = code_call(TOKEN, mine, back)
    assert texts(code.values) == {"code": "4711", "code_verifier": "v"}
    assert ("redirect_uri", "http://127.0.0.1:5/cb") in code.plain_values
    assert texts(refresh_call(TOKEN, mine, Secret("r")).values) == {"refresh_token": "r"}
    assert texts(poll_call(TOKEN, mine, Secret("d")).values) == {"device_code": "d"}
    assert device_call("https://id.example/d", mine).plain_values == (
        ("scope", "read write"),
        *further,
        who,
    )


@pytest.mark.parametrize(
    ("expires_in", "life_s"),
    [
        (3600, 3600),
        ("60", 60),
        (-5, 0),
        (1e300, 315_360_000),
        (None, None),
        (True, None),
        ([], None),
    ],
)
def test_a_token_lives_from_the_call_on(expires_in, life_s):
    grant = read_grant(issued(expires_in=expires_in, refresh_token="R"))
    assert texts(grant.headers) == {"Authorization": "Bearer T"}
    assert texts(grant.to_keep) == {"refresh_token": "R"}
    assert set(grant.secrets) == {Secret("T"), Secret("R")}
    assert grant.expires_at == (None if life_s is None else NOW + timedelta(seconds=life_s))


@pytest.mark.parametrize("kind", ["Bearer", "bot", "", None, 5])
def test_a_bearer_token_may_have_any_name(kind):
    grant = read_grant(issued(token_type=kind))
    assert texts(grant.headers) == {"Authorization": "Bearer T"}


def test_a_form_is_read_where_the_server_says_that_it_is_one():
    response = answer(b"access_token=T&scope=a")
    kind = (Header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),)
    form = replace(response, outcome=replace(response.outcome, headers=kind))
    assert texts(read_grant(form).headers) == {"Authorization": "Bearer T"}
    with pytest.raises(AuthError, match="is not a token: HTTP 200, no content type"):
        read_grant(response)


def test_a_refusal_has_its_code_and_a_remedy():
    with pytest.raises(TokenRefused, match=r"invalid_scope \(No\)\. Check the scopes") as refused:
        read_grant(answer({"error": "invalid_scope", "error_description": "No."}))
    assert refused.value.error == "invalid_scope"
    with pytest.raises(AuthError, match="No such host"):
        read_grant(no_answer())


def test_codes_for_another_device_are_read_within_limits():
    members = {"device_code": "d", "user_code": "AB\x1b" * 99, "verification_url": "id.example/d"}
    device = read_device(answer({**members, "expires_in": 1e9, "interval": 1e9}))
    assert device.code == Secret("d")
    assert device.prompt.address == "https://id.example/d"
    assert len(device.prompt.code) == 65
    assert device.prompt.code.isprintable()
    assert (device.prompt.expires_in_s, device.interval_s) == (1800, 60)
    assert read_device(answer(members)).interval_s == 5


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"error": "invalid_client"}, "invalid_client"),
        ({"device_code": "d"}, "is not a token"),
        ({"access_token": "T"}, "no code to enter"),
        (
            {"device_code": "d", "user_code": "u", "verification_uri": "javascript:alert(1)"},
            "is not a token",
        ),
    ],
)
def test_what_is_not_a_code_is_told(members, words):
    with pytest.raises(AuthError, match=words):
        read_device(answer(members))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
_NAMES = st.sampled_from(
    ["access_token", "token_type", "expires_in", "refresh_token", "scope", "error", "device_code"]
    + ["user_code", "verification_uri", "interval", "error_description"]
)


@given(members=st.dictionaries(_NAMES, _JSON), is_device=st.booleans())
def test_all_that_a_server_answers_is_read_or_told(members, is_device):
    response = replace(answer(members), called_at=NOW)
    told = ""
    try:
        (read_device if is_device else read_grant)(response)
    except AuthError as error:
        told = str(error)
    # No control characters, on one line.
    assert (printable(told), told.splitlines()) == (told, [told] if told else [])


@given(body=st.binary(max_size=200))
def test_any_bytes_are_told(body):
    with pytest.raises(AuthError):
        read_grant(answer(body))
