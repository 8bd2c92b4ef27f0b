"""The server's end of a WebSocket over ASGI messages, and the ways in which it breaks the rules."""

from collections.abc import Iterable

from starlette.types import Receive, Send
from wsproto.utilities import LocalProtocolError

from aiurdesk.sandbox.aspnet.response import WebSocketUpgrade

_NORMAL_CLOSURE = 1000


class _NotUtf8(str):
    """A text frame that is not valid UTF-8: ASGI has no message for it."""

    __slots__ = ("data",)
    data: bytes

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return the bytes that are sent."""
        return self.data


class _Unwritable(str):
    """The reason of a close frame that cannot be written; hypercorn then closes without it."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Raise an error, as if the text could not be encoded."""
        raise LocalProtocolError("this close frame is not sent")


class AsgiWebSocket:
    """An accepted WebSocket."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.is_closed = False

    async def send(self, content: str | bytes) -> None:
        """Send one text or binary frame."""
        name = "text" if isinstance(content, str) else "bytes"
        await self._send({"type": "websocket.send", name: content})

    async def send_as_text(self, data: bytes) -> None:
        """Send one text frame with bytes that may not be text."""
        text = _NotUtf8("bytes")
        text.data = data
        await self._send({"type": "websocket.send", "text": text})

    async def receive(self) -> str | bytes | None:
        """Return the content of the next frame, or None after the client disconnected."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return message.get("bytes") if text is None else text

    async def close(self, code: int, reason: str = "") -> None:
        """Send a close frame, and end the connection."""
        if not self.is_closed:
            self.is_closed = True
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def cut_off(self) -> None:
        """End the connection without a close frame."""
        await self.close(_NORMAL_CLOSURE, _Unwritable("none"))


async def run_websocket(
    upgrade: WebSocketUpgrade,
    receive: Receive,
    send: Send,
    headers: Iterable[tuple[bytes, bytes]],
) -> None:
    """Accept a handshake, run its function, and close the socket."""
    # The first message is ``websocket.connect``.
    await receive()
    await send({"type": "websocket.accept", "headers": list(headers)})
    socket = AsgiWebSocket(receive, send)
    await upgrade.run(socket)
    await socket.close(_NORMAL_CLOSURE)
