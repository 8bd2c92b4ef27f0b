"""The receiver with browsers, and with everything else on this computer that may connect."""

import asyncio
import contextlib
import logging
from urllib.parse import quote, urlsplit

import pytest

from aiurdesk.core.errors import AuthError
from aiurdesk.core.response.response import Response
from aiurdesk.transport import receiver as module
from aiurdesk.transport.receiver import MAX_CONNECTIONS, MAX_HEAD_BYTES, Receiver
from tests.coroutines import until
from tests.transport.calls import answered, outcome_of

CODE = "c0de/+"
SOON_S = 20.0


def return_address(receiver: Receiver, query: str = "", slash: str = "") -> str:
    query = query or f"state={quote(receiver.state)}&code={quote(CODE, safe='')}"
    return f"{receiver.redirect_uri}{slash}?{query}"


async def visit(url: str, method: str = "GET", **members) -> Response:
    return answered(await outcome_of(url, method=method, **members))


async def connect(receiver: Receiver) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    split = urlsplit(receiver.redirect_uri)
    return await asyncio.open_connection(split.hostname, split.port)


async def say(receiver: Receiver, *pieces: bytes) -> bytes:
    """Send bytes and return what comes until the receiver closes the connection."""
    reader, writer = await connect(receiver)
    heard = b""
    with contextlib.suppress(OSError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        heard = await reader.read()
    writer.transport.abort()
    return heard


async def is_still_waiting(receiver: Receiver) -> bool:
    """Tell whether nothing has come back yet and the right return is still taken."""
    with contextlib.suppress(TimeoutError):
        await receiver.wait(0)
        return False
    await visit(return_address(receiver))
    return (await receiver.wait(SOON_S)).values == {"code": CODE}


async def test_the_address_is_a_free_port_of_this_computer():
    async with Receiver() as one, Receiver() as other:
        split = urlsplit(one.redirect_uri)
        assert (split.scheme, split.hostname, split.path) == ("http", "127.0.0.1", "/signed-in")
        assert one.redirect_uri != other.redirect_uri
        assert one.state != other.state
        assert len(one.state) >= 43


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_redirect_gives_its_values_without_the_state(slash):
    async with Receiver() as receiver:
        page = await visit(return_address(receiver, slash=slash))
        came = await receiver.wait(SOON_S)
    assert came.values == {"code": CODE}
    assert page.status == 200
    assert b"You are signed in" in page.body.data
    assert b"You can close this window." in page.body.data


@pytest.mark.parametrize("path", ["/", "/a/b", "/a/b/"])
async def test_state_and_path_can_be_given(path):
    async with Receiver(state="of mine ü", path=path) as receiver:
        assert urlsplit(receiver.redirect_uri).path.rstrip("/") == path.rstrip("/")
        await visit(return_address(receiver, query="code=7&state=of+mine+%C3%BC"))
        assert (await receiver.wait(SOON_S)).values == {"code": "7"}


async def test_pages_contain_no_script_and_nothing_of_the_request():
    async with Receiver() as receiver:
        addresses = [
            return_address(receiver, query="state=%3Cscript%3E&code=REFLECTED"),
            return_address(receiver, query=f"state={receiver.state}&error=REFLECTED"),
            receiver.redirect_uri + "/REFLECTED",
        ]
        pages = [await visit(address) for address in addresses]
    for page in pages:
        assert b"REFLECTED" not in page.body.data
        assert b"<script" not in page.body.data
        assert receiver.state.encode() not in page.body.data
        assert page.header("Content-Type") == "text/html; charset=utf-8"
        assert (page.header("Content-Security-Policy") or "").startswith("default-src 'none'; ")
        assert page.header("Referrer-Policy") == "no-referrer"
        assert page.header("Cache-Control") == "no-store"
        assert page.header("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "code=1",
        "state=&code=1",
        "state=wrong",
        "state={state}&state={state}&code=1",
        "state={state}&code=1&code=2",
        "State={state}&code=1",
        "state={state}&code=1&" + "&".join(f"x{n}=" for n in range(60)),
        "&&&",
    ],
)
async def test_a_redirect_of_another_attempt_is_refused_and_waiting_continues(query):
    async with Receiver() as receiver:
        page = await visit(return_address(receiver, query=query.format(state=receiver.state)))
        assert page.status == 400
        assert b"not the sign-in that aiurdesk waits for" in page.body.data
        assert await is_still_waiting(receiver)


@pytest.mark.parametrize(
    "query", ["state=wrong&code=1", "state=%FF%C3&error=a", "state={state}x&code="]
)
async def test_a_redirect_with_a_wrong_state_ends_the_sign_in(query):
    async with Receiver() as receiver:
        page = await visit(return_address(receiver, query=query.format(state=receiver.state)))
        assert page.status == 400
        assert b"This belongs to another sign-in" in page.body.data
        with pytest.raises(AuthError, match="its state is wrong"):
            await receiver.wait(SOON_S)


async def test_a_page_that_asks_unseen_cannot_end_the_sign_in():
    async with Receiver() as receiver:
        heard = await say(
            receiver,
            b"GET /signed-in?state=wrong&code=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Sec-Fetch-Dest: image\r\n\r\n",
        )
        assert heard.startswith(b"HTTP/1.1 400 ")
        assert await is_still_waiting(receiver)


async def test_an_error_is_received_like_a_code():
    async with Receiver() as receiver:
        query = f"error=access_denied&error_description=no%20way&state={receiver.state}"
        page = await visit(return_address(receiver, query=query))
        came = await receiver.wait(SOON_S)
    assert came.values == {"error": "access_denied", "error_description": "no way"}
    assert b"You are not signed in" in page.body.data


