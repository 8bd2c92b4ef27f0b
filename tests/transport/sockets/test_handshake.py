import asyncio
import http
import logging
import tracemalloc
import zlib
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode

from aiurdesk.core.environments.route import HttpVersion, Route
from aiurdesk.core.exchange.report import preview
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Failure, FailureKind, Response
from aiurdesk.transport.sockets.handshake import Compression, Handshake, wire_bytes
from tests.proxies import a_proxy, chosen
from tests.transport.calls import LIMITS, SHORT_READ, a_request, a_transport
from tests.transport.misbehaving_server import serving
from tests.transport.sockets.socket_server import (
    OPTIONS,
    a_connection,
    a_raw_server,
    a_socket_server,
    outcome_of_handshake,
)


def test_a_handshake_is_a_get_without_a_body():
    request = a_request("https://a.example/", "POST", {"X-App": "1"}, (b"body",))
    handshake = Handshake(request, SocketOptions())
    assert (handshake.request.method, handshake.request.body) == ("GET", ())
    assert not handshake.request.follows_redirects
    names = [header.name for header in handshake.headers()]
    assert names == [
        "Upgrade",
        "Connection",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Extensions",
    ]


def test_nothing_is_offered_that_is_not_wanted():
    handshake = Handshake(a_request("https://a.example/"), SocketOptions(is_compressed=False))
    names = [header.name for header in handshake.headers()]
    assert "Sec-WebSocket-Extensions" not in names
    assert "Sec-WebSocket-Protocol" not in names


def test_each_handshake_has_a_key_of_its_own():
    request = a_request("https://a.example/")
    first, second = (Handshake(request, SocketOptions()).headers() for _ in range(2))
    assert first != second


def test_the_library_writes_no_frames_to_the_log():
    assert not Handshake(a_request("https://a.example/"), SocketOptions()).protocol.debug
    assert not logging.getLogger("aiurdesk.websocket").isEnabledFor(logging.DEBUG)


def test_the_preview_shows_the_headers_of_the_handshake():
    request = a_request(
        "https://a.example/", headers={"X-App": "1", "Sec-WebSocket-Protocol": "json, chat"}
    )
    written = Handshake(request, SocketOptions(subprotocols=("chat",))).headers()
    lines = preview(request, subprotocols=("chat",)).rstrip().split("\n")
    (key,) = (h.value for h in written if h.name == "Sec-WebSocket-Key")
    listed = [line.replace("‹another one for each connection›", key) for line in lines]
    assert listed[-len(written) - 1] == "X-App: 1"
    assert listed[-len(written) :] == [f"{h.name}: {h.value}" for h in written]


LIMIT = 1000


