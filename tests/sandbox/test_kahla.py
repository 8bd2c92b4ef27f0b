"""Sign-in at Kahla v2, compared with the recorded responses."""

import json
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from http.cookies import SimpleCookie
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK, InvalidStatus

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.kahla import LONGEST_FRAME
from tests.recorded import shapes
from tests.sandbox.response_shapes import recorded_shape, sandbox_shape, value_shape

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


Talk = Callable[..., AbstractAsyncContextManager[ClientConnection]]


@pytest.fixture
def address(client: httpx.Client, server) -> str:
    """Return the address of the socket of the signed-in ready user."""
    base = server.base_urls["kahla-v2"]
    form = {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
    assert client.post(f"{base}/api/auth/signin", data=form).status_code == 201
    assert client.post(f"{base}/api/messages/init-thread-websocket/2").status_code == 404
    response = client.post(f"{base}/api/messages/init-thread-websocket/1")
    return str(response.json()["webSocketEndpoint"])


@pytest.fixture
def talk(server) -> Talk:
    """Return a function that opens a socket."""
    # A context of its own: the HTTP client's offers HTTP/2.
    context = ssl.create_default_context(cadata=server.authority.pem)
    return lambda address: connect(address, ssl=context, proxy=None)


def a_commit(content: str, **members: object) -> dict[str, object]:
    item = {"content": content, "preview": content, "ats": [], "senderId": str(uuid4())}
    return {"id": str(uuid4()), "item": item, "commitTime": "2026-11-24T08:00:00Z", **members}


async def test_members_get_what_is_stored_and_what_comes(talk, address):
    sent = [a_commit("第一条"), a_commit("x" * 60)]
    async with talk(address) as one:
        await one.send(json.dumps(sent))
        own = json.loads(await one.recv())
        async with talk(f"{address}?start=1") as two:
            (stored,) = json.loads(await two.recv())
            await two.send(json.dumps([a_commit("later")]))
            assert await one.recv() == await two.recv()
    assert [commit["id"] for commit in own] == [commit["id"] for commit in sent]
    assert stored == own[1]
    # Sender and time are set by the server, and a preview has 50 bytes.
    assert own[0]["item"]["senderId"] == address.split("/")[-2]
    assert own[0]["commitTime"] != sent[0]["commitTime"]
    assert own[1]["item"]["preview"] == "x" * 50


RECORDED_COMMIT = {
    "id": "text",
    "item": {"content": "text", "preview": "text", "ats": {"list of": []}, "senderId": "text"},
    "commitTime": "date",
}
"""Shape of the messages in recorded/kahla-2026.jsonl, history-then-own-message."""


async def test_a_message_has_the_recorded_members(talk, address):
    async with talk(address) as socket:
        await socket.send(json.dumps([a_commit("hi")]))
        assert value_shape(json.loads(await socket.recv())) == {"list of": [RECORDED_COMMIT]}


@pytest.mark.parametrize(
    "frame",
    ["not json", "{}", "7", '[{"id": 1}]', json.dumps([a_commit("x", id="no id")]), "[" * 60_000],
)
async def test_a_frame_that_is_not_a_list_of_messages_closes_the_socket(talk, address, frame):
    async with talk(address) as socket:
        await socket.send(frame)
        with pytest.raises(ConnectionClosedOK):
            await socket.recv()
        assert socket.close_code == 1000


async def test_a_frame_that_is_too_long_is_ignored(talk, address):
    async with talk(address) as socket:
        await socket.send(json.dumps([a_commit("x" * LONGEST_FRAME)]))
        await socket.send("[]")
        assert await socket.recv() == "[]"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda address: f"{address.rpartition('/')[0]}/garbled", "wrong-otp"),
        (lambda address: address.rpartition("/messages/")[0] + "/no-such-socket", "unknown-path"),
    ],
)
async def test_a_handshake_is_refused_as_recorded(talk, address, change, name):
    facts = shapes("kahla-2026")
    (recorded,) = (f for f in facts if f["name"] == f"kahla/websocket-thread/{name}")
    with pytest.raises(InvalidStatus) as refused:
        async with talk(change(address)):
            pass
    response = refused.value.response
    assert response.status_code == recorded["status"]
    if "json" in recorded:
        members = json.loads(response.body or b"")
        assert list(members) == list(recorded["json"])
        assert members["code"] == recorded["json"]["code"]
        assert members.get("items") == recorded["json"].get("items")


async def test_only_members_of_the_thread_get_in(talk, address, client):
    assert client.get(address.replace("wss:", "https:")).status_code == 400
    with pytest.raises(InvalidStatus) as refused:
        async with talk(address.replace("/websocket-thread/1/", "/websocket-thread/2/")):
            pass
    assert refused.value.response.status_code == 401
