"""Sign-out."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON


@pytest.fixture(autouse=True)
def signed_in_user(browser):
    """Sign the ready user in."""
    browser.sign_in(READY_APP.id, "https://localhost/", READY_PERSON.email, READY_PERSON.password)


def test_signing_out_ends_the_session(gateway, client):
    cookies = dict(client.cookies)
    assert gateway.get("")["signedIn"] is True
    response = gateway.send("POST", "OAuth/SignOut")
    assert response.json()["code"] == 0
    assert len(response.headers.get_list("set-cookie")) == 3
    client.cookies.update(cookies)
    assert gateway.get("")["signedIn"] is False


def test_signing_out_redirects_to_the_given_url(gateway):
    response = gateway.send("GET", "OAuth/UserSignOut", ToRedirect="https://lab.example/")
    assert (response.status_code, response.headers["location"]) == (302, "https://lab.example/")
    assert gateway.get("")["signedIn"] is False


def test_signing_out_without_a_target_fails_with_a_page(gateway):
    response = gateway.send("GET", "OAuth/UserSignOut")
    assert (response.status_code, response.text[:15]) == (500, "<!DOCTYPE html>")
