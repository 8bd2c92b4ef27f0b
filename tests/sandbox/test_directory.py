"""Sign-in at Directory, compared with the recorded responses."""

import httpx
import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from tests.sandbox.browser import Browser, code_of
from tests.sandbox.response_shapes import recorded_shape, sandbox_shape

REDIRECT_URL = "http://127.0.0.1:9/auth"
UNKNOWN = "0" * 32
OWN = {"appId": READY_APP.id, "appSecret": READY_APP.secret}
READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}


class Service:
    """Sends requests to Directory and compares the responses."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.client = client
        self.base = base
        token = client.get(f"{base}/Apps/AccessToken", params=OWN).json()["accessToken"]
        self.token = str(token)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(f"{self.base}/{path}", params=query)

    def code(self) -> str:
        """Sign the ready user in with a new browser, and return the sign-in code."""
        self.client.cookies.clear()
        return str(
            Browser(self.client, self.base).sign_in(READY_APP.id, REDIRECT_URL, *READY.values())
        )

    def expect(self, response: httpx.Response, name: str) -> None:
        recorded = recorded_shape("infrastructures-2025-directory", f"directory/{name}")
        assert sandbox_shape(response) == recorded


@pytest.fixture
def directory(client, server) -> Service:
    return Service(client, server.base_urls["directory"])


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("", {}, "home/success"),
        ("Home/Index", {}, "home/index-by-name"),
        ("Nowhere", {}, "unknown/controller"),
        ("apps/IsValidApp", OWN, "is-valid-app/success"),
        ("apps/IsValidApp", {**OWN, "appSecret": UNKNOWN}, "is-valid-app/wrong-secret"),
        ("apps/IsValidApp", {}, "is-valid-app/nothing-given"),
        ("apps/AccessToken", OWN, "access-token/twice-the-same-argument"),
        ("apps/AccessToken", {**OWN, "appSecret": UNKNOWN}, "access-token/wrong-secret"),
        ("apps/AccessToken", {**OWN, "appId": UNKNOWN}, "access-token/unknown-app"),
        ("apps/AccessToken", {"appId": READY_APP.id}, "access-token/secret-missing"),
        ("apps/AppInfo", {"appId": READY_APP.id}, "app-info/success"),
        ("apps/AppInfo", {"appId": UNKNOWN}, "app-info/not-found"),
        ("oauth/authorize", {"appid": READY_APP.id}, "oauth-authorize/nothing-given"),
        (
            "oauth/authorize",
            {"appid": READY_APP.id, "redirect_uri": REDIRECT_URL},
            "oauth-authorize/sign-in-page",
        ),
        (
            "oauth/register",
            {"appid": READY_APP.id, "redirect_uri": REDIRECT_URL},
            "oauth-register/page",
        ),
    ],
)
def test_a_response_has_the_shape_of_the_recorded_one(client, server, path, query, name):
    directory = Service(client, server.base_urls["directory"])
    directory.expect(directory.get(path, **query), name)


def test_a_code_gives_an_open_id_and_the_open_id_gives_a_profile(directory, clock):
    code = directory.code()
    values = {"AccessToken": directory.token, "Code": code}
    response = directory.get("Account/CodeToOpenId", **values)
    directory.expect(response, "code-to-open-id/success")
    query = {"AccessToken": directory.token, "OpenId": response.json()["openId"]}
    profile = directory.get("Account/UserInfo", **query)
    assert profile.json()["user"]["email"] == READY_PERSON.email
    directory.expect(profile, "user-info/after-change-profile")
    clock.advance(seconds=11)
    directory.expect(directory.get("Account/CodeToOpenId", **values), "code-to-open-id/used-code")
    unknown = {**values, "Code": "1"}
    directory.expect(
        directory.get("Account/CodeToOpenId", **unknown), "code-to-open-id/unknown-code"
    )


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("path", "values", "name"),
    [
        ("Account/CodeToOpenId", {"Code": "1"}, "code-to-open-id/token-missing"),
        (
            "Account/CodeToOpenId",
            {"AccessToken": "x", "Code": "1"},
            "code-to-open-id/token-garbled",
        ),
        ("Account/UserInfo", {}, "user-info/nothing-given"),
        ("Account/UserInfo", {"AccessToken": "x.y", "OpenId": "1"}, "user-info/token-not-json"),
    ],
)
def test_an_invalid_token_is_rejected_as_by_the_real_server(directory, path, values, name):
    directory.expect(directory.get(path, **values), name)


@pytest.mark.read_only
def test_an_unknown_open_id_is_not_found(directory):
    query = {"AccessToken": directory.token, "OpenId": "nobody"}
    directory.expect(directory.get("Account/UserInfo", **query), "user-info/not-found")


@pytest.mark.read_only
def test_the_profile_of_a_user_without_a_grant_is_rejected(directory):
    stranger = "5a4db0c5-0000-4000-8000-0000000000a2"
    query = {"AccessToken": directory.token, "OpenId": stranger}
    response = directory.get("Account/UserInfo", **query)
    assert (response.status_code, response.json()["code"]) == (401, -8)


def test_a_code_works_only_for_its_own_app_and_with_permission(directory):
    code = directory.code()
    other = {"appId": OTHER_APP.id, "appSecret": OTHER_APP.secret}
    token = directory.get("Apps/AccessToken", **other).json()["accessToken"]
    response = directory.get("Account/CodeToOpenId", AccessToken=token, Code=code)
    directory.expect(response, "code-to-open-id/code-of-another-app")
    browser = Browser(directory.client, directory.base)
    flow = {"appid": OTHER_APP.id, "redirect_uri": "https://localhost/back"}
    own = str(code_of(browser.open("/OAuth/Authorize", **flow)))
    response = directory.get("Account/CodeToOpenId", AccessToken=token, Code=own)
    directory.expect(response, "code-to-open-id/app-may-not")


def test_the_redirect_url_has_a_slash_before_its_query(directory):
    directory.code()
    browser = Browser(directory.client, directory.base)
    flow = {"appid": READY_APP.id, "redirect_uri": REDIRECT_URL, "state": "st ate"}
    response = browser.open("/OAuth/Authorize", **flow)
    assert response.headers["location"].startswith("http://127.0.0.1:9/auth/?state=st%20ate&code=")
    directory.expect(response, "oauth-authorize/already-signed-in")
