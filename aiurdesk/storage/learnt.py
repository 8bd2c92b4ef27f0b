"""What was learnt of responses, in the database of the history."""

import sqlite3

import msgspec

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.drift import Learnt, drift, learn, learnt_key, look_of
from aiurdesk.core.translation import Phrase
from aiurdesk.storage.history_connection import HistoryConnection

MOST_ENDPOINTS = 5_000
"""What was learnt first is forgotten first where there are more."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS learnt (key TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL, "
    "host TEXT NOT NULL, value BLOB NOT NULL)"
)
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE name = 'learnt'"
_VALUE = "SELECT value FROM learnt WHERE key = ?"
_KEEP = (
    "INSERT INTO learnt VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SHORTEN = (
    "DELETE FROM learnt WHERE rowid IN "
    "(SELECT rowid FROM learnt ORDER BY rowid DESC LIMIT -1 OFFSET ?)"
)
_FORGET = (
    "DELETE FROM learnt WHERE (endpoint_id != '' AND endpoint_id NOT IN "
    "(SELECT endpoint_id FROM entries)) OR (endpoint_id = '' AND host NOT IN "
    "(SELECT host FROM entries WHERE endpoint_id = ''))"
)


def drift_of(
    database: HistoryConnection, exchange: Exchange, *, host: str = "", learns: bool
) -> tuple[Phrase, ...]:
    """Return what of a response was never so before, and learn it.

    Args:
        database: The history.
        exchange: What came.
        host: Its host as the history has it, to forget it together with the entries.
        learns: False where the history does not have it, so that nothing is kept.

    Raises:
        StorageError: The history cannot be used.
    """
    look = look_of(exchange)
    if look is None:
        return ()
    key = learnt_key(exchange)
    if not learns:
        if not database.select(_HAS_TABLE, ()):
            return ()
        rows = database.select(_VALUE, (key,))
        return drift(_read(rows[0][0]), look) if rows else ()
    with database.writing() as connection:
        connection.execute(_TABLE)
        row = connection.execute(_VALUE, (key,)).fetchone()
        known = Learnt() if row is None else _read(row[0])
        found = drift(known, look)
        learn(known, look)
        endpoint = "" if exchange.request.is_typed else exchange.request.endpoint.id
        connection.execute(_KEEP, (key, endpoint, host, msgspec.msgpack.encode(known)))
        if row is None:
            connection.execute(_SHORTEN, (MOST_ENDPOINTS,))
    return found


def _read(value: bytes) -> Learnt:
    try:
        return msgspec.msgpack.decode(value, type=Learnt)
    except msgspec.MsgspecError:
        # Another version has learnt it; it is learnt again.
        return Learnt()


def forget_without_entries(connection: sqlite3.Connection) -> None:
    """Forget what was learnt of endpoints that the history has no entry of any more."""
    if connection.execute(_HAS_TABLE).fetchone():
        connection.execute(_FORGET)
