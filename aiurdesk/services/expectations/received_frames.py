"""The messages that come over a socket, read one after another for its tests."""

from collections.abc import Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.expectations.captures import is_found, may_come
from aiurdesk.core.expectations.expressions import is_plain_path, path_problem
from aiurdesk.core.expectations.frame_tests import (
    LONG_BYTES,
    EvaluatedFrame,
    FrameFacts,
    SocketFacts,
    check_count,
    check_frame,
    frame_test_problem,
    is_about,
    is_for_another_process,
    is_settled,
)
from aiurdesk.core.expectations.kinds_of_tests import VALUE
from aiurdesk.core.expectations.response_tests import with_missing_variables
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    Capture,
    FrameTest,
    ResponseTest,
    resolved_test,
)
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Closing, has_transcript
from aiurdesk.core.translation import tr
from aiurdesk.services.expectations.frame_evaluation import FrameEvaluation, ReadFrame
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.planned_request import PlannedRequest

_HANDED_OVER = 250
"""Frames that another process gets at once."""


class SocketResult(msgspec.Struct, frozen=True):
    """Result of a conversation over a socket."""

    exchange: Exchange
    """The handshake with all that was said, or the response that refused it."""
    elapsed_ms: float = 0.0
    """How long the expected frames took, from the moment when the socket was open."""
    unsent: Problem | None = None
    """Why a message was not sent."""
    requests: tuple[Finding, ...] = ()
    """Of each saved request that was sent instead of a message."""
    closing: Closing | None = None
    """How the server ended the socket; None where this side did."""


