"""Waiting for the frames that a request expects; runner and window do it in the same way."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_finding
from aiurdesk.core.exchange.sockets.frame import Direction, Frame
from aiurdesk.core.exchange.sockets.socket_options import awaits_events
from aiurdesk.core.expectations.captures import Captured, capture, capture_title
from aiurdesk.core.expectations.frame_tests import SocketFacts
from aiurdesk.core.expectations.response_tests import check, has_expression, kind_of, title_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import ResponseTest, resolved_test
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.core.response.response import Closing, is_stream
from aiurdesk.services.expectations.examination import shown_captures
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages, send_all

MOST_BYTES = 64 * 1024 * 1024
"""Of frames that are kept to be tested; nothing more is waited for then."""
_AT_ONCE, _BYTES_AT_ONCE = 20, 16 * 1024
"""Frames that the tests get together; of short ones, they take some 0.3 ms."""
_TURN_S = 0.002
"""How long frames are tested before the event loop has its next turn. JSON is read and searched for
each test, so that a few frames take long."""
_LAST_FRAMES_S = 0.5
"""How long frames are waited for after a message could not be sent."""


class FrameTestProgress(msgspec.Struct, frozen=True):
    """The results of tests and captures so far."""

    examination: Examination
    waiting: frozenset[int] = frozenset()
    """The positions in ``all_findings`` of what may still change."""


class SocketExamination:
    """Examination of the frames that arrive over an open socket from one moment on.

    The time begins with the first message that is sent, or at once where the request sends nothing.
    """

    def __init__(
        self,
        plan: PlannedRequest,
        received: ReceivedFrames,
        handshake: Exchange,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nothing.

        Args:
            plan: Its request says what is expected.
            received: Looks at each message that is received.
            handshake: The exchange that opened the socket.
            clock: Returns seconds.
        """
        self.plan = plan
        self.received = received
        self.is_over = False
        """Whether its results are final."""
        self.has_sent = False
        """Whether any message was sent."""
        self.is_sending = False
        """Whether the messages of the request are being sent."""
        self.unsent: Problem | None = None
        """Why one of them was not sent."""
        self.requests: list[Finding] = []
        """Of each saved request that was sent as one of the messages."""
        self.within_ms: float = plan.request.frames_within_ms
        is_of_stream = is_stream(handshake.outcome)
        self.is_to_its_end = is_of_stream and not awaits_events(plan.request)
        """Whether nothing is waited for but the end of the stream."""
        self._handshake = handshake
        self._clock = clock
        self._started: float | None = None
        self._bytes = 0
        self._has_enough = False
        self._captured: tuple[CapturedValue, ...] = ()
        self._secrets = (*handshake.prepared.secrets, *received.secrets)
        if not plan.request.messages or is_of_stream:
            self.start_time()

    @property
    def has_started(self) -> bool:
        """Whether the time has begun in which the frames are expected."""
        return self._started is not None

    @property
    def elapsed_ms(self) -> float:
        """Time since the waiting began."""
        return 0.0 if self._started is None else (self._clock() - self._started) * 1000

    @property
    def left_s(self) -> float | None:
        """Time that is left for the expected frames; None where it has not begun, or never ends."""
        is_timed = self.has_started and not self.is_to_its_end
        return (self.within_ms - self.elapsed_ms) / 1000 if is_timed else None

    @property
    def is_waiting(self) -> bool:
        """Whether anything is waited for, and there is time for it."""
        return not self.is_done and (self.left_s is None or self.left_s > 0)

    @property
    def is_done(self) -> bool:
        """Whether all that is expected has come, or cannot come any more."""
        if not self.has_started or self.is_sending or self.is_to_its_end:
            return False
        has_failed = any(not finding.passed for finding in self.requests)
        return has_failed or self._has_enough or self._bytes > MOST_BYTES

    def start_time(self) -> None:
        """Let the time begin, unless it has begun."""
        if self._started is None:
            self._started = self._clock()

    def end_within(self, seconds: float) -> None:
        """Wait no longer than for some seconds from now on."""
        self.within_ms = min(self.within_ms, self.elapsed_ms + seconds * 1000)

    def begin_sending(self) -> None:
        """Wait for the end of the messages, which are sent from now on."""
        self.is_sending = self.has_sent = True
        # A request that is sent first, and long, is within the time, too.
        self.start_time()

    async def send(self, prepared: PreparedMessages, sending: MessageSending) -> None:
        """Send the messages of the request, and keep what came of the requests among them."""
        try:
            self.unsent = await send_all(prepared, sending, self.requests.append)
        finally:
            self.is_sending = False
        if self.unsent:
            # What is expected may need that message. Only what is on its way is waited for: a
            # response to an earlier one, or the close code of the server.
            self.end_within(_LAST_FRAMES_S)

    async def test(self, frames: Sequence[Frame]) -> None:
        """Take what was said since the last call, with turns of the event loop in between.

        It ends early when nothing more is waited for.
        """
        await self.received.look_ahead(self._handshake, _received(frames))
        end = time.perf_counter() + _TURN_S
        for some in in_slices(frames):
            # A message may not have been sent meanwhile.
            if self.is_over or self.is_done:
                return
            self.take(some)
            if time.perf_counter() >= end:
                await asyncio.sleep(0)
                end = time.perf_counter() + _TURN_S

    def take(self, frames: Sequence[Frame]) -> None:
        """Take what was said since the last call, at once."""
        received = _received(frames)
        if any(frame.kind.is_message and frame.direction is Direction.SENT for frame in frames):
            self.has_sent = True
            self.start_time()
        self._bytes += sum(frame.kept_bytes for frame in received)
        self._has_enough = self.received.take(self._handshake, received)

    def new_variables(self) -> tuple[tuple[tuple[str, str], ...], tuple[Secret, ...]]:
        """Return the variables that were captured since the last call, and which are secret."""
        new = self.received.new_captures()
        facts = self.received.facts_of(self._handshake)
        captured = Captured() if facts is None or not new else capture(new, facts)
        values, own = shown_captures(captured, self._secrets)
        self._captured += values
        self._secrets += own
        return captured.variables, own

    def progress(self) -> FrameTestProgress:
        """Return the results so far."""
        request, variables = self.plan.request, self.plan.tested_in.variables
        facts = self.received.facts_of(self._handshake)
        tests = (resolved_test(test, variables) for test in request.tests)
        rows = [_of_handshake(test, facts) for test in tests]
        rows += [(finding, False) for finding in self.requests]
        rows += self.received.findings_so_far()
        titles = map(capture_title, self.received.open_captures)
        missed = tuple(Finding(title, False) for title in titles)
        findings = tuple(redact_finding(finding, self._secrets) for finding, _ in rows)
        waiting = {position for position, (_, may_change) in enumerate(rows) if may_change}
        waiting |= set(range(len(rows), len(rows) + len(missed)))
        return FrameTestProgress(Examination(findings, self._captured, missed), frozenset(waiting))

    def end(self, exchange: Exchange, closing: Closing | None) -> None:
        """Wait for nothing more.

        Args:
            exchange: The handshake with what was said.
            closing: How the socket ended; None where it is open.
        """
        self.is_over = True
        requests = tuple(self.requests)
        result = SocketResult(exchange, self.elapsed_ms, self.unsent, requests, closing)
        self.received.result = result


def _received(frames: Sequence[Frame]) -> list[Frame]:
    return [
        frame for frame in frames if frame.kind.is_message and frame.direction is Direction.RECEIVED
    ]


def in_slices(frames: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """Yield frames a few at a time, and a long one alone; once nothing where there are none."""
    start = size = 0
    for end, frame in enumerate(frames):
        if end - start == _AT_ONCE or (end > start and size > _BYTES_AT_ONCE):
            yield frames[start:end]
            start, size = end, 0
        size += frame.size_bytes
    yield frames[start:]


def _of_handshake(test: ResponseTest, facts: SocketFacts | None) -> tuple[Finding, bool]:
    """Return what a test of the request finds while the socket is open; True if that may change."""
    needs_more = has_expression(test) or not kind_of(test.kind).needs_head_only
    if facts is not None and not needs_more:
        return check(test, facts), False
    # The time, for example, ends with the socket, and an expression takes another process.
    return Finding(title_of(test), False), True
