"""Opening, searching and writing a history of 100,000 entries, against bare calls of SQLite.

Run: python -m tests.benchmarks.history
"""

import asyncio
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_filter import parse_filter
from aiurdesk.core.history.recording import HistoryRecord, record_of
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.response import Response, ResponseBody, Timing
from aiurdesk.core.verdict.dialect import DialectChoice, Reason
from aiurdesk.core.verdict.envelope import parse_envelope
from aiurdesk.core.verdict.reading import ContentKind, Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.library import load_catalogue
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.storage.paths import places

ENTRIES = 100_000
ROUNDS = 21
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CODES = {0: Severity.SUCCESS, -4: Severity.INPUT, -10: Severity.INPUT, -8: Severity.CREDENTIAL}
WORDS = [
    "channel",
    "message",
    "server",
    "token",
    "started",
    "address",
    "missing",
    "valid",
    "found",
    "conversation",
]
SEARCHES = {
    "nothing: the newest entries": "",
    "a word of nearly all entries": "server",
    "a word of one entry": "needle",
    "two words that never meet": "needle conversation",
    "a beginning of words": "conv",
    "a code of one entry": "-7",
    "a code of many entries": "-10",
    "an environment and a rare code": 'environment:"Production 2020" -7',
    "a word and a code": "channel -4",
    "a day in the middle": "on:2026-02-10",
    "a severity and a day": "severity:input until:2026-02-10",
    "a phrase": '"server message"',
    "a phrase that never comes": '"message needle"',
    "a word of nearly all entries and a rare code": "server -7",
    "two beginnings of words of nearly all entries": "serv mess",
    "a host that never comes, with wildcards": "host:*x*",
    "endpoints that never come, with a wildcard": "endpoint:stargate.*",
    "a method that never comes": "method:GET",
    "a method that never comes, with a word": "method:GET server",
    "an environment that never comes, with a word": "environment:nothing server",
    "a name of a code that never comes, with a word": "code:nothing server",
}


def exchanges() -> "list[Exchange]":
    """Return a few hundred different exchanges with a body of 1.5 KB."""
    chance = random.Random(7)
    endpoints = [e for d in load_catalogue().descriptions for e in d.endpoints][:100]
    made = []
    for number in range(400):
        endpoint = endpoints[number % len(endpoints)]
        code = chance.choices([*CODES], weights=[90, 4, 4, 2])[0]
        text = " ".join(chance.choices(WORDS, k=180))
        verdict = Verdict(
            VerdictKind.ENVELOPE,
            CODES[code],
            "Completed",
            "2020",
            code,
            message="server says " + text[:40],
        )
        body = f'{{"code":{code},"message":"{text}"}}'.encode()
        response = Response(
            status=200,
            http_version="HTTP/2",
            headers=(Header("content-type", "application/json"),),
            body=ResponseBody(body, size_bytes=len(body)),
            url="https://x.aiursoft.com",
            timing=Timing(total_ms=12.0),
        )
        prepared = PreparedRequest("POST", f"https://{endpoint.service_id}.aiursoft.com/{number}")
        # With a reading, of which the words of the verdict are made when the entry is listed.
        choice = DialectChoice("2020", Reason.GIVEN)
        reading = Reading(ContentKind.JSON, parse_envelope(body), choice)
        request = Request(endpoint)
        made.append(Exchange(request, prepared, response, None, verdict, NOW, reading=reading))
    return made


def fill(database: HistoryDatabase) -> list[HistoryRecord]:
    """Write the history, and return records that can be added."""
    templates = [record_of(exchange, "Production 2020", 2**20) for exchange in exchanges()]
    start = (NOW - timedelta(days=60)).timestamp() * 1e6
    step = 60 * 86_400e6 / ENTRIES
    for first in range(0, ENTRIES, 1000):
        records = []
        for number in range(first, first + 1000):
            template = templates[number % len(templates)]
            entry = replace(template.entry, id=int(start + number * step))
            records.append(replace(template, entry=entry))
        if first == ENTRIES // 2:
            entry = replace(records[5].entry, code=-7, severity=Severity.CAPACITY)
            records[5] = replace(records[5], entry=entry, text="needle " + records[5].text)
        database.add(records)
    return templates


