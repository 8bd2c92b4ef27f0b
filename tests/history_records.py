"""Valid exchanges, records and entries of the history in one call."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import HistoryEntry
from aiurdesk.core.history.recording import HistoryRecord, record_of
from aiurdesk.core.request.request import Header, PreparedRequest, Request, Value
from aiurdesk.core.response.response import Response, ResponseBody, Timing
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.response_judge import ResponseJudge

STARTED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIBRARY = Library()
WORDS = ResponseJudge(LIBRARY, HelperProcesses()).verdict_of_record
"""Makes the verdicts on what was found."""
VERSION_1 = """
PRAGMA secure_delete = ON;
DROP TABLE terms;
DROP TABLE texts;
CREATE INDEX by_endpoint ON entries (endpoint_id);
CREATE INDEX by_code ON entries (code);
CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = "ascii", detail = none);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
PRAGMA user_version = 1;
"""


def endpoint(endpoint_id: str) -> Endpoint:
    """Return an endpoint of the catalogue."""
    endpoint = LIBRARY.catalogue.endpoint(endpoint_id)
    assert endpoint is not None
    return endpoint


def an_exchange(
    body: bytes = b'{"code": 0, "message": "Done."}',
    *,
    code: int | str | None = 0,
    severity: Severity = Severity.SUCCESS,
    message: str = "Done.",
    minutes: float = 0,
    endpoint_id: str = "stargate.message.pushmessage",
    values: tuple[tuple[str, Value], ...] = (("ChannelId", "2"), ("MessageContent", "hello")),
    secrets: tuple[str, ...] = (),
    url: str = "",
    sent: bytes = b"",
) -> Exchange:
    """Return an exchange that was sent some minutes after ``STARTED_AT``."""
    verdict = Verdict(
        VerdictKind.ENVELOPE, severity, "Completed", "2020", code, message=message, name="Success"
    )
    url = url or "https://stargate.aiursoft.com/Message/PushMessage"
    response = Response(
        status=200,
        http_version="HTTP/2",
        headers=(Header("Content-Type", "application/json"),),
        body=ResponseBody(body, None, len(body), len(body)),
        url=url,
        timing=Timing(total_ms=23.0),
    )
    hidden = tuple(map(Secret, secrets))
    prepared = PreparedRequest("POST", url, body=(sent,) if sent else (), secrets=hidden)
    return Exchange(
        Request(endpoint(endpoint_id), values=values),
        prepared,
        response,
        None,
        verdict,
        STARTED_AT + timedelta(minutes=minutes),
    )


def a_record(exchange: Exchange | None = None, most_body_bytes: int = 2**20) -> HistoryRecord:
    """Return the record of an exchange."""
    return record_of(exchange or an_exchange(), "Production 2020", most_body_bytes)


def an_entry(**changes: object) -> HistoryEntry:
    """Return an entry."""
    return replace(a_record().entry, **changes)


def make_version_1(file: Path) -> None:
    """Let a history look as if an earlier version had written it, with each word once."""
    with closing(sqlite3.connect(file)) as connection:
        texts = connection.execute("SELECT rowid, text FROM texts").fetchall()
        connection.executescript(VERSION_1)
        connection.execute("ALTER TABLE entries DROP COLUMN sender")
        if sqlite3.sqlite_version_info >= (3, 42, 0):
            connection.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)")
        for rowid, text in texts:
            words = " ".join(dict.fromkeys(text.split(" ")))
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (rowid, words))
        connection.commit()
