"""The root, which the "Before starting" page describes and the captcha."""

from datetime import datetime

import pytest

from aiurdesk.sandbox.accounts import READY_APP, READY_PERSON

MEMBERS = ["serverTime", "signedIn", "local", "user", "code", "message"]


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
