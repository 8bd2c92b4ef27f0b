"""The socket of a thread of Kahla v2, compared with the recorded frames and responses."""

import json
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK, InvalidStatus

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.kahla import LONGEST_FRAME
from tests.recorded import shapes
from tests.sandbox.response_shapes import value_shape

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
