"""Carries out a load in a process of its own, and tells each second of it."""

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.failures import explain
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.load.load_plan import NOT_SENT, LoadEnd, LoadLine, LoadPlan, LoadStop

_PROGRAM = Path(__file__).with_name("program.py")
_END_S = 1.5
"""So long the process may take to end when it is told to; then it is killed."""
_SILENT_S = 30.0
"""The process says something each second. One that does not is busy with something without end,
such as an expression in a test."""
_MOST_LINE_BYTES = 64 * 1024 * 1024


class LoadRun:
    """One load. It ends by itself, or when ``stop`` is called; what came until then was told."""

    def __init__(self, plan: LoadPlan, told: Callable[[LoadLine], None] | None = None) -> None:
        """Prepare.

        Args:
            told: Called with the address of the page of Locust, and when workers come or go.
        """
        self._plan, self._told = plan, told
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self.end: LoadEnd | None = None
        """What ended it before its time, but for ``stop``."""

    async def ticks(self) -> AsyncGenerator[LoadTick, None]:
        """Yield each second as soon as it is over; of several processes, added up.

        Iterate within ``contextlib.aclosing``, so that the process ends.

        Raises:
            ProblemError: The process could not be started, or ended by itself.
        """
        try:
            self._process = await asyncio.to_thread(_started, self._plan)
        except OSError as error:
            text = tr("The process that sends could not be started ({value}).")
            raise ProblemError(text.format(value=error.strerror or error)) from error
        try:
            if self._is_stopped:
                self.stop()
            async for line in self._lines(self._process):
                if self._told is not None and (line.web or line.workers is not None):
                    self._told(line)
                self.end = self.end or line.end
                if line.problem:
                    raise ProblemError(_ended(line.problem))
                if line.tick is not None:
                    yield _in_words(line.tick)
        finally:
            self._end()

    def stop(self) -> None:
        """End it within two seconds; what came since the last tick is told still."""
        self._is_stopped = True
        self._tell_stop()
        asyncio.get_running_loop().call_later(_END_S, self._kill)

    async def _lines(self, process: "subprocess.Popen[bytes]") -> AsyncIterator[LoadLine]:
        lines = process.stdout
        assert lines is not None, "it was started with pipes"
        while True:
            try:
                async with asyncio.timeout(_SILENT_S):
                    data = await asyncio.to_thread(lines.readline, _MOST_LINE_BYTES)
            except TimeoutError:
                self._kill()
                raise ProblemError(
                    tr(
                        "The process that sends did nothing for {seconds:g} s and was ended. An "
                        "expression in a test may take very long."
                    ).format(seconds=_SILENT_S)
                ) from None
            if not data:
                break
            yield msgspec.json.decode(data, type=LoadLine)
        status = await asyncio.to_thread(process.wait)
        if status and not self._is_stopped:
            raise ProblemError(_ended(tr("status {status}").format(status=status)))

    def _tell_stop(self) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        # It may have ended in this moment.
        with contextlib.suppress(OSError, ValueError):
            pickle.dump(LoadStop(), process.stdin)
            process.stdin.flush()

    def _kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _end(self) -> None:
        process = self._process
        if process is None:
            return
        self._kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # Closing writes what is left, for which there is no reader any more.
                with contextlib.suppress(OSError):
                    pipe.close()


def _started(plan: LoadPlan) -> "subprocess.Popen[bytes]":
    """Start the process and hand over its plan. Secrets go through the pipe and nowhere else."""
    process = subprocess.Popen(
        # Isolated: variables such as PYTHONPATH must not change what it imports.
        [sys.executable, "-I", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    assert process.stdin is not None, "it was started with pipes"
    try:
        pickle.dump(sys.path, process.stdin)
        pickle.dump(plan, process.stdin)
        process.stdin.flush()
    except OSError:
        process.kill()
        process.wait()
        raise
    return process


def _environment() -> dict[str, str]:
    # Locust reads its options from such variables, too.
    return {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}


def _ended(why: str) -> str:
    return tr("The process that sends ended: {why}.").format(why=printable(why).rstrip("."))


def _in_words(tick: LoadTick) -> LoadTick:
    """Return a tick with labels in the language of the person."""
    counts = (
        LoadCount(one.request, replace(one.outcome, label=label_of(one.outcome)), one.times_ms)
        for one in tick.counts
    )
    return replace(tick, counts=tuple(counts))


def label_of(outcome: LoadOutcome) -> str:
    """Return a few words for an outcome whose label is only a code, or the kind of a failure."""
    if outcome.severity is not Severity.FAILURE:
        return f"{SEVERITY_WORDS[outcome.severity]} {printable(outcome.label)}".strip()
    if outcome.label == NOT_SENT:
        return tr("Not sent")
    return explain("failures", FailureKind(outcome.label)).headline
