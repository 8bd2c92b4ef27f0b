"""The pool of open connections to one origin."""

import asyncio
import ssl

import httpx

from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.transport.address import Address
from aiurdesk.transport.client_internals import Http2Stream, PlainHttp2Stream, PooledTransport
from aiurdesk.transport.deadline import ConnectState
from aiurdesk.transport.network import TrackedStream
from aiurdesk.transport.proxy import ConnectionOptions
from aiurdesk.transport.tunnel import network_of

MAX_CONNECTIONS = 6
"""As many as browsers open. With more, httpcore spends its time searching its pool."""
MAX_STREAMS = 100
"""Requests at the same time on one HTTP/2 connection; the usual limit of servers."""
KEEPALIVE_EXPIRY_S = 60.0
MAX_REQUESTS = 500
"""After that many requests over HTTP/2 a new connection is opened. Servers do the same, often after
1000 requests, and some of them (such as hypercorn) then lose the responses to running requests.
Over HTTP/1.1 a server announces with a response that it is the last one of its connection."""


class ConnectionPool:
    """All connections to one origin, with a limit on the requests at the same time.

    Use it as an async context manager around one request: entering waits for a free slot.
    """

    def __init__(
        self,
        address: Address,
        context: ssl.SSLContext | None,
        way: ConnectionOptions,
        proxy_context: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            address: Where the connections lead to.
            context: For TLS with the server.
            way: How they get there.
            proxy_context: For TLS with the proxy.
        """
        self.url = httpx.URL(f"{address.scheme}://{address.authority}/")
        """Of the origin."""
        is_plain_http2 = way.version is HttpVersion.HTTP2 and context is None
        stream_class = PlainHttp2Stream if is_plain_http2 else Http2Stream
        network = network_of(way, stream_class, proxy_context)
        self.transport = PooledTransport(
            context, network, way.version, MAX_CONNECTIONS, KEEPALIVE_EXPIRY_S
        )
        self.connect_state = ConnectState()
        self.is_proxied = way.proxy is not None
        # Waiting here is cheap: httpcore searches its whole pool for each request that waits there.
        self._slots = asyncio.Semaphore(MAX_CONNECTIONS)
        self._is_multiplexed = False
        self._stream: TrackedStream | None = None
        self._request_count = 0
        self._requests_left = MAX_REQUESTS
        self.is_retired = False
        """A retired pool finishes its running requests and is not used for new ones."""

    async def __aenter__(self) -> "ConnectionPool":
        self._request_count += 1
        if self._is_multiplexed:
            self._requests_left -= 1
        if not self._requests_left:
            self.is_retired = True
        try:
            await self._slots.acquire()
        # Also when waiting is cancelled.
        except BaseException:
            await self._finish_request()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._slots.release()
        if kind is not None:
            # The server keeps sending the response of an abandoned HTTP/2 request. No task reads
            # it, so it uses up the flow-control window and blocks the whole connection.
            self.is_retired = True
        await self._finish_request()

    def note_connection(self, stream: object, is_http2: bool) -> None:
        """Remember the connection that a response came over; HTTP/2 raises the request limit."""
        if isinstance(stream, TrackedStream):
            self._stream = stream
        if is_http2 and not self._is_multiplexed:
            self._is_multiplexed = True
            # A semaphore has no other way to become larger.
            for _ in range(MAX_STREAMS - MAX_CONNECTIONS):
                self._slots.release()

    @property
    def is_idle(self) -> bool:
        """Whether no request is running."""
        return not self._request_count

    def make_room(self) -> None:
        """Leave the pool to its running requests where a stream may keep its connection for hours.

        Otherwise six streams over HTTP/1.1 would hold up every other request to their origin.
        """
        if not self._is_multiplexed and self._request_count > MAX_CONNECTIONS // 2:
            self.is_retired = True

    def is_stale(self) -> bool:
        """Tell whether an idle HTTP/2 connection has unread data, which is most likely GOAWAY.

        httpcore checks this for HTTP/1.1 connections only.
        """
        is_open = self._is_multiplexed and self._stream is not None
        return (
            self.is_idle
            and is_open
            and bool(self._stream and self._stream.get_extra_info("is_readable"))
        )

    async def retire(self) -> None:
        """Accept no more requests, and close the connections after the last running one."""
        self.is_retired = True
        if not self._request_count:
            await self.transport.aclose()

    async def _finish_request(self) -> None:
        self._request_count -= 1
        if self.is_retired and not self._request_count:
            await self.transport.aclose()
