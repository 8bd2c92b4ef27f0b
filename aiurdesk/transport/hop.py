"""Sends one request to one origin with httpx and reads the response; follows no redirects."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import cast

import httpcore
import httpx
import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.sockets.stream_decoding import (
    EventStreamDecoder,
    StreamDecoder,
    stream_decoder_for,
)
from aiurdesk.core.preparing.header import is_token, wire_headers
from aiurdesk.core.request.limits import Limits, OnProgress, Progress
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import FailureKind, Response, ResponseBody
from aiurdesk.core.translation import Phrase, marked, truncate
from aiurdesk.transport.address import Address
from aiurdesk.transport.client_internals import RESENDS, TRAILERS, Trailers
from aiurdesk.transport.connection_pool import ConnectionPool
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.decoding import Decoder, decoder_for
from aiurdesk.transport.failures import KNOWN_ERRORS, HopState, to_send_failure
from aiurdesk.transport.http1 import quoted_line, trailers_in
from aiurdesk.transport.http1 import text_of_bytes as _text
from aiurdesk.transport.network import ReceivedData, connection_info, received_data
from aiurdesk.transport.redirects import has_redirect_location
from aiurdesk.transport.request_body import Resends, stream
from aiurdesk.transport.response_body import SpooledBody, check_size
from aiurdesk.transport.temporary_files import TemporaryFiles
from aiurdesk.transport.transport import SendFailure

STATUSES = range(100, 1000)
"""From 600 on HTTP defines none, but some servers send them, with a body that says why."""
SWITCHING_PROTOCOLS = 101
UNDECODED_BYTES = 64 * 1024
"""So much of a body that cannot be decoded is kept, to be looked at."""
MAX_DISCARDED_BYTES = 64 * 1024
"""How much of the body of a followed redirect is read to keep the connection usable."""
"""Source: RFC 9110 section 5.6.2, ``token``."""
_LONGEST_SCHEME = 20
_NOT_IN_VALUE = re.compile(r"[\x00\r\n\ud800-\udfff]")
"""Source: RFC 9110 section 5.5. Surrogates without their other half have no UTF-8 form."""


class Upgrade(msgspec.Struct):
    """Asks the server to speak another protocol on the connection. Source: RFC 9110 section 7.8."""

    headers: tuple[Header, ...]
    stream: httpcore.AsyncNetworkStream | None = None
    """The connection, once the server has agreed; it is not used for HTTP any more."""


class OpenBody(msgspec.Struct):
    """The body of a response that is read while it comes."""

    stream: httpx.AsyncByteStream
    chunks: AsyncGenerator[bytes, None]
    """Still encoded."""
    decoder: Decoder | None
    events: StreamDecoder
    pool: ConnectionPool
    deadline: Deadline
    received: ReceivedData
    stack: AsyncExitStack
    """Closes the response, and gives its place in the pool back."""
    is_expecting_more: bool = False
    """Whether a client of such a stream connects again after its end."""

    @property
    def state(self) -> HopState:
        """Progress of the hop, for failures."""
        return HopState(self.received, self.deadline)


class Streaming(msgspec.Struct):
    """Asks to leave the body open where a response is a stream of events."""

    message_bytes: int
    """So much of an event is kept."""
    body: OpenBody | None = None
    """Set together with such a response; who asked has to close it."""


class HopRequest(msgspec.Struct):
    """A request to one origin with everything that is needed to send it."""

    request: PreparedRequest
    address: Address
    lengths: tuple[int, ...]
    """Length of each segment of the request body, in bytes."""
    limits: Limits
    deadline: Deadline
    files: TemporaryFiles
    on_progress: OnProgress | None
    upgrade: Upgrade | None = None
    streaming: Streaming | None = None
    resends: Resends = msgspec.field(default_factory=Resends)
    """Shared by all hops of a request."""
    trailers: Trailers = msgspec.field(default_factory=Trailers)
    """Over HTTP/2."""
    sent_bytes: int = 0
    received_bytes: int = 0
    content_type: str = ""
    body: SpooledBody | None = None
    """What of the response body came so far; None before it begins."""
    is_complete: bool = False
    """Whether the last byte of the response body came."""

    def on_sent(self, count: int) -> None:
        """Count bytes of the request body that were sent."""
        self.sent_bytes += count
        self._report()

    def on_received(self, count: int) -> None:
        """Count bytes of the response body that were received, still encoded.

        Raises:
            SendFailure: The body is too large.
        """
        self.received_bytes += count
        check_size(self.received_bytes, self.limits)
        self._report()

    def on_complete(self) -> None:
        """Note that the last byte of the response body came."""
        self.is_complete = True
        self._report()

    def _report(self) -> None:
        self.deadline.touch()
        if self.on_progress is None:
            return
        beginning, kept = (
            (None, None) if self.body is None else (self.body.beginning, self.body.kept)
        )
        progress = Progress(
            self.sent_bytes, self.received_bytes, self.content_type, beginning, kept,
            self.is_complete,
        )  # fmt: skip
        self.on_progress(progress)


class _RequestStream(httpx.AsyncByteStream):
    """The request body as a stream for httpx.

    httpcore iterates again from the start when it has to open another connection before any of
    the request was sent, or when the server has refused it before it processed it.
    """

    def __init__(self, hop: HopRequest) -> None:
        self._hop = hop
        self._started: list[AsyncGenerator[bytes, None]] = []

    def __aiter__(self) -> AsyncGenerator[bytes, None]:
        self._hop.sent_bytes = 0
        chunks = stream(self._hop.request.body, self._hop.lengths, self._hop.on_sent)
        self._started.append(chunks)
        return chunks

    async def aclose(self) -> None:
        """Close the file that is being read."""
        for chunks in self._started:
            await chunks.aclose()


async def send_hop(pool: ConnectionPool, hop: HopRequest) -> Response:
    """Send a request over a connection of the pool and read the whole response.

    The request is sent once. It is never sent again after an error, because the server may have
    carried it out already. The only exception is a request that the server has refused before it
    processed it, which ``hop.resends`` counts.

    Raises:
        SendFailure: There is no response.
    """
    headers = header_lines(hop.request, hop.address, sum(hop.lengths))
    if hop.upgrade is not None:
        headers += [_header_line(header) for header in hop.upgrade.headers]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pool)
        received = ReceivedData()
        # Reading happens in this task, so the context variable assigns the bytes to this request.
        token = received_data.set(received)
        hop.deadline.start_hop(pool.connect_state, hop.address.scheme == "https", pool.is_proxied)
        body = _RequestStream(hop)
        try:
            response = await _send_and_read(pool, hop, headers, body)
        except KNOWN_ERRORS as error:
            raise to_send_failure(error, HopState(received, hop.deadline)) from error
        finally:
            received_data.reset(token)
            await body.aclose()
        if response.is_stream and hop.streaming is not None and hop.streaming.body is not None:
            _keep_open(hop.streaming.body, received, stack.pop_all())
        return response


def header_lines(
    request: PreparedRequest, address: Address, body_bytes: int
) -> list[tuple[bytes, bytes]]:
    """Return all headers of a request as names and values in bytes.

    Raises:
        SendFailure: The method or a header contains a character that would break the request.
    """
    if not is_token(request.method):
        raise _protocol_error(Phrase(marked("the method contains a character that is not allowed")))
    headers = wire_headers(request, address.authority, str(body_bytes))
    return [_header_line(header) for header in headers]


def _header_line(header: Header) -> tuple[bytes, bytes]:
    # The value is not shown: it may be a secret.
    if not is_token(header.name):
        raise _protocol_error(
            Phrase(marked("a header name contains a character that is not allowed"))
        )
    if _NOT_IN_VALUE.search(header.value):
        text = marked(
            "the value of the header {name} contains a line break or a character that cannot be "
            "sent"
        )
        raise _protocol_error(Phrase(text, {"name": header.name}))
    return header.name.encode("ascii"), header.value.encode("utf-8")


async def _send_and_read(
    pool: ConnectionPool,
    hop: HopRequest,
    headers: list[tuple[bytes, bytes]],
    body: _RequestStream,
) -> Response:
    # The target is sent as it is written, instead of being parsed.
    target, trace = hop.address.target, hop.deadline.trace
    extensions = {
        "target": target, "trace": trace, RESENDS: hop.resends, TRAILERS: hop.trailers,
    }  # fmt: skip
    request = httpx.Request(
        hop.request.method, pool.url, headers=headers, stream=body, extensions=extensions
    )
    response = await pool.transport.handle_async_request(request)
    if hop.upgrade is not None and response.status_code == SWITCHING_PROTOCOLS:
        # Closing the response would close the connection, which somebody else uses from here on.
        hop.upgrade.stream = response.extensions["network_stream"]
        return await _read_response(pool, hop, response)
    is_open = False
    try:
        read = await _read_response(pool, hop, response)
        is_open = read.is_stream
        return read
    finally:
        if not is_open:
            await response.stream.aclose()  # type: ignore[union-attr]


async def _read_response(
    pool: ConnectionPool, hop: HopRequest, response: httpx.Response
) -> Response:
    connection = response.extensions["network_stream"]
    version = response.extensions["http_version"].decode("ascii")
    # Before the body: with HTTP/2 further requests can start while this one is still read.
    pool.note_connection(connection, version == "HTTP/2")
    _check_head(response)
    tls, server_address = connection_info(connection)
    headers = tuple(Header(_text(name), _text(value)) for name, value in response.headers.raw)
    head = Response(
        status=response.status_code,
        http_version=version,
        headers=headers,
        body=ResponseBody(),
        url=hop.request.url,
        reason=_text(response.extensions.get("reason_phrase", b"")),
        timing=hop.deadline.timing(),
        tls=tls,
        server_address=server_address,
        received_at=datetime.now(UTC),
        sign_in=_sign_in_of(hop.request),
    )
    if hop.streaming is not None and hop.request.method != "HEAD":
        events = stream_decoder_for(head, hop.streaming.message_bytes)
        if events is not None:
            hop.streaming.body = _open_body(pool, hop, response, events)
            return replace(head, is_stream=True)
    # The body of a redirect that is followed is shown nowhere.
    is_followed = hop.request.follows_redirects and has_redirect_location(
        response.status_code, response.headers.get("location")
    )
    body = await (_discard_body(pool, hop, response) if is_followed else _read_body(hop, response))
    timing, trailers = hop.deadline.timing(), _trailers(hop, head)
    return replace(head, body=body, timing=timing, trailers=trailers)


def _sign_in_of(request: PreparedRequest) -> str:
    """Return what in a request says who is calling, as in ``Response.sign_in``."""
    values = (h.value for h in request.headers if h.name.casefold() == "authorization")
    word = next(values, "").partition(" ")[0]
    if word:
        # A header that is one token has no scheme.
        return word if word.isascii() and len(word) <= _LONGEST_SCHEME else "secret"
    # The secret of a scheme that signs goes out in that header only.
    return "secret" if request.secrets and request.signed is None else ""


def _trailers(hop: HopRequest, head: Response) -> tuple[Header, ...]:
    """Return the headers behind the body, without those that would be shown as two."""
    if head.http_version == "HTTP/2":
        pairs = ((_text(name), _text(value)) for name, value in hop.trailers.pairs)
        return tuple(
            Header(name, value)
            for name, value in pairs
            if is_token(name) and not _NOT_IN_VALUE.search(value)
        )
    received = received_data.get()
    is_chunked = (head.header("Transfer-Encoding") or "").casefold() == "chunked"
    return trailers_in(received.tail) if is_chunked and received is not None else ()


def _open_body(
    pool: ConnectionPool, hop: HopRequest, response: httpx.Response, events: StreamDecoder
) -> OpenBody:
    # Before anything is read: an encoding that is not known fails at once.
    decoder = decoder_for(response.headers.get("content-encoding", ""))
    pool.make_room()
    stream = cast(httpx.AsyncByteStream, response.stream)
    return OpenBody(
        stream,
        cast("AsyncGenerator[bytes, None]", aiter(stream)),
        decoder,
        events,
        pool,
        hop.deadline,
        ReceivedData(),
        AsyncExitStack(),
        # Source: WHATWG HTML, section 9.2.3. Anything but GET may create something each time.
        is_expecting_more=isinstance(events, EventStreamDecoder) and hop.request.method == "GET",
    )


def _keep_open(body: OpenBody, received: ReceivedData, slot: AsyncExitStack) -> None:
    """Let a stream take over the place of its request in the pool."""
    body.received, body.stack = received, slot
    # Closed in the other order, see ``_raw_chunks``.
    body.stack.push_async_callback(body.chunks.aclose)
    body.stack.push_async_callback(body.stream.aclose)


def _check_head(response: httpx.Response) -> None:
    """Check what the HTTP/2 library does not check.

    A line break in a value would look like another header wherever headers are shown as lines.

    Source: RFC 9110 sections 5.1, 5.5 and 15; RFC 9113 section 8.2.1.

    Raises:
        SendFailure: The status or a header is not valid.
    """
    if response.status_code not in STATUSES:
        status = truncate(str(response.status_code), 20)
        raise _protocol_error(
            Phrase(marked("the status of the response is {status}"), {"status": status})
        )
    for name, value in response.headers.raw:
        if not is_token(_text(name)):
            raise _protocol_error(
                Phrase(
                    marked(
                        "the name of the response header {name} contains a character that is not "
                        "allowed"
                    ),
                    {"name": quoted_line(name)},
                )
            )
        if _NOT_IN_VALUE.search(_text(value)):
            label = truncate(_text(name), 40)
            raise _protocol_error(
                Phrase(
                    marked("the value of the response header {label} contains a line break"),
                    {"label": label},
                )
            )


def _protocol_error(detail: str | Phrase) -> SendFailure:
    return SendFailure(FailureKind.PROTOCOL_ERROR, detail)


async def _read_body(hop: HopRequest, response: httpx.Response) -> ResponseBody:
    if hop.upgrade is not None and response.status_code == SWITCHING_PROTOCOLS:
        return ResponseBody()
    content_length = response.headers.get("content-length", "")
    # The response to HEAD has the Content-Length of a GET, but no body (RFC 9110, 9.3.2).
    if hop.request.method != "HEAD" and content_length.isdecimal():
        # 20 digits are enough for any real length; int() of thousands of digits raises.
        check_size(int(content_length[:20]), hop.limits)
    # Before the body is read: an encoding that is not known fails at once.
    decoder = decoder_for(response.headers.get("content-encoding", ""))
    body = hop.body = SpooledBody(hop.files, hop.limits)
    hop.content_type = response.headers.get("content-type", "")
    try:
        await _decode_into(body, decoder, hop, response)
        hop.on_complete()
        data = await body.finish()
    except BaseException:
        body.discard()
        raise
    return ResponseBody(data, body.path, body.size_bytes, hop.received_bytes)


async def _discard_body(
    pool: ConnectionPool, hop: HopRequest, response: httpx.Response
) -> ResponseBody:
    """Read a short body so that the connection can be used again, or give up a long one."""
    async with _raw_chunks(response) as chunks:
        async for chunk in chunks:
            hop.on_received(len(chunk))
            if hop.received_bytes > MAX_DISCARDED_BYTES:
                pool.is_retired = True
                break
    return ResponseBody()


@asynccontextmanager
async def _raw_chunks(response: httpx.Response) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    """Iterate over the encoded body, and close the response and its generators at the end.

    httpx and httpcore read through nested async generators. Closing only the outermost one leaves
    the inner ones to the garbage collector. It closes them in another task, or with the event
    loop of Qt not at all. So the response is closed first: then the inner generators have nothing
    left to do.
    """
    stream = cast(httpx.AsyncByteStream, response.stream)
    chunks = cast("AsyncGenerator[bytes, None]", aiter(stream))
    try:
        yield chunks
    finally:
        try:
            await stream.aclose()
        finally:
            await chunks.aclose()


async def _decode_into(
    body: SpooledBody, decoder: Decoder | None, hop: HopRequest, response: httpx.Response
) -> None:
    undecoded = bytearray()
    try:
        async with _raw_chunks(response) as chunks:
            async for chunk in chunks:
                hop.on_received(len(chunk))
                if decoder is None:
                    await body.write(chunk)
                    continue
                undecoded += chunk[: UNDECODED_BYTES - len(undecoded)]
                for piece in decoder.decode(chunk):
                    await body.write(piece)
        if decoder is not None:
            decoder.finish()
    except SendFailure as failure:
        if failure.kind is FailureKind.BAD_ENCODING:
            failure.undecoded = bytes(undecoded)
        raise
