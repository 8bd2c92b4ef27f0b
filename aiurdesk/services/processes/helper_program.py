"""The helper process: it calls functions and returns their results.

``helper_process`` starts it. It ends when its standard input ends, and on Linux at once when the
program ends, for any reason.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys
from types import GeneratorType
from typing import BinaryIO, NamedTuple

from aiurdesk import libraries

_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""


class Raised(NamedTuple):
    """Sent instead of a value where a function raised; then the process ends."""

    class_name: str
    """Of the exception. Its text may hold what the function was given, such as a passphrase."""


def serve(requests: BinaryIO, results: BinaryIO, parent: int, memory_bytes: int) -> None:
    """Read calls and write their results.

    Both are pickled: they come from and go to the same program. Of a generator, each value that it
    yields is a result.

    Args:
        requests: Where calls come from; the process ends with it.
        results: Where results go to.
        parent: Id of the process that started this one.
        memory_bytes: Most memory that this process may use.
    """
    # Ctrl+C reaches all programs of a terminal; whether the helper must end, its parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(parent)
    _limit_memory(memory_bytes)
    # What is read from JSON has no cycles; looking for them takes twice as long as the reading.
    gc.disable()
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _serve_call(requests, results)
            # JSON schemas leave cycles, and this process may serve thousands of them.
            gc.collect()
            # The modules that are imported by now stay, and are not looked at again.
            gc.freeze()


def _serve_call(requests: BinaryIO, results: BinaryIO) -> None:
    function, arguments, named = pickle.load(requests)
    try:
        returned = function(*arguments, **named)
        for value in returned if isinstance(returned, GeneratorType) else (returned,):
            _send(value, results)
    except MemoryError:
        # No fault of the program: the process ends, as where the system kills it.
        raise
    except Exception as error:
        _send(Raised(type(error).__name__), results)
        raise


def _send(value: object, results: BinaryIO) -> None:
    pickle.dump(value, results)
    results.flush()


def _limit_memory(most_bytes: int) -> None:
    """Let work end with a ``MemoryError`` before the computer has no memory left."""
    if sys.platform == "win32":
        return
    import resource

    # A lower limit may be set already, and no limit can be raised.
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = most_bytes if most == resource.RLIM_INFINITY else min(most_bytes, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _end_with_parent(parent: int) -> None:
    """Ask Linux to kill this process when its parent ends; a long parse notices nothing itself."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        libraries.ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it has ended already
        sys.exit()
