"""Measures the phases of a request and ends it when a time limit is reached."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind, Timing
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.transport import SendFailure


class ConnectState:
    """The moment at which a connection to an origin was last opened, for all requests to it."""

    opened_at: float | None = None
    """Event loop time, or None if no connection was opened yet."""


class Deadline:
    """The time limits of one request, measured by the trace events of httpcore.

    The timeouts of httpx are not used. They start a timer for each read and write, and one that
    expires on a shared HTTP/2 connection ends every request on it. Here one timer for each
    request checks now and then when the last event happened.

    Use it as an async context manager around the request, redirects included.
    """

    def __init__(self, limits: Limits) -> None:
        loop = asyncio.get_running_loop()
        self._clock = loop.time
        self._call_at = loop.call_at
        self._limits = limits
        self._check_interval_s = min(limits.connect_s, limits.read_s)
        self._started_at = self._last_activity_at = self._hop_started_at = loop.time()
        self._event_times: dict[str, float] = {}
        self._connect_state: ConnectState | None = None
        self._connected_event = ""
        self._is_proxied = False
        self._timer: asyncio.TimerHandle | None = None
        self._timeout = asyncio.timeout(None)
        self._expired: FailureKind | None = None
        self.is_http2 = False
        """Whether the last event came from an HTTP/2 connection."""

    async def __aenter__(self) -> "Deadline":
        await self._timeout.__aenter__()
        self._check()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A timer that fires later would reschedule a timeout that has ended, which raises an error.
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._timeout.__aexit__(kind, error, traceback)
        except TimeoutError:
            raise self._failure() from None

    def start_hop(
        self, connect_state: ConnectState, is_secure: bool, is_proxied: bool = False
    ) -> None:
        """Start the next hop. The time limit for connecting starts again."""
        self._is_proxied = is_proxied
        self._connect_state = connect_state
        self._connected_event = "start_tls.complete" if is_secure else "connect_tcp.complete"
        self._event_times = {}
        self._hop_started_at = self._last_activity_at = self._clock()

    def touch(self) -> None:
        """Record that bytes were sent or received."""
        self._last_activity_at = self._clock()

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        """Record an event; this is the ``trace`` request extension of httpcore."""
        # Such as "http2.send_request_headers.started" and "connection.connect_tcp.complete".
        source, _, name = event.partition(".")
        self.is_http2 = source == "http2"
        self._last_activity_at = self._event_times[name] = self._clock()
        if name == self._connected_event and self._connect_state is not None:
            self._connect_state.opened_at = self._last_activity_at

    @property
    def is_in_tls_handshake(self) -> bool:
        """Whether the TLS handshake has started and not finished."""
        events = self._event_times
        return "start_tls.started" in events and "start_tls.complete" not in events

    @property
    def is_reused(self) -> bool:
        """Whether the request is sent over a connection that was already open."""
        return "connect_tcp.started" not in self._event_times

    @property
    def is_cut_off_at_once(self) -> bool:
        """Whether the connection was opened for this request, and nothing has come over it."""
        return not self.is_reused and self.is_connected and not self.has_response_headers

    @property
    def is_connected(self) -> bool:
        """Whether the request has a connection."""
        return self._connected_event in self._event_times or self.is_reused

    @property
    def is_at_proxy(self) -> bool:
        """Whether the request has reached the proxy, but not the server behind it."""
        return self._is_proxied and not self.is_connected and not self.is_in_tls_handshake

    @property
    def is_request_begun(self) -> bool:
        """Whether something of the request may have been sent."""
        return "send_request_headers.started" in self._event_times

    @property
    def is_request_sent(self) -> bool:
        """Whether the whole request was sent."""
        return "send_request_body.complete" in self._event_times

    @property
    def has_response_headers(self) -> bool:
        """Whether the response headers were received."""
        return "receive_response_headers.complete" in self._event_times

    def timing(self) -> Timing:
        """Return how long the phases of the last hop took, up to now."""
        now, time_of = self._clock(), self._event_times.get
        # httpcore reports no first byte; complete headers come closest to it.
        sent = time_of("send_request_body.complete")
        headers = time_of("receive_response_headers.complete")
        tls, tcp = time_of("start_tls.started"), time_of("connect_tcp.started")
        return Timing(
            # With a proxy, it includes what is said to the proxy.
            connect_ms=_elapsed_ms(tcp, tls or time_of("connect_tcp.complete")),
            tls_ms=_elapsed_ms(tls, time_of("start_tls.complete")),
            send_ms=_elapsed_ms(time_of("send_request_headers.started"), sent),
            first_byte_ms=_elapsed_ms(sent, headers),
            body_ms=_elapsed_ms(headers, now),
            total_ms=(now - self._started_at) * 1000,
            is_reused=self.is_reused and sent is not None,
        )

    def _check(self) -> None:
        """End the request if a limit is reached, or check again later."""
        kind, expires_at = self._next_limit()
        now = self._clock()
        if now < expires_at:
            # Activity moves the limit, so the timer never sleeps until the limit in one go.
            self._timer = self._call_at(min(expires_at, now + self._check_interval_s), self._check)
        else:
            self._expired = kind
            self._timeout.reschedule(now)

    def _next_limit(self) -> tuple[FailureKind, float]:
        """Return the limit that is reached first without further activity, and when."""
        total = FailureKind.TOTAL_TIMEOUT, self._started_at + self._limits.total_s
        if self._connect_state is None:
            return total
        since = self._connecting_since(self._connect_state)
        if since is not None:
            phase = FailureKind.CONNECT_TIMEOUT, since + self._limits.connect_s
        else:
            # A request may have waited for a connection that another one opened.
            since = max(self._last_activity_at, self._connect_state.opened_at or 0.0)
            phase = FailureKind.READ_TIMEOUT, since + self._limits.read_s
        return min(total, phase, key=lambda limit: limit[1])

    def _connecting_since(self, connect_state: ConnectState) -> float | None:
        """Return when connecting started, or None while the request is not connecting.

        A request may also wait for a connection that another request opens.
        """
        started_at = self._event_times.get("connect_tcp.started")
        if started_at is not None:
            return None if self._connected_event in self._event_times else started_at
        is_waiting = (
            connect_state.opened_at is None
            and "send_request_headers.started" not in self._event_times
        )
        return self._hop_started_at if is_waiting else None

    def _failure(self) -> SendFailure:
        limits_s = {
            FailureKind.CONNECT_TIMEOUT: self._limits.connect_s,
            FailureKind.READ_TIMEOUT: self._limits.read_s,
        }
        kind = self._expired or FailureKind.TOTAL_TIMEOUT
        limit = f"{limits_s.get(kind, self._limits.total_s):g} s"
        if self.is_at_proxy:
            return SendFailure(
                FailureKind.PROXY_ERROR,
                Phrase(marked("the proxy did not respond within {limit}"), {"limit": limit}),
            )
        return SendFailure(kind, limit)


def _elapsed_ms(start: float | None, end: float | None) -> float | None:
    """Return the milliseconds between two event loop times, or None if either is missing."""
    if start is None or end is None or end < start:
        return None
    return (end - start) * 1000
