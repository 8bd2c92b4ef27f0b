"""What a stranger wrote is evaluated within a time and a memory, one after the other."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from aiurdesk.core.expectations.expressions import require_permission
from aiurdesk.services.processes import evaluation
from aiurdesk.services.processes.evaluation import (
    ENDED,
    NOT_REACHED,
    NOT_READ,
    NOT_STARTED,
    TOO_DEEP,
    TOO_LARGE,
    Stopped,
    evaluate,
    too_slow,
)
from aiurdesk.services.processes.helper_process import HelperEnded, HelperNotStarted
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from tests.child_process import children, wait_until, was_ended

NEVER = partial(re.search, "(a+)+$", "a" * 60 + "!")
NOTHING = partial(int)
Jobs = list[Callable[[], Any]]


def permission():
    return require_permission()


def nested(depth):
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@asynccontextmanager
async def opened_processes():
    processes = HelperProcesses()
    try:
        yield processes
    finally:
        await processes.aclose()


async def test_jobs_are_carried_out_in_one_kept_process_where_it_is_allowed():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(int, "5"), os.getpid, permission]
        five, process, allowed = await evaluate(processes, jobs, NOTHING, 0, 60)
        assert [five, allowed] == [5, None]
        assert process != os.getpid()
        assert await evaluate(processes, [os.getpid], NOTHING, 0, 60) == [process]


async def test_what_all_jobs_are_about_is_handed_over_once():
    body: list[object] = []
    async with opened_processes() as processes:
        first, second = await evaluate(processes, [partial(id, body)] * 2, NOTHING, 0, 60)
    assert first == second


async def test_what_takes_too_long_is_stopped_and_the_next_ones_are_not_begun():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(int, "5"), NEVER, partial(int, "6"), NEVER]
        results = await evaluate(processes, jobs, NOTHING, 0, 0.2)
        assert results == [5, too_slow(0.2), NOT_REACHED, NOT_REACHED]
        assert "longer than 0.2 s" in too_slow(0.2).text
        assert await evaluate(processes, [partial(int, "6")], NOTHING, 0, 60) == [6]


async def test_the_event_loop_goes_on_meanwhile():
    async with opened_processes() as processes:
        await evaluate(processes, [os.getpid], NOTHING, 0, 60)
        evaluating = asyncio.get_running_loop().create_task(
            evaluate(processes, [NEVER], NOTHING, 0, 0.3)
        )
        turns = 0
        while not evaluating.done():
            await asyncio.sleep(0)
            turns += 1
        assert evaluating.result() == [too_slow(0.3)]
    assert turns > 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")
async def test_what_takes_too_much_memory_is_stopped_alone():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(bytes, 2**30), partial(int, "6")]
        assert await evaluate(processes, jobs, NOTHING, 0, 60) == [TOO_LARGE, 6]


async def test_what_is_nested_too_deeply_to_be_handed_over_is_told():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(nested, 100_000), partial(int, "6")]
        assert await evaluate(processes, jobs, NOTHING, 0, 60) == [TOO_DEEP, 6]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
async def test_a_process_that_ends_is_told_and_replaced():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(int, "5"), partial(signal.raise_signal, signal.SIGKILL), os.getpid]
        assert await evaluate(processes, jobs, NOTHING, 0, 60) == [5, ENDED, NOT_REACHED]
        (process,) = await evaluate(processes, [os.getpid], NOTHING, 0, 60)
        assert isinstance(process, int)
        os.kill(process, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: was_ended(process))
        assert await evaluate(processes, [partial(int, "6")], NOTHING, 0, 60) == [6]


async def test_a_job_that_fails_in_the_program_is_told_and_the_next_ones_are_carried_out():
    async with opened_processes() as processes:
        jobs: Jobs = [partial(int, "marked"), partial(int, "6")]
        told, other = await evaluate(processes, jobs, NOTHING, 0, 60)
        assert isinstance(told, Stopped)
        assert told.text == (
            "aiurdesk failed at it (ValueError), which is a fault of the program. Report it."
        )
        assert other == 6


async def test_reading_has_a_time_of_its_own(monkeypatch):
    async with opened_processes() as processes:
        assert await evaluate(processes, [os.getpid], partial(sum, range(10**6)), 0, 0.001)
        monkeypatch.setattr(evaluation, "_READING_S", 0.2)
        results = await evaluate(processes, [partial(int, "5")] * 2, NEVER, 0, 60)
        assert results == [NOT_READ, NOT_READ]


async def test_without_a_further_process_nothing_is_evaluated():
    class Full(HelperProcesses):
        def start(self, purpose):
            raise HelperNotStarted

    assert await evaluate(Full(), [NEVER] * 2, NOTHING, 0, 60) == [NOT_STARTED, NOT_STARTED]


async def test_cancelling_ends_the_process_at_once():
    before = children()
    async with opened_processes() as processes:
        evaluating = asyncio.get_running_loop().create_task(
            evaluate(processes, [NEVER], NOTHING, 0, 60)
        )
        await asyncio.to_thread(wait_until, lambda: children() - before)
        evaluating.cancel()
        await asyncio.wait([evaluating])
        assert evaluating.cancelled()
        await asyncio.to_thread(wait_until, lambda: children() <= before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
async def test_a_process_that_is_not_ended_ends_by_itself():
    async with opened_processes() as processes, processes.borrowed(Purpose.EVALUATING) as process:
        process.call(evaluation.carry_out, NOTHING, [NEVER], 1 - evaluation.GRACE_S)
        # By itself: nothing here sets a limit.
        assert await asyncio.to_thread(ended, process)


def ended(process):
    try:
        process.receive()
    except HelperEnded:
        return True
    return False
