"""Exchange of sign-in codes, and profiles."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.user_store import STRANGER_ID

REDIRECT_URL = "https://localhost/back"


@pytest.fixture
def code(browser):
    """Return a function that signs the ready user in and returns the sign-in code."""

    def sign_in(app=READY_APP) -> str:
        return str(browser.sign_in(app.id, REDIRECT_URL, READY_PERSON.email, READY_PERSON.password))

    return sign_in


def test_a_code_gives_the_open_id_for_ten_seconds(gateway, clock, code):
    number = code()
    response = gateway.get("Account/CodeToOpenId", Code=number)
    assert list(response) == ["openId", "scope", "code", "message"]
    assert (response["openId"], response["code"]) == (READY_PERSON.id, 0)
    clock.advance(seconds=9)
    assert gateway.get("Account/CodeToOpenId", Code=number)["code"] == 0
    clock.advance(seconds=2)
    assert gateway.get("Account/CodeToOpenId", Code=number)["code"] == -6


@pytest.mark.read_only
def test_an_unknown_code_gets_the_code_for_a_wrong_key(gateway):
    assert gateway.get("Account/CodeToOpenId", Code="77")["code"] == -1
    assert gateway.get("Account/CodeToOpenId")["code"] == -1


def test_a_code_of_another_app_is_rejected(gateway, code):
    assert gateway.get("Account/CodeToOpenId", Code=code(OTHER_APP))["code"] == -8


def test_an_app_without_permission_gets_no_open_id(gateway, other_token, code):
    response = gateway.get("Account/CodeToOpenId", Code=code(OTHER_APP), AccessToken=other_token)
    assert response["code"] == -8


@pytest.mark.read_only
def test_a_code_that_is_not_a_number_is_invalid(gateway):
    response = gateway.get("Account/CodeToOpenId", Code="abc")
    assert response["items"] == ["The value 'abc' is not valid for Code."]


@pytest.mark.read_only
def test_only_apps_with_a_grant_get_the_profile(gateway):
    response = gateway.get("Account/UserInfo")
    assert list(response) == ["user", "code", "message"]
    assert response["user"]["email"] == READY_PERSON.email
    assert response["user"]["emailConfirmed"] is True
    assert gateway.get("Account/UserInfo", OpenId=STRANGER_ID)["code"] == -8
    assert gateway.get("Account/UserInfo", OpenId="nobody")["code"] == -4
