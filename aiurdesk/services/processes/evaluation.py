"""Evaluates what a stranger may have written, with limits of time and memory."""

import asyncio
import contextlib
import math
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from aiurdesk.core.expectations.expressions import allowed_here
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.processes.helper_process import (
    HelperEnded,
    HelperNotStarted,
    HelperProcess,
    HelperRaised,
)
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose

_T = TypeVar("_T")

_READING_S = 10.0
"""How long it may take to start the process and to read what the expressions are about, and a
second more for each megabyte."""

GRACE_S = 5
"""How much later than that the process ends by itself."""


class Stopped(msgspec.Struct, frozen=True):
    """Reason why an expression was not evaluated to its end."""

    phrase: Phrase

    @property
    def text(self) -> str:
        """The same in the language of the person."""
        return str(self.phrase)


NOT_STARTED = Stopped(
    Phrase(
        marked(
            "It was not evaluated, because no further process can be started. Close "
            "other programs, and try again."
        )
    )
)
NOT_READ = Stopped(
    Phrase(marked("It was not evaluated, because reading what it is about took too long."))
)
NOT_REACHED = Stopped(
    Phrase(
        marked(
            "It was not evaluated, because an expression before it was stopped. Change that one "
            "first."
        )
    )
)
ENDED = Stopped(
    Phrase(marked("The process that evaluated the expression was ended. Make it simpler."))
)
TOO_LARGE = Stopped(
    Phrase(marked("The expression took more than 1 GB of memory, so it was stopped. Simplify it."))
)
TOO_DEEP = Stopped(
    Phrase(marked("The expression, or what it gives, is nested too deeply. Simplify it."))
)


def too_slow(most_s: float) -> Stopped:
    """Return the message for an expression that took too long."""
    s = round(most_s, 1)
    text = marked("The expression took longer than {s:g} s, so it was stopped. Simplify it.")
    return Stopped(Phrase(text, {"s": s}))


def failed(class_name: str) -> Stopped:
    """Return the message for a fault of this program."""
    text = marked(
        "aiurdesk failed at it ({class_name}), which is a fault of the program. Report it."
    )
    return Stopped(Phrase(text, {"class_name": class_name}))


async def evaluate(
    processes: HelperProcesses,
    jobs: Sequence[Callable[[], _T]],
    read: Callable[[], object] | None,
    size_bytes: int,
    most_s: float,
    purpose: Purpose = Purpose.EVALUATING,
) -> list[_T | Stopped]:
    """Carry out jobs in the process for expressions, one after the other.

    What several jobs are about is handed over once, if it is the same object. Cancelling ends the
    process.

    Args:
        processes: Start it.
        jobs: Partial functions of modules, for which expressions are evaluated.
        read: A partial function that is called first. It evaluates nothing, so that it has more
            time. None where all is handed over.
        size_bytes: How much it reads.
        most_s: How long all jobs together may take.
        purpose: Which process it is.

    Returns:
        What each job returned, or why it did not.
    """
    received: list[_T | Stopped] = []
    reason = NOT_STARTED
    try:
        async with processes.borrowed(purpose) as process:
            reason = NOT_READ
            async with asyncio.timeout(_READING_S + size_bytes / 1_000_000):
                await asyncio.to_thread(process.call, carry_out, read, jobs, most_s)
            reason = too_slow(most_s)
            async with asyncio.timeout(most_s):
                await asyncio.to_thread(_receive, process, len(jobs), received)
    except HelperNotStarted:
        reason = NOT_STARTED
    except HelperRaised as error:
        reason = failed(error.class_name)
    except HelperEnded:
        reason = ENDED
    except TimeoutError:
        pass
    # A copy: the thread may still be at its end.
    results = received[: len(jobs)]
    if len(results) < len(jobs):
        results.append(reason)
        rest = reason if reason in (NOT_STARTED, NOT_READ) else NOT_REACHED
        results += [rest] * (len(jobs) - len(results))
    return results


def _receive(process: HelperProcess, count: int, results: list[_T | Stopped]) -> None:
    for _ in range(count):
        results.append(pickle.loads(process.receive()))


def carry_out(
    read: Callable[[], object] | None, jobs: Sequence[Callable[[], object]], most_s: float
) -> Iterator[bytes | None]:
    """Yield None when all is read, and then what each job returns; in the helper process."""
    with allowed_here():
        # A job that needs it finds the same.
        with contextlib.suppress(MemoryError, RecursionError):
            if read is not None:
                read()
        yield None
        _end_after(math.ceil(most_s) + GRACE_S)
        for job in jobs:
            yield _result_of(job)
        _end_after(0)


def _result_of(job: Callable[[], object]) -> bytes:
    try:
        # Here, because what is nested too deeply cannot be handed over, either.
        return pickle.dumps(job())
    except MemoryError:
        return pickle.dumps(TOO_LARGE)
    except RecursionError:
        return pickle.dumps(TOO_DEEP)
    except Exception as error:  # noqa: BLE001 - one job that breaks does not cost the others
        return pickle.dumps(failed(type(error).__name__))


def _end_after(seconds: int) -> None:
    """End this process after a time, unless it is called again; not at all for 0.

    The program does so itself. Only Linux also ends this process when the program is killed.
    """
    if sys.platform != "win32":
        signal.alarm(seconds)
