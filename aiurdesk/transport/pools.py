"""The open connections of a transport: a pool for each origin and way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from aiurdesk import transport
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import Address
from aiurdesk.transport.proxy import ConnectionOptions, FindLogin
from aiurdesk.transport.tls_contexts import TlsContexts
from aiurdesk.transport.transport import SendFailure

if TYPE_CHECKING:
    from aiurdesk.transport.certificate_chain import ChainServer
    from aiurdesk.transport.connection_pool import ConnectionPool

MAX_POOLS = 50
"""Each origin has a connection pool of its own, of some 40 KB. Only pools without a running request
are closed, so there may be more for a while."""

_PoolKey: TypeAlias = tuple[str, str, int, ConnectionOptions]
"""Scheme, host, port and way."""


class Pools:
    """Opens connection pools, and closes the ones that were not used for long."""

    def __init__(self, tls: TlsContexts) -> None:
        self._tls = tls
        self.find_login: FindLogin | None = None
        """Finds user name and password for a proxy; without it, no proxy gets any."""
        # The least recently used first.
        self._pools: dict[_PoolKey, ConnectionPool] = {}

    async def pool_for(self, address: Address, way: ConnectionOptions) -> "ConnectionPool":
        """Return the connection pool for an origin, a new one if the last was retired.

        Requests with a long head or body are sent over a pool of their own, without HTTP/2: see
        ``MAX_HTTP2_HEAD_CHARS``. Over HTTP/2, httpcore does not read a response while it sends the
        body. If the server refuses a long body early, httpcore waits for a larger window, which
        never comes. And cancelling such an upload breaks all other requests on the connection.

        Raises:
            SendFailure: The login of the proxy is missing, or could not be read.
        """
        key = (*address.origin, way)
        if (usable := self._usable(key)) is not None:
            return usable
        new = await self.open_pool(address, way)
        # Another request may have opened one while this one waited for the keyring.
        if (usable := self._usable(key)) is not None:
            return usable
        pool = self._pools.pop(key, None)
        dropped = [] if pool is None else [pool]
        # Room for the new one: pools without a running request go, the oldest first.
        surplus = max(len(self._pools) + 1 - MAX_POOLS, 0)
        idle = [key for key, pool in self._pools.items() if pool.is_idle][:surplus]
        dropped += [self._pools.pop(key) for key in idle]
        # Before anything is awaited: a request at the same moment must find the new pool.
        self._pools[key] = new
        for old in dropped:
            await old.retire()
        return new

    async def open_pool(self, address: Address, way: ConnectionOptions) -> "ConnectionPool":
        """Return a pool that belongs to the caller, such as for a WebSocket; raise as above."""
        way = await self._with_login(way)
        context = await self._tls.context_for(address)
        pool = transport.connection_pool.ConnectionPool
        return pool(address, context, way, self._tls.proxy_context(way))

    async def chain_server(self, address: Address, way: ConnectionOptions) -> "ChainServer":
        """Return how a server is asked for its certificates; raise as above."""
        way = await self._with_login(way)
        return transport.certificate_chain.ChainServer(address, way, self._tls.proxy_context(way))

    async def close_changed(self, is_changed: Callable[[str, int], bool]) -> None:
        """Close the pools that may speak TLS with a host and port for which this is true.

        They keep the TLS context that they were opened with.
        """
        for key in list(self._pools):
            _, host, port, way = key
            servers = [(host, port), *([(way.proxy.host, way.proxy.port)] if way.proxy else ())]
            # It may be gone by now: another request can close it while this waits.
            if any(is_changed(*server) for server in servers) and key in self._pools:
                await self._pools.pop(key).retire()

    async def aclose(self) -> None:
        """Close all pools."""
        # Taken out first: a request that comes while they close opens a new pool.
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            await pool.retire()

    def _usable(self, key: _PoolKey) -> "ConnectionPool | None":
        pool = self._pools.get(key)
        if pool is None or pool.is_retired or pool.is_stale():
            return None
        # Put back at the end: the least recently used pools come first.
        self._pools[key] = self._pools.pop(key)
        return pool

    async def _with_login(self, way: ConnectionOptions) -> ConnectionOptions:
        """Return a way with what its proxy gets of a credential.

        It stays with the connections: no request has it, so nothing that is recorded has it.
        """
        proxy = way.proxy
        if proxy is None or proxy.choice is None or self.find_login is None:
            return way
        try:
            login = await self.find_login(proxy.choice)
        except ProblemError as error:
            raise SendFailure(FailureKind.PROXY_ERROR, error.phrase) from error
        return replace(way, proxy=replace(proxy, login=login))
