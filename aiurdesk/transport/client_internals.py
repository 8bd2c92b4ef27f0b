"""Access to parts of httpx, httpcore and h2 that have no public interface.

- A server that closes a connection in order sends GOAWAY with the number of the last request
  (stream) that it accepts, and then still sends the responses to these requests. h2 reads nothing
  more after GOAWAY, so ``GoawayFilter`` takes the frame out of the received bytes. A single request
  is refused with RST_STREAM and the code REFUSED_STREAM.
- httpcore sends no request again that a server has refused, although it was not processed.
  ``Http2Connection`` raises from its trace events what makes the pool choose another connection.
- httpcore throws the headers behind a body away. ``_TrailerConnection`` notes those of HTTP/2.
- ``PooledTransport`` sets the pool of httpx's transport, whose constructor accepts no network
  backend.

The first two end when httpcore does this itself: https://github.com/encode/httpcore/issues/730 and
https://github.com/encode/httpcore/pull/1054. The last one ends with
https://github.com/encode/httpx/pull/3749.

Source: RFC 9113 sections 4.1, 6.4, 6.8 and 8.7.
"""

import asyncio
import ssl
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

import h2.config
import h2.connection
import h2.events
import httpcore
import httpx

from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.network import TrackedBackend, TrackedStream, received_data
from aiurdesk.transport.request_body import Resends
from aiurdesk.transport.transport import SendFailure

_HEAD_BYTES = 9
"""Length of payload, type, flags, stream identifier."""
_RST_STREAM, _GOAWAY = 3, 7
_RST_STREAM_BYTES = 4
_GOAWAY_BYTES = range(8, 2**14 + 1)
"""Possible lengths of the payload; any other length is an error, which the library reports."""
_NO_ERROR, _REFUSED_STREAM = 0, 7
_REFUSED = b"\x00\x00\x04\x03\x00%b\x00\x00\x00\x07"
"""An RST_STREAM frame with the error code REFUSED_STREAM."""


class GoawayFilter:
    """The data that is received over one HTTP/2 connection, without orderly GOAWAY frames.

    Requests that the server does not accept any more are ended here: after GOAWAY, it ignores them
    without a response.
    """

    __slots__ = ("_left", "_pending", "_refused", "highest_stream_id", "last_stream_id")

    def __init__(self) -> None:
        self.highest_stream_id = 0
        """The last request that was sent, or that is just about to be sent."""
        self.last_stream_id: int | None = None
        """The last request that the server accepts; None before GOAWAY."""
        self._refused: set[int] = set()
        """The requests that were refused one by one."""
        self._pending = b""
        """An incomplete frame that waits for the rest."""
        self._left = 0
        """How many bytes of the current frame have not been received yet."""

    def is_refused(self, stream_id: int) -> bool:
        """Tell whether the server will not process a request, so that it can be sent elsewhere."""
        is_late = self.last_stream_id is not None and stream_id > self.last_stream_id
        return is_late or self.is_refused_alone(stream_id)

    def is_refused_alone(self, stream_id: int) -> bool:
        """Tell whether the server has refused a request and not all that came after another one."""
        return stream_id in self._refused

    def feed(self, data: bytes) -> bytes:
        """Return the received data without GOAWAY; it may be empty, and the rest follow later."""
        # Inside a long frame, mostly DATA: no frame begins in this piece.
        if self._left >= len(data):
            self._left -= len(data)
            return data
        data = self._pending + data
        passed, start, position = [], 0, self._left
        while len(data) - position >= _HEAD_BYTES:
            length = int.from_bytes(data[position : position + 3])
            end = position + _HEAD_BYTES + length
            kind = data[position + 3]
            if kind == _RST_STREAM and length == _RST_STREAM_BYTES:
                if end > len(data):
                    break
                self._note_refusal(data[position + 5 : end])
            if kind == _GOAWAY and length in _GOAWAY_BYTES:
                if end > len(data):
                    break
                payload = data[position + _HEAD_BYTES : end]
                # With another code the server gives up all requests; then the library has to know.
                if int.from_bytes(payload[4:8]) == _NO_ERROR:
                    passed += [data[start:position], self._accept_until(payload[:4])]
                    start = end
            position = end
        # Either the current frame goes on, or its head (or the whole GOAWAY) is still incomplete.
        self._left = max(0, position - len(data))
        self._pending = data[position:]
        passed.append(data[start:position])
        return b"".join(passed)

    def _note_refusal(self, data: bytes) -> None:
        """Note a request that was refused; ``data`` is its number and the error code."""
        number = int.from_bytes(data[:4]) & 0x7FFFFFFF
        # Others were never sent, and a server could invent millions of them.
        if int.from_bytes(data[4:]) == _REFUSED_STREAM and number <= self.highest_stream_id:
            self._refused.add(number)

    def _accept_until(self, field: bytes) -> bytes:
        """Note the last request that is accepted, and return frames that end the later ones."""
        last = int.from_bytes(field) & 0x7FFFFFFF
        if self.last_stream_id is not None and last >= self.last_stream_id:
            return b""
        # A first GOAWAY may accept all requests that are on the way, and a second one fewer.
        before, self.last_stream_id = self.last_stream_id or self.highest_stream_id, last
        before = min(before, self.highest_stream_id)
        # Requests have odd numbers.
        first = last + 1 + last % 2
        return b"".join(_REFUSED % number.to_bytes(4) for number in range(first, before + 1, 2))


