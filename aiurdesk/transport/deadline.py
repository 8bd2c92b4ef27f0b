"""Times the phases of a request and ends it when a limit is reached."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import FailureKind, Timing
from aiurdesk.transport.send_failure import SendFailure


class ConnectState:
    """Whether an origin has let anyone in yet, shared by all requests that wait there."""

    opened_at: float | None = None
    """Time of the loop at which a connection was last made."""


class Deadline:
    """Follows one request through the events of the HTTP client.

    The client's own time limits are not used: they start a timer for each read and write, and
    one that expires on a shared connection ends every request on it. One timer that looks
    now and then when something last happened is enough.
    """

    def __init__(self, limits: Limits) -> None:
        loop = asyncio.get_running_loop()
        self._now = loop.time
        self._call_at = loop.call_at
        self._limits = limits
        self._pause_s = min(limits.connect_s, limits.read_s)
        self._started_at = self._touched_at = self._entered_at = loop.time()
        self._marks: dict[str, float] = {}
        self._connect_state: ConnectState | None = None
        self._connected = ""
        self._is_proxied = False
        self._timer: asyncio.TimerHandle | None = None
        self._scope = asyncio.timeout(None)
        self._expired: FailureKind | None = None
        self.is_http2 = False
        """Whether the last event came from HTTP/2."""

    async def __aenter__(self) -> "Deadline":
        await self._scope.__aenter__()
        self._look()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._scope.__aexit__(kind, error, traceback)
        except TimeoutError:
            raise self._failure() from None

    def enter(self, connect_state: ConnectState, is_secure: bool, is_proxied: bool = False) -> None:
        """Begin a trip to an origin; the limit on connecting counts from here."""
        self._is_proxied = is_proxied
        self._connect_state = connect_state
        self._connected = "start_tls.complete" if is_secure else "connect_tcp.complete"
        self._marks = {}
        self._entered_at = self._touched_at = self._now()

    def touch(self) -> None:
        """Note that bytes have moved."""
        self._touched_at = self._now()

    async def note(self, event: str, _info: Mapping[str, Any]) -> None:
        """Take an event of the HTTP client; the last of each name counts.

        A request through a proxy sends one to the proxy itself before, over the same events.
        """
        source, _, name = event.partition(".")
        self.is_http2 = source == "http2"
        self._touched_at = self._marks[name] = self._now()
        if name == self._connected and self._connect_state is not None:
            self._connect_state.opened_at = self._touched_at

    @property
    def is_in_tls(self) -> bool:
        """Whether the TLS handshake has begun and not ended."""
        return "start_tls.started" in self._marks and "start_tls.complete" not in self._marks

    @property
    def is_reused(self) -> bool:
        """Whether the request goes over a connection that another one has made."""
        return "connect_tcp.started" not in self._marks

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection to carry the request."""
        return self._connected in self._marks or self.is_reused

    @property
    def is_at_proxy(self) -> bool:
        """Whether the request has come no further than to the proxy."""
        return self._is_proxied and not self.is_connected and not self.is_in_tls

    @property
    def is_sent(self) -> bool:
        """Whether the whole request has gone out."""
        return "send_request_body.complete" in self._marks

    @property
    def is_answered(self) -> bool:
        """Whether the head of the answer has come."""
        return "receive_response_headers.complete" in self._marks

    def timing(self) -> Timing:
        """Return how long the phases of the last trip took, up to now."""
        now, mark = self._now(), self._marks.get
        sent = mark("send_request_body.complete")
        answered = mark("receive_response_headers.complete")
        tls, tcp = mark("start_tls.started"), mark("connect_tcp.started")
        return Timing(
            connect_ms=_between(tcp, tls or mark("connect_tcp.complete")),
            tls_ms=_between(tls, mark("start_tls.complete")),
            send_ms=_between(mark("send_request_headers.started"), sent),
            first_byte_ms=_between(sent, answered),
            body_ms=_between(answered, now),
            total_ms=(now - self._started_at) * 1000,
            is_reused=self.is_reused and sent is not None,
        )

    def _look(self) -> None:
        """End the request if a limit is reached, else look again later."""
        kind, due = self._next_limit()
        now = self._now()
        if now < due:
            self._timer = self._call_at(min(due, now + self._pause_s), self._look)
        else:
            self._expired = kind
            self._scope.reschedule(now)

    def _next_limit(self) -> tuple[FailureKind, float]:
        """Return the limit that is reached first if nothing happens, and when."""
        total = FailureKind.TOTAL_TIMEOUT, self._started_at + self._limits.total_s
        if self._connect_state is None:
            return total
        since = self._connecting_since(self._connect_state)
        if since is not None:
            phase = FailureKind.CONNECT_TIMEOUT, since + self._limits.connect_s
        else:
            since = max(self._touched_at, self._connect_state.opened_at or 0.0)
            phase = FailureKind.READ_TIMEOUT, since + self._limits.read_s
        return min(total, phase, key=lambda limit: limit[1])

    def _connecting_since(self, connect_state: ConnectState) -> float | None:
        """Return when connecting began, whether by this request or by one that it waits for."""
        started_at = self._marks.get("connect_tcp.started")
        if started_at is not None:
            return None if self._connected in self._marks else started_at
        is_waiting = (
            connect_state.opened_at is None and "send_request_headers.started" not in self._marks
        )
        return self._entered_at if is_waiting else None

    def _failure(self) -> SendFailure:
        lengths = {
            FailureKind.CONNECT_TIMEOUT: self._limits.connect_s,
            FailureKind.READ_TIMEOUT: self._limits.read_s,
        }
        kind = self._expired or FailureKind.TOTAL_TIMEOUT
        length = f"{lengths.get(kind, self._limits.total_s):g} s"
        if self.is_at_proxy:
            return SendFailure(FailureKind.PROXY_ERROR, f"it did not answer within {length}")
        return SendFailure(kind, length)


def _between(start: float | None, end: float | None) -> float | None:
    """Return the milliseconds from one mark to a later one, or None if either is missing."""
    if start is None or end is None or end < start:
        return None
    return (end - start) * 1000
