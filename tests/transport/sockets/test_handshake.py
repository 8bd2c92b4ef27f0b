import logging

from aiurdesk.core.exchange.report import preview
from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.transport.sockets.handshake import Handshake
from tests.transport.calls import a_request


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
