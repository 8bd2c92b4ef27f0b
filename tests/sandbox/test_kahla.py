"""Sign-in at Kahla v2, compared with the recorded responses."""

import json
import ssl
from http.cookies import SimpleCookie

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedOK, InvalidStatus

from aiurdesk.sandbox.accounts import READY_PERSON
from tests.sandbox.response_shapes import recorded_shape, sandbox_shape

READY = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
ALICE = {"Email": "alice@lab.example", "Password": "alice-secret"}
WRONG = {**READY, "Password": "wrong-secret"}


class Service:
    """Sends requests to Kahla and compares the responses."""

    def __init__(self, client: httpx.Client, base: str) -> None:
        self.client = client
        self.base = base

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"{self.base}/{path}")

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.client.post(f"{self.base}/{path}", data=form)

    def expect(self, response: httpx.Response, name: str) -> None:
        assert sandbox_shape(response) == recorded_shape("kahla-2026", f"kahla/{name}")


@pytest.fixture
def kahla(client, server) -> Service:
    return Service(client, server.base_urls["kahla-v2"])


@pytest.mark.read_only
def test_requests_without_a_cookie_are_not_signed_in(kahla):
    kahla.expect(kahla.get("api"), "home/success")
    kahla.expect(kahla.get("api/auth/me"), "auth-me/not-signed-in")
    kahla.expect(kahla.post("api/auth/signout"), "auth-signout/not-signed-in")
    kahla.expect(kahla.get("api/no/such/path"), "unknown-path/404")
    kahla.expect(kahla.get("api/auth/register"), "auth-register/get-not-allowed")


def test_the_ready_user_signs_in_and_out(kahla):
    response = kahla.post("api/auth/signin", **READY)
    kahla.expect(response, "auth-signin/success")
    (cookie,) = SimpleCookie(response.headers["set-cookie"]).values()
    assert cookie["path"] == "/"
    me = kahla.get("api/auth/me")
    kahla.expect(me, "auth-me/success")
    assert me.json()["user"]["nickName"] == READY_PERSON.nick_name
    kahla.expect(kahla.post("api/auth/signin", **READY), "auth-signin/already-signed-in")
    signed_out = kahla.post("api/auth/signout")
    assert (signed_out.status_code, signed_out.json()["code"]) == (201, 2)
    kahla.expect(kahla.get("api/auth/me"), "threads-mine/after-signout")


def test_a_cookie_expires_thirty_days_after_its_last_use(kahla, clock):
    cookie = kahla.post("api/auth/signin", **READY).cookies
    kahla.client.cookies.clear()
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}
    me = f"{kahla.base}/api/auth/me"
    for days, status in ((29, 200), (29, 200), (31, 401)):
        clock.advance(days=days)
        assert kahla.client.get(me, headers=headers).status_code == status


def test_five_wrong_passwords_lock_the_account_for_five_minutes(kahla, clock):
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
def test_a_failed_sign_in_has_the_recorded_error(kahla, form, name):
    kahla.expect(kahla.post("api/auth/signin", **form), f"auth-signin/{name}")


def test_an_account_can_be_registered_once(kahla):
    response = kahla.post("api/auth/register", **ALICE)
    kahla.expect(response, "auth-register/success")
    assert kahla.get("api/auth/me").json()["user"]["nickName"] == "alice"
    kahla.client.cookies.clear()
    kahla.expect(kahla.post("api/auth/register", **ALICE), "auth-register/already-exists")
    kahla.expect(kahla.post("api/auth/register"), "auth-register/missing-all")
    short = {**ALICE, "Email": "short@lab.example", "Password": "123"}
    # The real server says it in other words.
    assert len(kahla.post("api/auth/register", **short).json()["items"]) == 1
    faulty = kahla.post("api/auth/register", Email="x", Password="1").json()
    assert (faulty["code"], len(faulty["items"])) == (-10, 2)


def test_the_address_of_the_socket_needs_a_signed_in_user(kahla):
    kahla.expect(kahla.post("api/messages/init-websocket"), "messages-init-websocket/not-signed-in")
    kahla.post("api/auth/signin", **READY)
    address = kahla.post("api/messages/init-websocket")
    kahla.expect(address, "messages-init-websocket/success")
    kahla.expect(kahla.get("api/messages/websocket/somebody"), "websocket/plain-http")


async def test_whoever_has_the_address_can_connect_to_the_socket(kahla, clock, server):
    # A context of its own: the HTTP client's offers HTTP/2.
    context = ssl.create_default_context(cadata=server.authority.pem)
    kahla.post("api/auth/signin", **READY)
    address = kahla.post("api/messages/init-websocket").json()["webSocketEndpoint"]
    async with connect(address, ssl=context, proxy=None) as socket:
        await socket.send('{"ignored": true}')
        # The real server closes at the first frame that is not JSON.
        await socket.send("no JSON")
        with pytest.raises(ConnectionClosedOK):
            await socket.recv()
    for other in (address + "x", address.replace("?otp=", "0?otp=")):
        with pytest.raises(InvalidStatus) as refused:
            await connect(other, ssl=context, proxy=None)
        response = refused.value.response
        assert response.status_code == 401
        assert json.loads(response.body or b"")["code"] == -8
    clock.advance(minutes=6)
    with pytest.raises(InvalidStatus):
        await connect(address, ssl=context, proxy=None)
