"""The history in a SQLite database with full-text search; long bodies are files beside it.

An object of ``HistoryDatabase`` belongs to one thread and is a connection of its own. Write-ahead
logging lets several of them, also in other processes, read and write at the same time.
"""

import contextlib
import errno
import math
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.errors import DataMistake, StorageError
from aiurdesk.core.history.history_entry import HistoryEntry, SeenCode
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.history.recording import HistoryRecord, text_of
from aiurdesk.core.history.search_text import index_properties
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.files import set_aside
from aiurdesk.storage.history_bodies import HistoryBodies
from aiurdesk.storage.history_query import Slice, listing, match_expression
from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import open_regular_file

INLINE_BYTES = 64 * 1024
"""A longer body is a file of its own: the database would become slow to copy and to vacuum."""
_VERSION = 2
_BUSY_S = 5.0
"""How long another process may write before this one gives up."""
_PAUSE_S = 0.005
"""How long to wait before trying again where SQLite does not wait by itself."""
_AT_ONCE = 100
"""How many entries are deleted in one transaction, so that other writers do not wait long."""
_WITH_SECURE_DELETE = (3, 42, 0)
"""The version of SQLite that can delete words of the full-text index at once."""
_TABLES = ("entries", "contents", "texts", "terms")
_COUNT_TABLES = f"SELECT count(*) FROM sqlite_master WHERE name IN {_TABLES}"
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_WRITING = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""Codes of SQLite where a file beside the database cannot be made."""
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC}
_SCHEMA = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    endpoint_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    title TEXT NOT NULL,
    method TEXT NOT NULL,
    address TEXT NOT NULL,
    host TEXT NOT NULL,
    environment TEXT NOT NULL,
    severity TEXT NOT NULL,
    "table" TEXT,
    code,
    name TEXT NOT NULL,
    headline TEXT NOT NULL,
    message TEXT NOT NULL,
    status INTEGER,
    elapsed_ms REAL NOT NULL,
    size_bytes INTEGER NOT NULL
);
CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    request TEXT NOT NULL,
    details BLOB NOT NULL,
    body BLOB NOT NULL,
    file TEXT,
    file_bytes INTEGER NOT NULL,
    is_body_whole INTEGER NOT NULL
);
CREATE INDEX by_endpoint_code ON entries (endpoint_id, code) WHERE code IS NOT NULL;
CREATE INDEX by_file ON contents (file_bytes) WHERE file IS NOT NULL;
"""
_INDEX = """
CREATE VIRTUAL TABLE texts USING fts5 (text, properties, tokenize = "ascii");
CREATE VIRTUAL TABLE terms USING fts5vocab (texts, row);
"""
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
_INSERT_CONTENT = "INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_TEXT = "INSERT INTO texts (rowid, text, properties) VALUES (?, ?, ?)"


class BrokenHistory(StorageError):
    """The file is not a database, or is damaged; ``set_aside_history`` moves it out of the way."""


class RecordedExchange(msgspec.Struct, frozen=True):
    """An entry with everything that is recorded of it."""

    record: HistoryRecord
    body_path: str | None = None
    """The file with the whole body; the record then holds its beginning only."""


