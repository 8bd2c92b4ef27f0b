"""The history in a SQLite database with full-text search; long bodies are files beside it.

An object of ``HistoryDatabase`` belongs to one thread and is a connection of its own. Write-ahead
logging lets several of them, also in other processes, read and write at the same time.
"""

import contextlib
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.history.history_entry import HistoryEntry, SeenCode
from aiurdesk.core.history.history_filter import HistoryFilter, index_properties
from aiurdesk.core.history.recording import HistoryRecord, text_of
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.bodies import HistoryBodies
from aiurdesk.storage.files import set_aside
from aiurdesk.storage.history_connection import BUSY_S, HistoryConnection
from aiurdesk.storage.history_query import Slice, listing, match_expression
from aiurdesk.storage.learnt import forget_without_entries

INLINE_BYTES = 64 * 1024
"""A longer body is a file of its own: the database would become slow to copy and to vacuum."""
_AT_ONCE = 100
"""How many entries are deleted in one transaction, so that other writers do not wait long."""
_UPGRADED = (
    "DROP TABLE IF EXISTS vocabulary",
    "DROP TABLE IF EXISTS words",
    *(
        f"DROP INDEX IF EXISTS by_{name}"
        for name in ("endpoint", "code", "service", "host", "severity", "status")
    ),
)
"""What is left of version 1 where all entries are in the index."""
_HAS_OLD_INDEX = "SELECT 1 FROM sqlite_master WHERE name = 'words'"
_LARGEST_ID = 2**63 - 1
_NOT_INDEXED = (
    "SELECT id FROM entries WHERE id < ? "
    "AND NOT EXISTS (SELECT 1 FROM texts WHERE texts.rowid = entries.id) "
    "ORDER BY id DESC LIMIT ?"
)
_COLUMNS = HistoryEntry.__struct_fields__
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_LAST_CHARACTER = "\U0010ffff"
"""Sorted behind every text that continues with another character."""
_EMPTY: Mapping[Any, object] = {str: "", int: 0, float: 0.0}
"""What is listed instead of a value that cannot be read; nothing for other types."""
_INSERT = f"INSERT INTO entries ({_NAMES}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_SAID = ("severity", "table", "code", "name", "headline", "message")
_UPDATE = 'UPDATE entries SET "' + '" = ?, "'.join(_SAID) + '" = ? WHERE id = ?'
_UPDATE_CONTENT = "UPDATE contents SET details = ? WHERE id = ?"
_UPDATE_TEXT = "UPDATE texts SET text = ?, properties = ? WHERE rowid = ?"
_INSERT_CONTENT = "INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_TEXT = "INSERT INTO texts (rowid, text, properties) VALUES (?, ?, ?)"


class RecordedExchange(msgspec.Struct, frozen=True):
    """An entry with everything that is recorded of it."""

    record: HistoryRecord
    body_path: str | None = None
    """The file with the whole body; the record then holds its beginning only."""


