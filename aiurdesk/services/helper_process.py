"""A process beside the program, for work that would hold the global interpreter lock for long.

On a thread such work stops the window: each time that Qt has let go of the lock, the window waits
for it again.
"""

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class HelperEnded(Exception):
    """The process could not be started, or ended before it had returned anything."""


class HelperProcess:
    """The process. It shares no file with the program but its two pipes."""

    def __init__(self) -> None:
        """Start it. Linux ends it with the thread that does this.

        Not with ``multiprocessing``: its processes have the standard output of the program, which
        whoever reads it takes for open as long as they live, and do not end with the program.

        Raises:
            HelperEnded: There can be no further process or file.
        """
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            "from aiurdesk.services.helper_program import serve; "
            f"serve({os.getpid()})"
        )
        try:
            self._process = subprocess.Popen(
                # Isolated: variables such as PYTHONPATH must not change what it imports.
                [sys.executable, "-I", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Its traceback would appear among the output of the command.
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise HelperEnded from error

    def call(self, function: Callable[_P, _T], /, *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Return what a function returns there. Blocks until then.

        Args:
            function: One of a module, which the process imports. If it raises, the process ends.
            arguments: Values that can be pickled.
            named: The same, by their names.

        Raises:
            HelperEnded: The process was killed.
        """
        requests, results = self._process.stdin, self._process.stdout
        assert requests is not None
        assert results is not None
        try:
            pickle.dump((function, arguments, named), requests)
            requests.flush()
            result: _T = pickle.load(results)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self.end()
            raise HelperEnded from error
        return result

    def kill(self) -> None:
        """Kill the process. A thread that waits in ``call`` then returns at once."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # Closing writes what is left, for which there is no reader any more.
                with contextlib.suppress(OSError):
                    pipe.close()


class KeptHelper:
    """A helper process that starts with the first call, and is kept for the next ones."""

    def __init__(self) -> None:
        self._helper: HelperProcess | None = None
        self._one_at_a_time = asyncio.Lock()

    async def call_within(
        self,
        most_s: float | None,
        function: Callable[_P, _T],
        /,
        *arguments: _P.args,
        **named: _P.kwargs,
    ) -> _T:
        """Return what a function returns in the process, after the calls before.

        Cancelling ends the process: nothing else interrupts a parse or a search.

        Args:
            most_s: How long the call may take; None for no limit.
            function: As for ``HelperProcess.call``, like the rest.
            arguments: Its arguments.
            named: Its arguments by name.

        Raises:
            HelperEnded: The process was killed, or the function raised.
            TimeoutError: It took longer.
        """
        async with self._one_at_a_time:
            helper = self._helper
            if helper is None:
                # In this thread: Linux ends the helper with the thread that started it.
                helper = self._helper = HelperProcess()
            try:
                async with asyncio.timeout(most_s):
                    return await asyncio.to_thread(helper.call, function, *arguments, **named)
            except (TimeoutError, asyncio.CancelledError, HelperEnded):
                self._helper = None
                # Killed here, so that a thread that waits in ``call`` goes on; the rest takes a
                # moment.
                helper.kill()
                asyncio.get_running_loop().run_in_executor(None, helper.end)
                raise

    async def aclose(self) -> None:
        """End the process; it can be used again."""
        # Taken out first: a call that comes while the old process ends gets another one.
        helper, self._helper = self._helper, None
        if helper is not None:
            await asyncio.to_thread(helper.end)


async def call_once(function: Callable[_P, _T], /, *arguments: _P.args, **named: _P.kwargs) -> _T:
    """Return what a function returns in a process of its own. Cancelling ends that at once.

    Args:
        function: As for ``HelperProcess.call``, like the rest.
        arguments: Its arguments.
        named: Its arguments by name.

    Raises:
        HelperEnded: The process was killed, or the function raised.
    """
    # In this thread: Linux ends the process with the thread that started it.
    helper = HelperProcess()
    try:
        return await asyncio.to_thread(helper.call, function, *arguments, **named)
    finally:
        helper.kill()
        asyncio.get_running_loop().run_in_executor(None, helper.end)
