"""Stargate of 2023, compared with the recorded responses, and listened to over a real socket."""

import ssl
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from tests.sandbox.response_shapes import recorded_shape, sandbox_shape

STEM = "infrastructures-2025-stargate"
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "c2FuZGJveC1zYW5kYm94IQ==",
}


class Service:
    """Sends requests to Stargate of 2023 and compares the responses."""

    def __init__(self, client: httpx.Client, urls: dict[str, str], pem: str) -> None:
        self.client = client
        self.base = urls["stargate-2023"]
        self._directory = urls["directory"]
        self._pem = pem
        self.token = self.token_of(READY_APP)

    def token_of(self, app) -> str:
        query = {"appId": app.id, "appSecret": app.secret}
        response = self.client.get(f"{self._directory}/Apps/AccessToken", params=query)
        return str(response.json()["accessToken"])

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self.client.get(f"{self.base}/{path}", params=query)

    def handshake(self, path: str, **query: str | int) -> httpx.Response:
        """Return the response that refuses a handshake."""
        # A client of its own: the other one speaks HTTP/2, which has no such handshake.
        context = ssl.create_default_context(cadata=self._pem)
        with httpx.Client(verify=context, trust_env=False) as client:
            return client.get(f"{self.base}/{path}", params=query, headers=HANDSHAKE)

    def post(self, path: str, **form: object) -> httpx.Response:
        return self.client.post(f"{self.base}/{path}", data={"AccessToken": self.token} | form)

    def expect(self, response: httpx.Response, name: str) -> Any:
        assert sandbox_shape(response) == recorded_shape(STEM, f"stargate/{name}"), name
        return response.json()

    def channel(self) -> dict[str, Any]:
        created = self.post("Channel/CreateChannel", Description="频道")
        return dict(self.expect(created, "create-channel/success"))

    def listen(self, channel_id: object, key: str) -> connect:
        context = ssl.create_default_context(cadata=self._pem)
        base = self.base.replace("https", "wss")
        return connect(f"{base}/Listen/Channel?Id={channel_id}&Key={key}", ssl=context, proxy=None)


@pytest.fixture
def stargate(client, server) -> Service:
    return Service(client, dict(server.base_urls), server.authority.pem)


def test_its_home_and_its_list_of_endpoints(stargate):
    stargate.expect(stargate.get(""), "home/success")
    entries = stargate.get("doc").json()
    samples = {entry["actionName"]: entry["possibleResponses"] for entry in entries}
    assert "PushMessage" in samples
    assert '"protocolVersion":"0.0.0.0"' in samples["CreateChannel"][0]


def test_what_is_not_a_token_and_what_is_a_wrong_one(stargate, clock):
    name = "view-my-channels"
    no_json, forged = "bmVpdGhlciBpcyB0aGlz.AAAA", f"{stargate.token.partition('.')[0]}.AAAA"
    for token, case in (
        ("this-is-not-a-token", "token-garbled"),
        ("", "token-empty"),
        (no_json, "token-garbled"),
        (forged, "token-forged"),
        (f"{stargate.token.partition('.')[0]}.%%%", "token-bad-signature"),
    ):
        response = stargate.get("channel/ViewMyChannels", AccessToken=token)
        stargate.expect(response, f"{name}/{case}")
    stargate.expect(stargate.get("channel/ViewMyChannels"), f"{name}/nothing-given")
    clock.advance(minutes=21)
    old = stargate.get("channel/ViewMyChannels", AccessToken=stargate.token)
    stargate.expect(old, f"{name}/token-expired")


