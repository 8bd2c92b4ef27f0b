"""A thread that makes calls of a database one after another, off the event loop."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


class HistoryWorker:
    """Runs functions in their order on a daemon thread, which starts with the first of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_started(self) -> bool:
        """Whether anything was run since the last ``close``."""
        return self._thread is not None

    def post(self, function: Callable[[], None]) -> None:
        """Run a function that raises nothing, and do not wait for it."""
        # Put in before the thread starts, which takes a moment.
        self._jobs.put(function)
        if self._thread is None:
            # With its own queue: there may be another one before the thread has begun.
            self._thread = threading.Thread(
                target=_run, args=(self._jobs,), name=self._name, daemon=True
            )
            self._thread.start()

    async def call(self, function: Callable[[], _T]) -> _T:
        """Run a function, and return what it returns or raise what it raises."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[_T] = loop.create_future()

        def run() -> None:
            try:
                value = function()
            except Exception as error:  # noqa: BLE001 - it is raised where it was called
                _deliver(loop, lambda failed=error: _fail(outcome, failed))  # type: ignore[misc]
            else:
                _deliver(loop, lambda: _succeed(outcome, value))

        self.post(run)
        return await outcome

    async def close(self, within_s: float) -> bool:
        """Wait until everything is done, and end the thread; it starts again when needed.

        Args:
            within_s: How long to wait. The thread ends later by itself, or with the program.

        Returns:
            Whether everything is done.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        # None is the end of the queue; what comes later belongs to the next thread.
        jobs, self._jobs = self._jobs, queue.SimpleQueue()
        jobs.put(lambda: _deliver(loop, lambda: _succeed(done, None)))
        jobs.put(None)
        # Not joined in a thread of the loop, which would wait for that one when it is closed.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await done
            thread.join()
            return True
        return False


def _run(jobs: "queue.SimpleQueue[Callable[[], None] | None]") -> None:
    while (job := jobs.get()) is not None:
        # What was to be written is lost then, which ``History`` tells when it is closed. The thread
        # goes on: the last job says that all are done.
        with contextlib.suppress(MemoryError):
            job()


def _deliver(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(function)
    except RuntimeError:
        # The program has ended and closed its event loop.
        return


def _succeed(outcome: "asyncio.Future[_T]", value: _T) -> None:
    if not outcome.done():
        outcome.set_result(value)


def _fail(outcome: "asyncio.Future[_T]", error: Exception) -> None:
    if not outcome.done():
        outcome.set_exception(error)
