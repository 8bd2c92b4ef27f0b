"""Calls that get no answer, or too late, or without an end."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.answer import JSON, Answer, CutOff, envelope, redirect
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import between
from aiurdesk.sandbox.aspnet.routing import Call, Route

_LONGEST_WAIT_S = 600
_MOST_MEGABYTES = 4096
_LIFETIME_S = 3600
_PIECE = b'"' + b"0123456789abcdef" * 4095 + b'",'

Pieces = Callable[[], AsyncIterator[bytes]]


async def _slow(call: Call) -> Answer:
    seconds = call.values.number("seconds")
    await asyncio.sleep(seconds)
    return envelope(0, f"Sorry to have kept you waiting for {seconds} s.")


async def _hang(call: Call) -> Answer:
    await asyncio.sleep(_LIFETIME_S)
    return envelope(-11, "Nobody can have waited for this.")


async def _cut_off_pieces() -> AsyncIterator[bytes]:
    yield b'{"channels":[{"id":1},'
    # What was sent has to leave before the connection ends, or the client sees a bare reset.
    await asyncio.sleep(0.05)
    raise CutOff


async def _endless_pieces() -> AsyncIterator[bytes]:
    yield b'{"items":['
    while True:
        yield _PIECE


def _huge_pieces(megabytes: int) -> Pieces:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"items":['
        for _ in range(megabytes * 2**20 // len(_PIECE)):
            yield _PIECE
        yield b'""],"code":0,"message":"That was all."}'

    return pieces


def _bomb_pieces(megabytes: int) -> Pieces:
    async def pieces() -> AsyncIterator[bytes]:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        zeros = bytes(2**20)
        for _ in range(megabytes):
            yield packer.compress(zeros)
        yield packer.flush()

    return pieces


def _streamed(pieces: Pieces, *headers: tuple[str, str]) -> Answer:
    return Answer(content_type=JSON, stream=pieces, headers=headers)


async def _cut_off(call: Call) -> Answer:
    return _streamed(_cut_off_pieces, ("content-length", "1000"))


async def _endless(call: Call) -> Answer:
    return _streamed(_endless_pieces)


async def _huge(call: Call) -> Answer:
    return _streamed(_huge_pieces(call.values.number("megabytes")))


async def _bomb(call: Call) -> Answer:
    pieces = _bomb_pieces(call.values.number("megabytes"))
    return _streamed(pieces, ("content-encoding", "gzip"))


async def _bad_gzip(call: Call) -> Answer:
    answer = envelope(0, "This says that it is gzip, and is not.")
    return replace(answer, headers=(("content-encoding", "gzip"),))


async def _redirect_loop(call: Call) -> Answer:
    return redirect(call.path)


async def _redirect_to_http(call: Call) -> Answer:
    return redirect("http://plain.invalid/")


def routes() -> Iterator[Route]:
    """Yield the routes of the group."""
    wait = Field("seconds", ParameterKind.INTEGER, checks=(between(0, _LONGEST_WAIT_S),), default=3)
    size = Field(
        "megabytes", ParameterKind.INTEGER, checks=(between(1, _MOST_MEGABYTES),), default=100
    )
    yield Route("NoAnswer/Slow", _slow, (wait,))
    yield Route("NoAnswer/Hang", _hang)
    yield Route("NoAnswer/CutOff", _cut_off)
    yield Route("NoAnswer/BadGzip", _bad_gzip)
    yield Route("NoAnswer/Endless", _endless)
    yield Route("NoAnswer/Huge", _huge, (size,))
    yield Route("NoAnswer/GzipBomb", _bomb, (size,))
    yield Route("NoAnswer/RedirectLoop", _redirect_loop)
    yield Route("NoAnswer/RedirectToHttp", _redirect_to_http)
