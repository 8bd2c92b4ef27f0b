"""Requests without a usable response: slow, truncated, endless or badly encoded."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import JSON, Response, TruncatedBodyError, envelope, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request

_LIFETIME_S = 3600
# An item of a JSON array, of about 64 KiB.
_CHUNK = b'"' + b"0123456789abcdef" * 4095 + b'",'

Chunks = Callable[[], AsyncIterator[bytes]]


async def _slow(request: Request) -> Response:
    seconds = request.values.number("seconds")
    await asyncio.sleep(seconds)
    return envelope(0, f"Sorry to have kept you waiting for {seconds} s.")


async def _hang(request: Request) -> Response:
    await asyncio.sleep(_LIFETIME_S)
    return envelope(-11, "Nobody can have waited for this.")


async def _truncated_chunks() -> AsyncIterator[bytes]:
    yield b'{"channels":[{"id":1},'
    # Give the data time to be sent. Otherwise the client may see only a connection reset.
    await asyncio.sleep(0.05)
    raise TruncatedBodyError


async def _endless_chunks() -> AsyncIterator[bytes]:
    yield b'{"items":['
    while True:
        yield _CHUNK


def _huge_chunks(megabytes: int) -> Chunks:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"items":['
        for _ in range(megabytes * 2**20 // len(_CHUNK)):
            yield _CHUNK
        # Each chunk ends with a comma, so an empty text is the last item.
        yield b'""],"code":0,"message":"That was all."}'

    return chunks


def _bomb_chunks(megabytes: int) -> Chunks:
    async def chunks() -> AsyncIterator[bytes]:
        # The window size 31 selects the gzip format.
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        # Deflate packs zeros about a thousand times smaller.
        zeros = bytes(2**20)
        for _ in range(megabytes):
            yield packer.compress(zeros)
        yield packer.flush()

    return chunks


def _streamed(chunks: Chunks, *headers: tuple[str, str]) -> Response:
    return Response(content_type=JSON, stream=chunks, headers=headers)


async def _truncated(request: Request) -> Response:
    # The length is larger than what the stream sends.
    return _streamed(_truncated_chunks, ("content-length", "1000"))


async def _endless(request: Request) -> Response:
    return _streamed(_endless_chunks)


async def _huge(request: Request) -> Response:
    return _streamed(_huge_chunks(request.values.number("megabytes")))


async def _bomb(request: Request) -> Response:
    chunks = _bomb_chunks(request.values.number("megabytes"))
    return _streamed(chunks, ("content-encoding", "gzip"))


async def _bad_gzip(request: Request) -> Response:
    response = envelope(0, "This says that it is gzip, and is not.")
    return replace(response, headers=(("content-encoding", "gzip"),))


async def _redirect_loop(request: Request) -> Response:
    return redirect(request.path)


async def _redirect_to_http(request: Request) -> Response:
    # No computer has a name under ``.invalid`` (RFC 2606), so nothing can be sent there.
    return redirect("http://plain.invalid/")


def actions() -> dict[str, Handler]:
    """Return the actions of this group."""
    return {
        "noanswer.slow": _slow,
        "noanswer.hang": _hang,
        "noanswer.cutoff": _truncated,
        "noanswer.badgzip": _bad_gzip,
        "noanswer.endless": _endless,
        "noanswer.huge": _huge,
        "noanswer.gzipbomb": _bomb,
        "noanswer.redirectloop": _redirect_loop,
        "noanswer.redirecttohttp": _redirect_to_http,
    }
