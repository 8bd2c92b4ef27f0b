"""One connection to the SQLite database of the history: opening, upgrading, and what goes wrong."""

import contextlib
import errno
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.storage.paths import make_private_folder
from aiurdesk.storage.regular_file import open_regular_file

_VERSION = 3
_WITH_INDEX = 2
"""The first version that has the index as it is now."""
BUSY_S = 5.0
"""How long another process may write before this one gives up."""
_PAUSE_S = 0.005
"""How long to wait before trying again where SQLite does not wait by itself."""
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
    size_bytes INTEGER NOT NULL, sender TEXT NOT NULL DEFAULT '');
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
_OF_VERSION_3 = "ALTER TABLE entries ADD COLUMN sender TEXT NOT NULL DEFAULT ''"
"""SQLite writes the column into the statement of the table as it stands in ``_SCHEMA``."""
_INDEX = """
CREATE VIRTUAL TABLE texts USING fts5 (text, properties, tokenize = "ascii");
CREATE VIRTUAL TABLE terms USING fts5vocab (texts, row);
"""


class BrokenHistory(StorageError):
    """The file is not a database, or is damaged; ``set_aside_history`` moves it out of the way."""


class HistoryConnection:
    """A connection that is opened with its first call, belongs to one thread, and blocks."""

    def __init__(self, file: Path, busy_s: float = BUSY_S) -> None:
        """Name the file.

        Args:
            file: The database file.
            busy_s: How long another program may use the database before this one gives up.
        """
        self.file = file
        self._busy_s = busy_s
        self._opened: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the connection; a further call opens it again."""
        opened, self._opened = self._opened, None
        if opened is not None:
            with contextlib.suppress(sqlite3.Error):
                opened.close()

    def select(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        """Return the rows of a statement that reads.

        Raises:
            StorageError: The history cannot be read.
        """
        with self.translated():
            # Reading makes no file: a list of nothing leaves the profile as it is.
            if self._opened is None and not self.file.exists():
                return []
        with self.translated(), self._reading() as connection:
            return connection.execute(statement, parameters).fetchall()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self.connection()
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
        log = self.file.with_name(f"{self.file.name}-wal")
        if log.exists() and log.stat().st_size:
            return None
        address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
            return connection
        connection.close()
        return None

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one transaction.

        Raises:
            StorageError: Nothing was changed.
        """
        with self.translated():
            connection = self.connection()
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
    def translated(self) -> Iterator[None]:
        """Raise a ``StorageError`` instead of an error of SQLite or of the system."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BROKEN or (code == sqlite3.SQLITE_ERROR and self._has_other_schema()):
                raise self._broken(str(error)) from error
            if code in _IN_USE:
                raise self._failure(
                    tr("another program is using it"), tr("Wait until it is done, or end it")
                ) from error
            raise self._failure(str(error)) from error
        except UnicodeDecodeError as error:
            # In what SQLite says of a table or column: all names of ours are ASCII.
            raise self._broken(tr("a name is not text")) from error
        except OSError as error:
            raise self._failure(error.strerror or str(error)) from error

    def _broken(self, reason: str) -> BrokenHistory:
        text = tr("{file} is damaged ({reason}).")
        return BrokenHistory(text.format(file=self.file, reason=reason))

    def _failure(self, reason: str, what_to_do: str = "") -> StorageError:
        text = tr(
            "The history could not be used ({reason}: {file}). {what_to_do}; "
            "what you send now is not recorded."
        )
        advice = what_to_do or tr("Free some disk space or allow writing there")
        return StorageError(text.format(reason=reason, file=self.file, what_to_do=advice))

    def _has_other_schema(self) -> bool:
        """Tell whether the tables are not those that would be made, so that statements fail."""
        with contextlib.closing(sqlite3.connect(":memory:")) as made:
            made.executescript(_SCHEMA + _INDEX)
            expected = _schema_of(made)
        try:
            with contextlib.closing(sqlite3.connect(self.file, timeout=self._busy_s)) as connection:
                # There may be the index of an earlier version, too.
                return not expected <= _schema_of(connection)
        except sqlite3.Error:
            return True

    def connection(self) -> sqlite3.Connection:
        """Return the connection, opened with the first call.

        Raises:
            StorageError: Another version or program wrote the file, or it is damaged.
            OSError: It cannot be opened.
            sqlite3.Error: As well.
        """
        if self._opened is None:
            make_private_folder(self.file.parent)
            self._make_file()
            connection = sqlite3.connect(self.file, timeout=self._busy_s, isolation_level=None)
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
            os.close(open_regular_file(self.file, os.O_RDWR | os.O_CREAT | os.O_EXCL))
        except FileExistsError as error:
            # It must not be opened here: closing it would end the locks that other connections of
            # this process have on it, and another process would take its log away from them.
            # See https://www.sqlite.org/howtocorrupt.html section 2.2.
            if not self.file.is_file():
                raise OSError(errno.EINVAL, tr("Not a regular file")) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise self._failure(
                tr("a later version of aiurdesk has written it"),
                tr("Install that version, or use --profile"),
            )
        if version < _VERSION and not _create(connection):
            raise self._broken(tr("its version is missing"))
        if connection.execute(_COUNT_TABLES).fetchone()[0] < len(_TABLES):
            raise self._broken(tr("tables are missing"))
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
            # A history of version 2 has the index already.
            made = f"{'' if version else _SCHEMA}{'' if version == _WITH_INDEX else _INDEX}"
            for statement in made.split(";\n"):
                connection.execute(statement)
            if version:
                connection.execute(_OF_VERSION_3)
            if version != _WITH_INDEX and sqlite3.sqlite_version_info >= _WITH_SECURE_DELETE:
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
    until = time.monotonic() + BUSY_S
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