def compressed(data: bytes) -> bytes:
    """Return a message as a server compresses it. Source: RFC 7692 section 7.2.1."""
    deflate = zlib.compressobj(wbits=-15)
    return (deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")


def decoded(frame: Frame, already: int = 0) -> Frame:
    """Decode a frame of a message of which some bytes came already."""
    extension = Compression(LIMIT).process_response_params([], [])
    return extension.decode(frame, max_size=wire_bytes(LIMIT) - already)


@pytest.mark.parametrize("already", [0, 1, 999, 1000])
def test_a_message_has_its_limit_in_all_its_fragments(already):
    longest = bytes(LIMIT - already)
    assert decoded(Frame(Opcode.TEXT, compressed(longest), rsv1=True), already).data == longest
    for frame in (
        Frame(Opcode.TEXT, compressed(longest + b"x"), rsv1=True),
        Frame(Opcode.TEXT, longest + b"x"),
    ):
        with pytest.raises(PayloadTooBig):
            decoded(frame, already)


def test_a_ping_may_come_within_a_message_of_the_longest_kind():
    ping = Frame(Opcode.PING, bytes(125))
    assert decoded(ping, LIMIT) is ping


def test_what_grows_a_thousandfold_is_not_decompressed_beyond_the_limit():
    frame = Frame(Opcode.BINARY, compressed(bytes(10_000_000)), rsv1=True)
    for already in (0, LIMIT):
        tracemalloc.start()
        try:
            with pytest.raises(PayloadTooBig):
                decoded(frame, already)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 1_000_000


def test_what_is_sent_is_compressed():
    extension = Compression(LIMIT).process_response_params([], [])
    sent = extension.encode(Frame(Opcode.TEXT, b"again and " * 50))
    assert (sent.rsv1, len(sent.data) < 50) == (True, True)
    tail = b"\0\0\xff\xff"  # RFC 7692 section 7.2.2
    assert zlib.decompressobj(wbits=-15).decompress(bytes(sent.data) + tail) == b"again and " * 50


async def say_head(socket) -> None:
    """Send back what the handshake said."""
    request = socket.request
    lines = [f"{name}: {value}" for name, value in request.headers.raw_items()]
    await socket.send("\n".join((request.path, *lines)))


async def head_of(url: str, authority=None, options=OPTIONS, **members) -> list[str]:
    async with a_connection(url, authority, options, **members) as connection:
        frame, *_ = await connection.receive()
        return frame.text.splitlines()


async def test_target_and_headers_arrive_as_they_were_written(authority):
    async with a_socket_server(say_head, authority) as url:
        path, *headers = await head_of(
            url + "/a%2Fb?Key=a%20b+c",
            authority,
            headers={"X-App": "mine", "Origin": "https://a.example", "Connection": "close"},
        )
    assert path == "/a%2Fb?Key=a%20b+c"
    assert "X-App: mine" in headers
    assert "Origin: https://a.example" in headers
    names = [line.partition(":")[0].lower() for line in headers]
    assert names.count("connection") == names.count("upgrade") == names.count("host") == 1
    assert any(line.startswith("User-Agent: aiurdesk/") for line in headers)
    assert "content-length" not in names


async def test_the_server_chooses_a_subprotocol():
    async with a_socket_server(say_head, subprotocols=["chat.v2"]) as url:
        options = SocketOptions(subprotocols=("chat.v1",))
        # One more may be typed as a header.
        headers = {"Sec-WebSocket-Protocol": "chat.v2, chat.v3"}
        async with a_connection(url, options=options, headers=headers) as connection:
            frame, *_ = await connection.receive()
            assert connection.subprotocol == "chat.v2"
            assert not connection.ignores_subprotocols
    assert "Sec-WebSocket-Protocol: chat.v1, chat.v2, chat.v3" in frame.text


async def test_a_server_may_choose_no_subprotocol():
    async with a_socket_server(say_head) as url:
        options = SocketOptions(subprotocols=("chat.v1",))
        async with a_connection(url, options=options) as connection:
            assert (connection.subprotocol, connection.ignores_subprotocols) == ("", True)
        async with a_connection(url) as connection:
            assert not connection.ignores_subprotocols


async def test_headers_of_the_handshake_cannot_be_typed():
    async with a_socket_server(say_head) as url:
        typed = {"Sec-WebSocket-Key": "mine", "sec-websocket-version": "99"}
        _, *headers = await head_of(url, headers=typed)
    assert "Sec-WebSocket-Version: 13" in headers
    assert "Sec-WebSocket-Key: mine" not in headers


async def test_a_refusal_is_an_ordinary_response():
    def refuse(connection, _request):
        response = connection.respond(http.HTTPStatus.UNAUTHORIZED, '{"code":-8,"message":"no"}')
        response.headers["X-Reason"] = "key"
        return response

    async with a_socket_server(say_head, process_request=refuse) as url:
        response = await outcome_of_handshake(url)
    assert isinstance(response, Response)
    assert (response.status, response.is_handshake) == (401, True)
    assert response.body.data == b'{"code":-8,"message":"no"}'
    assert response.header("X-Reason") == "key"
    assert response.timing.total_ms > 0


async def test_a_redirect_is_not_followed():
    async def script(_reader, writer) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")

    async with a_raw_server(script, accepts=False) as url:
        response = await outcome_of_handshake(url)
    assert isinstance(response, Response)
    assert (response.status, response.hops) == (302, ())


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            b"HTTP/1.1 101 ok\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            FailureKind.PROTOCOL_ERROR,
            "Sec-WebSocket-Accept",
        ),
        (
            b"HTTP/1.1 101 ok\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
            FailureKind.PROTOCOL_ERROR,
            "did not switch to WebSocket",
        ),
        (b"SSH-2.0-server\r\n", FailureKind.NOT_HTTP, "SSH-2.0-server"),
        (b"", FailureKind.CUT_OFF, "before a response came"),
    ],
)
async def test_a_broken_response_is_a_failure(answer, kind, words):
    async def script(_reader, writer) -> None:
        writer.write(answer)

    async with a_raw_server(script, accepts=False) as url:
        failure = await outcome_of_handshake(url)
    assert isinstance(failure, Failure)
    assert failure.kind is kind
    assert words in failure.detail


