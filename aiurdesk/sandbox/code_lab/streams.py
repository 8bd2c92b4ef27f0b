"""Streams of events: a clock, a chat, and ones that never end, are cut off or are too long."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from aiurdesk.sandbox.aspnet.response import Response, TruncatedBodyError
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.code_lab.sockets import ENVELOPES

_EVENTS, _LINES = "text/event-stream", "application/x-ndjson"
_ANSWER = "Each word of this answer is an event of its own."
_RETRY_MS = 1000
_TURN = 100
"""So many events of a flood are sent together."""
Chunks = AsyncIterator[bytes]


def _event(data: str, name: str = "", id_: int | None = None) -> bytes:
    lines = [f"event: {name}"] if name else []
    lines += [] if id_ is None else [f"id: {id_}"]
    return "\n".join([*lines, f"data: {data}", "", ""]).encode()


def _streamed(chunks: Callable[[], Chunks], content_type: str = _EVENTS) -> Response:
    return Response(
        content_type=content_type, stream=chunks, headers=(("cache-control", "no-store"),)
    )


async def _clock(request: Request) -> Response:
    events, interval_s = request.values.number("events"), request.values.number("interval") / 1000
    last = request.headers.get("last-event-id", "")
    first = int(last) + 1 if last.isdecimal() and len(last) < 10 else 1

    async def chunks() -> Chunks:
        yield f": {events} ticks\nretry: {_RETRY_MS}\n\n".encode()
        for number in range(first, events + 1):
            await asyncio.sleep(interval_s)
            yield _event(f'{{"tick":{number},"of":{events}}}', "tick", number)

    return _streamed(chunks)


async def _chat(request: Request) -> Response:
    async def chunks() -> Chunks:
        for word in _ANSWER.split(" "):
            piece = {"choices": [{"index": 0, "delta": {"content": f"{word} "}}]}
            yield _event(json.dumps(piece))
            await asyncio.sleep(0.05)
        yield _event("[DONE]")

    return _streamed(chunks)


async def _envelopes(request: Request) -> Response:
    async def chunks() -> Chunks:
        for text in ENVELOPES:
            yield _event(text)

    return _streamed(chunks)


async def _lines(request: Request) -> Response:
    lines = request.values.number("lines")

    async def chunks() -> Chunks:
        for number in range(lines):
            yield f'{{"number":{number},"text":"This is one of many."}}\n'.encode()

    return _streamed(chunks, _LINES)


async def _endless(request: Request) -> Response:
    async def chunks() -> Chunks:
        number = 0
        while True:
            yield b"".join(_event(f'{{"number":{number + offset}}}') for offset in range(_TURN))
            number += _TURN

    return _streamed(chunks)


async def _cut_off(request: Request) -> Response:
    async def chunks() -> Chunks:
        yield _event("This event is whole.")
        yield b"data: This one is"
        # Give the data time to be sent. Otherwise the client may see only a connection reset.
        await asyncio.sleep(0.05)
        raise TruncatedBodyError

    return _streamed(chunks)


async def _huge_event(request: Request) -> Response:
    megabytes = request.values.number("megabytes")

    async def chunks() -> Chunks:
        yield b"data: "
        for _ in range(megabytes):
            yield b"0123456789abcdef" * 2**16
        yield b"\n\n" + _event("This is the next event.")

    return _streamed(chunks)


ACTIONS: dict[str, Handler] = {
    "streams.clock": _clock,
    "streams.chat": _chat,
    "streams.envelopes": _envelopes,
    "streams.lines": _lines,
    "streams.endless": _endless,
    "streams.cutoff": _cut_off,
    "streams.hugeevent": _huge_event,
}
