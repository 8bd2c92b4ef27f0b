"""Kahla of 2020 in the sandbox: signing in through Gateway, and the channel for events."""

import json
import ssl
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.asyncio.client import connect

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from tests.sandbox.browser import Browser, code_of


def cookie_of_kahla(client, base_urls) -> str:
    """Sign the ready user in, and return the Cookie header of the session."""
    kahla = base_urls["kahla-server"]
    gateway = Browser(client, base_urls["gateway"])
    start = client.get(f"{kahla}/Auth/OAuth")
    assert start.status_code == 302
    page = gateway.follow(start)
    back = gateway.submit(page, Email=READY_PERSON.email, Password=READY_PERSON.password)
    result = client.get(f"{kahla}/Auth/AuthResult", params={"code": code_of(back)})
    assert result.status_code == 302
    (morsel,) = SimpleCookie(result.headers["set-cookie"]).values()
    client.cookies.clear()
    return f"{morsel.key}={morsel.value}"


def test_without_a_cookie_there_is_no_channel(client, server):
    kahla = server.base_urls["kahla-server"]
    for response in (
        client.get(f"{kahla}/Auth/InitPusher"),
        client.post(f"{kahla}/Devices/PushTestMessage"),
    ):
        assert (response.status_code, response.content) == (401, b"")
    assert client.get(f"{kahla}/").json()["serverName"] == "Kahla of the sandbox"
    assert client.get(f"{kahla}/Auth/SignInStatus").json()["value"] is False
    assert client.get(f"{kahla}/Auth/LogOff").json()["code"] == -3


@pytest.mark.parametrize(("code", "expected"), [("1", -1), ("x", -10), ("", -1)])
def test_an_invalid_code_is_refused(client, server, code, expected):
    kahla = server.base_urls["kahla-server"]
    response = client.get(f"{kahla}/Auth/AuthResult", params={"code": code} if code else {})
    assert response.json()["code"] == expected


def test_a_code_counts_once_and_for_its_own_app(client, server, clock):
    base_urls = server.base_urls
    kahla, gateway = base_urls["kahla-server"], Browser(client, base_urls["gateway"])
    person = (READY_PERSON.email, READY_PERSON.password)
    code = gateway.sign_in(READY_APP.id, "http://127.0.0.1:9/", *person)
    again = {"params": {"code": code}}
    assert client.get(f"{kahla}/Auth/AuthResult", **again).status_code == 302
    clock.advance(minutes=1)
    client.cookies.clear()
    assert client.get(f"{kahla}/Auth/AuthResult", **again).json()["code"] == -6
    query = {"appid": OTHER_APP.id, "redirect_uri": "https://localhost/"}
    page = gateway.open("/OAuth/Authorize", **query)
    signed_in = gateway.submit(page, Email=person[0], Password=person[1])
    other = {"params": {"code": code_of(signed_in)}}
    client.cookies.clear()
    assert client.get(f"{kahla}/Auth/AuthResult", **other).json()["code"] == -8


async def test_the_channel_that_is_handed_out_brings_events(client, server):
    kahla = server.base_urls["kahla-server"]
    headers = {"Cookie": cookie_of_kahla(client, server.base_urls)}
    early = client.post(f"{kahla}/Devices/PushTestMessage", headers=headers)
    assert early.json()["code"] == -4
    pusher = client.get(f"{kahla}/Auth/InitPusher", headers=headers).json()
    assert list(pusher) == ["channelId", "connectKey", "serverPath", "code", "message"]
    assert pusher == client.get(f"{kahla}/Auth/InitPusher", headers=headers).json()
    address = urlsplit(pusher["serverPath"])
    assert parse_qs(address.query)["Key"] == [pusher["connectKey"]]
    context = ssl.create_default_context(cadata=server.authority.pem)
    async with connect(pusher["serverPath"], ssl=context, proxy=None) as socket:
        sent = client.post(f"{kahla}/Devices/PushTestMessage", headers=headers)
        assert sent.json()["code"] == 0
        event = json.loads(await socket.recv())
    assert (event["type"], event["typeDescription"]) == (5, "NewMemberEvent")
    assert client.get(f"{kahla}/Auth/OAuth", headers=headers).json()["code"] == -3
    assert client.get(f"{kahla}/Auth/LogOff", headers=headers).json()["code"] == 0
    assert client.get(f"{kahla}/Auth/InitPusher", headers=headers).status_code == 401
