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


def credential(authority="archon"):
    return Credential("c", "Mine", "browser", (), (("authority", authority), ("app_id", "an-id")))


@pytest.mark.parametrize(("authority", "host"), [("archon", "gateway"), ("directory", "directory")])
def test_the_browser_brings_a_code_that_becomes_an_open_id_and_a_user(authority, host):
    steps, grant = driven(
        BROWSER.sign_in(credential(authority), SECRETS),
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


def test_who_signed_in_before_needs_no_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    steps, grant = driven(BROWSER.sign_in(credential(), secrets), TOKEN, PROFILE)
    assert all(isinstance(step, Call) for step in steps)
    assert texts(grant.values)["OpenId"] == "open-0"


def test_an_open_id_that_is_no_good_any_more_leads_to_the_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    came = (TOKEN, REFUSED, Return({"code": "1"}), OPEN_ID, PROFILE)
    steps, grant = driven(BROWSER.sign_in(credential(), secrets), *came)
    assert isinstance(steps[2], Visit)
    assert texts(grant.to_keep) == {"open_id": "open-1"}


def test_a_service_that_is_silent_does_not_lead_to_the_browser():
    secrets = {**SECRETS, "open_id": Secret("open-0")}
    with pytest.raises(AuthError, match="No such host"):
        driven(BROWSER.sign_in(credential(), secrets), TOKEN, no_answer())


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ((TOKEN, Return({})), "no code"),
        ((TOKEN, Return({"code": "1"}), REFUSED), "Sign in again"),
        ((TOKEN, Return({"code": "1"}), answer({"openId": 5})), "Sign in again"),
        ((TOKEN, Return({"code": "1"}), OPEN_ID, REFUSED), "who its users are"),
        ((REFUSED,), "Check app id"),
    ],
)
def test_wherever_it_ends_there_is_a_sentence(came, words):
    with pytest.raises(AuthError, match=words):
        driven(BROWSER.sign_in(credential(), SECRETS), *came)


def test_who_am_i_asks_for_the_profile():
    placeholder_grant = BROWSER.placeholder_grant(credential())
    steps, sentence = driven(BROWSER.who_am_i(credential(), placeholder_grant), PROFILE)
    assert steps[0].endpoint_id == "gateway.account.userinfo"
    assert sentence == "Signed in as Ada (ada@lab.example)."
    with pytest.raises(AuthError, match="Sign out"):
        driven(BROWSER.who_am_i(credential(), placeholder_grant), REFUSED)


def test_a_person_without_a_name_is_somebody():
    flow = BROWSER.who_am_i(credential(), BROWSER.placeholder_grant(credential()))
    _, sentence = driven(flow, answer({"user": None}))
    assert sentence == "Signed in as somebody without a name."


def test_token_and_open_id_go_where_they_are_wanted():
    names = {}
    for name in ("gateway.user.viewallemails", "gateway.api.allusergranted", "gateway.home.index"):
        endpoint = catalogued(name)
        auth_parameters = BROWSER.auth_parameters(
            credential(), BROWSER.placeholder_grant(credential()), Request(endpoint)
        )
        names[endpoint.name] = [each for each, _ in auth_parameters.values]
        service = Library().catalogue.service("gateway")
        assert BROWSER.applies(credential(), endpoint, service) == bool(auth_parameters.values)
    assert names == {
        "ViewAllEmails": ["AccessToken", "OpenId"],
        "AllUserGranted": ["AccessToken"],
        "Index": [],
    }
    assert BROWSER.service_ids(credential()) == ("archon", "gateway")
    assert BROWSER.service_ids(credential("directory")) == ("directory",)
