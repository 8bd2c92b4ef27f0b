"""The registry of apps and its site."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


@pytest.fixture
def base(server):
    """Return Developer's base URL."""
    return server.base_urls["developer"]


@pytest.mark.read_only
def test_the_description_of_an_app_does_not_contain_its_secret(client, base):
    response = client.get(f"{base}/api/AppInfo", params={"appid": OTHER_APP.id})
    assert response.json()["app"]["appName"] == "Other sandbox app 零"
    assert OTHER_APP.secret not in response.text


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("app_id", "secret", "code"),
    [
        (READY_APP.id, READY_APP.secret, 0),
        (READY_APP.id, OTHER_APP.secret, -1),
        ("deadbeefdeadbeefdeadbeefdeadbeef", READY_APP.secret, -4),
        ("lab", READY_APP.secret, -10),
    ],
)
def test_an_id_and_a_secret_are_checked(client, base, app_id, secret, code):
    query = {"AppId": app_id, "AppSecret": secret}
    assert client.get(f"{base}/api/IsValidApp", params=query).json()["code"] == code


@pytest.mark.read_only
def test_the_site_redirects_to_the_sign_in(client, base):
    location = urlsplit(client.get(f"{base}/Dashboard/Apps").headers["location"])
    query = parse_qs(location.query)
    assert location.path == "/oauth/authorize"
    assert query["redirect_uri"] == [f"{base}/Auth/AuthResult"]
    assert query["state"] == ["/Dashboard/Apps"]
    assert client.get(base, params={"show": "direct"}).text.startswith("<!DOCTYPE html>")


@pytest.mark.read_only
def test_logging_off_requires_post(client, base):
    assert client.get(f"{base}/Home/LogOff").status_code == 405
    assert client.post(f"{base}/Home/LogOff").headers["location"] == "/"


@pytest.mark.parametrize(
    ("today", "expires"),
    [
        (datetime(2026, 11, 24, 15, 28, 51, tzinfo=UTC), "Wed, 24 Nov 2027 15:28:51 GMT"),
        (datetime(2028, 2, 29, tzinfo=UTC), "Wed, 28 Feb 2029 00:00:00 GMT"),
    ],
)
def test_the_language_cookie_expires_after_a_year(client, base, clock, today, expires):
    clock.now = today
    query = {"culture": "zh-CN", "returnUrl": "/home"}
    response = client.get(f"{base}/API/SetSonLang", params=query)
    assert response.headers["location"] == "/home"
    assert f"; expires={expires}; path=/; samesite=none" in response.headers["set-cookie"]
