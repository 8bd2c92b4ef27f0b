"""Channels, pushing and listening over a real WebSocket.

``test_web_services.INTENDED_DIFFERENCES`` lists the differences from the recorded server. Also, the
real server polls, so it delivers a message up to a second late.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from aiurdesk.sandbox.accounts import READY_APP
from tests.recorded import shapes

Post = Callable[..., dict[str, Any]]


@pytest.fixture
def post(client: httpx.Client, server, access_token) -> Post:
    """Return a function that posts with the ready app's token."""

    def send(action: str, **values: object) -> dict[str, Any]:
        address = f"{server.base_urls['stargate']}/{action}"
        response = client.post(address, data={"AccessToken": access_token, **values})
        return dict(response.json())

    return send


@pytest.fixture
def channel(post: Post) -> dict[str, Any]:
    """Return the response that created a channel."""
    return post("Channel/CreateChannel", Description="频道 🚀")


async def receive(socket: ClientConnection, within_s: float = 30) -> str | bytes:
    """Return the next message, or raise TimeoutError."""
    async with asyncio.timeout(within_s):
        return await socket.recv()


@pytest.fixture
def listen(server) -> Callable[..., connect]:
    """Return a function that opens a WebSocket.

    The client of websockets without asyncio is not used: it reads and writes on two threads, and
    with Python 3.11 one in a thousand of its TLS handshakes never ends.
    """
    context = ssl.create_default_context(cadata=server.authority.pem)
    address = server.base_urls["stargate"].replace("https", "wss")

    def open_socket(channel_id: object, key: str) -> connect:
        url = f"{address}/Listen/Channel?Id={channel_id}&Key={key}"
        return connect(url, ssl=context, proxy=None)

    return open_socket


async def test_every_listener_receives_exactly_the_pushed_messages(post, channel, listen):
    texts = ["Hello, channel!", "你好 🚀 é \u2028 \x01 end", '{"type": 1}', "one\r\ntwo\n\n"]
    address = channel["channelId"], channel["connectKey"]
    async with listen(*address) as first, listen(*address) as second:
        for text in texts:
            assert (
                post("Message/PushMessage", ChannelId=address[0], MessageContent=text)["code"] == 0
            )
        assert [await receive(first) for _ in texts] == texts
        assert [await receive(second) for _ in texts] == texts


def recorded_conversations() -> list[tuple[str, list[str], bool]]:
    """Return name, received texts, and whether the server closed the socket, for each listener."""
    listeners = []
    for facts in shapes("infrastructures-2020-stargate"):
        if facts.get("status") == 101:
            frames = facts["frames"]
            texts = [
                text for sender, opcode, text, _ in frames if (sender, opcode) == ("server", 1)
            ]
            is_ended = not any(sender == "client" and opcode == 8 for sender, opcode, *_ in frames)
            listeners.append((facts["name"], texts, is_ended))
    return listeners


@pytest.mark.parametrize(("name", "texts", "is_ended"), recorded_conversations())
async def test_a_listener_receives_the_recorded_messages(
    post, channel, listen, name, texts, is_ended
):
    number = channel["channelId"]
    async with listen(number, channel["connectKey"]) as socket:
        for text in ["primer", *texts]:
            post("Message/PushMessage", ChannelId=number, MessageContent=text)
        assert [await receive(socket) for _ in texts] + [await receive(socket)] == [
            "primer",
            *texts,
        ], name
        if is_ended:
            post("Message/PushMessage", ChannelId=number, MessageContent="")
            with pytest.raises(ConnectionClosed):
                await receive(socket)
        else:
            with pytest.raises(TimeoutError):
                await receive(socket, 0.01)


async def test_messages_from_before_the_connection_do_not_arrive(post, channel, listen):
    number = channel["channelId"]
    post("Message/PushMessage", ChannelId=number, MessageContent="before")
    async with listen(number, channel["connectKey"]) as socket:
        post("Message/PushMessage", ChannelId=number, MessageContent="after")
        assert await receive(socket) == "after"


async def test_a_blank_message_closes_the_listeners(post, channel, listen):
    async with listen(channel["channelId"], channel["connectKey"]) as socket:
        blank = post("Message/PushMessage", ChannelId=channel["channelId"], MessageContent=" ")
        assert blank["code"] == 0
        with pytest.raises(ConnectionClosed):
            await receive(socket)


async def test_messages_from_a_client_are_ignored(post, channel, listen):
    async with listen(channel["channelId"], channel["connectKey"]) as socket:
        await socket.send("hello")
        await socket.send(b"\x00")
        post("Message/PushMessage", ChannelId=channel["channelId"], MessageContent="still here")
        assert await receive(socket) == "still here"


async def test_deleting_the_app_leaves_its_listeners_connected(post, channel, listen):
    async with listen(channel["channelId"], channel["connectKey"]) as socket:
        assert post("Channel/DeleteApp", AppId=READY_APP.id)["code"] == 0
        with pytest.raises(TimeoutError):
            await receive(socket, 0.05)
        assert post("Channel/DeleteApp", AppId=READY_APP.id)["code"] == -6


async def test_a_channel_is_idle_before_its_first_listener_and_after_ten_days(
    client, server, clock, channel, listen
):
    query = {"Id": channel["channelId"], "Key": channel["connectKey"]}

    def code() -> int:
        url = f"{server.base_urls['stargate']}/Channel/ValidateChannel"
        return int(client.get(url, params=query).json()["code"])

    assert code() == -2
    async with listen(query["Id"], query["Key"]):
        assert code() == 0
    # The ten days start when the server notices the disconnect, which is not immediate.
    while code() == 0:
        clock.advance(days=11)
    assert code() == -2


def test_a_token_of_an_earlier_run_is_rejected(client, server, post):
    server.stop()
    server.start()
    assert post("Channel/CreateChannel")["code"] == -8


def test_a_token_expires_after_20_minutes(post, clock):
    clock.advance(minutes=19, seconds=59)
    assert post("Channel/CreateChannel")["code"] == 0
    clock.advance(seconds=2)
    assert post("Channel/CreateChannel")["code"] == -8


async def test_stopping_the_sandbox_closes_open_sockets(server, channel, listen):
    async with listen(channel["channelId"], channel["connectKey"]) as socket:
        await asyncio.to_thread(server.stop)
        with pytest.raises(ConnectionClosed):
            await receive(socket)
    assert not server.base_urls


def test_the_root_has_counts_and_the_test_pages_are_html(client, server, channel, post):
    base = server.base_urls["stargate"]
    post("Message/PushMessage", ChannelId=channel["channelId"], MessageContent="x")
    greeting = client.get(base).json()
    assert greeting["currentId"] == greeting["totalMemoryMessages"] == greeting["channels"] == 1
    for page in ("/Home/IntegratedTest", "/Home/ListenTo/3?Key=k"):
        response = client.get(base + page)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get(f"{base}/Home/Error").json()["code"] == -5
