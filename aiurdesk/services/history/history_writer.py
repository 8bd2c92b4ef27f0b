"""Writes what a person sends into the history, on a thread of its own."""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry, id_at
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.translation import Phrase, tr, trn
from aiurdesk.services import history
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.storage.worker_thread import WorkerThread

if TYPE_CHECKING:
    from aiurdesk.core.history.recording import HistoryRecord
    from aiurdesk.services.history.history_records import HistoryRecorder
    from aiurdesk.storage.history import HistoryDatabase

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_GATHERING_S = 0.05
"""How long the writer waits for more. A process that is killed loses what came in this time."""
_AT_ONCE = 100
"""How many exchanges are written in one transaction."""
_MANY = 100
"""After how many exchanges in a row, such as in a run, a helper process is started for the
next ones: its start takes a tenth of a second of another processor."""
_BETWEEN_PRUNING = 200
"""How many exchanges are written before old ones are looked for."""
_CLOSING_S = 15.0
"""How long the end of the program waits for the last exchanges to be written."""
_HURRYING_S = 0.5
"""How long it waits where a person has stopped the program."""
NOT_RECORDED = tr(
    "A request could not be recorded in the history: this is a mistake in "
    "aiurdesk. The log file says more."
)
SET_ASIDE = tr("The history was damaged. It was renamed to {file}, and a new one was begun.")


def not_written(count: int) -> str:
    """Say that the history lacks the last requests."""
    text = trn(
        "The history may lack the last request: the program ended before it was written.",
        "The history may lack the last {count} requests: the program ended before they were "
        "written.",
        count,
    )
    return text.format(count=count)


class _Pending(msgspec.Struct, frozen=True):
    """An exchange that is to be written."""

    exchange: Exchange
    environment: str
    loop: asyncio.AbstractEventLoop