def median_ms(function: Callable[[], object]) -> float:
    """Return the median processor time of a call, which other programs change little."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        function()
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def first_page(profile: Path) -> None:
    """Print what the first page takes in this process, with the words of all its verdicts."""
    services = build_services(profile)
    # What the window has loaded before a person looks at the history.
    import aiurdesk.core.verdict.judge  # noqa: F401

    services.library.with_code_lab  # noqa: B018 - a property that keeps what it has read
    services.library.dialects.mistakes  # noqa: B018
    import aiurdesk.services.history.history_records  # noqa: F401

    for service in services.library.with_code_lab.services:
        services.library.dialects.get(service.table)

    async def page() -> None:
        started = time.process_time()
        entries = await services.history.page(parse_filter("", NOW)[0])
        took_ms = (time.process_time() - started) * 1000
        assert all(entry.headline for entry in entries)
        sys.stdout.write(f"{took_ms}\n")
        await services.aclose()

    asyncio.run(page())


def first_page_ms(profile: Path) -> float:
    """Return the median of the first pages of new processes."""
    command = [sys.executable, "-m", "tests.benchmarks.history", "--first-page", str(profile)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(5)]
    return statistics.median(float(run.stdout) for run in runs)


def say(what: str, ms: float, goal_ms: float | None = None) -> None:
    """Print a line."""
    goal = "" if goal_ms is None else f"  (goal {goal_ms:g}{'' if ms <= goal_ms else ', MISSED'})"
    sys.stdout.write(f"{what:<56} {ms:8.2f} ms{goal}\n")


def main() -> None:
    """Fill a history and print the medians."""
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name)
        file, bodies = places(profile).history_file, places(profile).history_bodies
        writer = HistoryDatabase(file, bodies)
        started = time.perf_counter()
        templates = fill(writer)
        seconds = time.perf_counter() - started
        sys.stdout.write(
            f"{ENTRIES} entries written in {seconds:.0f} s, {writer.size_bytes() / 2**20:.0f} MB\n"
        )

        def bare_open() -> None:
            connection = sqlite3.connect(file)
            connection.execute("SELECT * FROM entries ORDER BY id DESC LIMIT 100").fetchall()
            connection.close()

        def opened() -> None:
            database = HistoryDatabase(file, bodies)
            database.page(parse_filter("", NOW)[0])
            database.close()

        say("bare SQLite: open and read 100 rows", median_ms(bare_open))
        say("open and show the newest 100 entries", median_ms(opened), 5)
        say("first page of a process, with its words", first_page_ms(profile), 5)
        reader = HistoryDatabase(file, bodies)
        for what, text in SEARCHES.items():
            terms, mistakes = parse_filter(text, NOW)
            assert not mistakes
            assert reader.page(terms) or "never" in what, what
            say(f"search: {what}", median_ms(partial(reader.page, terms)), 16)
        rare = parse_filter("-7", NOW)[0]
        say("when did −7 first appear", median_ms(lambda: reader.first(rare)), 10)
        seen = templates[0].entry.endpoint_id
        say("codes seen of an endpoint", median_ms(lambda: reader.seen_codes(seen)), 10)
        exchange = exchanges()[0]

        def insert() -> None:
            record = record_of(replace(exchange, started_at=datetime.now(UTC)), "Sandbox", 2**20)
            writer.add([record])

        def redacted() -> None:
            record_of(exchange, "Sandbox", 2**20)

        say("of an insert: finding secrets", median_ms(redacted))
        say("insert an exchange", median_ms(insert), 2)
        reader.close()
        writer.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--first-page"]:
        first_page(Path(sys.argv[2]))
    else:
        main()
