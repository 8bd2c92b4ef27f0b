"""Signing in with the browser."""

import pytest

from aiurdesk.core.auth.browser import BrowserScheme
from aiurdesk.core.auth.scheme import Call, Return, Visit
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.library import Library
from tests.core.auth.answers import answer, catalogued, driven, no_answer, texts

BROWSER = BrowserScheme()
TOKEN = answer({"accessToken": "T", "deadTime": "2026-11-24T15:38:20Z"}, ahead_s=3)
OPEN_ID = answer({"openId": "open-1", "scope": "scope"})
PROFILE = answer({"user": {"nickName": "Ada", "email": "ada@lab.example"}})
REFUSED = answer({"message": "No."}, Severity.CREDENTIAL)
SECRETS = {"app_secret": Secret("s")}


def credential(token_server="archon"):
    return Credential(
        "c", "Mine", "browser", (), (("token_server", token_server), ("app_id", "an-id"))
    )


@pytest.mark.parametrize(
    ("token_server", "host"), [("archon", "gateway"), ("directory", "directory")]
)
def test_the_browser_brings_a_code_that_becomes_an_open_id_and_a_user(token_server, host):
    steps, grant = driven(
        BROWSER.sign_in(credential(token_server), SECRETS),
        TOKEN,
        Return({"code": "4711"}),
        OPEN_ID,
        PROFILE,
    )
    page, exchanged, profile = steps[1:]
    assert page == Visit(f"{host}.oauth.authorize", (("appid", "an-id"),))
    assert exchanged.endpoint_id == f"{host}.account.codetoopenid"
    assert texts(exchanged.values) == {"AccessToken": "T", "Code": "4711"}
    assert profile.endpoint_id == f"{host}.account.userinfo"
    assert texts(profile.values) == {"AccessToken": "T", "OpenId": "open-1"}
    assert texts(grant.values) == {"AccessToken": "T", "OpenId": "open-1"}
    assert grant.user == "Ada (ada@lab.example)"
    assert texts(grant.to_keep) == {"open_id": "open-1"}
    assert grant.server_ahead_s == 3
    assert str(grant.expires_at) == "2026-11-24 15:38:20+00:00"


def test_a_kept_open_id_signs_in_without_the_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    steps, grant = driven(BROWSER.sign_in(credential(), secrets), TOKEN, PROFILE)
    assert all(isinstance(step, Call) for step in steps)
    assert texts(grant.values)["OpenId"] == "open-0"


def test_a_refused_open_id_leads_to_the_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    came = (TOKEN, REFUSED, Return({"code": "1"}), OPEN_ID, PROFILE)
    steps, grant = driven(BROWSER.sign_in(credential(), secrets), *came)
    assert isinstance(steps[2], Visit)
    assert texts(grant.to_keep) == {"open_id": "open-1"}


def test_a_service_that_does_not_respond_does_not_lead_to_the_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    with pytest.raises(AuthError, match="No such host"):
        driven(BROWSER.sign_in(credential(), secrets), TOKEN, no_answer())


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ((TOKEN, Return({})), "no code"),
        ((TOKEN, Return({"code": "1"}), REFUSED), "Sign in again"),
        ((TOKEN, Return({"code": "1"}), answer({"openId": 5})), "Sign in again"),
        ((TOKEN, Return({"code": "1"}), OPEN_ID, REFUSED), "permission to view its users"),
        ((REFUSED,), "Check the app id"),
    ],
)
def test_every_failure_is_explained(came, words):
    with pytest.raises(AuthError, match=words):
        driven(BROWSER.sign_in(credential(), SECRETS), *came)


def test_who_am_i_asks_for_the_profile():
    placeholder_grant = BROWSER.placeholder_grant(credential())
    steps, sentence = driven(BROWSER.who_am_i(credential(), placeholder_grant), PROFILE)
    assert steps[0].endpoint_id == "gateway.account.userinfo"
    assert sentence == "Signed in as Ada (ada@lab.example)."
    with pytest.raises(AuthError, match="Sign out"):
        driven(BROWSER.who_am_i(credential(), placeholder_grant), REFUSED)


def test_a_profile_without_a_name_has_words_for_it():
    flow = BROWSER.who_am_i(credential(), BROWSER.placeholder_grant(credential()))
    _, sentence = driven(flow, answer({"user": None}))
    assert sentence == "Signed in as a user without a name."


def test_token_and_open_id_fill_the_parameters_that_take_them():
    names = {}
    for name in ("gateway.user.viewallemails", "gateway.api.allusergranted", "gateway.home.index"):
        endpoint = catalogued(name)
        auth_parameters = BROWSER.auth_parameters(
            credential(), BROWSER.placeholder_grant(credential()), Request(endpoint)
        )
        names[endpoint.name] = [filled for filled, _ in auth_parameters.values]
        service = Library().catalogue.service("gateway")
        assert BROWSER.applies(credential(), endpoint, service) == bool(auth_parameters.values)
    assert names == {
        "ViewAllEmails": ["AccessToken", "OpenId"],
        "AllUserGranted": ["AccessToken"],
        "Index": [],
    }
    assert BROWSER.service_ids(credential()) == ("archon", "gateway")
    assert BROWSER.service_ids(credential("directory")) == ("directory",)
