"""One helper process is kept for each purpose, and none is left at the end."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

import pytest

from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from tests.child_process import children, wait_until, was_ended

WAIT = signal.pause if sys.platform != "win32" else input


@asynccontextmanager
async def opened_processes():
    before = children()
    processes = HelperProcesses()
    try:
        yield processes
    finally:
        await processes.aclose()
    assert children() <= before


async def test_a_process_is_kept_for_each_purpose():
    async with opened_processes() as processes:
        (reading,) = {await processes.call(Purpose.READING, os.getpid) for _ in range(2)}
        (evaluating,) = {await processes.call(Purpose.EVALUATING, os.getpid) for _ in range(2)}
        assert os.getpid() != reading != evaluating


async def test_a_call_that_is_cancelled_or_fails_ends_the_process():
    async with opened_processes() as processes:
        process = await processes.call(Purpose.READING, os.getpid)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await processes.call(Purpose.READING, WAIT)
        assert await processes.call(Purpose.READING, os.getpid) != process
        with pytest.raises(HelperEnded):
            await processes.call(Purpose.READING, int, "no number")
        assert await processes.call(Purpose.READING, int, "5") == 5
        await asyncio.to_thread(wait_until, lambda: was_ended(process))


async def test_cancelling_a_call_that_waits_ends_no_other():
    async with opened_processes() as processes, asyncio.TaskGroup() as group:
        process = await processes.call(Purpose.READING, os.getpid)
        async with processes.borrowed(Purpose.READING):
            waiting = group.create_task(processes.call(Purpose.READING, os.getpid))
            await asyncio.sleep(0)
            waiting.cancel()
        assert await processes.call(Purpose.READING, os.getpid) == process
    assert waiting.cancelled()


async def test_a_process_for_one_call_ends_with_it():
    async with opened_processes() as processes:
        process = await processes.call_once(Purpose.COMPARING, os.getpid)
        await asyncio.to_thread(wait_until, lambda: was_ended(process))
        assert await processes.call_once(Purpose.COMPARING, os.getpid) != process


async def test_what_somebody_else_has_started_is_ended_too():
    async with opened_processes() as processes:
        process = processes.start(Purpose.RECORDING).call(os.getpid)
        assert process in children()
    assert was_ended(process)