class HistoryDatabase(HistoryConnection):
    """One connection to the history, opened with its first call. All calls block."""

    def __init__(self, file: Path, bodies: Path, busy_s: float = BUSY_S) -> None:
        """Prepare; nothing is opened.

        Args:
            file: The database file.
            bodies: Folder of the long bodies.
            busy_s: How long another program may use the database before this one gives up.
        """
        super().__init__(file, busy_s)
        self._bodies = HistoryBodies(bodies)

    @property
    def places(self) -> tuple[Path, Path]:
        """The file of the database, and the folder of the long bodies."""
        return self.file, self._bodies.folder

    def add(self, records: Iterable[HistoryRecord]) -> tuple[HistoryEntry, ...]:
        """Add records in one transaction, and return their entries.

        Raises:
            StorageError: Nothing was added.
        """
        with self.writing() as connection:
            return tuple([self._add(connection, record) for record in records])

    def restore(self, exchanges: Iterable[RecordedExchange]) -> None:
        """Add what ``delete`` returned again.

        Raises:
            StorageError: Nothing was added.
        """
        with self.writing() as connection:
            for item in exchanges:
                body = Path(item.body_path).read_bytes() if item.body_path else item.record.body
                self._add(connection, replace(item.record, body=body))

    def replace_verdicts(self, records: Iterable[HistoryRecord]) -> None:
        """Replace the verdicts of entries in one transaction; deleted entries are skipped.

        Raises:
            StorageError: Nothing was changed.
        """
        with self.writing() as connection:
            for record in records:
                entry = record.entry
                said = [getattr(entry, name) for name in _SAID]
                said[0] = str(entry.severity)
                connection.execute(_UPDATE, (*said, entry.id))
                connection.execute(_UPDATE_CONTENT, (record.details, entry.id))
                connection.execute(_UPDATE_TEXT, (record.text, index_properties(entry), entry.id))

    def page(
        self, criteria: HistoryFilter, before_id: int | None = None, limit: int = 100
    ) -> tuple[HistoryEntry, ...]:
        """Return the newest entries that match a filter.

        Args:
            before_id: Only entries that are older than this one.

        Raises:
            StorageError: The history cannot be read.
        """
        return self._list(criteria, Slice(limit, before_id))

    def first(self, criteria: HistoryFilter) -> HistoryEntry | None:
        """Return the oldest entry that matches a filter.

        Raises:
            StorageError: The history cannot be read.
        """
        entries = self._list(criteria, Slice(1, is_oldest_first=True))
        return entries[0] if entries else None

    def exchange(self, entry_id: int) -> RecordedExchange | None:
        """Return an entry with everything that is recorded of it, or None if it was deleted.

        Raises:
            StorageError: The history cannot be read.
        """
        rows = self.select(
            f"SELECT {_NAMES}, request, details, body, file, is_body_whole, "
            "(SELECT text FROM texts WHERE rowid = id) "
            "FROM entries JOIN contents USING (id) WHERE id = ?",
            (entry_id,),
        )
        return self._exchange(rows[0]) if rows else None

    def details(self, entry_ids: Sequence[int]) -> dict[int, bytes]:
        """Return what is recorded of how entries went, by their ids.

        Raises:
            StorageError: The history cannot be read.
        """
        rows: list[Any] = []
        for first in range(0, len(entry_ids), _AT_ONCE):
            ids = entry_ids[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(ids))
            rows += self.select(f"SELECT id, details FROM contents WHERE id IN ({marks})", ids)
        return {row[0]: row[1] for row in rows if isinstance(row[1], bytes)}

    def seen_codes(self, endpoint_id: str) -> tuple[SeenCode, ...]:
        """Return the result codes that an endpoint gave, each with its last entry.

        Raises:
            StorageError: The history cannot be read.
        """
        codes: list[SeenCode] = []
        # From one code to the next larger one: an endpoint has few codes and many entries.
        next_code = (
            "SELECT code FROM entries WHERE endpoint_id = ? AND code {} ORDER BY code LIMIT 1"
        )
        rows = self.select(next_code.format("IS NOT NULL"), (endpoint_id,))
        while rows:
            code = rows[0][0]
            last = self.select(
                "SELECT MAX(id) FROM entries WHERE endpoint_id = ? AND code = ?",
                (endpoint_id, code),
            )
            # Nothing else was recorded; another program may have written it.
            if isinstance(code, (int, str)):
                codes.append(SeenCode(code, last[0][0]))
            rows = self.select(next_code.format("> ?"), (endpoint_id, code))
        return tuple(codes)

    def delete(self, entry_ids: Sequence[int]) -> tuple[RecordedExchange, ...]:
        """Delete entries, and return them for ``restore``.

        The files of long bodies stay until ``prune`` or ``clear``.

        Raises:
            StorageError: Nothing was deleted.
        """
        exchanges = [exchange for id_ in entry_ids if (exchange := self.exchange(id_)) is not None]
        if exchanges:
            with self.writing() as connection:
                _delete(connection, [exchange.record.entry.id for exchange in exchanges])
                forget_without_entries(connection)
            self._empty_log()
        return tuple(exchanges)

    def clear(self) -> None:
        """Delete all entries and their bodies.

        Raises:
            StorageError: Nothing was deleted.
        """
        if not self.file.exists():
            return
        with self.writing() as connection:
            for table in ("entries", "contents", "texts"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("DROP TABLE IF EXISTS words")
            connection.execute("DROP TABLE IF EXISTS learnt")
        self._bodies.remove_all()
        with self.translated():
            self.connection().execute("VACUUM")
        self._empty_log()

    def prune(self, oldest_id: int, most_bytes: int) -> None:
        """Delete entries that are too old, then the oldest ones until the database is small enough.

        Raises:
            StorageError: The history cannot be changed.
        """
        if not self.file.exists():
            return
        has_deleted = False
        while old := self._oldest("WHERE id < ?", (oldest_id,), _AT_ONCE):
            self._delete_for_good(old)
            has_deleted = True
        while (size := self.size_bytes()) > most_bytes:
            # As large a share of the entries as of the space: they are about equally large.
            count = self.select("SELECT COUNT(*) FROM entries", ())[0][0]
            share = math.ceil(count * (size - most_bytes) / size)
            old = self._oldest("", (), min(share, _AT_ONCE))
            if not old:
                break
            self._delete_for_good(old)
            has_deleted = True
        if has_deleted:
            with self.writing() as connection:
                forget_without_entries(connection)
        count = self.select("SELECT COUNT(*) FROM contents WHERE file IS NOT NULL", ())[0][0]
        self._bodies.remove_strays(count, self._has_file)

    def update(self, before_id: int | None = None) -> int | None:
        """Put some entries of an earlier version into the index, the newest first.

        Filters do not find an entry that is not there yet.

        Args:
            before_id: What the call before returned.

        Returns:
            From where to go on; None where everything is in the index.

        Raises:
            StorageError: The history cannot be changed.
        """
        if not self.select(_HAS_OLD_INDEX, ()):
            return None
        with self.writing() as connection:
            rows = connection.execute(_NOT_INDEXED, (before_id or _LARGEST_ID, _AT_ONCE)).fetchall()
            # In this order: the index would write to the disk before each one that is older.
            for row in sorted(rows):
                self._index(connection, row[0])
            if not rows:
                for statement in _UPGRADED:
                    connection.execute(statement)
        return rows[-1][0] if rows else None

    def size_bytes(self) -> int:
        """Return how much space the history takes.

        Raises:
            StorageError: The history cannot be read.
        """
        rows = self.select(
            "SELECT (SELECT page_count FROM pragma_page_count) "
            "- (SELECT freelist_count FROM pragma_freelist_count), "
            "(SELECT page_size FROM pragma_page_size), "
            "(SELECT TOTAL(file_bytes) FROM contents WHERE file IS NOT NULL)",
            (),
        )
        return int(rows[0][0] * rows[0][1] + rows[0][2]) if rows else 0

    def set_aside(self) -> Path | None:
        """Rename a broken database, and return its new path; the next call makes a new one."""
        self.close()
        aside = set_aside(self.file) if self.file.exists() else None
        for ending in ("-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self.file.with_name(self.file.name + ending).unlink()
        return aside

    def _add(self, connection: sqlite3.Connection, record: HistoryRecord) -> HistoryEntry:
        entry = record.entry
        values = list(msgspec.structs.astuple(entry))
        values[_COLUMNS.index("severity")] = str(entry.severity)
        while True:
            try:
                connection.execute(_INSERT, values)
                break
            except sqlite3.IntegrityError:
                # Another request was sent in the same microsecond.
                values[0] += 1
        entry = replace(entry, id=values[0])
        body, file, is_whole = record.body, None, record.is_body_whole
        size = len(body)
        if size > INLINE_BYTES:
            # Without the folder of caches, or with a full one, the beginning is still recorded.
            with contextlib.suppress(StorageError):
                # Before the transaction ends: an entry never names a file that is not there.
                file = self._bodies.write(entry.id, body)
            body, is_whole = body[:INLINE_BYTES], is_whole and file is not None
        connection.execute(
            _INSERT_CONTENT,
            (entry.id, record.request, record.details, body, file, size, is_whole),
        )
        connection.execute(_INSERT_TEXT, (entry.id, record.text, index_properties(entry)))
        return entry

    def _index(self, connection: sqlite3.Connection, entry_id: int) -> None:
        exchange = self.exchange(entry_id)
        assert exchange is not None, "it was just there, in this transaction"
        text = ""
        # Not from the earlier index: it has each word once, so no phrase would be found in it.
        with contextlib.suppress(msgspec.MsgspecError, ProblemError):
            text = text_of(exchange.record)
        properties = index_properties(exchange.record.entry)
        connection.execute(_INSERT_TEXT, (entry_id, text, properties))

    def _list(self, criteria: HistoryFilter, part: Slice) -> tuple[HistoryEntry, ...]:
        expression = match_expression(criteria, self._words_like)
        if expression is None:
            return ()
        return tuple(map(_entry, self.select(*listing(_NAMES, criteria, expression, part))))

    def _words_like(self, pattern: str, limit: int) -> list[str]:
        beginning = pattern.partition("*")[0]
        # Not from the beginning itself on: SQLite would count its entries before it is left out.
        # The plus sign hides the pattern, which would be taken for such a beginning.
        first, last = f"{beginning}\1", f"{beginning}{_LAST_CHARACTER}"
        statement = "SELECT term FROM terms WHERE term >= ? AND term < ? AND +term GLOB ? LIMIT ?"
        rows = self.select(statement, (first, last, pattern, limit))
        return [row[0] for row in rows]

    def _exchange(self, row: Sequence[Any]) -> RecordedExchange:
        request, details, body, file, is_whole, text = row[len(_COLUMNS) :]
        # Another program may have written something else. Without details, opening it says so.
        request, file, text = (
            value if isinstance(value, str) else "" for value in (request, file, text)
        )
        details, body = (value if isinstance(value, bytes) else b"" for value in (details, body))
        path = self._bodies.path(file) if file else None
        if path is not None and not path.exists():
            # A person may empty the folder of caches.
            path, is_whole = None, False
        record = HistoryRecord(_entry(row), request, details, body, bool(is_whole), text)
        return RecordedExchange(record, str(path) if path else None)

    def _oldest(self, where: str, parameters: Sequence[object], limit: int) -> list[int]:
        statement = f"SELECT id FROM entries {where} ORDER BY id LIMIT ?"
        return [row[0] for row in self.select(statement, (*parameters, limit))]

    def _delete_for_good(self, entry_ids: list[int]) -> None:
        marks = ", ".join("?" * len(entry_ids))
        files = self.select(
            f"SELECT file FROM contents WHERE file IS NOT NULL AND id IN ({marks})", entry_ids
        )
        with self.writing() as connection:
            _delete(connection, entry_ids)
        for row in files:
            self._bodies.remove(row[0])
        with self.translated():
            self.connection().execute("PRAGMA incremental_vacuum(1000)").fetchall()

    def _has_file(self, entry_id: int) -> bool:
        statement = "SELECT 1 FROM contents WHERE id = ? AND file IS NOT NULL"
        return bool(self.select(statement, (entry_id,)))

    def _empty_log(self) -> None:
        """Write everything into the database: the log still holds what was deleted."""
        with self.translated():
            self.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _delete(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    has_old_index = connection.execute(_HAS_OLD_INDEX).fetchone() is not None
    for entry_id in entry_ids:
        connection.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
        connection.execute("DELETE FROM contents WHERE id = ?", (entry_id,))
        connection.execute("DELETE FROM texts WHERE rowid = ?", (entry_id,))
        if has_old_index:
            connection.execute("DELETE FROM words WHERE rowid = ?", (entry_id,))


def _entry(row: Sequence[Any]) -> HistoryEntry:
    values = dict(zip(_COLUMNS, row, strict=False))
    # One that a later version knows: the entry is listed all the same.
    if values["severity"] not in list(Severity):
        values["severity"] = Severity.UNEXPECTED.value
    if values["elapsed_ms"] == math.inf:
        values["elapsed_ms"] = None  # as damaged as a text, and no type tells
    try:
        return msgspec.convert(values, HistoryEntry)
    except msgspec.ValidationError:
        return msgspec.convert(_without_damage(values), HistoryEntry)


def _without_damage(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an entry with values of the wrong type left out, and a note on these.

    SQLite stores a text in a column of numbers, too, if another program writes one.
    """
    mended, damaged = dict(values), []
    for field in msgspec.structs.fields(HistoryEntry):
        try:
            msgspec.convert(values[field.name], field.type)
        except msgspec.ValidationError:
            mended[field.name] = _EMPTY.get(field.type)
            damaged.append(field.name)
    note = tr("The history is damaged here: {parts}.").format(parts=", ".join(damaged))
    mended["message"] = f"{note} {mended['message']}".rstrip()
    return mended
