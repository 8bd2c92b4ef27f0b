"""Access tokens, good and bad."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.tokens import LIFETIME, TokenIssuer

NOW = datetime(2020, 9, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def issuer() -> TokenIssuer:
    """Return an issuer whose clock stands still."""
    return TokenIssuer(lambda: NOW)


def test_a_token_names_its_app_for_20_minutes(issuer):
    token = issuer.issue("a")
    assert issuer.app_id(token.text) == "a"
    assert token.expires_at == NOW + timedelta(minutes=20) == NOW + LIFETIME


def test_a_bad_token_is_refused_whatever_is_wrong_with_it(issuer):
    payload, _, signature = issuer.issue("a").text.partition(".")
    forged = b64encode(b'{"appId":"b","expires":"2030-01-01T00:00:00Z"}').decode()
    for text in ("", "not-a-token", payload, f"{payload}.!!!!", f"{forged}.{signature}", "é.é"):
        with pytest.raises(ApiError) as refused:
            issuer.app_id(text)
        assert refused.value.code == -8


def test_a_dead_token_is_refused():
    moments = iter([NOW, NOW + LIFETIME + timedelta(seconds=1)])
    issuer = TokenIssuer(lambda: next(moments))
    token = issuer.issue("a")
    with pytest.raises(ApiError):
        issuer.app_id(token.text)


def test_the_token_of_another_run_is_refused(issuer):
    with pytest.raises(ApiError):
        issuer.app_id(TokenIssuer(lambda: NOW).issue("a").text)
