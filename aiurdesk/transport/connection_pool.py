"""The open connections to one origin, and the way in."""

import asyncio
import ssl
from contextlib import AsyncExitStack
from typing import Any

import httpcore
import httpx

from aiurdesk.transport.address import Address
from aiurdesk.transport.deadline import ConnectState
from aiurdesk.transport.network import WatchedNetwork, WatchedStream

MOST_CONNECTIONS = 6
"""As in browsers; with more the client spends its time looking through its pool."""
MOST_STREAMS = 100
"""Requests at once on an HTTP/2 connection; what servers allow by custom."""
KEEP_OPEN_S = 60.0


class PooledTransport(httpx.AsyncHTTPTransport):
    """The transport of httpx, for one origin, over connections that can be watched."""

    def __init__(
        self, context: ssl.SSLContext | None, proxy: httpcore.Proxy | None, has_http2: bool
    ) -> None:
        self._network = WatchedNetwork()
        # Its own constructor offers no way to the network below, httpcore's does.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=proxy,
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEEP_OPEN_S,
            http2=has_http2,
            network_backend=self._network,
        )

    async def aclose(self) -> None:
        """Close all connections, even if cancelled meanwhile; the pool would close the first.

        A pool with HTTP/2 lets several requests wait for one connection, and forgets it if the
        request that makes it is cancelled; the next one makes it anew and uses it all the same.
        """
        async with AsyncExitStack() as closing:
            for stream in self._network.open_streams:
                closing.push_async_callback(stream.aclose)
            for connection in self._pool.connections:
                closing.push_async_callback(connection.aclose)


class ConnectionPool:
    """All connections to one origin; it lets in as many requests as do well together."""

    def __init__(
        self,
        address: Address,
        context: ssl.SSLContext | None,
        proxy: httpcore.Proxy | None,
        has_http2: bool,
    ) -> None:
        self._url = httpx.URL(f"{address.scheme}://{address.authority}/")
        self.transport = PooledTransport(context, proxy, has_http2)
        self.connect_state = ConnectState()
        self.is_proxied = proxy is not None
        self._gate = asyncio.Semaphore(MOST_CONNECTIONS)
        self._is_multiplexed = False
        self._stream: WatchedStream | None = None
        self._users = 0
        self.is_retired = False
        """A retired lane ends what it has begun and takes no more."""

    async def __aenter__(self) -> "ConnectionPool":
        self._users += 1
        try:
            await self._gate.acquire()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._gate.release()
        if kind is not None:
            # An HTTP/2 connection goes on receiving the answer to a request that was given up,
            # and what nobody reads uses up its window until it stands still.
            self.is_retired = True
        await self._leave()

    def place(self, target: bytes) -> tuple[httpx.URL, dict[str, Any]]:
        """Return the address of a request and what the client has to be told with it.

        An extension carries the target as it is written, and spares the client to read it. A
        proxy would get it with CONNECT; on the way there dot segments are resolved.
        """
        if self.is_proxied:
            return self._url.copy_with(raw_path=target), {}
        return self._url, {"target": target}

    def learn(self, stream: object, is_http2: bool) -> None:
        """Take note of the connection that an answer came over."""
        if isinstance(stream, WatchedStream):
            self._stream = stream
        if is_http2 and not self._is_multiplexed:
            self._is_multiplexed = True
            for _ in range(MOST_STREAMS - MOST_CONNECTIONS):
                self._gate.release()

    def is_stale(self) -> bool:
        """Tell whether the server said something on an idle HTTP/2 connection: most likely goodbye.

        The client looks for this on HTTP/1.1 connections only.
        """
        is_idle = self._is_multiplexed and not self._users and self._stream is not None
        return is_idle and bool(self._stream and self._stream.get_extra_info("is_readable"))

    async def retire(self) -> None:
        """Take no more requests, and close when the last one is done."""
        self.is_retired = True
        if not self._users:
            await self.transport.aclose()

    async def _leave(self) -> None:
        self._users -= 1
        if self.is_retired and not self._users:
            await self.transport.aclose()
