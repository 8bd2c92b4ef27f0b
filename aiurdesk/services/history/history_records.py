"""Makes the records of the history; long and many exchanges are recorded by a helper process."""

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.history.recording import HistoryRecord, record_of
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.services.processes.helper_process import HelperEnded, HelperProcess
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.history import HistoryDatabase

INLINE_BYTES = 128 * 1024
"""Longer exchanges go to the helper process: searching a megabyte for secrets takes a tenth of a
second, in which a thread of the window could hardly do anything."""
_FRAMES_TAKE = 8
"""How much longer it takes to search many short frames than one text of their length."""


class HistoryRecorder:
    """Makes records. All calls are made on one thread, and block."""

    def __init__(self, processes: HelperProcesses) -> None:
        self._processes = processes
        self._helper: HelperProcess | None = None
        self._starting: _StartingHelper | None = None

    def start_helper(self) -> None:
        """Let the helper process record everything, as soon as it has started.

        That takes as long as half a request, and would hold up the thread that sends.
        """
        if self._helper is None and self._starting is None:
            with contextlib.suppress(HelperEnded):
                self._starting = _StartingHelper(self._processes)

    def add(
        self,
        database: HistoryDatabase,
        exchanges: Sequence[tuple[Exchange, str]],
        most_body_bytes: int,
    ) -> tuple[HistoryEntry, ...] | None:
        """Let the helper process add short exchanges to the history, if it runs.

        Args:
            database: Where to. It is opened again in the helper process.
            exchanges: Each with the name of its environment.
            most_body_bytes: As for ``record``.

        Returns:
            Their entries. None if nothing was added, and ``record`` has to be called for each of
            them: the helper process does not run, one of them is long, one of them cannot be
            recorded, or the history cannot be written.
        """
        self._take_started()
        if self._helper is None or any(not is_short(exchange) for exchange, _ in exchanges):
            return None
        given = [(replace(exchange, envelope=None), name) for exchange, name in exchanges]
        try:
            return self._helper.call(add_exchanges, database.places, given, most_body_bytes)
        except HelperEnded:
            self._helper = None
            return None

    def record(self, exchange: Exchange, environment: str, most_body_bytes: int) -> HistoryRecord:
        """Return what is recorded of an exchange.

        Args:
            environment: Name of the environment that the request was sent in.
            most_body_bytes: How much of the response's body is recorded.
        """
        exchange = _with_whole_body(exchange, most_body_bytes)
        if _length(exchange) <= INLINE_BYTES:
            return record_of(exchange, environment, most_body_bytes)
        # The envelope is not recorded: it is read again from the body.
        given = (replace(exchange, envelope=None), environment, most_body_bytes)
        try:
            return self._started().call(record_of, *given)
        except HelperEnded:
            self._helper = None
            # Memory may be short, or there is a mistake of ours: here it is reported as what it is.
            return record_of(*given)

    def interrupt(self) -> None:
        """Kill the helper process, so that no call waits for it; from any thread."""
        starting, helper = self._starting, self._helper
        if starting is not None:
            starting.kill()
        if helper is not None:
            helper.kill()

    def close(self) -> None:
        """End the helper process; the recorder can be used again."""
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.stop()
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()

    def _started(self) -> HelperProcess:
        if self._starting is not None:
            self._starting.wait()
        self._take_started()
        if self._helper is None:
            self._helper = self._processes.start(Purpose.RECORDING)
        return self._helper

    def _take_started(self) -> None:
        """Use the helper process that was started ahead, from when it is ready."""
        if self._starting is not None and self._starting.is_over:
            self._helper, self._starting = self._starting.helper, None


def add_exchanges(
    places: tuple[Path, Path], exchanges: Sequence[tuple[Exchange, str]], most_body_bytes: int
) -> tuple[HistoryEntry, ...] | None:
    """Add exchanges to the history; the helper process does this.

    Args:
        places: As in ``HistoryDatabase``.
        exchanges: As for ``HistoryRecorder.add``.
        most_body_bytes: As for ``HistoryRecorder.record``.

    Returns:
        Their entries; None if the history cannot be written, and nothing was added.
    """
    records = [record_of(exchange, name, most_body_bytes) for exchange, name in exchanges]
    try:
        with contextlib.closing(HistoryDatabase(*places)) as database:
            return database.add(records)
    except StorageError:
        return None


def _confirm_start() -> None:
    """Show that the helper process has imported this module, and with it what recording needs."""


class _StartingHelper:
    """A helper process that imports what it needs, which takes some tenths of a second."""

    def __init__(self, processes: HelperProcesses) -> None:
        """Start it; a thread waits until it is ready.

        Raises:
            HelperNotStarted: There can be no further process.
        """
        # In this thread: Linux ends the helper with the thread that started it.
        self._process = processes.start(Purpose.RECORDING)
        self.helper: HelperProcess | None = None
        """The process, once it is ready."""
        self._thread = threading.Thread(target=self._load, name="history-helper", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it is ready, or has ended before."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until it is over."""
        self._thread.join()

    def kill(self) -> None:
        """Kill the process; ``stop`` has to follow."""
        self._process.kill()

    def stop(self) -> None:
        """End the process."""
        self.kill()
        self.wait()
        self._process.end()

    def _load(self) -> None:
        with contextlib.suppress(HelperEnded):
            self._process.call(_confirm_start)
            self.helper = self._process


def is_short(exchange: Exchange) -> bool:
    """Tell whether an exchange is recorded within some milliseconds, without another process."""
    outcome = exchange.outcome
    is_in_file = isinstance(outcome, Response) and outcome.body.path is not None
    return not is_in_file and _length(exchange) <= INLINE_BYTES


def _length(exchange: Exchange) -> int:
    """Return about how much of an exchange is searched for secrets, in bytes."""
    outcome = exchange.outcome
    lengths = [len(part) for part in exchange.prepared.body if isinstance(part, bytes)]
    received = len(outcome.body.data) if isinstance(outcome, Response) else 0
    if has_transcript(outcome):
        received *= _FRAMES_TAKE
    return sum(lengths) + received


def _with_whole_body(exchange: Exchange, most_bytes: int) -> Exchange:
    """Return an exchange with its body in memory, if that is short enough and still there."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or outcome.body.path is None:
        return exchange
    if outcome.body.size_bytes > most_bytes:
        return exchange
    try:
        data = Path(outcome.body.path).read_bytes()
    except OSError:
        # The response was replaced by the next one already; the beginning is recorded.
        return exchange
    body = replace(outcome.body, data=data, path=None)
    return replace(exchange, outcome=replace(outcome, body=body))
