"""The access token of an app, from either token server."""

from datetime import UTC, datetime

import pytest

from aiurdesk.core.auth.token_server import TOKEN_SERVERS, fetch_token, token_server_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.verdict.verdict import Severity
from tests.core.auth.answers import answer, catalogued, driven, texts

SECRET = Secret("hidden+/=")
GIVEN = {"accessToken": "T+/=", "deadTime": "2026-11-24T15:38:20.9196222Z"}


def credential(token_server="archon"):
    return Credential("c", "Mine", "app", (), (("token_server", token_server), ("app_id", "an-id")))


@pytest.mark.parametrize(
    ("token_server", "endpoint"),
    [("archon", "archon.api.accesstoken"), ("directory", "directory.apps.accesstoken")],
)
def test_id_and_secret_go_to_the_token_server_and_a_token_comes_back(token_server, endpoint):
    steps, grant = driven(fetch_token(credential(token_server), SECRET), answer(GIVEN, ahead_s=7))
    assert [step.endpoint_id for step in steps] == [endpoint]
    assert texts(steps[0].values) == {"appId": "an-id", "appSecret": "hidden+/="}
    assert texts(grant.values) == {"AccessToken": "T+/="}
    assert grant.expires_at == datetime(2026, 11, 24, 15, 38, 20, 919622, UTC)
    assert grant.server_ahead_s == 7


def test_a_credential_without_a_token_server_means_the_first():
    assert token_server_of(Credential("c", "M", "app")).id == "archon"
    assert token_server_of(credential("directory")).name == "Directory"


def test_a_refusal_names_what_to_check_and_no_secret():
    with pytest.raises(AuthError, match="Check the app id and the app secret") as caught:
        driven(fetch_token(credential(), SECRET), answer({}, Severity.CREDENTIAL))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("body", [{}, {"accessToken": ""}, {"accessToken": 1}, b"<html>"])
def test_a_response_without_a_token_is_reported(body):
    with pytest.raises(AuthError, match="has no access token"):
        driven(fetch_token(credential(), SECRET), answer(body))


def test_the_endpoints_of_signing_in_are_in_the_catalogue():
    for token_server in TOKEN_SERVERS:
        token = catalogued(token_server.token_endpoint)
        assert [p.name for p in token.parameters] == ["appId", "appSecret"]
        assert token.service_id == token_server.id
        for name in ("oauth.authorize", "account.codetoopenid", "account.userinfo"):
            assert catalogued(f"{token_server.account_service}.{name}").service_id
