"""Tests frames in another process: long ones, and those for which an expression is evaluated.

Neither a parse nor a search lets go of the interpreter, so that a thread would hold up the window.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Frame
from aiurdesk.core.expectations.captures import LONGEST, TOO_LONG
from aiurdesk.core.expectations.comparisons import as_text
from aiurdesk.core.expectations.expressions import is_plain_path
from aiurdesk.core.expectations.frame_tests import (
    LONG_BYTES,
    EvaluatedFrame,
    FrameFacts,
    check_one,
    has_expression,
    is_for_another_process,
    reads_json,
    reads_verdict,
)
from aiurdesk.core.expectations.response_tests import LONGEST_FOUND, read_ahead
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.translation import truncate
from aiurdesk.services.processes.evaluation import (
    NOT_REACHED,
    NOT_READ,
    NOT_STARTED,
    Stopped,
    evaluate,
)
from aiurdesk.services.processes.helper_processes import HelperProcesses

ReadFrame = Callable[[Frame, Exchange], FrameReading]
"""Returns what a message says; takes the handshake as well."""
_MOST_S = 2.0
"""How long all expressions may take for some frames."""
_FRAMES_A_SECOND = 1_000
"""For so many frames they have a second more."""

_OF_THE_MOMENT = (NOT_STARTED, NOT_READ, NOT_REACHED)
"""Not of the test itself, so that it is carried out on the next frames."""


class _Job(msgspec.Struct, frozen=True):
    """A test of some frames, or a path whose values are looked for in them."""

    key: ResponseTest | str
    facts: list[FrameFacts]
    run: Callable[[], list[Any]]
    """Returns the results for each message."""
    is_expression: bool

    @property
    def reads_json(self) -> bool:
        """Whether the messages are read as JSON."""
        return isinstance(self.key, str) or reads_json(self.key)


class FrameEvaluation(msgspec.Struct, frozen=True):
    """Values of the frames of a socket that another process reads for their tests."""

    processes: HelperProcesses
    """One of them evaluates expressions."""
    read: ReadFrame
    """A function that can be pickled."""
    stopped: dict[ResponseTest | str, Stopped] = msgspec.field(default_factory=dict)
    """Each is given the time once, and not for each frame of a flood."""

    @property
    def stopped_paths(self) -> dict[str, Problem]:
        """The paths that are not looked for any more, and why."""
        stopped = self.stopped.items()
        return {key: Problem(why.text) for key, why in stopped if isinstance(key, str)}

    async def find(
        self,
        frames: Sequence[Frame],
        tests: Mapping[ResponseTest, Sequence[Frame]],
        paths: Iterable[str],
        handshake: Exchange,
    ) -> dict[Frame, EvaluatedFrame]:
        """Evaluate the frames for which another process is needed.

        Args:
            frames: Some messages.
            tests: Tests without mistakes, and the messages that each of them is about.
            paths: Paths of the values to look for in all messages.
            handshake: The one of the socket.
        """
        jobs = self._jobs(frames, tests, paths, handshake)
        evaluated: dict[Frame, EvaluatedFrame] = {}
        for job, result in zip(jobs, await self._results(jobs), strict=True):
            if result == NOT_STARTED and not job.is_expression:
                continue  # carried out here, however long that takes
            for facts, value in zip(job.facts, _values_of(job, result), strict=True):
                entry = evaluated.setdefault(facts.frame, EvaluatedFrame())
                if isinstance(job.key, str):
                    entry.values[job.key] = value
                else:
                    entry.tests[job.key] = value
        return evaluated

    def _jobs(
        self,
        frames: Sequence[Frame],
        tests: Mapping[ResponseTest, Sequence[Frame]],
        paths: Iterable[str],
        handshake: Exchange,
    ) -> list[_Job]:
        facts = {frame: FrameFacts(frame, FrameReading) for frame in frames}
        verdicts = facts
        if any(map(reads_verdict, tests)):
            # Only then: the tables of result codes are handed over with what reads a verdict.
            read = self.read
            verdicts = {f: FrameFacts(f, partial(read, f, handshake)) for f in frames}
        jobs = []
        for test, concerned in tests.items():
            some = [frame for frame in concerned if is_for_another_process(test, frame.size_bytes)]
            of_test = [(verdicts if reads_verdict(test) else facts)[frame] for frame in some]
            jobs.append(_Job(test, of_test, partial(found_in, test, of_test), has_expression(test)))
        for path in paths:
            is_plain = is_plain_path(path)
            of_path = [facts[f] for f in frames if not is_plain or f.size_bytes > LONG_BYTES]
            jobs.append(_Job(path, of_path, partial(values_in, path, of_path), not is_plain))
        jobs = [job for job in jobs if job.facts]
        # What cannot take long comes first, so that it does not wait for what does.
        return sorted(jobs, key=lambda job: job.is_expression)

    async def _results(self, jobs: Sequence[_Job]) -> list[list[Any] | Stopped]:
        """Return the result of each job, or why it has none."""
        left = [job for job in jobs if job.key not in self.stopped]
        results: dict[int, list[Any] | Stopped] = {}
        if left:
            read = [job.facts for job in left if job.reads_json]
            evaluated = await evaluate(
                self.processes,
                [job.run for job in left],
                partial(read_all, read),
                sum(facts.frame.size_bytes for some in read for facts in some),
                _MOST_S + max(len(job.facts) for job in left) / _FRAMES_A_SECOND,
            )
            results = {id(job): result for job, result in zip(left, evaluated, strict=True)}
        in_order = [results.get(id(job)) or self.stopped[job.key] for job in jobs]
        for job, result in zip(jobs, in_order, strict=True):
            if isinstance(result, Stopped) and result not in _OF_THE_MOMENT:
                self.stopped[job.key] = result
        return in_order


def _values_of(job: _Job, result: list[Any] | Stopped) -> Sequence[Any]:
    """Return the result for each frame of a job."""
    if not isinstance(result, Stopped):
        return result
    is_path = isinstance(job.key, str)
    reason = Problem(result.text) if is_path else (False, result.text)
    return [reason] * len(job.facts)


def read_all(facts: Sequence[Sequence[FrameFacts]]) -> None:
    """Read the JSON of messages. Called in the helper process."""
    for some in facts:
        for message in some:
            read_ahead(message)


def found_in(test: ResponseTest, facts: Sequence[FrameFacts]) -> list[tuple[bool, str]]:
    """Return what a test finds in each message. Called in the helper process."""
    results = (check_one(test, frame) for frame in facts)
    return [(passed, truncate(text, LONGEST_FOUND)) for passed, text in results]


def values_in(path: str, facts: Sequence[FrameFacts]) -> list[Any]:
    """Return the value at a path of the JSON of each message. Called in the helper process."""
    return [_short(frame.value(path)) for frame in facts]


def _short(value: Any) -> Any:
    """Return a value, or why it is too long to be handed over."""
    is_long = isinstance(value, (str, list, dict)) and len(as_text(value)) > LONGEST
    return TOO_LONG if is_long else value
