"""What the helper process does: it calls functions and returns what they return.

``helper_process`` starts it. It ends when its standard input ends, and on Linux at once when the
program ends, for whatever reason.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys

MEMORY_BYTES = 2 * 2**30
"""Most memory that the helper may use. JSON that ``parse_long_envelope`` cannot read in part takes
ten times its length while it is read, and 100 MB of empty lists would take 2.6 GB."""

_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""


def serve(parent: int) -> None:
    """Read calls from standard input and write their results to standard output.

    Both are pickled: they come from and go to the same program.

    Args:
        parent: Id of the process that started this one.
    """
    # Ctrl+C reaches all programs of a terminal; whether the helper must end, its parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(parent)
    _limit_memory()
    # What is read from JSON has no cycles; looking for them takes twice as long as the reading.
    gc.disable()
    requests, results = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            function, arguments, named = pickle.load(requests)
            pickle.dump(function(*arguments, **named), results)
            results.flush()


def _limit_memory() -> None:
    """Let reading end with a ``MemoryError`` before the computer has no memory left."""
    if sys.platform == "win32":
        return
    import resource

    # A lower limit may be set already, and no limit can be raised.
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _end_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when its parent ends; a long parse notices nothing itself."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it has ended already
        sys.exit()
