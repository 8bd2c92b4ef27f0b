"""Signing in at Kahla v2, beside what the real one answered."""

from http.cookies import SimpleCookie

import httpx
import pytest

from aiurdesk.sandbox.accounts import READY_PERSON
from tests.sandbox.response_shapes import recorded_shape, shape_of

READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
ALICE = {"Email": "alice@lab.example", "Password": "alice-secret"}
WRONG = {**READY, "Password": "wrong-secret"}


class Service:
    """Calls Kahla and compares."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.client = client
        self.base = base

    def ask(self, path: str) -> httpx.Response:
        return self.client.get(f"{self.base}/{path}")

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.client.post(f"{self.base}/{path}", data=form)

    def expect(self, response: httpx.Response, name: str) -> None:
        assert shape_of(response) == recorded_shape("kahla-2026", f"kahla/{name}")


@pytest.fixture
def kahla(client, server) -> Service:
    return Service(client, server.base_urls["kahla-v2"])


def test_without_a_cookie_nobody_is_anybody(kahla):
    kahla.expect(kahla.ask("api"), "home/success")
    kahla.expect(kahla.ask("api/auth/me"), "auth-me/not-signed-in")
    kahla.expect(kahla.post("api/auth/signout"), "auth-signout/not-signed-in")
    kahla.expect(kahla.ask("api/no/such/path"), "unknown-path/404")
    kahla.expect(kahla.ask("api/auth/register"), "auth-register/get-not-allowed")


def test_the_ready_person_signs_in_and_out(kahla):
    response = kahla.post("api/auth/signin", **READY)
    kahla.expect(response, "auth-signin/success")
    (kept,) = SimpleCookie(response.headers["set-cookie"]).values()
    assert kept["path"] == "/"
    me = kahla.ask("api/auth/me")
    kahla.expect(me, "auth-me/success")
    assert me.json()["user"]["nickName"] == READY_PERSON.nick_name
    kahla.expect(kahla.post("api/auth/signin", **READY), "auth-signin/already-signed-in")
    signed_out = kahla.post("api/auth/signout")
    assert (signed_out.status_code, signed_out.json()["code"]) == (201, 2)
    kahla.expect(kahla.ask("api/auth/me"), "threads-mine/after-signout")


def test_a_cookie_lasts_thirty_days_from_its_last_use(kahla, clock):
    cookie = kahla.post("api/auth/signin", **READY).cookies
    kahla.client.cookies.clear()
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}
    me = f"{kahla.base}/api/auth/me"
    for days, status in ((29, 200), (29, 200), (31, 401)):
        clock.advance(days=days)
        assert kahla.client.get(me, headers=headers).status_code == status


def test_wrong_passwords_lock_the_account_for_a_while(kahla, clock):
    for number in range(1, 5):
        response = kahla.post("api/auth/signin", **WRONG)
        kahla.expect(response, f"auth-signin/locked-out-after-{number}")
    for number in (5, 6):
        response = kahla.post("api/auth/signin", **WRONG)
        kahla.expect(response, f"auth-signin/locked-out-after-{number}")
    assert kahla.post("api/auth/signin", **READY).json()["code"] == -11
    clock.advance(minutes=6)
    assert kahla.post("api/auth/signin", **READY).json()["code"] == 2


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({"Email": "nobody@lab.example", "Password": "wrong-secret"}, "no-such-account"),
        ({"Email": READY_PERSON.email}, "missing-password"),
        (WRONG, "wrong-password"),
    ],
)
def test_who_cannot_sign_in_is_told_why(kahla, form, name):
    kahla.expect(kahla.post("api/auth/signin", **form), f"auth-signin/{name}")


def test_an_account_is_opened_once(kahla):
    response = kahla.post("api/auth/register", **ALICE)
    kahla.expect(response, "auth-register/success")
    assert kahla.ask("api/auth/me").json()["user"]["nickName"] == "alice"
    kahla.client.cookies.clear()
    kahla.expect(kahla.post("api/auth/register", **ALICE), "auth-register/already-exists")
    kahla.expect(kahla.post("api/auth/register"), "auth-register/missing-all")
    short = {**ALICE, "Email": "short@lab.example", "Password": "123"}
    kahla.expect(kahla.post("api/auth/register", **short), "auth-register/short-password")
    faulty = kahla.post("api/auth/register", Email="x", Password="1")
    kahla.expect(faulty, "auth-register/two-faults")
