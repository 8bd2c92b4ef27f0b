"""One request to one origin and its answer, by way of httpx."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import httpx
import msgspec

from aiurdesk.core.request.limits import Limits, OnProgress, Progress
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Body, Response
from aiurdesk.transport.address import Address
from aiurdesk.transport.connection_pool import ConnectionPool
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.decoding import Decoder, decoder_for
from aiurdesk.transport.failures import KNOWN, explain
from aiurdesk.transport.header_lines import wire_headers
from aiurdesk.transport.network import Evidence, WatchedStream, evidence_of_request
from aiurdesk.transport.redirects import leads_on
from aiurdesk.transport.request_body import stream
from aiurdesk.transport.response_body import Spool, TemporaryFiles, check_size

SKIPPED_BYTES = 64 * 1024
"""What is read of the body of a redirect that is followed."""


class HopRequest(msgspec.Struct):
    """What one request takes along on its way to one origin."""

    request: PreparedRequest
    address: Address
    lengths: tuple[int, ...]
    """Of each segment of the request's body."""
    limits: Limits
    deadline: Deadline
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
        self.deadline.touch()
        if self.on_progress is not None:
            self.on_progress(Progress(self.sent_bytes, self.received_bytes))


class _RequestBody(httpx.AsyncByteStream):
    """Gives the body to the client; anew if it has to connect again before anything was taken."""

    def __init__(self, outgoing: HopRequest) -> None:
        self._trip = outgoing
        self._chunks: AsyncGenerator[bytes, None] | None = None

    def __aiter__(self) -> AsyncGenerator[bytes, None]:
        self._trip.sent_bytes = 0
        self._chunks = stream(self._trip.request.body, self._trip.lengths, self._trip.on_sent)
        return self._chunks

    async def aclose(self) -> None:
        """Close the file that is being read."""
        if self._chunks is not None:
            await self._chunks.aclose()


async def exchange(pool: ConnectionPool, outgoing: HopRequest) -> Response:
    """Send a request over a lane and read the answer to its end; redirects are answers.

    Raises:
        NoAnswer: There is none.
    """
    headers = wire_headers(outgoing.request, outgoing.address, sum(outgoing.lengths))
    async with pool:
        evidence = Evidence()
        token = evidence_of_request.set(evidence)
        outgoing.deadline.enter(
            pool.connect_state, outgoing.address.scheme == "https", pool.is_proxied
        )
        body = _RequestBody(outgoing)
        try:
            return await _converse(pool, outgoing, headers, body)
        except KNOWN as error:
            raise explain(error, (evidence, outgoing.deadline)) from error
        finally:
            evidence_of_request.reset(token)
            await body.aclose()


async def _converse(
    pool: ConnectionPool,
    outgoing: HopRequest,
    headers: list[tuple[bytes, bytes]],
    body: _RequestBody,
) -> Response:
    url, extensions = pool.place(outgoing.address.target)
    extensions["trace"] = outgoing.deadline.note
    request = httpx.Request(
        outgoing.request.method, url, headers=headers, stream=body, extensions=extensions
    )
    answer = await pool.transport.handle_async_request(request)
    try:
        return await _read(pool, outgoing, answer)
    finally:
        await answer.stream.aclose()  # type: ignore[union-attr]


async def _read(pool: ConnectionPool, outgoing: HopRequest, answer: httpx.Response) -> Response:
    connection = answer.extensions["network_stream"]
    version = answer.extensions["http_version"].decode("ascii")
    pool.learn(connection, version == "HTTP/2")
    tls, place = connection.facts() if isinstance(connection, WatchedStream) else (None, "")
    headers = tuple(Header(_text(name), _text(value)) for name, value in answer.headers.raw)
    is_passed_by = outgoing.request.follows_redirects and leads_on(
        answer.status_code, answer.headers.get("location")
    )
    body = await (
        _skip_body(pool, outgoing, answer) if is_passed_by else _read_body(outgoing, answer)
    )
    return Response(
        status=answer.status_code,
        http_version=version,
        headers=headers,
        body=body,
        url=outgoing.request.url,
        reason=_text(answer.extensions.get("reason_phrase", b"")),
        timing=outgoing.deadline.timing(),
        tls=tls,
        server_address=place,
    )


def _text(value: bytes) -> str:
    """Return what a header says: UTF-8 by good custom, Latin-1 by the old rules."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _read_body(outgoing: HopRequest, answer: httpx.Response) -> Body:
    announced = answer.headers.get("content-length", "")
    if outgoing.request.method != "HEAD" and announced.isdecimal():
        check_size(int(announced[:20]), outgoing.limits)
    decoder = decoder_for(answer.headers.get("content-encoding", ""))
    spool = Spool(outgoing.files, outgoing.limits)
    try:
        await _fill(spool, decoder, outgoing, answer)
        data = await spool.finish()
    except BaseException:
        spool.discard()
        raise
    return Body(data, spool.path, spool.size_bytes, outgoing.received_bytes)


async def _skip_body(pool: ConnectionPool, outgoing: HopRequest, answer: httpx.Response) -> Body:
    """Read what comes with a redirect, so that the connection stays good, unless it is long."""
    async with _chunks(answer) as chunks:
        async for chunk in chunks:
            outgoing.on_received(len(chunk))
            if outgoing.received_bytes > SKIPPED_BYTES:
                pool.is_retired = True
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


async def _fill(
    spool: Spool, decoder: Decoder | None, outgoing: HopRequest, answer: httpx.Response
) -> None:
    async with _chunks(answer) as chunks:
        async for chunk in chunks:
            outgoing.on_received(len(chunk))
            if decoder is None:
                await spool.write(chunk)
                continue
            for piece in decoder.feed(chunk):
                await spool.write(piece)
    if decoder is not None:
        decoder.end()