class Http2Stream(TrackedStream):
    """A connection whose orderly GOAWAY frames are taken out, if it is one of HTTP/2."""

    def __init__(
        self, stream: httpcore.AsyncNetworkStream, open_streams: "set[TrackedStream]"
    ) -> None:
        """Wrap a connection, as ``TrackedStream`` does."""
        super().__init__(stream, open_streams)
        tls: ssl.SSLObject | None = stream.get_extra_info("ssl_object")
        is_http2 = tls is not None and tls.selected_alpn_protocol() == "h2"
        self.goaway = GoawayFilter() if is_http2 else None
        """None for any other protocol."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available data; return nothing when the server has closed the connection."""
        while True:
            data = await super().read(max_bytes, timeout)
            if self.goaway is None or not data:
                return data
            # What was received may have been GOAWAY only. Nothing would mean the end.
            if passed := self.goaway.feed(data):
                return passed


class PlainHttp2Stream(TrackedStream):
    """A connection without TLS to a server that has to know that HTTP/2 is spoken.

    h2 would take the answer of another server for the beginning of a frame of 4 MB.
    """

    _is_checked = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read available data.

        Raises:
            SendFailure: The server speaks HTTP/1.1.
        """
        data = await super().read(max_bytes, timeout)
        # Not set while a proxy is spoken to.
        received = received_data.get()
        if not self._is_checked and received is not None:
            self._is_checked = True
            if data.startswith(b"HTTP/"):
                detail = Phrase(marked("the server answers over HTTP/1.1"))
                raise SendFailure(FailureKind.HTTP_VERSION_REFUSED, detail)
        return data


RESENDS = "aiurdesk.resends"
"""Name of the request extension with the ``Resends`` of a request."""
TRAILERS = "aiurdesk.trailers"
"""Name of the request extension with the ``Trailers`` of a request."""


class Trailers:
    """The headers that came behind the body of one response over HTTP/2."""

    __slots__ = ("__weakref__", "pairs")

    def __init__(self) -> None:
        self.pairs: list[tuple[bytes, bytes]] = []


class _TrailerConnection(h2.connection.H2Connection):
    """A connection that notes trailers for the requests that are still there."""

    def __init__(self, config: h2.config.H2Configuration) -> None:
        super().__init__(config)
        self.trailers: WeakValueDictionary[int, Trailers] = WeakValueDictionary()
        """By the number of the request."""

    def receive_data(self, data: Any) -> list[h2.events.Event]:
        """Return what the data means."""
        events = super().receive_data(data)
        for event in events:
            if isinstance(event, h2.events.TrailersReceived):
                trailers = self.trailers.get(event.stream_id)
                if trailers is not None:
                    trailers.pairs = [(bytes(name), bytes(value)) for name, value in event.headers]
        return events


class Http2Pool(httpcore.AsyncConnectionPool):
    """A pool whose connections handle an orderly GOAWAY."""

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """Return a connection that is not opened yet."""
        # Without TLS nothing is negotiated: then the server has to know HTTP/2 beforehand.
        is_negotiated = origin.scheme == b"https"
        connection = super().create_connection(origin)
        return Http2Connection(connection, is_http1_refused=is_negotiated and not self._http1)


class Http2Connection(httpcore.AsyncConnectionInterface):
    """A connection that finishes its requests after GOAWAY and takes no new ones.

    A request that the server has not processed according to GOAWAY is sent again over another
    connection, and one that it has refused alone after a while. This is safe (RFC 9113 sections
    6.8 and 8.7). All other requests are sent once.

    The pool of httpcore sends a request over another connection if ``ConnectionNotAvailable`` is
    raised. The number of a request is known only from its trace events.
    """

    def __init__(
        self, connection: httpcore.AsyncConnectionInterface, *, is_http1_refused: bool = False
    ) -> None:
        """Wrap a connection, which may turn out to be one over HTTP/1.1.

        Args:
            connection: The connection.
            is_http1_refused: Whether it fails then, before anything is sent.
        """
        self._connection = connection
        self._is_http1_refused = is_http1_refused
        self._goaway: GoawayFilter | None = None
        self._state: _TrailerConnection | None = None
        """None until HTTP/2 is spoken."""
        self._is_http1 = False

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and return its response as soon as its headers are there."""
        if self._is_http1:
            return await self._connection.handle_async_request(request)
        trace = request.extensions["trace"]
        stream_id = 0

        async def watch(event: str, info: dict[str, Any]) -> None:
            nonlocal stream_id
            if event.endswith("start_tls.complete"):
                self._goaway = self._negotiated(info["return_value"])
            elif event == "http2.send_connection_init.started":
                self._note_trailers()
            elif event == "http2.send_request_headers.started":
                stream_id = self._begun(request, info["stream_id"])
            await trace(event, info)

        # The trace of the caller is called by ``watch``, which sees each event first.
        request.extensions["trace"] = watch
        try:
            response = await self._connection.handle_async_request(request)
        except (httpcore.RemoteProtocolError, httpcore.LocalProtocolError):
            if await self._may_resend(request, stream_id):
                raise httpcore.ConnectionNotAvailable from None
            raise
        finally:
            # Another connection may get the same request.
            request.extensions["trace"] = trace
        # Which protocol it is has been settled when it was opened.
        self._is_http1 = self._goaway is None and self._state is None
        return response

    def _note_trailers(self) -> None:
        # Nothing was sent or received over it yet.
        inner = self._connection._connection  # type: ignore[attr-defined]
        self._state = inner._h2_state = _TrailerConnection(inner._h2_state.config)

    def _begun(self, request: httpcore.Request, stream_id: int) -> int:
        """Note the number of a request that is about to be sent, and return it."""
        if self._goaway is not None:
            # Nothing was sent yet, so the pool may choose another connection without any risk.
            if self._is_leaving:
                raise httpcore.ConnectionNotAvailable
            self._goaway.highest_stream_id = stream_id
        if self._state is not None:
            self._state.trailers[stream_id] = request.extensions[TRAILERS]
        return stream_id

    def _negotiated(self, stream: object) -> GoawayFilter | None:
        goaway: GoawayFilter | None = getattr(stream, "goaway", None)
        if goaway is None and self._is_http1_refused:
            detail = Phrase(marked("the server offers HTTP/1.1 only"))
            raise SendFailure(FailureKind.HTTP_VERSION_REFUSED, detail)
        return goaway

    async def _may_resend(self, request: httpcore.Request, stream_id: int) -> bool:
        """Tell whether to send a request again, after waiting where that may help."""
        if self._goaway is None or not self._goaway.is_refused(stream_id):
            return False
        resends: Resends = request.extensions[RESENDS]
        if not self._goaway.is_refused_alone(stream_id):
            return resends.count_lost_connection(self._goaway.last_stream_id == 0)
        wait_s = resends.count_refusal()
        if wait_s is None:
            return False
        await asyncio.sleep(wait_s)
        return True

    async def aclose(self) -> None:
        """Close the connection at once."""
        await self._connection.aclose()

    def info(self) -> str:
        """Describe the connection for debugging."""
        return self._connection.info()

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        """Tell whether the connection leads to an origin."""
        return self._connection.can_handle_request(origin)

    def is_available(self) -> bool:
        """Tell whether the connection accepts another request."""
        return not self._is_leaving and self._connection.is_available()

    def has_expired(self) -> bool:
        """Tell whether the pool should close the connection."""
        return (self._is_leaving and self.is_idle()) or self._connection.has_expired()

    def is_idle(self) -> bool:
        """Tell whether no request is running."""
        return self._connection.is_idle()

    def is_closed(self) -> bool:
        """Tell whether the connection was closed."""
        return self._connection.is_closed()

    @property
    def _is_leaving(self) -> bool:
        return self._goaway is not None and self._goaway.last_stream_id is not None


