"""One helper process is kept for each purpose, and none is left at the end."""

import asyncio
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from aiurdesk.services.processes.helper_process import (
    HelperEnded,
    HelperNotStarted,
    HelperProcess,
)
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


async def test_a_process_that_is_let_go_ends_unless_somebody_has_it():
    async with opened_processes() as processes:
        kept = await processes.call(Purpose.SEARCHING, os.getpid)
        async with processes.borrowed(Purpose.SEARCHING):
            processes.let_go(Purpose.SEARCHING)
        assert await processes.call(Purpose.SEARCHING, os.getpid) == kept
        processes.let_go(Purpose.SEARCHING)
        await asyncio.to_thread(wait_until, lambda: was_ended(kept))
        assert await processes.call(Purpose.SEARCHING, os.getpid) != kept


async def test_a_process_that_somebody_waits_for_is_not_let_go():
    async with opened_processes() as processes:
        kept = await processes.call(Purpose.SEARCHING, os.getpid)
        async with asyncio.TaskGroup() as group:
            async with processes.borrowed(Purpose.SEARCHING):
                waiting = group.create_task(processes.call(Purpose.SEARCHING, os.getpid))
                await asyncio.sleep(0)
            processes.let_go(Purpose.SEARCHING)
        assert waiting.result() == kept


async def test_what_somebody_else_has_started_is_ended_too():
    async with opened_processes() as processes:
        process = processes.start(Purpose.RECORDING).call(os.getpid)
        assert process in children()
    assert was_ended(process)


async def test_none_is_started_after_the_end():
    async with opened_processes() as processes:
        await processes.aclose()
        with pytest.raises(HelperNotStarted):
            await processes.call(Purpose.READING, os.getpid)


async def test_one_that_a_thread_starts_at_the_end_is_ended(monkeypatch):
    is_starting, is_closed = threading.Event(), threading.Event()
    start = HelperProcess.__init__

    def start_slowly(process, memory_bytes):
        start(process, memory_bytes)
        is_starting.set()
        is_closed.wait()

    monkeypatch.setattr(HelperProcess, "__init__", start_slowly)
    async with opened_processes() as processes:
        loop = asyncio.get_running_loop()
        starting = loop.run_in_executor(None, processes.start, Purpose.RECORDING)
        await asyncio.to_thread(is_starting.wait)
        await processes.aclose()
        is_closed.set()
        with pytest.raises(HelperNotStarted):
            await starting


async def test_an_end_that_is_cancelled_can_be_waited_for_again():
    may_go_on = threading.Event()
    async with opened_processes() as processes:
        process = await processes.call(Purpose.READING, os.getpid)
        # All threads of the loop are busy, as under load.
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        busy = loop.run_in_executor(None, may_go_on.wait)
        closing = loop.create_task(processes.aclose())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
        assert closing.cancelled()
        may_go_on.set()
        await processes.aclose()
        assert was_ended(process)
        await busy
