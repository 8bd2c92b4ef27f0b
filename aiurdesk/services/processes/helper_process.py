"""A process beside the program, for work that would hold the global interpreter lock for long.

On a thread such work stops the window: each time that Qt has let go of the lock, the window waits
for it again. Nothing interrupts it there, either, and a process can be killed.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import aiurdesk
from aiurdesk.services.processes.helper_program import Raised

_P = ParamSpec("_P")
_T = TypeVar("_T")


class HelperEnded(Exception):
    """The process could not be started, or ended before it had returned anything."""


class HelperRaised(HelperEnded):
    """The function raised an exception, which is a fault of this program.

    Args:
        class_name: Of the exception.
    """

    def __init__(self, class_name: str) -> None:
        super().__init__(class_name)
        self.class_name = class_name


class HelperNotStarted(HelperEnded):
    """There can be no further process or file."""


class HelperProcess:
    """The process. It shares no file with the program but its two pipes."""

    def __init__(self, memory_bytes: int) -> None:
        """Start it. Linux ends it with the thread that does this.

        Not with ``multiprocessing``: its processes have the standard output of the program, which
        its reader takes for open as long as they live, and do not end with the program.

        Args:
            memory_bytes: Most memory that it may use; only Linux holds it to that.

        Raises:
            HelperNotStarted: There can be no further process or file.
        """
        try:
            self._process = subprocess.Popen(
                [*_program(), "--helper", str(os.getpid()), str(memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Its traceback would appear among the output of the command.
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise HelperNotStarted from error
        # If it has ended already, the first call finds that.
        with contextlib.suppress(HelperEnded):
            self._send(sys.path)

    def call(self, function: Callable[_P, _T], /, *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Return what a function returns there. Blocks until then.

        Args:
            function: One of a module, which the process imports. If it raises, the process ends. If
                it is a generator, this is what it yields first, and ``receive`` returns the rest.
            arguments: Values that can be pickled.
            named: The same, by their names.

        Raises:
            HelperEnded: The process was killed; ``HelperRaised`` where the function raised.
        """
        self._send((function, arguments, named))
        result: _T = self.receive()
        return result

    def receive(self) -> Any:
        """Return the next value of a generator that was called. Blocks until it is there.

        Raises:
            HelperEnded: As for ``call``.
        """
        results = self._process.stdout
        assert results is not None
        try:
            value = pickle.load(results)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self.end()
            raise HelperEnded from error
        if isinstance(value, Raised):
            self.end()
            raise HelperRaised(value.class_name)
        return value

    def _send(self, value: object) -> None:
        requests = self._process.stdin
        assert requests is not None
        try:
            pickle.dump(value, requests)
            requests.flush()
        except (OSError, ValueError) as error:
            self.end()
            raise HelperEnded from error

    @property
    def is_running(self) -> bool:
        """Whether it can be called."""
        return self._process.poll() is None

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


def _program() -> tuple[str, ...]:
    """Return how this program is started once more."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    # Isolated: variables such as PYTHONPATH must not change what it imports. The file and not the
    # name of the package, which Python would look for before it is told where.
    main = os.path.join(os.path.dirname(aiurdesk.__file__), "__main__.py")
    return (sys.executable, "-I", main)
