"""Signing in at Directory, beside what the real one answered."""

import httpx
import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from tests.sandbox.browser import Browser, code_of
from tests.sandbox.response_shapes import recorded_shape, shape_of

BACK = "http://127.0.0.1:9/auth"
NOBODY = "0" * 32
OWN = {"appId": READY_APP.id, "appSecret": READY_APP.secret}
READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}


class Service:
    """Calls Directory and compares."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.client = client
        self.base = base
        token = client.get(f"{base}/Apps/AccessToken", params=OWN).json()["accessToken"]
        self.token = str(token)

    def ask(self, path: str, **query: str) -> httpx.Response:
        return self.client.get(f"{self.base}/{path}", params=query)

    def code(self) -> str:
        """Sign the ready person in with a fresh browser."""
        self.client.cookies.clear()
        return str(Browser(self.client, self.base).sign_in(READY_APP.id, BACK, *READY.values()))

    def expect(self, response: httpx.Response, name: str) -> None:
        recorded = recorded_shape("infrastructures-2025-directory", f"directory/{name}")
        assert shape_of(response) == recorded


@pytest.fixture
def directory(client, server) -> Service:
    return Service(client, server.base_urls["directory"])


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("", {}, "home/success"),
        ("Home/Index", {}, "home/index-by-name"),
        ("Nowhere", {}, "unknown/controller"),
        ("apps/IsValidApp", OWN, "is-valid-app/success"),
        ("apps/IsValidApp", {**OWN, "appSecret": NOBODY}, "is-valid-app/wrong-secret"),
        ("apps/IsValidApp", {}, "is-valid-app/nothing-given"),
        ("apps/AccessToken", OWN, "access-token/twice-the-same-argument"),
        ("apps/AccessToken", {**OWN, "appSecret": NOBODY}, "access-token/wrong-secret"),
        ("apps/AccessToken", {**OWN, "appId": NOBODY}, "access-token/unknown-app"),
        ("apps/AccessToken", {"appId": READY_APP.id}, "access-token/secret-missing"),
        ("apps/AppInfo", {"appId": READY_APP.id}, "app-info/success"),
        ("apps/AppInfo", {"appId": NOBODY}, "app-info/not-found"),
        ("oauth/authorize", {"appid": READY_APP.id}, "oauth-authorize/nothing-given"),
        (
            "oauth/authorize",
            {"appid": READY_APP.id, "redirect_uri": BACK},
            "oauth-authorize/sign-in-page",
        ),
        (
            "oauth/secondauth",
            {"appid": READY_APP.id, "redirect_uri": BACK},
            "oauth-second-auth/page",
        ),
        ("oauth/register", {"appid": READY_APP.id, "redirect_uri": BACK}, "oauth-register/page"),
    ],
)
def test_an_answer_has_the_shape_of_the_recorded_one(client, server, path, query, name):
    directory = Service(client, server.base_urls["directory"])
    directory.expect(directory.ask(path, **query), name)


def test_a_code_becomes_an_open_id_and_that_a_profile(directory, clock):
    code = directory.code()
    values = {"AccessToken": directory.token, "Code": code}
    response = directory.ask("Account/CodeToOpenId", **values)
    directory.expect(response, "code-to-open-id/success")
    person = {"AccessToken": directory.token, "OpenId": response.json()["openId"]}
    profile = directory.ask("Account/UserInfo", **person)
    # The ready person has not written about themselves, which the recorded one has.
    assert profile.json()["user"]["email"] == READY_PERSON.email
    directory.expect(profile, "user-info/after-change-profile")
    clock.advance(seconds=11)
    directory.expect(directory.ask("Account/CodeToOpenId", **values), "code-to-open-id/used-code")
    unknown = {**values, "Code": "1"}
    directory.expect(
        directory.ask("Account/CodeToOpenId", **unknown), "code-to-open-id/unknown-code"
    )


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
def test_who_cannot_be_told_is_refused_like_there(directory, path, values, name):
    directory.expect(directory.ask(path, **values), name)


def test_an_open_id_of_nobody_is_not_found(directory):
    person = {"AccessToken": directory.token, "OpenId": "nobody"}
    directory.expect(directory.ask("Account/UserInfo", **person), "user-info/not-found")


def test_who_has_not_granted_the_app_is_not_shown(directory):
    stranger = "5a4db0c5-0000-4000-8000-0000000000a2"
    person = {"AccessToken": directory.token, "OpenId": stranger}
    response = directory.ask("Account/UserInfo", **person)
    assert (response.status_code, response.json()["code"]) == (401, -8)


def test_a_code_is_for_the_app_that_it_was_made_for_and_may_see_it(directory):
    code = directory.code()
    other = {"appId": OTHER_APP.id, "appSecret": OTHER_APP.secret}
    token = directory.ask("Apps/AccessToken", **other).json()["accessToken"]
    response = directory.ask("Account/CodeToOpenId", AccessToken=token, Code=code)
    directory.expect(response, "code-to-open-id/code-of-another-app")
    browser = Browser(directory.client, directory.base)
    flow = {"appid": OTHER_APP.id, "redirect_uri": "https://localhost/back"}
    own = str(code_of(browser.open("/OAuth/Authorize", **flow)))
    response = directory.ask("Account/CodeToOpenId", AccessToken=token, Code=own)
    directory.expect(response, "code-to-open-id/app-may-not")


def test_the_way_back_has_a_slash_before_its_query(directory):
    directory.code()
    browser = Browser(directory.client, directory.base)
    flow = {"appid": READY_APP.id, "redirect_uri": BACK, "state": "st ate"}
    response = browser.open("/OAuth/Authorize", **flow)
    assert response.headers["location"].startswith("http://127.0.0.1:9/auth/?state=st%20ate&code=")
    directory.expect(response, "oauth-authorize/already-signed-in")