def test_a_channel_from_its_beginning_to_its_end(stargate):
    mine = {"AccessToken": stargate.token}
    stargate.expect(stargate.get("channel/ViewMyChannels", **mine), "view-my-channels/empty")
    own = stargate.post("Channel/DeleteApp", AppId=READY_APP.id)
    stargate.expect(own, "delete-app/not-found")
    channel = stargate.channel()
    channel_id, key = channel["channelId"], channel["connectKey"]
    plain = stargate.post("Channel/CreateChannel")
    stargate.expect(plain, "create-channel/success-without-description")
    stargate.expect(stargate.get("channel/ViewMyChannels", **mine), "view-my-channels/success")
    for query, case in (
        ({"Id": channel_id, "Key": key}, "success"),
        ({"Id": channel_id, "Key": "wrong"}, "wrong-key"),
        ({"Id": channel_id}, "key-missing"),
        ({"Id": 4711, "Key": key}, "not-found"),
        ({}, "nothing-given"),
        ({"Id": "abc", "Key": key}, "id-not-a-number"),
    ):
        response = stargate.get("channel/ValidateChannel", **query)
        stargate.expect(response, f"validate-channel/{case}")
    other = {"AccessToken": stargate.token_of(OTHER_APP)}
    for form, case in (
        ({"ChannelId": channel_id, "MessageContent": "hello?"}, "success-nobody-listens"),
        ({"ChannelId": channel_id}, "empty-nobody-listens"),
        ({"ChannelId": 4711, "MessageContent": "x"}, "not-found"),
        ({"ChannelId": channel_id, "MessageContent": "x"} | other, "not-your-channel"),
        ({"ChannelId": "abc", "MessageContent": "x"}, "channel-not-a-number"),
    ):
        stargate.expect(stargate.post("Message/PushMessage", **form), f"push-message/{case}")
    for form, case in (
        ({"ChannelId": channel_id} | other, "not-your-channel"),
        ({"ChannelId": 4711}, "crash-unknown-channel"),
        ({"ChannelId": channel_id}, "success-while-listening"),
    ):
        stargate.expect(stargate.post("Channel/DeleteChannel", **form), f"delete-channel/{case}")
    for form, case in (
        ({"AppId": READY_APP.id} | other, "not-your-app"),
        ({"AppId": "abc"}, "not-a-guid"),
        ({"AppId": READY_APP.id}, "success"),
    ):
        stargate.expect(stargate.post("Channel/DeleteApp", **form), f"delete-app/{case}")


async def test_listeners_get_each_message_and_the_socket_closes_in_order(stargate):
    channel = stargate.channel()
    channel_id, key = channel["channelId"], channel["connectKey"]
    push = {"ChannelId": channel_id, "MessageContent": "你好 😀"}
    async with stargate.listen(channel_id, key) as one, stargate.listen(channel_id, key) as two:
        await one.send("What a client says is ignored.")
        sent = stargate.post("Message/PushMessage", **push)
        stargate.expect(sent, "push-message/while-listening-text")
        assert [await one.recv(), await two.recv()] == ["你好 😀"] * 2
        blank = stargate.post("Message/PushMessage", ChannelId=channel_id, MessageContent="   ")
        stargate.expect(blank, "push-message/crash-blank-while-listening")
        stargate.post("Message/PushMessage", ChannelId=channel_id, MessageContent="still there?")
        assert await one.recv() == "still there?"
        await closed_with(one, 1000)


async def closed_with(socket: ClientConnection, code: int) -> None:
    await socket.close()
    with pytest.raises(ConnectionClosedOK) as closed:
        await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def test_a_handshake_is_refused_as_recorded(stargate):
    channel = stargate.channel()
    channel_id, key = channel["channelId"], channel["connectKey"]
    plain = stargate.get("Listen/Channel", Id=channel_id, Key=key)
    stargate.expect(plain, "listen/plain-http")
    for query, case in (
        ({"Id": channel_id, "Key": "wrong"}, "wrong-key"),
        ({"Id": channel_id}, "key-missing"),
        ({"Id": 4711, "Key": key}, "unknown-channel"),
        ({}, "nothing-given"),
        ({"Id": "abc", "Key": key}, "id-not-a-number"),
    ):
        stargate.expect(stargate.handshake("Listen/Channel", **query), f"listen/{case}")
    stargate.expect(stargate.handshake(""), "listen/home-as-websocket")
    stargate.post("Channel/DeleteChannel", ChannelId=channel_id)
    late = stargate.handshake("Listen/Channel", Id=channel_id, Key=key)
    stargate.expect(late, "listen/deleted-channel")
