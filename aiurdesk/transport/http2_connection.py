"""A connection pool of httpcore that finishes the requests of a connection after GOAWAY.

It also sends requests again that the server has refused before it processed them.
"""

import asyncio
from typing import Any

import httpcore

from aiurdesk.transport.goaway import GoawayFilter, Resends

MAX_RESENDS = 3
"""How often one request is sent again after a connection that accepted no request at all. A server
that refuses all requests on every new connection does not work."""
MAX_REFUSALS = 6
"""How often one request is sent again after it alone was refused."""
_FIRST_WAIT_S = 0.02
"""Before the first time of these; the double before each further one. A server refuses what is more
than it works on at the same time."""
RESENDS = "aiurdesk.resends"
"""Name of the request extension with the ``Resends`` of a request."""


class Http2Pool(httpcore.AsyncConnectionPool):
    """A pool whose connections handle an orderly GOAWAY."""

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """Return a connection that is not opened yet."""
        return Http2Connection(super().create_connection(origin))


class Http2Connection(httpcore.AsyncConnectionInterface):
    """A connection that finishes its requests after GOAWAY and takes no new ones.

    A request that the server has not processed according to GOAWAY is sent again over another
    connection, and one that it has refused alone after a while. This is safe (RFC 9113 sections
    6.8 and 8.7). All other requests are sent once.

    The pool of httpcore sends a request over another connection if ``ConnectionNotAvailable`` is
    raised. The number of a request is known only from its trace events.
    """

    def __init__(self, connection: httpcore.AsyncConnectionInterface) -> None:
        """Wrap a connection, which may turn out to be one over HTTP/1.1."""
        self._connection = connection
        self._goaway: GoawayFilter | None = None
        self._is_http1 = False

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and return its response as soon as its headers are there."""
        if self._is_http1:
            return await self._connection.handle_async_request(request)
        trace = request.extensions["trace"]
        stream_id = 0

        async def watch(event: str, info: dict[str, Any]) -> None:
            nonlocal stream_id
            # Through a secure proxy there are two handshakes; the last one is that of the server.
            if event.endswith("start_tls.complete"):
                self._goaway = getattr(info["return_value"], "goaway", None)
            elif event == "http2.send_request_headers.started" and self._goaway is not None:
                # Nothing was sent yet, so the pool may choose another connection without any risk.
                if self._goaway.last_stream_id is not None:
                    raise httpcore.ConnectionNotAvailable
                stream_id = self._goaway.highest_stream_id = info["stream_id"]
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
        self._is_http1 = self._goaway is None
        return response

    async def _may_resend(self, request: httpcore.Request, stream_id: int) -> bool:
        """Tell whether to send a request again, after waiting where that may help."""
        if self._goaway is None or not self._goaway.is_refused(stream_id):
            return False
        resends: Resends = request.extensions[RESENDS]
        if self._goaway.is_refused_alone(stream_id):
            resends.refusals += 1
            if resends.refusals > MAX_REFUSALS:
                return False
            await asyncio.sleep(_FIRST_WAIT_S * 2 ** (resends.refusals - 1))
        else:
            # Only a connection that accepted no request at all counts against the limit.
            resends.useless_connections += self._goaway.last_stream_id == 0
            if resends.useless_connections > MAX_RESENDS:
                return False
        resends.count += 1
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
