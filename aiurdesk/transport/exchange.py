"""One request to one origin and its answer, by way of httpx."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import httpx
import msgspec

from aiurdesk.core.limits import Limits, OnProgress, Progress
from aiurdesk.core.request import Header, PreparedRequest
from aiurdesk.core.response import Body, Response
from aiurdesk.transport.address import Address
from aiurdesk.transport.decoding import Decoder, decoder_for
from aiurdesk.transport.failures import KNOWN, explain
from aiurdesk.transport.lane import Lane
from aiurdesk.transport.network import Evidence, WatchedStream, evidence_of_request
from aiurdesk.transport.redirects import leads_on
from aiurdesk.transport.request_body import stream
from aiurdesk.transport.response_body import Spool, TemporaryFiles, check_size
from aiurdesk.transport.watch import Watch
from aiurdesk.transport.wire import wire_headers

SKIPPED_BYTES = 64 * 1024
"""What is read of the body of a redirect that is followed."""


class Trip(msgspec.Struct):
    """What one request takes along on its way to one origin."""

    request: PreparedRequest
    address: Address
    lengths: tuple[int, ...]
    """Of each segment of the request's body."""
    limits: Limits
    watch: Watch
    files: TemporaryFiles
    on_progress: OnProgress | None
    sent_bytes: int = 0
    received_bytes: int = 0

    def on_sent(self, count: int) -> None:
        """Take note of bytes of the request's body that are on their way."""
        self.sent_bytes += count
        self._report()

    def on_received(self, count: int) -> None:
        """Take note of bytes of the answer's body, as they came over the wire."""
        self.received_bytes += count
        check_size(self.received_bytes, self.limits)
        self._report()

    def _report(self) -> None:
        self.watch.touch()
        if self.on_progress is not None:
            self.on_progress(Progress(self.sent_bytes, self.received_bytes))


class _RequestBody(httpx.AsyncByteStream):
    """Gives the body to the client; anew if it has to connect again before anything was taken."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip
        self._chunks: AsyncGenerator[bytes, None] | None = None

    def __aiter__(self) -> AsyncGenerator[bytes, None]:
        self._trip.sent_bytes = 0
        self._chunks = stream(self._trip.request.body, self._trip.lengths, self._trip.on_sent)
        return self._chunks

    async def aclose(self) -> None:
        """Close the file that is being read."""
        if self._chunks is not None:
            await self._chunks.aclose()


async def exchange(lane: Lane, trip: Trip) -> Response:
    """Send a request over a lane and read the answer to its end; redirects are answers.

    Raises:
        NoAnswer: There is none.
    """
    headers = wire_headers(trip.request, trip.address, sum(trip.lengths))
    async with lane:
        evidence = Evidence()
        token = evidence_of_request.set(evidence)
        trip.watch.enter(lane.door, trip.address.scheme == "https", lane.is_proxied)
        body = _RequestBody(trip)
        try:
            return await _converse(lane, trip, headers, body)
        except KNOWN as error:
            raise explain(error, (evidence, trip.watch)) from error
        finally:
            evidence_of_request.reset(token)
            await body.aclose()


async def _converse(
    lane: Lane, trip: Trip, headers: list[tuple[bytes, bytes]], body: _RequestBody
) -> Response:
    url, extensions = lane.place(trip.address.target)
    extensions["trace"] = trip.watch.note
    request = httpx.Request(
        trip.request.method, url, headers=headers, stream=body, extensions=extensions
    )
    answer = await lane.transport.handle_async_request(request)
    try:
        return await _read(lane, trip, answer)
    finally:
        await answer.stream.aclose()  # type: ignore[union-attr]


async def _read(lane: Lane, trip: Trip, answer: httpx.Response) -> Response:
    connection = answer.extensions["network_stream"]
    version = answer.extensions["http_version"].decode("ascii")
    lane.learn(connection, version == "HTTP/2")
    tls, place = connection.facts() if isinstance(connection, WatchedStream) else (None, "")
    headers = tuple(Header(_text(name), _text(value)) for name, value in answer.headers.raw)
    is_passed_by = trip.request.follows_redirects and leads_on(
        answer.status_code, answer.headers.get("location")
    )
    body = await (_skip_body(lane, trip, answer) if is_passed_by else _read_body(trip, answer))
    return Response(
        status=answer.status_code,
        http_version=version,
        headers=headers,
        body=body,
        url=trip.request.url,
        reason=_text(answer.extensions.get("reason_phrase", b"")),
        timing=trip.watch.timing(),
        tls=tls,
        server_address=place,
    )


def _text(value: bytes) -> str:
    """Return what a header says: UTF-8 by good custom, Latin-1 by the old rules."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _read_body(trip: Trip, answer: httpx.Response) -> Body:
    announced = answer.headers.get("content-length", "")
    if trip.request.method != "HEAD" and announced.isdecimal():
        check_size(int(announced[:20]), trip.limits)
    decoder = decoder_for(answer.headers.get("content-encoding", ""))
    spool = Spool(trip.files, trip.limits)
    try:
        await _fill(spool, decoder, trip, answer)
        data = await spool.finish()
    except BaseException:
        spool.discard()
        raise
    return Body(data, spool.path, spool.size_bytes, trip.received_bytes)


async def _skip_body(lane: Lane, trip: Trip, answer: httpx.Response) -> Body:
    """Read what comes with a redirect, so that the connection stays good, unless it is long."""
    async with _chunks(answer) as chunks:
        async for chunk in chunks:
            trip.on_received(len(chunk))
            if trip.received_bytes > SKIPPED_BYTES:
                lane.is_retired = True
                break
    return Body()


@asynccontextmanager
async def _chunks(answer: httpx.Response) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    """Give the body as it comes over the wire, still encoded, and close the answer.

    The client reads by generators within generators. Whoever closes the outermost first leaves
    it to the others to close the connection when they are collected, which happens in another
    task or, on the loop of Qt, in none, where they cannot wait for it. Once the answer is
    closed, they have nothing left to wait for.
    """
    stream = cast(httpx.AsyncByteStream, answer.stream)
    chunks = cast("AsyncGenerator[bytes, None]", aiter(stream))
    try:
        yield chunks
    finally:
        try:
            await stream.aclose()
        finally:
            await chunks.aclose()


async def _fill(spool: Spool, decoder: Decoder | None, trip: Trip, answer: httpx.Response) -> None:
    async with _chunks(answer) as chunks:
        async for chunk in chunks:
            trip.on_received(len(chunk))
            if decoder is None:
                await spool.write(chunk)
                continue
            for piece in decoder.feed(chunk):
                await spool.write(piece)
    if decoder is not None:
        decoder.end()
