"""The database of the history, with real files and real processes."""

import math
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.history.history_filter import parse_filter
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.history import INLINE_BYTES
from tests.history_records import STARTED_AT, a_record, an_exchange, make_version_1
from tests.storage.history_database import EVERYTHING, add


def matching(database, text):
    criteria, mistakes = parse_filter(text, STARTED_AT)
    assert mistakes == ()
    return database.page(criteria)


def test_a_history_that_was_never_written_is_empty_and_makes_no_file(database, tmp_path):
    assert database.page(EVERYTHING) == ()
    assert database.first(EVERYTHING) is None
    assert database.seen_codes("archon.home.index") == ()
    assert database.exchange(1) is None
    assert list(tmp_path.iterdir()) == []


def test_the_newest_entries_come_first_page_by_page(database):
    entries = [add(database, minutes=number) for number in range(5)]
    newest = tuple(reversed(entries))
    assert database.page(EVERYTHING, limit=2) == newest[:2]
    assert database.page(EVERYTHING, newest[1].id, limit=10) == newest[2:]


def test_requests_of_one_moment_have_different_ids(database):
    ids = [add(database).id for _ in range(3)]
    start = id_at(STARTED_AT)
    assert ids == [start, start + 1, start + 2]


def test_it_tells_when_a_code_first_appeared(database):
    add(database, code=0, minutes=1)
    first = add(database, code=-7, minutes=2)
    add(database, code=-7, minutes=3)
    criteria, _ = parse_filter("-7", STARTED_AT)
    assert database.first(criteria) == first


FILTERS = [
    ("", [2, 1, 0]),
    ("hello", [1, 0]),
    ("hel", [1, 0]),
    ("he", []),
    ("HELLO wörld", [1]),
    ("worl", [1]),
    ('"hello wörld"', [1]),
    ('"wörld hello"', []),
    ("stargate.message", [1, 0]),
    ("频道", [2]),
    ("-10", [2]),
    ("code:-10,0", [2, 0]),
    ("code:invalidinput", [2]),
    ("code:Text_Code", [1]),
    ("code:text_code,-10", [2, 1]),
    ("endpoint:gateway.home.index", [2]),
    ("endpoint:stargate.*", [1, 0]),
    ("endpoint:gateway.home.index,stargate.*", [2, 1, 0]),
    ("service:stargate", [1, 0]),
    ("host:gateway.aiursoft.com", [2]),
    ("status:404", []),
    ("status:200 severity:input", [2]),
    ("method:post", [2, 1, 0]),
    ('environment:"production 2020"', [2, 1, 0]),
    ("environment:Sandbox", []),
    ("until:2026-03-01T12:00+00:00", [0]),
    ("since:2026-03-01T12:01+00:00 hello", [1]),
    ("100%", []),
]


def test_entries_are_found_by_words_and_properties(database):
    entries = [
        add(database, values=(("MessageContent", "hello"),)),
        add(database, body="hello wörld".encode(), minutes=1, code="text_code"),
    ]
    exchange = an_exchange(
        "频道不存在".encode(),
        minutes=2,
        code=-10,
        severity=Severity.INPUT,
        endpoint_id="gateway.home.index",
        values=(),
        url="https://gateway.aiursoft.com/",
    )
    verdict = replace(exchange.verdict, name="InvalidInput")
    entries += database.add([a_record(replace(exchange, verdict=verdict))])
    listed = {text: [entries.index(one) for one in matching(database, text)] for text, _ in FILTERS}
    assert listed == dict(FILTERS)


def test_a_severity_of_a_later_version_costs_no_other_entry(database, tmp_path):
    entries = [add(database), add(database, minutes=1)]
    with closing(sqlite3.connect(tmp_path / "state" / "history.sqlite")) as other:
        other.execute("UPDATE entries SET severity = 'great' WHERE id = ?", (entries[0].id,))
        other.commit()
    first, second = reversed(database.page(EVERYTHING))
    assert first == replace(entries[0], severity=Severity.UNEXPECTED)
    assert second == entries[1]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("elapsed_ms", "soon", 0.0),
        ("elapsed_ms", b"\xff", 0.0),
        ("elapsed_ms", math.inf, 0.0),
        ("status", "teapot", None),
        ("size_bytes", "large", 0),
        ("title", b"\xff", ""),
        ("code", b"\xff", None),
        ("severity", b"\xff", Severity.UNEXPECTED),
    ],
)
def test_a_damaged_column_costs_nothing_else(database, tmp_path, column, value, expected):
    entries = [add(database), add(database, minutes=1)]
    with closing(sqlite3.connect(tmp_path / "state" / "history.sqlite")) as other:
        other.execute(f"UPDATE entries SET {column} = ? WHERE id = ?", (value, entries[0].id))
        other.commit()
    first, second = reversed(database.page(EVERYTHING))
    note = f"The history is damaged here: {column}."
    message = entries[0].message if column == "severity" else f"{note} {entries[0].message}"
    assert first == replace(entries[0], message=message.rstrip(), **{column: expected})
    assert second == entries[1]
    assert database.exchange(first.id).record.entry == first


