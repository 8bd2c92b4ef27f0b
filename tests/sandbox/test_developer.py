"""The registry of apps and its site."""

from urllib.parse import parse_qs, urlsplit

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


@pytest.fixture
def base(server):
    """Return Developer's address."""
    return server.base_urls["developer"]


def test_an_app_is_shown_without_its_secret(client, base):
    response = client.get(f"{base}/api/AppInfo", params={"appid": OTHER_APP.id})
    assert response.json()["app"]["appName"] == "Other sandbox app 零"
    assert OTHER_APP.secret not in response.text


@pytest.mark.parametrize(
    ("app_id", "secret", "code"),
    [
        (READY_APP.id, READY_APP.secret, 0),
        (READY_APP.id, OTHER_APP.secret, -1),
        ("deadbeefdeadbeefdeadbeefdeadbeef", READY_APP.secret, -4),
        ("lab", READY_APP.secret, -10),
    ],
)
def test_a_pair_is_checked(client, base, app_id, secret, code):
    query = {"AppId": app_id, "AppSecret": secret}
    assert client.get(f"{base}/api/IsValidApp", params=query).json()["code"] == code


def test_the_site_sends_a_browser_to_sign_in_and_back(client, base):
    location = urlsplit(client.get(f"{base}/Dashboard/Apps").headers["location"])
    query = parse_qs(location.query)
    assert location.path == "/oauth/authorize"
    assert query["redirect_uri"] == [f"{base}/Auth/AuthResult"]
    assert query["state"] == ["/Dashboard/Apps"]
    assert client.get(base, params={"show": "direct"}).text.startswith("<!DOCTYPE html>")


def test_logging_off_wants_a_post(client, base):
    assert client.get(f"{base}/Home/LogOff").status_code == 405
    assert client.post(f"{base}/Home/LogOff").headers["location"] == "/"
