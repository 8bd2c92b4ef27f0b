"""Gateway: its root, the exchange of sign-in codes, signing out, and samples."""

from datetime import datetime

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.session import STRANGER_ID

MEMBERS = ["serverTime", "signedIn", "local", "user", "code", "message"]
REDIRECT_URL = "https://localhost/back"


@pytest.mark.read_only
def test_an_unknown_path_is_a_page(client, gateway):
    response = client.get(f"{gateway.base}/nothing")
    assert (response.status_code, response.text[:15]) == (404, "<!DOCTYPE html>")


@pytest.mark.read_only
def test_an_action_on_the_profile_checks_its_caller_and_replies_with_a_sample(gateway):
    response = gateway.get("User/ViewAuditLog", PageNumber="1")
    (entry,) = response["items"]
    assert (entry["success"], response["totalCount"], response["code"]) == (True, 0, 0)
    assert gateway.get("User/ViewAuditLog", PageNumber="1", AccessToken="wrong")["code"] == -8
    assert gateway.get("User/ViewAuditLog")["code"] == -10


@pytest.mark.read_only
def test_a_page_without_an_action_has_its_title(client, gateway):
    response = client.get(f"{gateway.base}/Third-party/sign-in/github?code=a&state=b")
    assert (response.status_code, response.text[:15]) == (200, "<!DOCTYPE html>")


@pytest.fixture
def signed_in(browser):
    """Sign the ready user in."""
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)


def test_signing_out_ends_the_session(signed_in, gateway, client):
    cookies = dict(client.cookies)
    assert gateway.get("")["signedIn"] is True
    response = gateway.send("POST", "OAuth/SignOut")
    assert response.json()["code"] == 0
    assert len(response.headers.get_list("set-cookie")) == 3
    client.cookies.update(cookies)
    assert gateway.get("")["signedIn"] is False


def test_signing_out_redirects_to_the_given_url(signed_in, gateway):
    response = gateway.send("GET", "OAuth/UserSignOut", ToRedirect="https://lab.example/")
    assert (response.status_code, response.headers["location"]) == (302, "https://lab.example/")
    assert gateway.get("")["signedIn"] is False


def test_signing_out_without_a_target_fails_with_a_page(signed_in, gateway):
    response = gateway.send("GET", "OAuth/UserSignOut")
    assert (response.status_code, response.text[:15]) == (500, "<!DOCTYPE html>")


@pytest.mark.read_only
def test_the_root_responds_as_in_the_before_starting_page(client, gateway, clock):
    response = client.get(f"{gateway.base}/").json()
    assert list(response) == MEMBERS
    assert datetime.fromisoformat(response["serverTime"]) == clock()
    assert response | {"serverTime": ""} == {
        "serverTime": "",
        "signedIn": False,
        "local": "en",
        "user": None,
        "code": 0,
        "message": "Server started successfully!",
    }


def test_the_root_returns_the_signed_in_user(browser, client, gateway):
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)
    response = client.get(f"{gateway.base}/").json()
    assert list(response) == MEMBERS
    assert response["signedIn"] is True
    assert list(response["user"]) == [
        "emailConfirmed",
        "email",
        "id",
        "bio",
        "nickName",
        "sex",
        "iconFilePath",
        "preferedLanguage",
        "accountCreateTime",
    ]
    assert response["user"]["nickName"] == READY_PERSON.nick_name


def test_a_restart_ends_the_session(browser, client, server):
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)
    server.stop()
    server.start()
    assert client.get(server.base_urls["gateway"]).json()["signedIn"] is False


@pytest.mark.read_only
def test_the_captcha_is_an_image_that_is_not_cached(client, gateway):
    response = client.get(f"{gateway.base}/get-captcha-image")
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert response.headers["cache-control"] == "no-cache,no-store"


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
