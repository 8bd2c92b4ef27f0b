"""What Gateway does as a whole: signing out, samples, and what is the same at many endpoints."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON


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
