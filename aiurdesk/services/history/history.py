"""Records what a person sends, and finds it again; nothing waits for the disk.

One thread writes and another one reads, each over a connection of its own.
"""

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import SOCKET_METHOD
from aiurdesk.core.errors import DataMistake, StorageError
from aiurdesk.core.history.history_entry import HistoryEntry, SeenCode, id_at
from aiurdesk.core.history.history_settings import HistorySettings
from aiurdesk.core.request.socket_scheme import to_socket
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses

if TYPE_CHECKING:
    from aiurdesk.core.history.history_filter import HistoryFilter
    from aiurdesk.core.history.recording import HistoryRecord
    from aiurdesk.core.request.request import Request
    from aiurdesk.core.response.exchange_comparison import ExchangeComparison
    from aiurdesk.services.history.history_records import HistoryRecorder
    from aiurdesk.storage.history import HistoryDatabase, RecordedExchange

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_GATHERING_S = 0.05
"""How long the writer waits for more. A process that is killed loses what came in this time."""
_AT_ONCE = 100
"""How many exchanges are written in one transaction."""
_MANY = 100
"""After how many exchanges in a row, such as those of a run, a helper process is started for the
next ones: its start takes a tenth of a second of another processor."""
_BETWEEN_PRUNING = 200
"""How many exchanges are written before old ones are looked for."""
_CLOSING_S = 15.0
"""How long the end of the program waits for the last exchanges to be written."""
_HURRYING_S = 0.5
"""How long it waits where a person has stopped the program."""
_NOT_READABLE = (
    "This entry of the history cannot be shown. Another version of aiurdesk has recorded it."
)
NOT_RECORDED = (
    "A request could not be recorded in the history: this is a mistake in aiurdesk. The log file "
    "says more."
)
NOT_WRITTEN = "The history may lack the last {}: the program ended before they were written."
SET_ASIDE = "The history was damaged. It was renamed to {}, and a new one was begun."


class _Pending(msgspec.Struct, frozen=True):
    """An exchange that is to be written."""

    exchange: Exchange
    environment: str
    loop: asyncio.AbstractEventLoop


class Deleted(msgspec.Struct, frozen=True):
    """Entries that were deleted, to be restored."""

    exchanges: "tuple[RecordedExchange, ...]"


