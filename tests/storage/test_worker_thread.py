"""A thread that makes calls one after another."""

import asyncio
import threading
from functools import partial

import pytest

from aiurdesk.storage.worker_thread import WorkerThread


def wait_for(event: threading.Event) -> None:
    event.wait()


async def test_calls_run_in_their_order_on_one_other_thread():
    worker = WorkerThread("test")
    seen: list[object] = []
    worker.post(lambda: seen.append("first"))
    thread = await worker.call(threading.current_thread)
    assert seen == ["first"]
    assert thread is not threading.current_thread()
    assert thread.daemon
    assert await worker.call(threading.current_thread) is thread
    await worker.close(10)
    assert not thread.is_alive()


async def test_an_exception_is_raised_where_the_call_was_made():
    worker = WorkerThread("test")
    with pytest.raises(ZeroDivisionError):
        await worker.call(lambda: 1 // 0)
    assert await worker.call(lambda: 2) == 2
    await worker.close(10)


async def test_a_lack_of_memory_does_not_end_the_thread():
    worker = WorkerThread("test")

    def fail() -> None:
        raise MemoryError

    worker.post(fail)
    assert await worker.call(lambda: 2) == 2
    assert await worker.close(10)


async def test_closing_waits_for_what_was_posted_and_the_worker_starts_again():
    worker = WorkerThread("test")
    await worker.close(10)
    assert not worker.is_started
    seen: list[int] = []
    for number in range(100):
        worker.post(partial(seen.append, number))
    await worker.close(10)
    assert seen == list(range(100))
    assert await worker.call(lambda: "again") == "again"
    await worker.close(10)


async def test_closing_tells_whether_everything_is_done_and_leaves_the_rest():
    worker = WorkerThread("test")
    may_end = threading.Event()
    thread = await worker.call(threading.current_thread)
    worker.post(partial(wait_for, may_end))
    assert not await worker.close(0.01)
    assert thread.is_alive()
    # Nothing waits for the thread, so the loop can be closed at once.
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("asyncio")]
    may_end.set()
    thread.join()
    assert await worker.close(10)


async def test_what_was_posted_is_done_also_where_the_thread_starts_late():
    worker = WorkerThread("test")
    seen: list[int] = []
    may_begin = threading.Event()
    # Called when a new thread begins, before it runs anything.
    threading.setprofile(lambda *_: may_begin.wait())
    try:
        worker.post(lambda: seen.append(1))
    finally:
        threading.setprofile(None)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.close(10))
        await asyncio.sleep(0)
        may_begin.set()
    assert seen == [1]
