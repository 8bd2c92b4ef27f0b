"""Valid and invalid access tokens."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.tokens import LIFETIME, TokenIssuer

NOW = datetime(2020, 9, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def issuer() -> TokenIssuer:
    """Return an issuer with a fixed time."""
    return TokenIssuer(lambda: NOW)


def test_a_token_is_valid_for_its_app_for_20_minutes(issuer):
    token = issuer.issue("a")
    assert issuer.app_id(token.text) == "a"
    assert token.expires_at == NOW + timedelta(minutes=20) == NOW + LIFETIME


def test_a_token_has_the_members_that_were_signed(issuer):
    token = issuer.sign({"siteName": "a"}, timedelta(seconds=10))
    assert token.expires_at == NOW + timedelta(seconds=10)
    members = issuer.verified(token.text)
    assert members == {"siteName": "a", "expires": members["expires"]}


def test_a_malformed_or_forged_token_is_rejected(issuer):
    payload, _, signature = issuer.issue("a").text.partition(".")
    forged = b64encode(b'{"appId":"b","expires":"2030-01-01T00:00:00Z"}').decode()
    for text in ("", "not-a-token", payload, f"{payload}.!!!!", f"{forged}.{signature}", "é.é"):
        with pytest.raises(ApiError) as refused:
            issuer.app_id(text)
        assert refused.value.code == -8


def test_an_expired_token_is_rejected():
    moments = iter([NOW, NOW + LIFETIME + timedelta(seconds=1)])
    issuer = TokenIssuer(lambda: next(moments))
    token = issuer.issue("a")
    with pytest.raises(ApiError):
        issuer.app_id(token.text)


def test_a_token_of_another_issuer_is_rejected(issuer):
    with pytest.raises(ApiError):
        issuer.app_id(TokenIssuer(lambda: NOW).issue("a").text)
