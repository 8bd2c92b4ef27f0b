"""The one thread that calls the keyring, in order and one call at a time."""

import asyncio
import contextlib
import queue
import socket
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
OnWaiting = Callable[[bool], None]
"""Told True when a call takes long because the keyring waits for somebody, and False after."""

WAITING_AFTER_S = 0.3
"""A call that is not over by then most likely waits for a person at a prompt."""
GRACE_S = 1.0
"""How long a call that nobody waits for any more may take to end by itself."""


def nobody_listens(_is_waiting: bool) -> None:
    """Be told that the keyring waits, and do nothing about it."""


class _Job(msgspec.Struct, frozen=True, eq=False):
    function: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    outcome: "asyncio.Future[tuple[Any, Exception | None]]"
    """What the function returned and None, or None and the exception to raise."""

    def is_wanted(self) -> bool:
        return not self.outcome.cancelled()

    def hand_over(self, value: object, error: Exception | None) -> None:
        """Give the outcome to the loop that waits for it, if there still is one."""
        try:
            self.loop.call_soon_threadsafe(self._settle, value, error)
        except RuntimeError:
            # The program ended meanwhile and closed its loop.
            return

    def _settle(self, value: object, error: Exception | None) -> None:
        if not self.outcome.done():
            self.outcome.set_result((value, error))


class Line:
    """The connection over which the running call goes, for another thread to cut."""

    def __init__(self, is_wanted: Callable[[], bool]) -> None:
        self._is_wanted = is_wanted
        self._socket: socket.socket | None = None

    def hold(self, connection: socket.socket) -> None:
        """Go over this connection from now on, on the thread of the call.

        Raises:
            ConnectionAbortedError: Nobody waits for the call any more.
        """
        self._socket = connection
        if not self._is_wanted():
            raise ConnectionAbortedError

    def cut(self) -> None:
        """Make the call end with a broken connection; one without a connection goes on."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class KeyringWorker:
    """Runs blocking calls one after another on a daemon thread of its own.

    One thread, because gnome-keyring 48 aborts when several clients talk to it at once. A daemon,
    because a prompt without an answer blocks without end and must not hold the exit.

    Args:
        explain: Turns whatever a call raises into the exception that its caller gets.
    """

    def __init__(self, explain: Callable[[Exception], Exception]) -> None:
        self.on_waiting: OnWaiting = nobody_listens
        self._explain = explain
        self.line = Line(self._is_wanted)
        """What a call goes over, if it wants to end when nobody waits for it any more."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._running: _Job | None = None
        self._slow_calls = 0
        self._is_closed = False

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function on the thread and return what it returns.

        Cancelling returns at once: a call that has not begun is left out, one that runs on is cut
        off after a moment. Where that is not possible later calls wait behind it.
        """
        if self._is_closed:
            raise RuntimeError("The keyring is called after it was closed.")
        loop = asyncio.get_running_loop()
        job = _Job(function, loop, loop.create_future())
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="keyring", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        try:
            value, error = await self._patiently(job.outcome)
        except asyncio.CancelledError:
            job.outcome.cancel()
            self._withdraw(job)
            raise
        if error is not None:
            raise error
        result: T = value
        return result

    def close(self) -> None:
        """Let the thread end after the calls that wait; more calls are a mistake."""
        self._is_closed = True
        self._jobs.put(None)

    async def _patiently(
        self, outcome: "asyncio.Future[tuple[Any, Exception | None]]"
    ) -> tuple[Any, Exception | None]:
        done, _ = await asyncio.wait([outcome], timeout=WAITING_AFTER_S)
        if done:
            return outcome.result()
        self._count_slow_calls(+1)
        try:
            return await outcome
        finally:
            self._count_slow_calls(-1)

    def _count_slow_calls(self, change: int) -> None:
        was_waiting = self._slow_calls > 0
        self._slow_calls += change
        if was_waiting != (self._slow_calls > 0):
            self.on_waiting(self._slow_calls > 0)

    def _withdraw(self, job: _Job) -> None:
        if self._running is job:
            job.loop.call_later(GRACE_S, self._cut, job)

    def _cut(self, job: _Job) -> None:
        with self._lock:
            if self._running is job:
                self.line.cut()

    def _is_wanted(self) -> bool:
        return self._running is not None and self._running.is_wanted()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._lock:
                self._running = job
            if job.is_wanted():
                self._run_one(job)
            with self._lock:
                self._running = None

    def _run_one(self, job: _Job) -> None:
        try:
            value = job.function()
        except Exception as error:  # noqa: BLE001 - a keyring of the system may raise anything
            job.hand_over(None, self._explain(error))
        else:
            job.hand_over(value, None)