class DatabaseThread:
    """A thread with its connection to the database."""

    def __init__(self, name: str, open_database: "Callable[[], HistoryDatabase]") -> None:
        self._worker = WorkerThread(name)
        self._open = open_database
        self._opened: HistoryDatabase | None = None

    def post(self, function: "Callable[[HistoryDatabase], None]") -> None:
        """Run a function that raises nothing, and do not wait for it."""
        self._worker.post(lambda: function(self._database()))

    def post_if_started(self, function: "Callable[[HistoryDatabase], None]") -> None:
        """Run a function, unless the database was never used."""
        if self._worker.is_started:
            self.post(function)

    async def call(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        """Run a function on the database in the thread of the history, and return its result."""
        return await self._worker.call(lambda: function(self._database()))

    async def close(self, within_s: float) -> bool:
        """Close the database after all else, as ``WorkerThread.close`` does."""
        self.post_if_started(lambda database: database.close())
        return await self._worker.close(within_s)

    def _database(self) -> "HistoryDatabase":
        if self._opened is None:
            self._opened = self._open()
        return self._opened


class HistoryWriter:
    """Writes exchanges in the order in which they were sent; nothing before ``configure``."""

    def __init__(
        self, open_database: "Callable[[], HistoryDatabase]", processes: HelperProcesses
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            open_database: Called once, on the thread.
            processes: Record what is long.
        """
        self._writer = DatabaseThread("history-writer", open_database)
        self._processes = processes
        self._settings: HistorySettings | None = None
        self._pending: deque[_Pending] = deque()
        self._recorder: HistoryRecorder | None = None
        self._is_closing = threading.Event()
        self._closing_s = _CLOSING_S
        self._has_given_up = False
        self._received = self._settled = 0
        self._written = 0
        self._is_failing = False
        self.sender = ""
        """Who sends what is recorded, as in ``Exchange.sender``."""
        self.on_recorded: Callable[[tuple[HistoryEntry, ...]], None] = lambda _entries: None
        """Called on the event loop when exchanges were written."""
        self.on_drift: Callable[[Exchange, tuple[Phrase, ...]], None] = lambda _exchange, _new: None
        """Called on the event loop with what of a response was never so before."""
        self.on_trouble: Callable[[str], None] = lambda _sentence: None
        """Called on the event loop with a sentence when exchanges could not be written, once until
        it works again."""

    @property
    def is_recording(self) -> bool:
        """Whether what is sent now is recorded."""
        return self._settings is not None and self._settings.is_kept

    @property
    def learns(self) -> bool:
        """Whether what is recorded now is learnt."""
        return self.is_recording and self._settings is not None and self._settings.learns

    def configure(self, settings: HistorySettings) -> None:
        """Record from now on as the settings say."""
        is_smaller = self._settings is not None and self._settings != settings
        self._settings = settings
        if is_smaller:
            self._writer.post(self._prune)

    def record(self, exchange: Exchange, environment: str) -> None:
        """Record an exchange, without waiting for it.

        Args:
            environment: Name of the environment that it was sent in.
        """
        # Appending is all that the event loop does: writing must not slow a request down.
        if self.is_recording:
            loop = asyncio.get_running_loop()
            self._received += 1
            self._has_given_up = False
            exchange = replace(exchange, sender=self.sender) if self.sender else exchange
            self._pending.append(_Pending(exchange, environment, loop))
            # The writer goes on until there are none, so only the first one has to wake it up.
            if len(self._pending) == 1:
                self._writer.post(self._write_pending)

    def look(self, exchange: Exchange) -> None:
        """Tell ``on_drift`` what of a response was never so before, without learning it."""
        loop = asyncio.get_running_loop()
        self._writer.post(lambda database: self._look(database, exchange, loop))

    async def looked(self) -> None:
        """Wait until everything is written and looked at, and told."""
        await self._writer.call(lambda _database: None)

    def _look(
        self,
        database: "HistoryDatabase",
        exchange: Exchange,
        loop: asyncio.AbstractEventLoop,
        host: str | None = None,
    ) -> None:
        """Look at a response, and learn it where it was recorded; on the writer's thread."""
        try:
            found = storage.learnt.drift_of(
                database, exchange, host=host or "", learns=host is not None
            )
        except Exception:  # noqa: BLE001 - nobody has asked for it, and it costs nothing else
            _log.debug("a response could not be compared with earlier ones", exc_info=True)
            return
        if found:
            _call_soon(loop, lambda: self.on_drift(exchange, found))

    def hurry(self) -> None:
        """Let ``aclose`` wait for half a second at most, such as after Ctrl+C."""
        self._closing_s = _HURRYING_S

    async def aclose(self) -> None:
        """Wait until everything is written, and close the database; it can be used again.

        What takes too long is not written, and told. So it is if the waiting is cancelled.
        """
        self._is_closing.set()
        # Nothing new, nothing to prune: a start that sends nothing does not touch the database.
        if self._written:
            self._writer.post(self._prune)
        # A run without any history never starts the thread, nor opens the database.
        self._writer.post_if_started(self._close_recorder)
        is_done = False
        try:
            is_done = await self._close_threads()
        finally:
            # Something may be left out that was not written, such as for lack of memory.
            if not is_done or self._settled < self._received:
                self._give_up()
            self._is_closing.clear()
            self._closing_s = _CLOSING_S

    async def _close_threads(self) -> bool:
        """Close the connections; return whether everything was written."""
        return await self._writer.close(self._closing_s)

    def _give_up(self) -> None:
        """Let the writer's thread write nothing more, and tell how much it has not written."""
        self._has_given_up = True
        self._pending.clear()
        if self._recorder is not None:
            self._recorder.interrupt()
        count = self._received - self._settled
        self._settled = self._received
        if count:
            self.on_trouble(not_written(count))

    def _write_pending(self, database: "HistoryDatabase") -> None:
        """Write everything that was recorded; on the writer's thread."""
        count = 0
        while batch := self._next_batch():
            self._write(database, batch)
            if not self._has_given_up:
                self._settled += len(batch)
            count += len(batch)
            if count >= _MANY:
                self._used_recorder().start_helper()

    def _next_batch(self) -> list[_Pending]:
        # What comes shortly after is written with it: a transaction takes longer than an entry.
        if 0 < len(self._pending) < _AT_ONCE:
            self._is_closing.wait(_GATHERING_S)
        batch: list[_Pending] = []
        with contextlib.suppress(IndexError):  # it is emptied where recording takes too long
            batch.append(self._pending.popleft())
            # A long one by itself: it takes a second, after which it is safe.
            has_room = history.history_records.is_short(batch[0].exchange)
            while (
                has_room
                and len(batch) < _AT_ONCE
                and history.history_records.is_short(self._pending[0].exchange)
            ):
                batch.append(self._pending.popleft())
        return batch

    def _write(self, database: "HistoryDatabase", batch: list[_Pending]) -> None:
        try:
            entries = self._added(database, batch)
        except StorageError as error:
            self._tell(batch[0].loop, str(error))
            return
        self._is_failing = False
        before, self._written = self._written, self._written + len(entries)
        # Looking for old entries takes longer than writing one.
        if before // _BETWEEN_PRUNING != self._written // _BETWEEN_PRUNING:
            self._prune(database)
        _call_soon(batch[0].loop, lambda: self.on_recorded(entries))
        if not self.learns:
            return
        # Not where one could not be recorded: which entry belongs to which is not known then.
        if len(entries) == len(batch):
            for pending, entry in zip(batch, entries, strict=True):
                self._look(database, pending.exchange, pending.loop, entry.host)

    def _added(
        self, database: "HistoryDatabase", batch: list[_Pending]
    ) -> tuple[HistoryEntry, ...]:
        recorder = self._used_recorder()
        most_bytes = self._settings.body_bytes if self._settings else 0
        together = recorder.add(database, [(p.exchange, p.environment) for p in batch], most_bytes)
        if together is not None:
            return together
        records = self._records(batch, most_bytes)
        try:
            return database.add(records)
        except storage.history_connection.BrokenHistory:
            aside = database.set_aside()
            _call_soon(batch[0].loop, lambda: self.on_trouble(SET_ASIDE.format(file=aside)))
            return database.add(records)

    def _records(self, batch: list[_Pending], most_bytes: int) -> "list[HistoryRecord]":
        recorder = self._used_recorder()
        records = []
        for pending in batch:
            if self._has_given_up:
                break
            try:
                records.append(recorder.record(pending.exchange, pending.environment, most_bytes))
            except Exception:  # noqa: BLE001 - it is logged and told
                # A mistake of ours must not end the thread, nor cost the other exchanges.
                _log.exception("an exchange could not be recorded")
                _call_soon(pending.loop, lambda: self.on_trouble(NOT_RECORDED))
        return records

    def _used_recorder(self) -> "HistoryRecorder":
        """Return the recorder; on the writer's thread."""
        self._recorder = self._recorder or history.history_records.HistoryRecorder(self._processes)
        return self._recorder

    def _close_recorder(self, _database: "HistoryDatabase") -> None:
        if self._recorder is not None:
            self._recorder.close()

    def _tell(self, loop: asyncio.AbstractEventLoop, sentence: str) -> None:
        if not self._is_failing:
            self._is_failing = True
            _log.warning("%s", sentence)
            _call_soon(loop, lambda: self.on_trouble(sentence))

    def _prune(self, database: "HistoryDatabase") -> None:
        """Delete what is too old or too much; on the writer's thread."""
        settings = self._settings
        if settings is None:
            return
        oldest = datetime.now(UTC) - timedelta(days=settings.days)
        try:
            database.prune(id_at(oldest) if settings.days else 0, settings.size_bytes)
        except StorageError as error:
            _log.warning("%s", error)


def _call_soon(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    # The program may have ended and closed its event loop.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function)