def test_damaged_contents_can_be_read_as_far_as_they_go(database, tmp_path):
    entry = add(database)
    before = database.exchange(entry.id).record
    with closing(sqlite3.connect(tmp_path / "state" / "history.sqlite")) as other:
        other.execute("UPDATE contents SET details = 'x', body = 5, file = X'05'")
        other.commit()
    after = database.exchange(entry.id).record
    assert after == replace(before, details=b"", body=b"")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("host:127.0.0.1", [1, 0]),
        ("host:127.0.0.1:8443", [1]),
        ("host:127.0.0.1:844", []),
        ("host:[::1]:8080", [2]),
        ("host:::1", [2]),
        ("host:127.*:5000,[::1]:8080", [2, 0]),
        ("host:127.0.0.1:5000,::1", [2, 0]),
    ],
)
def test_a_host_may_have_a_port(database, text, numbers):
    addresses = (
        "http://127.0.0.1:5000/a",
        "https://127.0.0.1:8443/?b=//c:1/",
        "http://[::1]:8080/",
    )
    entries = [add(database, url=url, minutes=n) for n, url in enumerate(addresses)]
    assert [entries.index(entry) for entry in matching(database, text)] == numbers


def test_a_beginning_of_very_many_words_finds_all_of_them(database):
    words = " ".join(f"conv{number}" for number in range(300))
    entries = [add(database, body=words.encode()), add(database, body=b"converse", minutes=1)]
    assert matching(database, "conv") == (entries[1], entries[0])


def update(database):
    position = database.update()
    while position is not None:
        position = database.update(position)


