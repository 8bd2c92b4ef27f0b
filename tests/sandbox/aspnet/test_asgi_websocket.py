"""The messages that a socket sends to the ASGI server."""

from typing import Any

import pytest
from wsproto.utilities import LocalProtocolError

from aiurdesk.sandbox.aspnet.asgi_websocket import AsgiWebSocket, run_websocket
from aiurdesk.sandbox.aspnet.response import WebSocket, WebSocketUpgrade


async def sent_by(run) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    incoming: list[dict[str, Any]] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "hi"},
        {"type": "websocket.receive", "bytes": b"\x01"},
        {"type": "websocket.disconnect"},
    ]

    async def receive():
        return incoming.pop(0)

    async def send(message):
        sent.append(dict(message))

    await run_websocket(WebSocketUpgrade(run), receive, send, [(b"a", b"b")])
    return sent


async def test_a_socket_is_accepted_sends_and_is_closed():
    async def echo(socket: WebSocket) -> None:
        while (content := await socket.receive()) is not None:
            await socket.send(content)

    assert await sent_by(echo) == [
        {"type": "websocket.accept", "headers": [(b"a", b"b")]},
        {"type": "websocket.send", "text": "hi"},
        {"type": "websocket.send", "bytes": b"\x01"},
        {"type": "websocket.close", "code": 1000, "reason": ""},
    ]


async def test_a_socket_is_closed_once():
    async def close(socket: WebSocket) -> None:
        await socket.close(4000, "enough")

    messages = await sent_by(close)
    assert messages[1:] == [{"type": "websocket.close", "code": 4000, "reason": "enough"}]


async def test_broken_frames_are_texts_with_other_bytes():
    async def misbehave(socket: WebSocket) -> None:
        await socket.send_as_text(b"\xff")
        await socket.cut_off()

    _, text, close = await sent_by(misbehave)
    assert text["text"].encode("utf-8") == b"\xff"
    with pytest.raises(LocalProtocolError):
        close["reason"].encode("utf-8")


def test_a_socket_begins_open():
    assert not AsgiWebSocket(None, None).is_closed  # type: ignore[arg-type]
