"""Carries out the tests and captures of a response, those with expressions in another process."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import msgspec

from aiurdesk.core.expectations.captures import (
    Captured,
    captured,
    captured_text,
    is_expression,
)
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.expectations.response_tests import (
    check,
    has_expression,
    needs_schema,
    read_ahead,
    reads_body,
    title_of,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.processes.evaluation import NOT_STARTED, Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses

MOST_S = 2.0
"""How long all expressions of one response may take."""
_MOST_HERE = 256 * 1024
"""Bytes of a body that is read as JSON on this thread, which takes a few milliseconds. Reading a
longer one would hold the interpreter, and so the window."""

_TURN_S = 0.005
"""So long tests are carried out here before the event loop has its next turn."""


class _Job(msgspec.Struct, frozen=True):
    """A test or a capture that is to be carried out."""

    run: Callable[[], Any]
    stopped: Callable[[str], Any]
    """Returns what ``run`` would have, with the reason why there is nothing."""
    is_expression: bool
    reads_body: bool


async def carried_out(
    tests: Sequence[ResponseTest],
    captures: Sequence[Capture],
    facts: ResponseFacts,
    body: ResponseBody,
    processes: HelperProcesses,
) -> tuple[list[Finding], Captured]:
    """Return what tests found, and what captures gave.

    Args:
        tests: With their variables resolved.
        captures: The captures of the same request.
        facts: What both are about.
        body: What is read as JSON for them.
        processes: One of them evaluates expressions.
    """
    jobs = [_job_of_test(test, facts) for test in tests]
    jobs += [_job_of_capture(capture, facts) for capture in captures]
    is_long = body.path is not None or len(body.data) > _MOST_HERE
    places = [
        index for index, job in enumerate(jobs) if job.is_expression or (is_long and job.reads_body)
    ]
    # What cannot take long comes first, so that it does not wait for what does.
    places.sort(key=lambda index: jobs[index].is_expression)
    results: dict[int, Any] = {}
    if places:
        read = partial(read_ahead, facts, has_schema=any(map(needs_schema, tests)))
        runs = [jobs[index].run for index in places]
        values = await evaluate(processes, runs, read, body.size_bytes, MOST_S)
        results = dict(zip(places, values, strict=True))
    in_order = []
    turn_s = perf_counter()
    for index, job in enumerate(jobs):
        in_order.append(await _result(job, results.get(index)))
        # A file may have ten thousand tests, each with a long path.
        if perf_counter() - turn_s > _TURN_S:
            await asyncio.sleep(0)
            turn_s = perf_counter()
    texts = zip(captures, in_order[len(tests) :], strict=True)
    return in_order[: len(tests)], captured(texts)


def _job_of_test(test: ResponseTest, facts: ResponseFacts) -> _Job:
    stopped = partial(Finding, title_of(test), False)
    return _Job(partial(check, test, facts), stopped, has_expression(test), reads_body(test))


def _job_of_capture(capture: Capture, facts: ResponseFacts) -> _Job:
    run = partial(captured_text, capture, facts)
    return _Job(run, Problem, is_expression(capture), capture.source == "value")


async def _result(job: _Job, result: Any) -> Any:
    """Return what a job gave, or gives here.

    Args:
        job: The job.
        result: What it gave in another process; None where it was not carried out there.
    """
    if result is None:
        return job.run()
    if result == NOT_STARTED and not job.is_expression:
        return await asyncio.to_thread(job.run)
    return job.stopped(result.text) if isinstance(result, Stopped) else result