async def test_the_first_redirect_counts():
    async with Receiver() as receiver:
        await visit(return_address(receiver))
        page = await visit(return_address(receiver, query=f"state={receiver.state}&code=other"))
        assert page.status == 200
        assert (await receiver.wait(SOON_S)).values == {"code": CODE}
        assert (await receiver.wait(SOON_S)).values == {"code": CODE}


@pytest.mark.parametrize("target", ["/", "/favicon.ico", "/signed-in/x", "/Signed-in", "//[x", "*"])
async def test_other_paths_are_not_found(target):
    async with Receiver() as receiver:
        request = f"GET {target}?state={receiver.state}&code=1 HTTP/1.1\r\nHost: x\r\n\r\n"
        heard = await say(receiver, request.encode())
        assert heard.startswith(b"HTTP/1.1 404 ")
        assert await is_still_waiting(receiver)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS", "DELETE", "BREW"])
async def test_only_get_is_allowed(method):
    async with Receiver() as receiver:
        page = await visit(return_address(receiver), method)
        assert page.status == 405
        assert page.header("Allow") == "GET"
        assert bool(page.body.data) is (method != "HEAD")
        assert await is_still_waiting(receiver)


GARBAGE = {
    "nothing": b"",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "noise": bytes(range(256)) * 40,
    "half a line": b"GET /signed-in",
    "half a head": b"GET /signed-in?state=x HTTP/1.1\r\nHost: ",
    "no host": b"GET /signed-in HTTP/1.1\r\n\r\n",
    "version": b"GET /signed-in HTTP/9.9\r\n\r\n",
    "long target": b"GET /" + b"x" * 2 * MAX_HEAD_BYTES + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Header: y\r\n" * 20_000 + b"\r\n",
    "long body": b"POST /signed-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"
    + bytes(300_000),
}


@pytest.mark.parametrize("kind", GARBAGE)
async def test_garbage_is_harmless(kind):
    async with Receiver() as receiver:
        reader, writer = await connect(receiver)
        with contextlib.suppress(OSError):
            writer.write(GARBAGE[kind])
            writer.write_eof()
            await reader.read()
        writer.transport.abort()
        assert await is_still_waiting(receiver)


async def test_long_cookie_headers_are_accepted():
    async with Receiver() as receiver:
        page = await visit(return_address(receiver), headers={"Cookie": "a=" + "x" * 40_000})
        assert page.status == 200


async def test_a_request_in_small_pieces_is_understood():
    async with Receiver() as receiver:
        target = return_address(receiver).partition("127.0.0.1")[2].partition("/")[2]
        request = f"GET /{target} HTTP/1.0\r\n\r\n".encode()
        heard = await say(receiver, *(request[n : n + 1] for n in range(len(request))))
        assert b"You are signed in" in heard
        assert (await receiver.wait(SOON_S)).values == {"code": CODE}


async def test_a_browser_that_disconnects_before_the_page_has_delivered_its_code():
    async with Receiver() as receiver:
        _, writer = await connect(receiver)
        target = return_address(receiver).partition("127.0.0.1")[2].partition("/")[2]
        writer.write(f"GET /{target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await writer.drain()
        writer.transport.abort()
        assert (await receiver.wait(SOON_S)).values == {"code": CODE}


async def test_a_slow_client_is_disconnected(monkeypatch):
    async with Receiver() as receiver:
        with monkeypatch.context() as patched:
            patched.setattr(module, "CONNECTION_TIMEOUT_S", 0.05)
            assert await say(receiver, b"GET /signed-in HTTP/1.1\r\nHost:") == b""
        assert await is_still_waiting(receiver)


async def test_a_hundred_idle_connections_do_not_block_the_browser():
    async with Receiver() as receiver:
        idle = [await connect(receiver) for _ in range(100)]
        page = await visit(return_address(receiver))
        assert page.status == 200

        def ended():
            return [reader for reader, _ in idle if reader.at_eof() or reader.exception()]

        await until(lambda: len(ended()) >= 100 - MAX_CONNECTIONS)
        for _, writer in idle:
            writer.transport.abort()


async def test_waiting_ends_with_a_timeout():
    async with Receiver() as receiver:
        with pytest.raises(TimeoutError):
            await receiver.wait(0.01)
        assert await is_still_waiting(receiver)


async def test_closing_ends_all_connections_at_once():
    receiver = Receiver()
    async with receiver:
        half = [await connect(receiver) for _ in range(5)]
        for _, writer in half:
            writer.write(b"GET /signed-in HTTP/1.1\r\n")
        await visit(receiver.redirect_uri)
    for reader, writer in half:
        with contextlib.suppress(OSError):
            assert await reader.read() == b""
        writer.transport.abort()
    with pytest.raises(OSError, match=r"Connect call failed|refused"):
        await connect(receiver)


async def test_waiting_can_be_cancelled():
    async with Receiver() as receiver:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(receiver.wait(SOON_S))
            await asyncio.sleep(0)
            task.cancel()
        assert task.cancelled()
        assert await is_still_waiting(receiver)


async def test_neither_the_state_nor_the_values_are_logged(caplog):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    async with Receiver() as receiver:
        await visit(return_address(receiver, query="state=wrong&name=c0de"))
        await visit(return_address(receiver))
        await receiver.wait(SOON_S)
    mine = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpcore", "httpx"))]
    assert not any(text in line for line in mine for text in (receiver.state, "c0de", "wrong"))