class PooledTransport(httpx.AsyncHTTPTransport):
    """The transport of httpx for one origin, over tracked connections."""

    def __init__(
        self,
        context: ssl.SSLContext | None,
        network: TrackedBackend,
        version: HttpVersion | None,
        max_connections: int,
        keepalive_expiry_s: float,
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            context: For TLS with the server.
            network: Opens the connections.
            version: The only version of HTTP; None for HTTP/2 if the server offers it.
            max_connections: The most that are open.
            keepalive_expiry_s: How long an unused one stays open.
        """
        self._network = network
        has_http2 = version is not HttpVersion.HTTP1
        # Not the constructor of httpx, which accepts no network backend.
        pool_class = Http2Pool if has_http2 else httpcore.AsyncConnectionPool
        self._pool = pool_class(
            ssl_context=context,
            max_connections=max_connections,
            keepalive_expiry=keepalive_expiry_s,
            http1=version is not HttpVersion.HTTP2,
            http2=has_http2,
            network_backend=self._network,
        )

    async def aclose(self) -> None:
        """Close all connections, also when the caller is cancelled while they are closed.

        The pool's own ``aclose`` is not enough, for two reasons. It stops at the first connection
        when it is cancelled. And with HTTP/2 several requests may wait for one new connection:
        if the request that opens it is cancelled, the pool forgets the connection, but the next
        request opens it again and uses it.
        """
        async with AsyncExitStack() as stack:
            for stream in self._network.open_streams:
                stack.push_async_callback(stream.aclose)
            for connection in self._pool.connections:
                stack.push_async_callback(connection.aclose)
