"""Carries out the tests of a socket while a person talks over it."""

import time
from collections.abc import Callable, Sequence

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_finding
from aiurdesk.core.expectations.captures import Captured, capture, capture_title
from aiurdesk.core.expectations.frame_tests import SocketFacts
from aiurdesk.core.expectations.response_tests import check, has_expression, kind_of, title_of
from aiurdesk.core.request.response_test import ResponseTest, resolved_test
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.core.sockets.closing import Closing
from aiurdesk.core.sockets.frame import Direction, Frame
from aiurdesk.services.expectations.conversation_result import ConversationResult
from aiurdesk.services.expectations.examination import shown_captures
from aiurdesk.services.expectations.received_frames import ReceivedFrames
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.socket_conversation import AwaitedFrames


class Progress(msgspec.Struct, frozen=True):
    """What tests and captures found so far."""

    examination: Examination
    waiting: frozenset[int] = frozenset()
    """The places of those among ``all_findings`` that may still change."""


class SocketExamination:
    """What comes over an open socket, from one moment on, and what its tests make of it.

    ``aiurdesk run`` makes the same of it: both ask ``ReceivedFrames`` and ``AwaitedFrames``. Here,
    the time begins with the first message that is sent, or at once where the request has none.
    """

    def __init__(
        self,
        plan: PlannedRequest,
        received: ReceivedFrames,
        handshake: Exchange,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.plan = plan
        self.received = received
        self.is_over = False
        """Whether everything came, or no more is waited for."""
        self.is_sending = False
        """Whether the messages of the request are being sent."""
        self.unsent = ""
        """Why one of them was not sent."""
        self.requests: list[Finding] = []
        """Of each saved request that was sent in the place of a message."""
        self._handshake = handshake
        self._clock = clock
        self._awaited = AwaitedFrames(received)
        self.within_ms = plan.request.conversation.within_ms
        """How long the frames may take."""
        self.has_sent = False
        """Whether any message was sent."""
        self._started: float | None = None
        self._captured: tuple[CapturedValue, ...] = ()
        self._secrets = (*handshake.prepared.secrets, *received.secrets)
        if not plan.request.conversation.messages:
            self.start_time()

    @property
    def has_started(self) -> bool:
        """Whether the time has begun in which the frames are expected."""
        return self._started is not None

    @property
    def left_s(self) -> float:
        """How much of the time is left."""
        return self.within_ms / 1000 - self._elapsed_s()

    @property
    def is_done(self) -> bool:
        """Whether all that is expected has come, or cannot come any more."""
        if not self.has_started or self.is_sending:
            return False
        is_stopped = bool(self.unsent) or any(not each.passed for each in self.requests)
        return is_stopped or self._awaited.is_done

    def start_time(self) -> None:
        """Let the time begin, unless it has begun."""
        if self._started is None:
            self._started = self._clock()

    async def look_ahead(self, frames: Sequence[Frame]) -> None:
        """Test in another process what takes long of frames that ``take`` is given next."""
        if not self.is_over:
            await self._awaited.look_ahead(self._handshake, frames)

    def take(self, frames: Sequence[Frame]) -> None:
        """Take what was said since the last call."""
        if any(each.kind.is_message and each.direction is Direction.SENT for each in frames):
            self.has_sent = True
            self.start_time()
        self._awaited.take(self._handshake, frames)

    def new_variables(self) -> tuple[tuple[tuple[str, str], ...], tuple[Secret, ...]]:
        """Return the variables that were captured since the last call, and which are secret."""
        new = self.received.new_captures()
        facts = self.received.facts_of(self._handshake)
        captured = Captured() if facts is None or not new else capture(new, facts)
        values, own = shown_captures(captured, self._secrets)
        self._captured += values
        self._secrets += own
        return captured.variables, own

    def progress(self) -> Progress:
        """Return what was found so far."""
        request, variables = self.plan.request, self.plan.tested_in.variables
        facts = self.received.facts_of(self._handshake)
        tests = (resolved_test(test, variables) for test in request.tests)
        rows = [_of_handshake(test, facts) for test in tests]
        rows += [(finding, False) for finding in self.requests]
        rows += self.received.findings_so_far()
        missed = tuple(Finding(capture_title(each), False) for each in self.received.open_captures)
        findings = tuple(redact_finding(finding, self._secrets) for finding, _ in rows)
        places = {place for place, (_, may_change) in enumerate(rows) if may_change}
        places |= set(range(len(rows), len(rows) + len(missed)))
        return Progress(Examination(findings, self._captured, missed), frozenset(places))

    def end(self, exchange: Exchange, closing: Closing | None) -> None:
        """Wait for nothing more.

        Args:
            exchange: The handshake with what was said.
            closing: How the socket ended; None where it is open.
        """
        self.is_over = True
        elapsed_ms = self._elapsed_s() * 1000
        requests = tuple(self.requests)
        self.received.end(ConversationResult(exchange, elapsed_ms, self.unsent, requests, closing))

    def _elapsed_s(self) -> float:
        return 0.0 if self._started is None else self._clock() - self._started


def _of_handshake(test: ResponseTest, facts: SocketFacts | None) -> tuple[Finding, bool]:
    """Return what a test of the request finds while the socket is open; True if that may change."""
    needs_more = has_expression(test) or not kind_of(test.kind).needs_head_only
    if facts is not None and not needs_more:
        return check(test, facts), False
    # The time, say, is that of all that is said, and an expression takes another process.
    return Finding(title_of(test), False), True