def tables_and_indexes(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {row[0] for row in connection.execute("SELECT sql FROM sqlite_master")}


def test_what_an_earlier_version_has_recorded_is_found_again(database, tmp_path):
    file = tmp_path / "state" / "history.sqlite"
    body = b"over and over and again"
    old = [add(database, minutes=n, code=-7, body=body) for n in range(150)]
    new_schema = tables_and_indexes(file)
    database.close()
    make_version_1(file)
    # All of them are listed at once, and filters find them from the newest on.
    assert database.page(EVERYTHING, limit=1000) == tuple(reversed(old))
    newest = add(database, minutes=200, code=-7)
    assert matching(database, "-7") == (newest,)
    position = database.update()
    assert position == old[50].id
    assert database.first(parse_filter("-7", STARTED_AT)[0]) == old[50]
    # The program ends here, and goes on another time.
    database.close()
    update(database)
    assert database.first(parse_filter("-7", STARTED_AT)[0]) == old[0]
    assert len(database.page(parse_filter('"over and again"', STARTED_AT)[0], limit=1000)) == 150
    assert database.update() is None
    assert tables_and_indexes(file) == new_schema


def test_what_an_earlier_version_has_recorded_can_be_deleted_meanwhile(database, tmp_path):
    file = tmp_path / "state" / "history.sqlite"
    gone, stays = add(database, body=b"unforgettable"), add(database, minutes=1)
    database.close()
    make_version_1(file)
    deleted = database.delete([gone.id])
    assert [exchange.record.entry for exchange in deleted] == [gone]
    database.close()
    assert b"unforgettable" not in file.read_bytes()
    update(database)
    assert matching(database, "method:POST") == (stays,)
    database.clear()
    database.close()
    make_version_1(file)
    database.clear()
    assert database.update() is None


def test_an_entry_that_cannot_be_read_does_not_stop_the_update(database, tmp_path):
    file = tmp_path / "state" / "history.sqlite"
    entries = [add(database, minutes=n) for n in range(3)]
    database.close()
    make_version_1(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE contents SET details = x'00' WHERE id = ?", (entries[1].id,))
        connection.commit()
    update(database)
    assert [entry.id for entry in matching(database, "method:POST")] == [
        entry.id for entry in reversed(entries)
    ]


def test_codes_seen_of_an_endpoint_name_their_last_entries(database):
    add(database, code=0)
    last = add(database, code=0, minutes=1)
    refused = add(database, code=-10, minutes=2)
    text = add(database, code="invalid_auth", minutes=3)
    add(database, code=None, minutes=4)
    add(database, code=-8, endpoint_id="gateway.home.index", minutes=5)
    seen = database.seen_codes("stargate.message.pushmessage")
    assert {code.code: code.last_id for code in seen} == {
        -10: refused.id,
        0: last.id,
        "invalid_auth": text.id,
    }


def test_a_long_body_is_a_file_of_its_own(database, tmp_path):
    body = b"y" * (INLINE_BYTES + 1)
    entry = add(database, body=body)
    recorded = database.exchange(entry.id)
    assert (recorded.record.body, recorded.record.is_body_whole) == (body[:INLINE_BYTES], True)
    (file,) = (tmp_path / "bodies").iterdir()
    assert (recorded.body_path, file.read_bytes()) == (str(file), body)
    file.unlink()
    recorded = database.exchange(entry.id)
    assert (recorded.body_path, recorded.record.is_body_whole) == (None, False)


def test_without_a_place_for_long_bodies_their_beginning_is_recorded(database, tmp_path):
    (tmp_path / "bodies").write_text("a file where a folder should be")
    entry = add(database, body=b"y" * (INLINE_BYTES + 1))
    recorded = database.exchange(entry.id)
    assert recorded.body_path is None
    assert (recorded.record.body, recorded.record.is_body_whole) == (b"y" * INLINE_BYTES, False)


def test_only_the_owner_can_read_the_files(database, tmp_path):
    add(database, body=b"y" * (INLINE_BYTES + 1))
    files = [*tmp_path.glob("state/*"), *tmp_path.glob("bodies/*")]
    assert len(files) >= 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_deleted_entries_are_gone_from_the_files_and_come_back(database, tmp_path):
    body = b"unmistakable " + b"z" * INLINE_BYTES
    kept, deleted = add(database), add(database, body=body, message="unmistakable", minutes=1)
    removed = database.delete([deleted.id, 5])
    assert database.page(EVERYTHING) == (kept,)
    assert matching(database, "unmistakable") == ()
    assert not any(b"unmistakable" in file.read_bytes() for file in tmp_path.glob("state/*"))
    database.restore(removed)
    assert matching(database, "unmistakable") == (deleted,)
    recorded = database.exchange(deleted.id)
    assert recorded.body_path is not None
    with open(recorded.body_path, "rb") as file:
        assert file.read() == body


def test_clearing_leaves_nothing(database, tmp_path):
    add(database, body=b"unmistakable " * INLINE_BYTES)
    database.clear()
    assert database.page(EVERYTHING) == ()
    assert list((tmp_path / "bodies").iterdir()) == []
    assert not any(b"unmistakable" in file.read_bytes() for file in tmp_path.glob("state/*"))


def test_what_is_too_old_or_too_much_is_deleted_from_the_oldest_on(database, tmp_path):
    entries = [add(database, body=b"y" * 100_000, minutes=number) for number in range(8)]
    database.prune(entries[2].id, 2**40)
    assert database.page(EVERYTHING) == tuple(reversed(entries[2:]))
    database.prune(0, 2**40)
    assert len(database.page(EVERYTHING)) == 6
    size = database.size_bytes()
    assert size > 600_000
    database.prune(0, size // 2)
    left = database.page(EVERYTHING)
    assert 0 < len(left) < 6
    assert left == tuple(reversed(entries))[: len(left)]
    assert len(list((tmp_path / "bodies").iterdir())) == len(left)
    database.prune(id_at(STARTED_AT + timedelta(days=1)), 0)
    assert database.page(EVERYTHING) == ()


def test_files_that_no_entry_names_are_deleted_after_an_hour(database, tmp_path):
    entry = add(database, body=b"y" * 100_000)
    for name in (f"{entry.id}.body", "17.body"):
        file = tmp_path / "bodies" / name
        file.touch()
        os.utime(file, (1_000_000_000, 1_000_000_000))
    database.prune(0, 2**40)
    assert [file.name for file in (tmp_path / "bodies").iterdir()] == [f"{entry.id}.body"]
