"""A thread that makes blocking calls one after another, off the event loop."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_V = TypeVar("_V")


class WorkerThread:
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

    def call(self, function: Callable[[], _T]) -> "asyncio.Future[_T]":
        """Run a function, and return a future for what it returns or raises."""
        outcome: asyncio.Future[_T] = asyncio.get_running_loop().create_future()

        def run() -> None:
            try:
                value = function()
            except Exception as error:  # noqa: BLE001 - it is raised where it was called
                _deliver(outcome, outcome.set_exception, error)
            else:
                _deliver(outcome, outcome.set_result, value)

        self.post(run)
        return outcome

    def end(self) -> threading.Thread | None:
        """Let the thread end after all that was posted, and return it; None without a thread.

        What is posted later belongs to the next thread.
        """
        thread, self._thread = self._thread, None
        if thread is not None:
            jobs, self._jobs = self._jobs, queue.SimpleQueue()
            # None is the end of the queue.
            jobs.put(None)
        return thread

    async def close(self, within_s: float) -> bool:
        """Wait until everything is done, and end the thread; it starts again when needed.

        Args:
            within_s: How long to wait. The thread ends later by itself, or with the program.

        Returns:
            Whether everything is done.
        """
        if self._thread is None:
            return True
        done = self.call(lambda: None)
        thread = self.end()
        # Not joined in a thread of the loop, which would wait for that one when it is closed.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await done
            if thread is not None:
                thread.join()
            return True
        return False


def _run(jobs: "queue.SimpleQueue[Callable[[], None] | None]") -> None:
    while (job := jobs.get()) is not None:
        # What was to be written is lost then, which ``History`` tells when it is closed. The thread
        # goes on: the last job says that all are done.
        with contextlib.suppress(MemoryError):
            job()


def _deliver(outcome: "asyncio.Future[_T]", settle: Callable[[_V], None], value: _V) -> None:
    def finish() -> None:
        # The caller may have been cancelled.
        if not outcome.done():
            settle(value)

    # The program may have ended and closed its event loop.
    with contextlib.suppress(RuntimeError):
        outcome.get_loop().call_soon_threadsafe(finish)
