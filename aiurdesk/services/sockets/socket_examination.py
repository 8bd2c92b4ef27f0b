"""Carries out the tests of a socket while a person talks over it."""

import time
from collections.abc import Callable

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_finding
from aiurdesk.core.expectations.captures import Captured, capture, capture_title
from aiurdesk.core.expectations.frame_tests import SocketFacts
from aiurdesk.core.expectations.response_tests import check, has_expression, kind_of, title_of
from aiurdesk.core.request.conversation import ResponseTest, resolved_test
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.core.response.response import Closing, is_stream
from aiurdesk.core.sockets.socket_options import awaits_events
from aiurdesk.services.expectations.examination import shown_captures
from aiurdesk.services.expectations.received_frames import ReceivedFrames, SocketResult
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.awaited_frames import AwaitedFrames


class Progress(msgspec.Struct, frozen=True):
    """The results of tests and captures so far."""

    examination: Examination
    waiting: frozenset[int] = frozenset()
    """The positions in ``all_findings`` of what may still change."""


class SocketExamination(AwaitedFrames):
    """What comes over an open socket, from one moment on, and what its tests make of it.

    The time begins with the first message that is sent, or at once where the request sends nothing.
    """

    def __init__(
        self,
        plan: PlannedRequest,
        received: ReceivedFrames,
        handshake: Exchange,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(received, handshake, plan.request.frames_within_ms, clock)
        self.plan = plan
        self.received = received
        self._captured: tuple[CapturedValue, ...] = ()
        self._secrets = (*handshake.prepared.secrets, *received.secrets)
        self.is_to_its_end = is_stream(handshake.outcome) and not awaits_events(plan.request)
        if not plan.request.messages or is_stream(handshake.outcome):
            self.start_time()

    @property
    def is_done(self) -> bool:
        """Whether all that is expected has come, or a message was not sent."""
        return super().is_done or (bool(self.unsent) and not self.is_sending)

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
        return Progress(Examination(findings, self._captured, missed), frozenset(waiting))

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


def _of_handshake(test: ResponseTest, facts: SocketFacts | None) -> tuple[Finding, bool]:
    """Return what a test of the request finds while the socket is open; True if that may change."""
    needs_more = has_expression(test) or not kind_of(test.kind).needs_head_only
    if facts is not None and not needs_more:
        return check(test, facts), False
    # The time, for example, ends with the socket, and an expression takes another process.
    return Finding(title_of(test), False), True
