"""Signing in and consent, as a browser without scripts does it."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.seed_users import STRANGER_ID
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE

BACK = "https://localhost:8443/back?mine=1"
READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
AUTHORIZE = "/OAuth/Authorize"


def query_of(response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(response.headers["location"]).query)


def test_a_sign_in_goes_back_with_state_and_code(browser):
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=BACK, state="/a b")
    response = browser.submit(page, **READY)
    assert response.status_code == 302
    assert response.headers["location"].startswith(
        "https://localhost:8443/back?state=%2Fa%20b&code="
    )
    assert list(query_of(response)) == ["state", "code"]


def test_the_second_visit_asks_nothing_unless_forced(browser):
    flow = {"appid": READY_APP.id, "redirect_uri": BACK}
    browser.submit(browser.open(AUTHORIZE, **flow), **READY)
    assert "code" in query_of(browser.open(AUTHORIZE, **flow))
    forced = browser.open(AUTHORIZE, **flow, **{"force-confirm": "true"})
    assert (forced.status_code, "<form" in forced.text) == (200, True)


def test_the_first_visit_of_an_app_without_trust_asks_for_consent(browser):
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
    "typed",
    [
        {"Email": "none@lab.example", "Password": "x"},
        {"Email": READY_PERSON.email, "Password": "wrong"},
        {"Email": "no address", "Password": ""},
    ],
)
def test_what_does_not_fit_shows_the_form_again_with_the_reason(browser, typed):
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=BACK)
    again = browser.submit(page, **typed)
    assert again.status_code == 200
    assert 'role="alert"' in again.text
    assert f'value="{typed["Email"]}"' in again.text
    assert "set-cookie" in again.headers


def test_a_form_from_elsewhere_is_refused(browser, client, gateway):
    address = f"{gateway.base}{AUTHORIZE}?appid={READY_APP.id}&redirect_uri={BACK}"
    response = client.post(address, data=READY)
    assert (response.status_code, response.content) == (400, b"")
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=BACK)
    client.cookies.clear()
    assert browser.submit(page, **READY).status_code == 400


def test_an_unknown_app_is_not_found_and_a_wrong_host_an_error(browser):
    unknown = browser.open(AUTHORIZE, appid=STRANGER_ID, redirect_uri=BACK)
    assert (unknown.status_code, unknown.text[:15]) == (404, "<!DOCTYPE html>")
    elsewhere = browser.open(AUTHORIZE, appid=OTHER_APP.id, redirect_uri="https://else.example/")
    assert (elsewhere.status_code, "<form" in elsewhere.text) == (200, False)
    assert "set-cookie" not in elsewhere.headers
    nowhere = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri="nowhere")
    assert "<form" not in nowhere.text


@pytest.mark.parametrize("back", ["http://[bad", "http://lab.example:x/"])
def test_a_way_back_that_is_no_address_crashes_with_a_page(browser, redirect_url):
    response = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=redirect_url)
    assert (response.status_code, response.text[:15]) == (500, "<!DOCTYPE html>")


def test_a_visitor_who_only_tries_is_sent_to_the_root(browser):
    flow = {"appid": READY_APP.id, "redirect_uri": "https://lab.example/back", "try-auth": "True"}
    response = browser.open(AUTHORIZE, **flow)
    assert response.headers["location"] == "https://lab.example:443/?show=direct"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_consent_needs_a_sign_in(client, gateway, method):
    target = f"/OAuth/AuthorizeConfirm?appid={READY_APP.id}"
    response = client.request(method, gateway.base + target)
    asked = f"%2FOAuth%2FAuthorizeConfirm%3Fappid%3D{READY_APP.id}"
    assert response.headers["location"] == f"{gateway.base}/Account/Login?ReturnUrl={asked}"


def with_query(page, **query: str):
    """Return the page as if its form led to the same place with another query."""
    action = re.sub(r'action="([^?"]+)[^"]*"', rf'action="\1?{urlencode(query)}"', page.text)
    return type(page)(200, content=action.encode(), request=page.request)


@pytest.mark.parametrize("name", ["Authorize", "AuthorizeConfirm"])
def test_a_form_for_an_unknown_app_or_without_a_way_back_goes_nowhere(browser, client, name):
    browser.submit(browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=BACK), **READY)
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


def test_every_try_stands_in_the_audit_log(browser, gateway):
    page = browser.open(AUTHORIZE, appid=READY_APP.id, redirect_uri=BACK)
    browser.submit(page, Email=READY_PERSON.email, Password="wrong")
    browser.submit(page, **READY)
    newest = gateway.get("User/ViewAuditLog", PageNumber="1")["items"][:2]
    assert sorted(item["success"] for item in newest) == [False, True]
