"""Records what a person sends, and finds it again; nothing waits for the disk.

``HistoryWriter`` writes on one thread, and another one reads, each over a connection of its own.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core import history, verdict
from aiurdesk.core.api.endpoint import SOCKET_METHOD
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry, SeenCode
from aiurdesk.core.preparing.address import to_socket
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request, SavedRequest
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.core.translation import tr
from aiurdesk.services import history as services_history
from aiurdesk.services.history.history_writer import SET_ASIDE, DatabaseThread, HistoryWriter
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses

if TYPE_CHECKING:
    from aiurdesk.core.exchange.example import Example
    from aiurdesk.core.exchange.exchange_comparison import ExchangeComparison
    from aiurdesk.core.exchange.value_comparison import Matching
    from aiurdesk.core.history.history_filter import HistoryFilter
    from aiurdesk.core.history.recording import HistoryRecord, Words
    from aiurdesk.storage.history import HistoryDatabase, RecordedExchange

_T = TypeVar("_T")
Deleted: TypeAlias = "tuple[RecordedExchange, ...]"
"""Entries that were deleted, to be restored."""

_MOST_HEADLINES = 5_000
_NOT_READABLE = tr(
    "This entry of the history cannot be shown. Another version of aiurdesk has recorded it."
)


class History(HistoryWriter):
    """The history of one profile, which can be written and read.

    It records nothing before ``configure`` is called. Thus what a person has not sent, such as the
    requests of tests, is never recorded.
    """

    def __init__(
        self,
        open_database: "Callable[[], HistoryDatabase]",
        library: Library,
        processes: HelperProcesses,
        words: "Words",
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            open_database: Called once for each thread.
            library: Knows the endpoints.
            processes: Record and compare what is long.
            words: Makes verdicts of what was found; called on threads.
        """
        super().__init__(open_database, processes)
        self._library, self._words = library, words
        self._headlines: dict[tuple[int, int], str] = {}
        self._reader = DatabaseThread("history-reader", open_database)
        self.on_judged: Callable[[], None] = lambda: None
        """Called on the event loop when entries have other verdicts than before."""
        self.names_senders = True
        """Whether it is said who has sent something; the window says so where a person wants."""

    def filter_of(self, text: str) -> "tuple[HistoryFilter, tuple[Problem, ...]]":
        """Return the filter that a person typed, and a problem for each mistake in it."""
        return history.history_filter.parse_filter(text, datetime.now().astimezone())

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
        self, matching: "HistoryFilter", before_id: int | None = None, limit: int = 100
    ) -> tuple[HistoryEntry, ...]:
        """Return the newest entries that match a filter.

        Args:
            before_id: Only entries that are older than this one.

        Raises:
            StorageError: The history cannot be read.
        """
        return await self._listed(lambda database: database.page(matching, before_id, limit))

    async def first(self, matching: "HistoryFilter") -> HistoryEntry | None:
        """Return the oldest entry that matches a filter, such as the first with the code −7.

        Raises:
            StorageError: The history cannot be read.
        """

        def first(database: "HistoryDatabase") -> tuple[HistoryEntry, ...]:
            entry = database.first(matching)
            return () if entry is None else (entry,)

        return next(iter(await self._listed(first)), None)

    async def exchange(self, entry_id: int) -> Exchange | None:
        """Return the exchange of an entry without its secrets; None if it was deleted.

        Raises:
            StorageError: The history cannot be read.
        """
        recorded = await self._read(lambda database: database.exchange(entry_id))
        if recorded is None:
            return None
        return await asyncio.to_thread(self._restored, recorded)

    async def whole_exchange(self, entry_id: int) -> Exchange | None:
        """Return the exchange of an entry if it can be judged again: by all that was received.

        None also where it was deleted, is a stream, got no response, or is of another version.

        Raises:
            StorageError: The history cannot be read.
        """
        recorded = await self._read(lambda database: database.exchange(entry_id))
        if recorded is None or not recorded.record.is_body_whole:
            return None
        try:
            exchange = await asyncio.to_thread(self._restored, recorded)
        except StorageError:
            return None
        outcome = exchange.outcome
        can_be_judged = isinstance(outcome, Response) and not outcome.is_stream
        return exchange if can_be_judged and not has_transcript(outcome) else None

    async def take_verdicts(self, judged: Mapping[int, Exchange]) -> None:
        """Keep the verdicts that entries have now, after other dialects were chosen.

        Args:
            judged: By the ids of their entries; of those that were deleted nothing is kept.

        Raises:
            StorageError: Nothing was changed.
        """

        def take(database: "HistoryDatabase") -> None:
            records = (
                history.recording.judged_record(recorded.record, exchange)
                for entry_id, exchange in judged.items()
                if (recorded := database.exchange(entry_id)) is not None
            )
            database.replace_verdicts(tuple(records))

        try:
            await self._change(take)
        except StorageError:
            raise
        except (msgspec.MsgspecError, ProblemError):
            # Another version has recorded one of them; it is shown as that has judged it.
            return
        self.on_judged()

    async def compare(
        self,
        left: "Exchange | Example",
        right: Exchange,
        matching: "Matching | None" = None,
        *,
        is_shown: bool = False,
    ) -> "ExchangeComparison":
        """Compare two exchanges, the earlier one or an example first. Long bodies take a moment.

        Args:
            left: The earlier one.
            right: The later one.
            matching: What is left out, and how lists are compared; None leaves nothing out.
            is_shown: Return both bodies too, and compare both as they would be recorded.

        Raises:
            StorageError: The body's temporary file was deleted, it cannot be read, or the bodies
                are too long.
        """
        given = () if matching is None else (matching,)
        return await services_history.comparing.compared(
            left, right, self._processes, *given, is_shown=is_shown
        )

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
        return await self._change(lambda database: database.delete(ids))

    async def restore(self, deleted: Deleted) -> None:
        """Bring deleted entries back.

        Raises:
            StorageError: They could not be written.
        """
        await self._change(lambda database: database.restore(deleted))

    async def clear(self) -> None:
        """Delete all entries, for good.

        Raises:
            StorageError: Nothing was deleted.
        """
        await self._change(lambda database: database.clear())

    async def _close_threads(self) -> bool:
        await self._reader.close(self._closing_s)
        return await super()._close_threads()

    def _restored(self, recorded: "RecordedExchange") -> Exchange:
        if not self.names_senders and recorded.record.entry.sender:
            entry = replace(recorded.record.entry, sender="")
            recorded = replace(recorded, record=replace(recorded.record, entry=entry))
        request = self._request(recorded.record)
        try:
            exchange = history.recording.restored_exchange(
                recorded.record, request, recorded.body_path, self._words
            )
        except msgspec.MsgspecError as error:
            raise StorageError(_NOT_READABLE) from error
        outcome = exchange.outcome
        is_socket = has_transcript(outcome)
        if not isinstance(outcome, Response) or recorded.body_path is not None or is_socket:
            return exchange
        if exchange.reading is not None:
            return exchange
        envelope = verdict.envelope.parse_envelope(
            outcome.body.data, outcome.header("Content-Type")
        )
        return replace(exchange, envelope=envelope)

    def _request(self, record: "HistoryRecord") -> Request:
        entry = record.entry
        try:
            return request_of(history.recording.recorded_request(record), self._library)
        except ProblemError:
            # The endpoint is not in the catalogue any more, or another version wrote the request.
            saved = SavedRequest(method=entry.method, url=entry.address)
            if entry.method == SOCKET_METHOD:
                saved = SavedRequest(url=to_socket(entry.address))
            return request_of(saved, self._library)

    async def _listed(
        self, function: "Callable[[HistoryDatabase], tuple[HistoryEntry, ...]]"
    ) -> tuple[HistoryEntry, ...]:
        """Return entries with their headlines, which are not recorded."""

        def entries_and_details(
            database: "HistoryDatabase",
        ) -> tuple[tuple[HistoryEntry, ...], dict[int, bytes]]:
            entries = function(database)
            return entries, database.details([entry.id for entry in entries if not entry.headline])

        entries, details = await self._read(entries_and_details)
        if not self.names_senders:
            entries = tuple(replace(one, sender="") if one.sender else one for one in entries)
        if not details:
            return entries
        return await asyncio.to_thread(self._with_headlines, entries, details)

    def _with_headlines(
        self, entries: tuple[HistoryEntry, ...], details: Mapping[int, bytes]
    ) -> tuple[HistoryEntry, ...]:
        return tuple(
            replace(entry, headline=self._headline(entry, details[entry.id]))
            if entry.id in details
            else entry
            for entry in entries
        )

    def _headline(self, entry: HistoryEntry, details: bytes) -> str:
        # A list is read again whenever something was sent, and most of it is as it was.
        key = entry.id, hash(details)
        if key not in self._headlines:
            if len(self._headlines) >= _MOST_HEADLINES:
                self._headlines.clear()
            self._headlines[key] = self._made_headline(entry, details)
        return self._headlines[key]

    def _made_headline(self, entry: HistoryEntry, details: bytes) -> str:
        try:
            finding = history.recording.recorded_finding(details)
        except msgspec.MsgspecError:
            return ""
        if finding.reading is None:
            return ""
        endpoint = self._library.endpoint(entry.endpoint_id) if entry.endpoint_id else None
        request = custom_request() if endpoint is None else Request(endpoint)
        request = replace(request, folder=finding.folder)
        made = history.recording.made_verdict(self._words, request, finding.outcome, finding)
        return made.headline

    async def _read(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        return await self._after_repair(self._reader, function)

    async def _change(self, function: "Callable[[HistoryDatabase], _T]") -> _T:
        return await self._after_repair(self._writer, function)

    async def _after_repair(
        self, thread: DatabaseThread, function: "Callable[[HistoryDatabase], _T]"
    ) -> _T:
        """Call a function; a damaged database is set aside, and the function called once more."""
        try:
            return await thread.call(function)
        except storage.history_connection.BrokenHistory:
            # Windows cannot rename a file that is open.
            await self._reader.call(lambda database: database.close())
            aside = await self._writer.call(lambda database: database.set_aside())
            self.on_trouble(SET_ASIDE.format(file=aside))
            return await thread.call(function)
