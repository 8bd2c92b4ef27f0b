"""Sign-in, consent and registration in a browser without scripts."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.oauth_controller import CAPTCHA
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE, STRANGER_ID
from tests.sandbox.browser import code_of

REDIRECT_URL = "https://localhost:8443/back?mine=1"
READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
AUTHORIZE = "/OAuth/Authorize"
FLOW = {"appid": READY_APP.id, "redirect_uri": "https://localhost/back"}
INPUTS = {
    "Email": "new@lab.example",
    "Password": "secret-2020",
    "ConfirmPassword": "secret-2020",
    "CaptchaCode": CAPTCHA,
}


def query_of(response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(response.headers["location"]).query)


def test_a_sign_in_redirects_back_with_state_and_code(browser):
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=REDIRECT_URL, state="/a b")
    response = browser.submit(page, **READY)
    assert response.status_code == 302
    assert response.headers["location"].startswith(
        "https://localhost:8443/back?state=%2Fa%20b&code="
    )
    assert list(query_of(response)) == ["state", "code"]


def test_a_signed_in_user_sees_no_form_unless_forced(browser):
    flow = {"appid": READY_APP.id, "redirect_uri": REDIRECT_URL}
    browser.submit(browser.open(AUTHORIZE, **flow), **READY)
    assert "code" in query_of(browser.open(AUTHORIZE, **flow))
    forced = browser.open(AUTHORIZE, **flow, **{"force-confirm": "true"})
    assert (forced.status_code, "<form" in forced.text) == (200, True)


def test_an_untrusted_app_asks_for_consent_at_the_first_sign_in(browser):
    flow = {"appid": OTHER_APP.id, "redirect_uri": "https://localhost/back", "state": "s"}
    stranger = {"Email": "stranger@aiursoft.com", "Password": "Sandbox-2020"}
    consent = browser.submit(browser.open(AUTHORIZE, **flow), **stranger)
    assert consent.headers["location"].startswith("/OAuth/AuthorizeConfirm?appid=")
    page = browser.follow(consent)
    assert OTHER_APP.name in page.text
    response = browser.submit(page)
    assert response.headers["location"].startswith("https://localhost:443/back?state=s&code=")
    assert "code" in query_of(browser.open(AUTHORIZE, **flow))


@pytest.mark.parametrize(
    "inputs",
    [
        {"Email": "none@lab.example", "Password": "x"},
        {"Email": READY_PERSON.email, "Password": "wrong"},
        {"Email": "no address", "Password": ""},
    ],
)
def test_a_failed_sign_in_returns_the_form_with_the_error(browser, inputs):
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=REDIRECT_URL)
    again = browser.submit(page, **inputs)
    assert again.status_code == 200
    assert 'role="alert"' in again.text
    assert f'value="{inputs["Email"]}"' in again.text
    assert "set-cookie" in again.headers


@pytest.mark.read_only
def test_a_form_without_an_antiforgery_token_is_rejected(browser, client, gateway):
    address = f"{gateway.base}{AUTHORIZE}?appid={READY_APP.id}&redirect_uri={REDIRECT_URL}"
    response = client.post(address, data=READY)
    assert (response.status_code, response.content) == (400, b"")
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=REDIRECT_URL)
    client.cookies.clear()
    assert browser.submit(page, **READY).status_code == 400


@pytest.mark.read_only
def test_an_unknown_app_is_not_found_and_a_wrong_host_is_rejected(browser):
    unknown = browser.open(AUTHORIZE, appid=STRANGER_ID, redirect_uri=REDIRECT_URL)
    assert (unknown.status_code, unknown.text[:15]) == (404, "<!DOCTYPE html>")
    elsewhere = browser.open(AUTHORIZE, appid=OTHER_APP.id, redirect_uri="https://else.example/")
    assert (elsewhere.status_code, "<form" in elsewhere.text) == (200, False)
    assert "set-cookie" not in elsewhere.headers
    nowhere = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri="nowhere")
    assert "<form" not in nowhere.text


@pytest.mark.read_only
@pytest.mark.parametrize("redirect_url", ["http://[bad", "http://lab.example:x/"])
def test_a_redirect_url_that_cannot_be_parsed_fails_with_a_page(browser, redirect_url):
    response = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=redirect_url)
    assert (response.status_code, response.text[:15]) == (500, "<!DOCTYPE html>")


@pytest.mark.read_only
def test_try_auth_without_a_session_redirects_to_the_root(browser):
    flow = {"appid": READY_APP.id, "redirect_uri": "https://lab.example/back", "try-auth": "True"}
    response = browser.open(AUTHORIZE, **flow)
    assert response.headers["location"] == "https://lab.example:443/?show=direct"


@pytest.mark.read_only
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_consent_requires_a_sign_in(client, gateway, method):
    target = f"/OAuth/AuthorizeConfirm?appid={READY_APP.id}"
    response = client.request(method, gateway.base + target)
    return_url = f"%2FOAuth%2FAuthorizeConfirm%3Fappid%3D{READY_APP.id}"
    assert response.headers["location"] == f"{gateway.base}/Account/Login?ReturnUrl={return_url}"


def with_query(page, **query: str):
    """Return the page with another query in the action of its form."""
    action = re.sub(r'action="([^?"]+)[^"]*"', rf'action="\1?{urlencode(query)}"', page.text)
    return type(page)(200, content=action.encode(), request=page.request)


@pytest.mark.parametrize("name", ["Authorize", "AuthorizeConfirm"])
def test_a_form_for_an_unknown_app_or_without_a_redirect_url_is_rejected(browser, client, name):
    browser.submit(browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=REDIRECT_URL), **READY)
    flow = {"appid": OTHER_APP.id, "redirect_uri": "https://localhost/back"}
    page = browser.open(f"/OAuth/{name}", **flow, **{"force-confirm": "true"})
    unknown = {**flow, "appid": STRANGER_ID}
    assert browser.submit(with_query(page, **unknown), **READY).status_code == 404
    nowhere = browser.submit(with_query(page, appid=OTHER_APP.id), **READY)
    assert nowhere.status_code == 200
    opened = [
        browser.open(f"/OAuth/{name}", **query) for query in (unknown, {"appid": OTHER_APP.id})
    ]
    assert [response.status_code for response in opened] == [404, 200]
    client.cookies.delete(ANTIFORGERY_COOKIE)
    assert browser.submit(page, **READY).status_code == 400


def test_a_new_account_is_signed_in_and_not_confirmed(browser, gateway):
    code = code_of(browser.submit(browser.open("/OAuth/Register", **FLOW), **INPUTS))
    open_id = gateway.get("Account/CodeToOpenId", Code=str(code))["openId"]
    user = gateway.get("Account/UserInfo", OpenId=open_id)["user"]
    assert (user["email"], user["emailConfirmed"]) == ("new@lab.example", False)
    assert gateway.get("")["signedIn"] is True


@pytest.mark.read_only
@pytest.mark.parametrize(
    "wrong",
    [
        {"Email": READY_PERSON.email},
        {"Email": "no address"},
        {"ConfirmPassword": "other"},
        {"Password": "sec ret"},
        {"CaptchaCode": "1999"},
    ],
)
def test_a_failed_registration_returns_the_form_with_the_error(browser, wrong):
    again = browser.submit(browser.open("/OAuth/Register", **FLOW), **{**INPUTS, **wrong})
    assert (again.status_code, 'role="alert"' in again.text) == (200, True)


@pytest.mark.read_only
def test_forged_and_incomplete_requests_are_rejected(browser, client, gateway):
    assert client.post(f"{gateway.base}/OAuth/Register", data=INPUTS).status_code == 400
    assert browser.open("/OAuth/Register").status_code == 404
    assert "<form" not in browser.open("/OAuth/Register", appid=READY_APP.id).text
    page = browser.open("/OAuth/Register", **FLOW)
    unknown = page.text.replace(READY_APP.id, "0" * 32).encode()
    assert browser.submit(type(page)(200, content=unknown, request=page.request)).status_code == 404
