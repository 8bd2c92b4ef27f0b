"""WebSockets that behave badly, one in each way; and one that returns what it is sent."""

import asyncio
from collections.abc import Awaitable, Callable

from aiurdesk.sandbox.aspnet.response import (
    Response,
    WebSocket,
    WebSocketUpgrade,
    envelope,
    redirect,
)
from aiurdesk.sandbox.aspnet.routing import Handler, Request

_SLOW_MESSAGES = 3
_LONGEST_REASON = 30
"""Characters, of up to four bytes each: a close frame has room for 123 bytes."""
Talk = Callable[[WebSocket, Request], Awaitable[None]]

_EVENTS = (
    '{"type":0,"typeDescription":"NewMessage","conversationId":1,"muted":false,"mentioned":true}',
    '{"type":7,"typeDescription":"DissolveEvent","conversationId":1}',
)
ENVELOPES = (
    '{"code":0,"message":"All is well."}',
    '{"code":-8,"message":"The session has ended."}',
    '{"items":["The value \'abc\' is not valid for Id."],"code":-10,"message":"Not a number."}',
    '{"code":-999,"message":"No table has this code."}',
)
"""Messages, and the events of a stream."""


async def _echo(socket: WebSocket, request: Request) -> None:
    while (content := await socket.receive()) is not None:
        await socket.send(content)


async def _close(socket: WebSocket, request: Request) -> None:
    reason = request.values.text_or_none("reason") or ""
    await socket.close(request.values.number("code"), reason[:_LONGEST_REASON])


async def _invalid_utf8(socket: WebSocket, request: Request) -> None:
    await socket.send("The next message is not UTF-8.")
    await socket.send_as_text(b"caf\xe9")
    # Nothing more comes: the client must close the connection by itself.
    await _silence(socket, request)


async def _too_long(socket: WebSocket, request: Request) -> None:
    await socket.send("x" * (request.values.number("megabytes") * 2**20 + 1))
    await _silence(socket, request)


async def _silence(socket: WebSocket, request: Request) -> None:
    while await socket.receive() is not None:
        pass


async def _flood(socket: WebSocket, request: Request) -> None:
    for number in range(request.values.number("messages")):
        await socket.send(f'{{"number":{number},"text":"This is one of many."}}')
        # hypercorn discards what is sent after the client has left; let it notice that.
        if number % 1000 == 0:
            await asyncio.sleep(0)


async def _slow_messages(socket: WebSocket, request: Request) -> None:
    for number in range(1, _SLOW_MESSAGES + 1):
        await asyncio.sleep(request.values.number("seconds"))
        await socket.send(f"This is message {number} of {_SLOW_MESSAGES}.")


async def _cut_off(socket: WebSocket, request: Request) -> None:
    await socket.send("This is the last message.")
    await socket.cut_off()


async def _envelopes(socket: WebSocket, request: Request) -> None:
    for text in (*ENVELOPES, *_EVENTS):
        await socket.send(text)


def _talking(talk: Talk) -> Handler:
    async def handle(request: Request) -> Response | WebSocketUpgrade:
        if not request.is_websocket:
            return envelope(-10, "This address is for WebSocket only.")
        return WebSocketUpgrade(lambda socket: talk(socket, request))

    return handle


async def _slow_handshake(request: Request) -> Response | WebSocketUpgrade:
    if request.is_websocket:
        await asyncio.sleep(request.values.number("seconds"))
    return await _talking(_echo)(request)


async def _refused(request: Request) -> Response:
    return envelope(-8, "This socket lets nobody in.", status=request.values.number("status"))


async def _refused_without_envelope(request: Request) -> Response:
    return Response(401)


async def _refused_with_redirect(request: Request) -> Response:
    return redirect("/Sockets/Echo")


ACTIONS = {
    "sockets.echo": _talking(_echo),
    "sockets.envelopes": _talking(_envelopes),
    "sockets.refused": _refused,
    "sockets.refusedwithoutenvelope": _refused_without_envelope,
    "sockets.refusedwithredirect": _refused_with_redirect,
    "sockets.slowhandshake": _slow_handshake,
    "sockets.close": _talking(_close),
    "sockets.invalidutf8": _talking(_invalid_utf8),
    "sockets.toolong": _talking(_too_long),
    "sockets.silence": _talking(_silence),
    "sockets.slowmessages": _talking(_slow_messages),
    "sockets.flood": _talking(_flood),
    "sockets.cutoff": _talking(_cut_off),
}
