"""Each socket of the code lab does what its description says, seen by another client."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from aiurdesk.services.library import load_code_lab

OPEN = sorted(
    endpoint.name
    for endpoint in load_code_lab().endpoints
    if endpoint.is_websocket and not endpoint.name.startswith("Refused")
)


@pytest.fixture
def socket_at(server) -> Callable[..., connect]:
    """Return a function that opens a socket of the code lab with another client."""
    context = ssl.create_default_context(cadata=server.authority.pem)
    address = server.base_urls["code-lab"].replace("https", "wss")

    def open_socket(path: str, open_timeout: float = 30) -> connect:
        url = f"{address}/Sockets/{path}"
        return connect(url, ssl=context, proxy=None, max_size=2**20, open_timeout=open_timeout)

    return open_socket


async def end_of(connecting: connect) -> tuple[list[str | bytes], ConnectionClosed]:
    """Return all messages, and how the socket ended."""
    messages: list[str | bytes] = []
    async with connecting as socket:
        try:
            while True:
                messages.append(await socket.recv())
        except ConnectionClosed as closed:
            return messages, closed


@pytest.mark.read_only
async def test_the_echo_returns_text_and_bytes(socket_at):
    async with socket_at("Echo") as socket:
        for content in ("héllo", b"\x00\xff", ""):
            await socket.send(content)
            assert await socket.recv() == content


@pytest.mark.read_only
@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011, 3000, 4999])
async def test_a_socket_closes_with_the_code_that_is_asked_for(socket_at, code):
    messages, closed = await end_of(socket_at(f"Close?code={code}&reason=because"))
    assert messages == []
    assert closed.rcvd is not None
    assert (closed.rcvd.code, closed.rcvd.reason) == (code, "because")


@pytest.mark.read_only
async def test_a_cut_off_socket_has_no_close_frame(socket_at):
    messages, closed = await end_of(socket_at("CutOff"))
    assert messages == ["This is the last message."]
    assert closed.rcvd is None


@pytest.mark.read_only
@pytest.mark.parametrize(("path", "code"), [("InvalidUtf8", 1007), ("TooLong?megabytes=1", 1009)])
async def test_a_client_refuses_what_breaks_the_rules(socket_at, path, code):
    _, closed = await end_of(socket_at(path))
    assert closed.sent is not None
    assert closed.sent.code == code


@pytest.mark.read_only
async def test_a_flood_is_complete_and_in_order(socket_at):
    messages, closed = await end_of(socket_at("Flood?messages=2000"))
    assert [str(m).startswith(f'{{"number":{i},') for i, m in enumerate(messages)] == [True] * 2000
    assert closed.rcvd is not None


@pytest.mark.read_only
async def test_one_socket_stays_silent_and_another_sends_envelopes(socket_at):
    async with socket_at("Silence") as socket:
        await socket.close()
        assert socket.close_code == 1000
    messages, _ = await end_of(socket_at("Envelopes"))
    assert len(messages) == 6


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("Refused", 200, b'"code":-8'),
        ("Refused?status=401", 401, b'"code":-8'),
        ("RefusedWithoutEnvelope", 401, b""),
        ("Close?code=7", 200, b'"code":-10'),
    ],
)
async def test_a_refusal_is_an_ordinary_response(socket_at, path, status, body):
    with pytest.raises(InvalidStatus) as refused:
        await socket_at(path)
    response = refused.value.response
    assert response.status_code == status
    assert body in (response.body or b"")


@pytest.mark.read_only
def test_a_redirect_points_to_another_socket(client, server):
    # The client of websockets follows it.
    address = f"{server.base_urls['code-lab']}/Sockets/RefusedWithRedirect"
    response = client.get(address, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (302, "/Sockets/Echo")


@pytest.mark.read_only
async def test_a_slow_socket_is_accepted_and_talks_after_a_while(socket_at):
    async with socket_at("SlowHandshake?seconds=0") as socket:
        await socket.send("hi")
        assert await socket.recv() == "hi"
    with pytest.raises(TimeoutError):
        async with socket_at("SlowHandshake?seconds=600", open_timeout=0.2):
            pass
    messages, closed = await end_of(socket_at("SlowMessages?seconds=0"))
    assert (len(messages), messages[-1]) == (3, "This is message 3 of 3.")
    assert closed.rcvd is not None
    async with socket_at("SlowMessages?seconds=600") as socket:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await socket.recv()


@pytest.mark.read_only
@pytest.mark.parametrize("name", OPEN)
def test_an_ordinary_request_is_told_that_it_is_a_socket(client, server, name):
    response = client.get(f"{server.base_urls['code-lab']}/Sockets/{name}")
    assert response.json()["code"] == -10


async def test_a_client_that_is_busy_for_a_while_gets_the_end_of_a_flood(server):
    count, late = 20_000, 10_000
    context = ssl.create_default_context(cadata=server.authority.pem)
    address = urlsplit(server.base_urls["code-lab"])
    # A small buffer, so that the last frames wait at the server.
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    plain.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plain, (address.hostname, address.port))
    url = f"wss://{address.netloc}/Sockets/Flood?messages={count}"
    async with connect(url, ssl=context, sock=plain, compression=None, max_queue=1) as flood:
        for _ in range(count - late):
            await flood.recv()
        await asyncio.sleep(1.0)
        # A server that had closed the connection would answer with a reset, and the rest be lost.
        await flood.ping()
        await asyncio.sleep(0.1)
        for _ in range(late):
            last = await flood.recv()
        with pytest.raises(ConnectionClosed) as closed:
            await flood.recv()
    assert f'"number":{count - 1},' in str(last)
    assert closed.value.rcvd is not None