class ReceivedFrames:
    """Frames that arrived so far, and the tests and captures that still wait for one."""

    def __init__(self, plan: PlannedRequest, read: ReadFrame, processes: HelperProcesses) -> None:
        """Begin with nothing.

        Args:
            plan: Its request says what is expected, and its captures wait for the frame that has
                their value.
            read: Returns what a message says; takes the handshake as well. It can be pickled.
            processes: One of them tests long frames, and evaluates expressions.
        """
        request, variables = plan.request, plan.tested_in.variables
        conversation = request.conversation
        tests = tuple(
            # Resolved once and not for each frame of a flood.
            replace(test, test=resolved_test(test.test, variables))
            for test in conversation.frame_tests
        )
        self._typed = conversation.frame_tests
        self._variables = variables
        self.secrets = plan.tested_in.secrets
        """Values that results show as dots."""
        self._conversation = replace(conversation, frame_tests=tests)
        self._read = read
        self._evaluation = FrameEvaluation(processes, read)
        self._evaluated: dict[Frame, EvaluatedFrame] = {}
        self._count = 0
        self._kept: list[FrameFacts] = []
        # Not all frames: a flood has a million of them, which Python's collector would search.
        paths = [capture.subject for capture in request.captures if may_come(capture)]
        # Without a body, tests of the request look for a value in the frames.
        paths += (
            test.subject
            for test in request.tests
            if test.kind == VALUE.key and not path_problem(test.subject)
        )
        self._open_values = list(dict.fromkeys(paths))
        self._findings = [check_frame(test, ()) for test in tests]
        self._open_tests = list(range(len(tests)))
        self.open_captures = request.captures
        """The captures that wait for a frame with their value."""
        self._new_captures: tuple[Capture, ...] = ()
        self.result: SocketResult | None = None
        """How the conversation ended; None until it has."""

    async def look_ahead(self, handshake: Exchange, frames: Sequence[Frame]) -> None:
        """Test in another process what would take long of messages, before ``take`` gets them.

        These are long messages, and those for which an expression is evaluated.
        """
        self._evaluated = {}
        longest = max((frame.size_bytes for frame in frames), default=0)
        # Once for all of them: nearly always there is nothing to do.
        open_tests = (self._conversation.frame_tests[number] for number in self._open_tests)
        tests = [
            test
            for test in open_tests
            if is_for_another_process(test.test, longest) and not frame_test_problem(test)
        ]
        is_any_long = longest > LONG_BYTES
        paths = [path for path in self._open_values if is_any_long or not is_plain_path(path)]
        if not (tests or paths):
            return
        # Handing over a thousand short frames takes some ten ms of this thread.
        for start in range(0, len(frames), _HANDED_OVER):
            some = frames[start : start + _HANDED_OVER]
            concerned = _concerned(tests, some, self._count + start)
            evaluated = await self._evaluation.find(some, concerned, paths, handshake)
            self._evaluated.update(evaluated)

    def take(self, handshake: Exchange, frames: Sequence[Frame]) -> bool:
        """Take further messages; return whether no more is waited for."""
        new = [FrameFacts(frame, partial(self._read, frame, handshake)) for frame in frames]
        for facts in new if self._evaluated else ():
            facts.evaluated = self._evaluated.get(facts.frame, facts.evaluated)
        self._check(new)
        self._count += len(new)
        self._keep_values(new)
        self._look_for_captures(handshake)
        tests = self._conversation.frame_tests
        is_waiting = any(tests[number].frame == ANY_FRAME for number in self._open_tests)
        has_all = not is_waiting and self._count >= self._conversation.awaited_frames
        # Where a closing is expected, only the end of the socket is enough.
        return has_all and not self.open_captures and not self._conversation.close_code

    def facts_of(self, exchange: Exchange) -> SocketFacts | None:
        """Return what tests of the handshake read; None where it was refused."""
        return self._facts(exchange) if has_transcript(exchange.outcome) else None

    def _facts(self, exchange: Exchange) -> SocketFacts:
        return SocketFacts(exchange, self._kept, self._evaluation.stopped_paths)

    def findings(self) -> tuple[Finding, ...]:
        """Return whether what was expected came."""
        result, conversation = self.result, self._conversation
        elapsed_ms = 0.0 if result is None else result.elapsed_ms
        findings = [
            with_missing_variables(finding, typed.test, self._variables)
            for finding, typed in zip(self._findings, self._typed, strict=True)
        ]
        if conversation.frame_count:
            findings.insert(0, self._check_count(elapsed_ms))
        if result is not None:
            findings = [*result.requests, *findings]
        if result is not None and result.unsent:
            # First, because what else is missing may follow from it.
            findings.insert(0, Finding(tr("all messages are sent"), False, result.unsent.sentence))
        if conversation.close_code:
            closing = None if result is None else result.closing
            findings.append(_check_closing(conversation.close_code, closing))
        return tuple(findings)

    def findings_so_far(self) -> tuple[tuple[Finding, bool], ...]:
        """Return what ``findings`` would return now, and whether each of them may still change."""
        conversation = self._conversation
        findings = [self._so_far(number) for number in range(len(self._findings))]
        if conversation.frame_count:
            number = self._check_count()
            findings.insert(0, (number, not number.passed))
        if conversation.close_code:
            findings.append(
                (_check_closing(conversation.close_code, None, actual=tr("it is open")), True)
            )
        return tuple(findings)

    def _check_count(self, elapsed_ms: float | None = None) -> Finding:
        expected = self._conversation
        return check_count(expected.frame_count, expected.within_ms, self._count, elapsed_ms)

    def _so_far(self, number: int) -> tuple[Finding, bool]:
        """Return what a test found, and whether that may still change."""
        finding = self._findings[number]
        if number not in self._open_tests:
            return finding, False
        # "It did not come" would be said too early.
        is_early = not self._count or self._conversation.frame_tests[number].frame > 0
        return replace(finding, found="") if is_early else finding, True

    def new_captures(self) -> tuple[Capture, ...]:
        """Return the captures that found a value since the last call."""
        new, self._new_captures = self._new_captures, ()
        return new

    def _check(self, new: Sequence[FrameFacts]) -> None:
        """Carry out the tests that are not settled."""
        before = self._count
        tests, still_open = self._conversation.frame_tests, list[int]()
        for number in self._open_tests:
            finding = check_frame(tests[number], new, before=before)
            self._findings[number] = finding
            if not is_settled(tests[number], finding, before + len(new)):
                still_open.append(number)
        self._open_tests = still_open

    def _keep_values(self, new: Sequence[FrameFacts]) -> None:
        """Keep the first frame with each of the open values."""
        if not self._open_values:
            return
        # One frame after the other, so that those that are kept stay in their order.
        for facts in new:
            paths = [path for path in self._open_values if facts.has_value(path)]
            if paths:
                self._kept.append(facts)
                self._open_values = [path for path in self._open_values if path not in paths]

    def _look_for_captures(self, handshake: Exchange) -> None:
        facts = self._facts(handshake)
        new = tuple(capture for capture in self.open_captures if is_found(capture, facts))
        self._new_captures += new
        self.open_captures = tuple(
            capture for capture in self.open_captures if capture not in new and may_come(capture)
        )


def _concerned(
    tests: Sequence[FrameTest], frames: Sequence[Frame], before: int
) -> dict[ResponseTest, list[Frame]]:
    """Return what is tested of which messages.

    Args:
        tests: Several may say the same of different messages.
        frames: Some messages.
        before: How many came before them.
    """
    concerned: dict[ResponseTest, list[Frame]] = {}
    for number, frame in enumerate(frames, start=before + 1):
        for test in {test.test: None for test in tests if is_about(test, number)}:
            concerned.setdefault(test, []).append(frame)
    return concerned


def _check_closing(
    code: int, closing: Closing | None, actual: str = tr("the server did not close it")
) -> Finding:
    title = tr("closed by the server with {code}").format(code=code)
    if closing is None or not closing.is_by_server:
        return Finding(title, False, actual)
    return Finding(title, closing.code == code, f"{closing.code} {closing.reason}".rstrip())