class HistoryDatabase:
    """One connection to the history, opened with its first call. All calls block."""

    def __init__(self, file: Path, bodies: Path, busy_s: float = _BUSY_S) -> None:
        """Prepare; nothing is opened.

        Args:
            file: The database file.
            bodies: Folder of the long bodies.
            busy_s: How long another program may use the database before this one gives up.
        """
        self._busy_s = busy_s
        self._file = file
        self._bodies = HistoryBodies(bodies)
        self._opened: sqlite3.Connection | None = None

    @property
    def places(self) -> tuple[Path, Path]:
        """The file of the database, and the folder of the long bodies."""
        return self._file, self._bodies.folder

    def add(self, records: Iterable[HistoryRecord]) -> tuple[HistoryEntry, ...]:
        """Add records in one transaction, and return their entries.

        Raises:
            StorageError: Nothing was added.
        """
        with self._writing() as connection:
            return tuple([self._add(connection, record) for record in records])

    def restore(self, exchanges: Iterable[RecordedExchange]) -> None:
        """Add what ``delete`` returned again.

        Raises:
            StorageError: Nothing was added.
        """
        with self._writing() as connection:
            for item in exchanges:
                body = Path(item.body_path).read_bytes() if item.body_path else item.record.body
                self._add(connection, replace(item.record, body=body))

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
        rows = self._select(
            f"SELECT {_NAMES}, request, details, body, file, is_body_whole, "
            "(SELECT text FROM texts WHERE rowid = id) "
            "FROM entries JOIN contents USING (id) WHERE id = ?",
            (entry_id,),
        )
        return self._exchange(rows[0]) if rows else None

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
        rows = self._select(next_code.format("IS NOT NULL"), (endpoint_id,))
        while rows:
            code = rows[0][0]
            last = self._select(
                "SELECT MAX(id) FROM entries WHERE endpoint_id = ? AND code = ?",
                (endpoint_id, code),
            )
            # Nothing else was recorded; another program may have written it.
            if isinstance(code, (int, str)):
                codes.append(SeenCode(code, last[0][0]))
            rows = self._select(next_code.format("> ?"), (endpoint_id, code))
        return tuple(codes)

    def delete(self, entry_ids: Sequence[int]) -> tuple[RecordedExchange, ...]:
        """Delete entries, and return them for ``restore``.

        The files of long bodies stay until ``prune`` or ``clear``.

        Raises:
            StorageError: Nothing was deleted.
        """
        exchanges = [exchange for id_ in entry_ids if (exchange := self.exchange(id_)) is not None]
        if exchanges:
            with self._writing() as connection:
                _delete(connection, [exchange.record.entry.id for exchange in exchanges])
            self._empty_log()
        return tuple(exchanges)

    def clear(self) -> None:
        """Delete everything.

        Raises:
            StorageError: Nothing was deleted.
        """
        if not self._file.exists():
            return
        with self._writing() as connection:
            for table in ("entries", "contents", "texts"):
                connection.execute(f"DELETE FROM {table}")
            connection.execute("DROP TABLE IF EXISTS words")
        self._bodies.remove_all()
        with self._translated():
            self._connection().execute("VACUUM")
        self._empty_log()

    def prune(self, oldest_id: int, most_bytes: int) -> None:
        """Delete entries that are too old, then the oldest ones until the rest is small enough.

        Raises:
            StorageError: The history cannot be changed.
        """
        if not self._file.exists():
            return
        while old := self._oldest("WHERE id < ?", (oldest_id,), _AT_ONCE):
            self._delete_for_good(old)
        while (size := self.size_bytes()) > most_bytes:
            # As large a share of the entries as of the space: they are about equally large.
            count = self._select("SELECT COUNT(*) FROM entries", ())[0][0]
            share = math.ceil(count * (size - most_bytes) / size)
            old = self._oldest("", (), min(share, _AT_ONCE))
            if not old:
                break
            self._delete_for_good(old)
        count = self._select("SELECT COUNT(*) FROM contents WHERE file IS NOT NULL", ())[0][0]
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
        if not self._select(_HAS_OLD_INDEX, ()):
            return None
        with self._writing() as connection:
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
        rows = self._select(
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
        aside = set_aside(self._file) if self._file.exists() else None
        for ending in ("-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()
        return aside

    def close(self) -> None:
        """Close the connection; a further call opens it again."""
        opened, self._opened = self._opened, None
        if opened is not None:
            with contextlib.suppress(sqlite3.Error):
                opened.close()

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
        with contextlib.suppress(msgspec.MsgspecError, DataMistake):
            text = text_of(exchange.record)
        properties = index_properties(exchange.record.entry)
        connection.execute(_INSERT_TEXT, (entry_id, text, properties))

    def _list(self, criteria: HistoryFilter, part: Slice) -> tuple[HistoryEntry, ...]:
        expression = match_expression(criteria, self._words_like)
        if expression is None:
            return ()
        return tuple(map(_entry, self._select(*listing(_NAMES, criteria, expression, part))))

    def _words_like(self, pattern: str, limit: int) -> list[str]:
        beginning = pattern.partition("*")[0]
        # Not from the beginning itself on: SQLite would count its entries before it is left out.
        # The plus sign hides the pattern, which would be taken for such a beginning.
        first, last = f"{beginning}\1", f"{beginning}{_LAST_CHARACTER}"
        statement = "SELECT term FROM terms WHERE term >= ? AND term < ? AND +term GLOB ? LIMIT ?"
        rows = self._select(statement, (first, last, pattern, limit))
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
        return [row[0] for row in self._select(statement, (*parameters, limit))]

    def _delete_for_good(self, entry_ids: list[int]) -> None:
        marks = ", ".join("?" * len(entry_ids))
        files = self._select(
            f"SELECT file FROM contents WHERE file IS NOT NULL AND id IN ({marks})", entry_ids
        )
        with self._writing() as connection:
            _delete(connection, entry_ids)
        for row in files:
            self._bodies.remove(row[0])
        with self._translated():
            self._connection().execute("PRAGMA incremental_vacuum(1000)").fetchall()

    def _has_file(self, entry_id: int) -> bool:
        statement = "SELECT 1 FROM contents WHERE id = ? AND file IS NOT NULL"
        return bool(self._select(statement, (entry_id,)))

    def _empty_log(self) -> None:
        """Write everything into the database: the log still holds what was deleted."""
        with self._translated():
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _select(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        with self._translated():
            # Reading makes no file: a list of nothing leaves the profile as it is.
            if self._opened is None and not self._file.exists():
                return []
        with self._translated(), self._reading() as connection:
            return connection.execute(statement, parameters).fetchall()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
        except (OSError, sqlite3.OperationalError) as error:
            # What was recorded can be read where nothing can be written any more.
            if not _is_about_writing(error) or (unwritable := self._unwritable()) is None:
                raise
            with contextlib.closing(unwritable):
                yield unwritable
        else:
            yield connection

    def _unwritable(self) -> sqlite3.Connection | None:
        """Return a connection that needs no further file; None where something would be missing."""
        log = self._file.with_name(f"{self._file.name}-wal")
        if log.exists() and log.stat().st_size:
            return None
        address = f"{self._file.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
            return connection
        connection.close()
        return None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk is full.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BROKEN or (code == sqlite3.SQLITE_ERROR and self._has_other_schema()):
                raise BrokenHistory(f"{self._file} is damaged ({error}).") from error
            if code in _IN_USE:
                raise self._failure(
                    "another program is using it", "Wait until it is done, or end it"
                ) from error
            raise self._failure(str(error)) from error
        except UnicodeDecodeError as error:
            # In what SQLite says of a table or column: all names of ours are ASCII.
            raise BrokenHistory(f"{self._file} is damaged (a name is not text).") from error
        except OSError as error:
            raise self._failure(error.strerror or str(error)) from error

    def _failure(
        self, reason: str, what_to_do: str = "Free some disk space or allow writing there"
    ) -> StorageError:
        return StorageError(
            f"The history could not be used ({reason}: {self._file}). {what_to_do}; "
            "what you send now is not recorded."
        )

    def _has_other_schema(self) -> bool:
        """Tell whether the tables are not those that would be made, so that statements fail."""
        with contextlib.closing(sqlite3.connect(":memory:")) as made:
            made.executescript(_SCHEMA + _INDEX)
            expected = _schema_of(made)
        try:
            with contextlib.closing(
                sqlite3.connect(self._file, timeout=self._busy_s)
            ) as connection:
                # There may be the index of an earlier version, too.
                return not expected <= _schema_of(connection)
        except sqlite3.Error:
            return True

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            make_private_folder(self._file.parent)
            self._make_file()
            connection = sqlite3.connect(self._file, timeout=self._busy_s, isolation_level=None)
            # Invalid UTF-8 costs its damaged characters, not the whole page.
            connection.text_factory = lambda content: content.decode(errors="replace")
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._opened = connection
        return self._opened

    def _make_file(self) -> None:
        """Make the file before SQLite does it, so that only its owner can read it."""
        try:
            os.close(open_regular_file(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL))
        except FileExistsError as error:
            # It must not be opened here: closing it would end the locks that other connections of
            # this process have on it, and another process would take its log away from them.
            # See https://www.sqlite.org/howtocorrupt.html section 2.2.
            if not self._file.is_file():
                raise OSError(errno.EINVAL, "Not a regular file") from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise self._failure(
                "a later version of aiurdesk has written it",
                "Install that version, or use --profile",
            )
        if version < _VERSION and not _create(connection):
            raise BrokenHistory(f"{self._file} is damaged (its version is missing).")
        if connection.execute(_COUNT_TABLES).fetchone()[0] < len(_TABLES):
            raise BrokenHistory(f"{self._file} is damaged (tables are missing).")
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        # The log is complete after a crash of the program; a power failure may cost the last ones.
        connection.execute("PRAGMA synchronous = NORMAL")
        # What a person deletes is overwritten in the file.
        connection.execute("PRAGMA secure_delete = ON").fetchall()


def _schema_of(connection: sqlite3.Connection) -> set[bytes]:
    # As bytes, because a damaged one may not be text.
    connection.text_factory = bytes
    return {row[0] for row in connection.execute("SELECT sql FROM sqlite_master")}


def _is_about_writing(error: OSError | sqlite3.OperationalError) -> bool:
    """Tell whether a database cannot be opened because the disk is full or protected."""
    if isinstance(error, OSError):
        return error.errno in _NOT_WRITABLE
    return error.sqlite_errorcode & 0xFF in _NO_WRITING


def _create(connection: sqlite3.Connection) -> bool:
    """Make the tables or upgrade them, and return whether they are of this version then."""
    # Without effect where there are tables.
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    start_write_ahead_log(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked once more: another process may just have done it.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        is_empty = not connection.execute(_COUNT_TABLES).fetchone()[0]
        if version < _VERSION and (version or is_empty):
            for statement in f"{'' if version else _SCHEMA}{_INDEX}".split(";\n"):
                connection.execute(statement)
            if sqlite3.sqlite_version_info >= _WITH_SECURE_DELETE:
                # Deleted words are taken out of the index, and not only marked as deleted.
                connection.execute("INSERT INTO texts (texts, rank) VALUES ('secure-delete', 1)")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return bool(version or is_empty)


def start_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Change a new database from a rollback journal to a write-ahead log.

    SQLite waits for other connections everywhere but here: where two open a new database at the
    same time, one of them fails at once.

    Raises:
        sqlite3.OperationalError: Another connection has not ended after some seconds, or the disk
            is full.
    """
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


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
    note = f"The history is damaged here: {', '.join(damaged)}."
    mended["message"] = f"{note} {mended['message']}".rstrip()
    return mended
