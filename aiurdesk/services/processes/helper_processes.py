"""Owns the helper processes of the program."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum
from typing import ParamSpec, TypeVar

from aiurdesk.services.processes.helper_process import HelperNotStarted, HelperProcess

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Purpose(Enum):
    """Purpose of a helper process."""

    READING = "long bodies"
    READING_LONGEST = "the longest bodies"
    """One takes seconds, which the others do not wait for."""
    COMPARING = "two long bodies"
    RECORDING = "exchanges for the history"
    EVALUATING = "expressions that a stranger may have written"
    FILTERING = "filters and tables of bodies, which wait for the person and not for tests"
    IMPORTING = "files of other programs"
    EDITING = "long texts that are edited"
    SHOWING = "the text of long bodies"
    SEARCHING = "what a person looks for in a body"
    GENERATING = "inputs that are made up"
    GRAPHQL = "documents and schemas of GraphQL"

    @property
    def memory_bytes(self) -> int:
        """Most memory that the process may use.

        JSON that ``parse_long_envelope`` cannot read in part takes ten times its length while it is
        read, and 100 MB of empty lists would take 2.6 GB. What expressions are evaluated on takes
        six times its length, and they themselves may take all that there is.
        """
        return 2**30 if self in (Purpose.EVALUATING, Purpose.GRAPHQL) else 2 * 2**30


class HelperProcesses:
    """Starts helper processes, keeps one for each purpose, and ends them.

    Work for one purpose thus never waits for work for another, nor ends with it.
    """

    def __init__(self) -> None:
        self._kept: dict[Purpose, HelperProcess] = {}
        self._one_at_a_time = {purpose: asyncio.Lock() for purpose in Purpose}
        # Who waits is not seen at a lock that was just released.
        self._users = dict.fromkeys(Purpose, 0)
        self._started: set[HelperProcess] = set()
        self._is_closed = threading.Event()

    def start(self, purpose: Purpose) -> HelperProcess:
        """Start a process that the caller ends, or ``aclose``.

        Linux ends it with the thread that calls this.

        Raises:
            HelperNotStarted: There can be no further process or file, or ``aclose`` was called.
        """
        if self._is_closed.is_set():
            raise HelperNotStarted
        process = HelperProcess(purpose.memory_bytes)
        # Another thread may do the same, so that the set itself stays.
        for earlier in tuple(self._started):
            if not earlier.is_running:
                self._end(earlier)
        self._started.add(process)
        # A thread may have begun this before ``aclose``, which found nothing to end.
        if self._is_closed.is_set():
            self._end(process)
            raise HelperNotStarted
        return process

    @asynccontextmanager
    async def borrowed(self, purpose: Purpose) -> AsyncIterator[HelperProcess]:
        """Give the process that is kept for a purpose, after those who have asked for it before.

        It is killed if the block does not come to its end: nothing else interrupts a parse or a
        search.

        Raises:
            HelperNotStarted: There can be no further process or file.
        """
        self._users[purpose] += 1
        try:
            async with self._one_at_a_time[purpose]:
                process = self._kept.get(purpose)
                # The system ends the process that takes most memory.
                if process is None or not process.is_running:
                    process = self._kept[purpose] = self.start(purpose)
                is_done = False
                try:
                    yield process
                    is_done = True
                finally:
                    if not is_done:
                        self._kept.pop(purpose, None)
                        _end_soon(process)
        finally:
            self._users[purpose] -= 1

    @asynccontextmanager
    async def own(self, purpose: Purpose) -> AsyncIterator[HelperProcess]:
        """Give a process that ends with the block, and what it took of memory with it.

        Raises:
            HelperNotStarted: There can be no further process or file.
        """
        process = self.start(purpose)
        try:
            yield process
        finally:
            _end_soon(process)

    def let_go(self, purpose: Purpose) -> None:
        """End the process that is kept for a purpose, unless something has it or waits for it."""
        if not self._users[purpose] and purpose in self._kept:
            _end_soon(self._kept.pop(purpose))

    async def call(
        self, purpose: Purpose, function: Callable[_P, _T], /, *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """Return what a function returns in the process that is kept for a purpose.

        Cancelling ends the process.

        Args:
            purpose: What it is for.
            function: As for ``HelperProcess.call``, like the rest.
            args: Its arguments.
            named: Its arguments by name.

        Raises:
            HelperEnded: The process could not be started, was killed, or the function raised.
        """
        async with self.borrowed(purpose) as process:
            return await asyncio.to_thread(process.call, function, *args, **named)

    async def call_once(
        self, purpose: Purpose, function: Callable[_P, _T], /, *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """Return what a function returns in a process of its own, which then ends.

        Args:
            purpose: What it is for.
            function: As for ``HelperProcess.call``, like the rest.
            args: Its arguments.
            named: Its arguments by name.

        Raises:
            HelperEnded: As for ``call``.
        """
        async with self.own(purpose) as process:
            return await asyncio.to_thread(process.call, function, *args, **named)

    async def aclose(self) -> None:
        """End all processes, and start no more; what waits for one raises ``HelperEnded``.

        If this is cancelled, all are killed already, and the next call waits for their ends.
        """
        self._is_closed.set()
        self._kept.clear()
        ending = tuple(self._started)
        for process in ending:
            process.kill()
        for process in ending:
            # It stays in the set until then: a job that still waits for a thread can be cancelled.
            await asyncio.to_thread(self._end, process)

    def _end(self, process: HelperProcess) -> None:
        process.end()
        self._started.discard(process)


def _end_soon(process: HelperProcess) -> None:
    # Killed here, so that a thread that waits in ``call`` goes on; the rest takes a moment.
    process.kill()
    asyncio.get_running_loop().run_in_executor(None, process.end)