async def test_a_subprotocol_that_would_break_the_request_is_not_sent():
    async with a_socket_server(say_head) as url:
        outcome = await outcome_of_handshake(url, options=SocketOptions(subprotocols=("a\nb",)))
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://192.0.2.1/", FailureKind.PLAIN_HTTP_REFUSED),
        ("https://me:secret@192.0.2.1/", FailureKind.ADDRESS_INVALID),
        ("wss://127.0.0.1/", FailureKind.ADDRESS_INVALID),
        ("https://socket.invalid/", FailureKind.HOST_NOT_FOUND),
        ("http://127.0.0.1:1/", FailureKind.CONNECTION_REFUSED),
    ],
)
async def test_an_address_is_checked_as_for_any_request(url, kind):
    failure = await outcome_of_handshake(url)
    assert isinstance(failure, Failure)
    assert failure.kind is kind


async def test_a_certificate_that_nobody_trusts_is_refused(authority, unknown_authority):
    async with a_socket_server(say_head, unknown_authority) as url:
        failure = await outcome_of_handshake(url, authority)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.CERTIFICATE_UNKNOWN


async def test_the_proxy_of_the_system_is_asked(monkeypatch):
    asked = asyncio.Queue[str]()

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.put_nowait((await reader.readline()).decode().strip())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    async with serving(proxy) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        failure = await outcome_of_handshake("https://socket.invalid/listen")
    assert await asked.get() == "CONNECT socket.invalid:443 HTTP/1.1"
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.PROXY_ERROR


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_a_socket_is_opened_through_a_proxy(kind):
    async with a_socket_server(say_head) as url, a_proxy(urlsplit(url).port or 0, kind) as proxy:
        choice = chosen(f"{'socks5' if kind == 'socks' else 'http'}://127.0.0.1:{proxy.port}")
        host = url.replace("127.0.0.1", "localhost")
        path, *_ = await head_of(f"{host}/a", route=Route(choice))
    assert (path, proxy.asked) == ("/a", [host.removeprefix("http://")])


async def test_a_socket_is_not_opened_over_http2():
    async with a_socket_server(say_head) as url:
        failure = await outcome_of_handshake(url, route=Route(http_version=HttpVersion.HTTP2))
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.HTTP_VERSION_REFUSED


async def test_a_server_that_does_not_respond_is_a_timeout():
    done = asyncio.Event()

    async def script(_reader, _writer) -> None:
        await done.wait()

    async with a_raw_server(script, accepts=False) as url:
        failure = await outcome_of_handshake(url, limits=SHORT_READ)
        done.set()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.READ_TIMEOUT


async def test_an_open_socket_has_no_time_limit_of_the_handshake():
    # Long enough for the handshake on a busy machine.
    limits = Limits(connect_s=1, read_s=1, total_s=1)

    async def wait(socket) -> None:
        await asyncio.sleep(1.1)
        await socket.send("late")

    async with a_socket_server(wait) as url, a_transport() as transport:
        _, connection = await transport.connect(a_request(url), limits, OPTIONS)
        assert connection is not None
        frame, *_ = await connection.receive()
        assert frame.content == "late"
        await connection.aclose()


async def test_cancelling_ends_the_handshake_at_once():
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def script(reader, _writer) -> None:
        asked.set()
        await reader.read()
        hung_up.set()

    async with a_raw_server(script, accepts=False) as url, a_transport() as transport:
        opening = asyncio.get_running_loop().create_task(
            transport.connect(a_request(url), LIMITS, OPTIONS)
        )
        await asked.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await hung_up.wait()


async def test_cookies_of_the_jar_are_sent_and_stored():
    def set_cookie(_connection, _request, response):
        response.headers["Set-Cookie"] = "seen=1; Path=/"

    async with (
        a_socket_server(say_head, process_response=set_cookie) as url,
        a_transport() as transport,
    ):
        request = a_request(url, jar="mine")
        response, connection = await transport.connect(request, LIMITS, OPTIONS)
        assert connection is not None
        await connection.aclose()
        assert isinstance(response, Response)
        # The value is a secret.
        assert Header("Set-Cookie", "seen=••••; Path=/") in response.headers
        _, connection = await transport.connect(request, LIMITS, OPTIONS)
        assert connection is not None
        frame, *_ = await connection.receive()
        assert "Cookie: seen=1" in frame.text
        await connection.aclose()