class History:
    """The history of one profile. It records nothing before ``configure`` is called.

    What nobody sent by hand, such as the requests of tests, is thus never recorded.
    """

    def __init__(
        self,
        open_database: "Callable[[], HistoryDatabase]",
        library: Library,
        processes: HelperProcesses,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            open_database: Called once for each thread.
            library: Knows the endpoints.
            processes: Record and compare what is long.
        """
        self._library = library
        self._processes = processes
        self._settings: HistorySettings | None = None
        self._pending: deque[_Pending] = deque()
        self._writer = _Connected("history-writer", open_database)
        self._reader = _Connected("history-reader", open_database)
        self._recorder: HistoryRecorder | None = None
        self._is_closing = threading.Event()
        self._closing_s = _CLOSING_S
        self._has_given_up = False
        self._received = self._settled = 0
        self._written = 0
        self._is_failing = False
        self.on_recorded: Callable[[tuple[HistoryEntry, ...]], None] = lambda _entries: None
        """Called on the event loop when exchanges were written."""
        self.on_trouble: Callable[[str], None] = lambda _sentence: None
        """Called on the event loop with a sentence when exchanges could not be written, once until
        it works again."""

    @property
    def is_recording(self) -> bool:
        """Whether what is sent now is recorded."""
        return self._settings is not None and self._settings.is_kept

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
            self._pending.append(_Pending(exchange, environment, loop))
            # The writer goes on until there are none, so only the first one has to wake it up.
            if len(self._pending) == 1:
                self._writer.post(self._write_pending)

    def filter_of(self, text: str) -> "tuple[HistoryFilter, tuple[str, ...]]":
        """Return the filter that a person typed, and a sentence for each mistake in it."""
        from aiurdesk.core.history.history_filter import parse_filter

        return parse_filter(text, datetime.now().astimezone())

    async def update(self) -> bool:
        """Let filters find what an earlier version has recorded; the newest entries first.

        It takes a minute for 100,000 entries. What is recorded meanwhile comes in between.

        Returns:
            Whether there was anything to do.

        Raises:
            StorageError: The history cannot be changed.
        """
        position = await self._update_before(None)
        has_old = position is not None
        while position is not None:
            position = await self._update_before(position)
        return has_old

    async def _update_before(self, before_id: int | None) -> int | None:
        return await self._change(lambda database: database.update(before_id))

    async def page(
        self, wanted: "HistoryFilter", before_id: int | None = None, limit: int = 100
    ) -> tuple[HistoryEntry, ...]:
        """Return the newest entries that match a filter.

        Args:
            before_id: Only entries that are older than this one.

        Raises:
            StorageError: The history cannot be read.
        """
        return await self._read(lambda database: database.page(wanted, before_id, limit))

    async def first(self, wanted: "HistoryFilter") -> HistoryEntry | None:
        """Return the oldest entry that matches a filter: when did −7 first appear?

        Raises:
            StorageError: The history cannot be read.
        """
        return await self._read(lambda database: database.first(wanted))

    async def exchange(self, entry_id: int) -> Exchange | None:
        """Return the exchange of an entry without its secrets; None if it was deleted.

        Raises:
            StorageError: The history cannot be read.
        """
        found = await self._read(lambda database: database.exchange(entry_id))
        if found is None:
            return None
        return await asyncio.to_thread(self._restored, found)

    async def compare(self, left: Exchange, right: Exchange) -> "ExchangeComparison":
        """Compare two exchanges, the earlier one first. Long bodies take a moment.

        Raises:
            StorageError: The body's temporary file was deleted, it cannot be read, or the bodies
                are too long.
        """
        from aiurdesk.services.history.comparing import compared

        return await compared(left, right, self._processes)

    async def seen_codes(self, endpoint_id: str) -> tuple[SeenCode, ...]:
        """Return the result codes that an endpoint gave, each with its last entry.

        Raises:
            StorageError: The history cannot be read.
        """
        return await self._read(lambda database: database.seen_codes(endpoint_id))

    async def delete(self, entry_ids: Sequence[int]) -> Deleted:
        """Delete entries, and return them for ``restore``.

        Raises:
            StorageError: Nothing was deleted.
        """
        ids = tuple(entry_ids)
        return Deleted(await self._change(lambda database: database.delete(ids)))

    async def restore(self, deleted: Deleted) -> None:
        """Bring deleted entries back.

        Raises:
            StorageError: They could not be written.
        """
        await self._change(lambda database: database.restore(deleted.exchanges))

    async def clear(self) -> None:
        """Delete all entries, for good.

        Raises:
            StorageError: Nothing was deleted.
        """
        await self._change(lambda database: database.clear())

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
            await self._reader.close(self._closing_s)
            is_done = await self._writer.close(self._closing_s)
        finally:
            # Something may be left out that was not written, such as for lack of memory.
            if not is_done or self._settled < self._received:
                self._give_up()
            self._is_closing.clear()
            self._closing_s = _CLOSING_S

    def _give_up(self) -> None:
        """Let the writer's thread write nothing more, and tell how much it has not written."""
        self._has_given_up = True
        self._pending.clear()
        if self._recorder is not None:
            self._recorder.interrupt()
        count = self._received - self._settled
        self._settled = self._received
        if count:
            what = "request" if count == 1 else f"{count} requests"
            self.on_trouble(NOT_WRITTEN.format(what))

    def _restored(self, found: "RecordedExchange") -> Exchange:
        from aiurdesk.core.history.recording import restored_exchange
        from aiurdesk.core.verdict.envelope import parse_envelope

        request = self._request(found.record)
        try:
            exchange = restored_exchange(found.record, request, found.body_path)
        except msgspec.MsgspecError as error:
            raise StorageError(_NOT_READABLE) from error
        outcome = exchange.outcome
        is_socket = has_transcript(outcome)
        if not isinstance(outcome, Response) or found.body_path is not None or is_socket:
            return exchange
        envelope = parse_envelope(outcome.body.data, outcome.header("Content-Type"))
        return replace(exchange, envelope=envelope)

    def _request(self, record: "HistoryRecord") -> "Request":
        from aiurdesk.core.collection.saved_request import request_of
        from aiurdesk.core.history.recording import recorded_request
        from aiurdesk.core.request.request import SavedRequest

        entry = record.entry
        try:
            return request_of(recorded_request(record), self._library)
        except DataMistake:
            # The endpoint is not in the catalogue any more, or another version wrote the request.
            saved = SavedRequest(method=entry.method, url=entry.address)
            if entry.method == SOCKET_METHOD:
                saved = SavedRequest(url=to_socket(entry.address))
            return request_of(saved, self._library)

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
        from aiurdesk.services.history.history_records import is_short

        # What comes shortly after is written with it: a transaction takes longer than an entry.
        if 0 < len(self._pending) < _AT_ONCE:
            self._is_closing.wait(_GATHERING_S)
        batch: list[_Pending] = []
        with contextlib.suppress(IndexError):  # it is emptied where recording takes too long
            batch.append(self._pending.popleft())
            # A long one by itself: it takes a second, after which it is safe.
            has_room = is_short(batch[0].exchange)
            while has_room and len(batch) < _AT_ONCE and is_short(self._pending[0].exchange):
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

    def _added(
        self, database: "HistoryDatabase", batch: list[_Pending]
    ) -> tuple[HistoryEntry, ...]:
        from aiurdesk.storage.history import BrokenHistory

        recorder = self._used_recorder()
        most_bytes = self._settings.body_bytes if self._settings else 0
        together = recorder.add(database, [(p.exchange, p.environment) for p in batch], most_bytes)
        if together is not None:
            return together
        records = self._records(batch, most_bytes)
        try:
            return database.add(records)
        except BrokenHistory:
            aside = database.set_aside()
            _call_soon(batch[0].loop, lambda: self.on_trouble(SET_ASIDE.format(aside)))
            return database.add(records)

    def _records(self, batch: list[_Pending], most_bytes: int) -> "list[HistoryRecord]":
        recorder = self._used_recorder()
        records = []
        for each in batch:
            if self._has_given_up:
                break
            try:
                records.append(recorder.record(each.exchange, each.environment, most_bytes))
            except Exception:  # noqa: BLE001 - it is logged and told
                # A mistake of ours must not end the thread, nor cost the other exchanges.
                _log.exception("an exchange could not be recorded")
                _call_soon(each.loop, lambda: self.on_trouble(NOT_RECORDED))
        return records

    def _used_recorder(self) -> "HistoryRecorder":
        """Return the recorder; on the writer's thread."""
        from aiurdesk.services.history.history_records import HistoryRecorder

        self._recorder = self._recorder or HistoryRecorder(self._processes)
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

    async def _read(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        return await self._mended(self._reader, function)

    async def _change(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        return await self._mended(self._writer, function)

    async def _mended(
        self, connected: "_Connected", function: "Callable[[HistoryDatabase], _T]"
    ) -> _T:
        """Call a function; a damaged database is set aside, and the function called once more."""
        from aiurdesk.storage.history import BrokenHistory

        try:
            return await connected.call(function)
        except BrokenHistory:
            # Windows cannot rename a file that is open.
            await self._reader.call(lambda database: database.close())
            aside = await self._writer.call(lambda database: database.set_aside())
            self.on_trouble(SET_ASIDE.format(aside))
            return await connected.call(function)


class _Connected:
    """A thread with its connection to the database."""

    def __init__(self, name: str, open_database: "Callable[[], HistoryDatabase]") -> None:
        from aiurdesk.storage.history_worker import HistoryWorker

        self._worker = HistoryWorker(name)
        self._open = open_database
        self._opened: HistoryDatabase | None = None

    def post(self, function: "Callable[[HistoryDatabase], None]") -> None:
        self._worker.post(lambda: function(self._database()))

    def post_if_started(self, function: "Callable[[HistoryDatabase], None]") -> None:
        if self._worker.is_started:
            self.post(function)

    async def call(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        return await self._worker.call(lambda: function(self._database()))

    async def close(self, within_s: float) -> bool:
        self.post_if_started(lambda database: database.close())
        return await self._worker.close(within_s)

    def _database(self) -> "HistoryDatabase":
        if self._opened is None:
            self._opened = self._open()
        return self._opened


def _call_soon(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(function)
    except RuntimeError:
        # The program has ended and closed its event loop.
        return
