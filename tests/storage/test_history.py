"""The database of the history, with real files and real processes."""

import math
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.history.history_filter import HistoryFilter, parse_filter
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.history import (
    INLINE_BYTES,
    BrokenHistory,
    HistoryDatabase,
    start_write_ahead_log,
)
from tests.child_process import running
from tests.history_records import STARTED_AT, a_record, an_exchange, make_version_1

EVERYTHING = HistoryFilter()
WRITER = """
import sys
from pathlib import Path
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.history import HistoryDatabase
from tests.history_records import a_record, an_exchange

database = HistoryDatabase(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(100_000):
    body = b"x" * (70_000 if number % 3 == 0 else 20)
    try:
        entries = database.add([a_record(an_exchange(body, minutes=number))])
    except StorageError as error:
        print("failed", error, flush=True)
        break
    print(entries[0].id, flush=True)
"""


@pytest.fixture
def database(tmp_path):
    opened = HistoryDatabase(tmp_path / "state" / "history.sqlite", tmp_path / "bodies")
    yield opened
    opened.close()


def add(database, **changes):
    (entry,) = database.add([a_record(an_exchange(**changes))])
    return entry


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
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
    ],
)
def test_entries_are_found_by_words_and_properties(database, text, numbers):
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
    assert [entries.index(entry) for entry in matching(database, text)] == numbers


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


def test_two_connections_read_and_write_at_the_same_time(database, tmp_path):
    other = HistoryDatabase(tmp_path / "state" / "history.sqlite", tmp_path / "bodies")
    first = add(database)
    assert other.page(EVERYTHING) == (first,)
    second = add(other)
    assert database.page(EVERYTHING) == (second, first)
    other.close()


def test_a_new_database_that_another_connection_is_just_making_is_waited_for(tmp_path):
    file = tmp_path / "history.sqlite"
    with (
        closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other,
        closing(sqlite3.connect(file, isolation_level=None)) as connection,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            connection.execute("PRAGMA journal_mode = WAL")
        end_of_making = threading.Timer(0.05, lambda: other.execute("COMMIT"))
        end_of_making.start()
        start_write_ahead_log(connection)
        end_of_making.join()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("content", [b"no database " * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_file_that_is_not_a_database_is_told_and_can_be_set_aside(database, tmp_path, content):
    file = tmp_path / "state" / "history.sqlite"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(BrokenHistory, match="history.sqlite is damaged"):
        database.page(EVERYTHING)
    aside = database.set_aside()
    assert aside is not None
    assert aside.read_bytes() == content
    entry = add(database)
    assert database.page(EVERYTHING) == (entry,)


def test_damage_within_the_database_is_told(database, tmp_path):
    for number in range(30):
        add(database, body=b"y" * 3000, minutes=number)
    database.close()
    file = tmp_path / "state" / "history.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(BrokenHistory):
        database.page(EVERYTHING)


@pytest.mark.parametrize("byte", [0x00, ord("X"), 0xFF])
@pytest.mark.parametrize("statement", [b"CREATE INDEX by_file ", b"CREATE VIRTUAL TABLE texts "])
def test_a_byte_of_the_schema_is_damage_like_any_other(database, tmp_path, statement, byte):
    add(database)
    database.close()
    file = tmp_path / "state" / "history.sqlite"
    content = file.read_bytes()
    start = content.index(statement)
    told = []
    for position in range(start, start + len(statement) + 20):
        file.write_bytes(content[:position] + bytes((byte,)) + content[position + 1 :])
        for look in (lambda: database.page(EVERYTHING), lambda: add(database, minutes=1)):
            try:
                look()
            except BrokenHistory as broken:
                told.append(str(broken))
            database.close()
    assert told
    assert all("history.sqlite is damaged (" in sentence for sentence in told)
    database.set_aside()
    entry = add(database)
    assert database.page(EVERYTHING) == (entry,)


def test_tables_without_their_version_are_damage(database, tmp_path):
    add(database)
    database.close()
    with closing(sqlite3.connect(tmp_path / "state" / "history.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 0")
    with pytest.raises(BrokenHistory, match="its version is missing"):
        database.page(EVERYTHING)


def test_a_damaged_text_is_shown_as_far_as_it_goes(database, tmp_path):
    entry = add(database)
    database.close()
    with closing(sqlite3.connect(tmp_path / "state" / "history.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET headline = CAST(x'41ff42' AS TEXT)")
    (listed,) = database.page(EVERYTHING)
    assert listed == replace(entry, headline="A\ufffdB")


def test_a_history_that_is_in_use_is_told_as_such(database, tmp_path):
    add(database)
    file = tmp_path / "state" / "history.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _, bodies = database.places
        hurried = HistoryDatabase(file, bodies, busy_s=0.01)
        with closing(hurried), pytest.raises(StorageError) as told:
            add(hurried, minutes=1)
        other.execute("ROLLBACK")
    assert str(told.value) == (
        f"The history could not be used (another program is using it: {file}). Wait until it is "
        "done, or end it; what you send now is not recorded."
    )
    assert not isinstance(told.value, BrokenHistory)


def test_a_history_of_a_later_version_is_left_alone(database, tmp_path):
    add(database)
    database.close()
    file = tmp_path / "state" / "history.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="a later version of aiurdesk has written it") as told:
        add(database)
    assert not isinstance(told.value, BrokenHistory)
    assert "Install that version" in str(told.value)


@pytest.mark.parametrize("table", ["entries", "contents", "texts", "terms"])
def test_a_history_without_its_tables_is_damaged(database, tmp_path, table):
    add(database)
    database.close()
    connection = sqlite3.connect(tmp_path / "state" / "history.sqlite")
    connection.execute(f"DROP TABLE {table}")
    connection.close()
    with pytest.raises(BrokenHistory, match="tables are missing"):
        database.page(EVERYTHING)


def test_another_process_leaves_the_log_of_two_connections_alone(database, tmp_path):
    file, bodies = database.places
    add(database)
    reader = HistoryDatabase(file, bodies)
    assert len(reader.page(EVERYTHING)) == 1
    code = (
        "import sys; from pathlib import Path; from tests.storage.test_history import *; "
        "other = HistoryDatabase(*map(Path, sys.argv[1:])); add(other, minutes=1); other.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(file), str(bodies)], check=True)
    # The last connection of all deletes it; this one is not the last.
    assert file.with_name("history.sqlite-wal").exists()
    add(database, minutes=2)
    assert len(reader.page(EVERYTHING)) == 3
    reader.close()


def test_a_folder_that_cannot_be_made_and_a_pipe_are_told(tmp_path):
    (tmp_path / "state").write_text("a file")
    database = HistoryDatabase(tmp_path / "state" / "history.sqlite", tmp_path / "bodies")
    with pytest.raises(StorageError, match="The history could not be used"):
        add(database)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="The history could not be used"):
        HistoryDatabase(tmp_path / "pipe", tmp_path / "bodies").page(EVERYTHING)


def test_killed_at_any_moment_every_entry_that_was_told_is_there(tmp_path):
    file, bodies = tmp_path / "history.sqlite", tmp_path / "bodies"
    told: list[int] = []
    for round_ in range(4):
        command = [sys.executable, "-c", WRITER, file, bodies]
        with running(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(10 * round_ + 3):
                told.append(int(writer.stdout.readline()))
            writer.send_signal(signal.SIGKILL)
        database = HistoryDatabase(file, bodies)
        entries = {entry.id for entry in database.page(EVERYTHING, limit=10_000)}
        assert set(told) <= entries
        for entry_id in entries:
            recorded = database.exchange(entry_id)
            assert recorded is not None
            assert recorded.record.is_body_whole
        database.close()
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO texts (texts) VALUES ('integrity-check')")
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit for the size of files")
def test_on_a_full_disk_nothing_is_lost_but_what_came_after(tmp_path):
    file, bodies = tmp_path / "history.sqlite", tmp_path / "bodies"
    most = 400_000

    def limit_files() -> None:
        import resource

        # A file that grows beyond the limit gives EFBIG, as a full disk gives ENOSPC.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-c", WRITER, file, bodies]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=limit_files
    )
    *written, last = done.stdout.splitlines()
    assert last.startswith("failed The history could not be used"), done.stderr
    assert "Free some disk space" in last
    database = HistoryDatabase(file, bodies)
    assert [entry.id for entry in reversed(database.page(EVERYTHING, limit=10_000))] == [
        int(id_) for id_ in written
    ]
    later = add(database, minutes=999_999)
    assert database.page(EVERYTHING, limit=1) == (later,)
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit for the size of files")
def test_on_a_full_disk_what_was_recorded_can_be_read(database, tmp_path):
    entry = add(database)
    database.close()
    program = (
        "import sys; from pathlib import Path\n"
        "from aiurdesk.core.history.history_filter import HistoryFilter\n"
        "from aiurdesk.storage.history import HistoryDatabase\n"
        "database = HistoryDatabase(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(*(entry.id for entry in database.page(HistoryFilter())))\n"
        "print(database.exchange(int(sys.argv[3])).record.entry.message)"
    )

    def limit_files() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            tmp_path / "state" / "history.sqlite",
            tmp_path,
            str(entry.id),
        ],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_files,
    )
    assert done.stdout.splitlines() == [str(entry.id), "Done."], done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are others there")
def test_in_a_profile_that_cannot_be_written_it_is_read_only():
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.sqlite"
        writable = HistoryDatabase(file, Path(folder) / "bodies")
        entry = add(writable)
        writable.close()
        file.chmod(0o444)
        Path(folder).chmod(0o555)
        protected = HistoryDatabase(file, Path(folder) / "bodies")
        if is_root:
            os.seteuid(65534)
        try:
            assert protected.page(EVERYTHING) == (entry,)
            with pytest.raises(StorageError, match="could not be used"):
                add(protected)
        finally:
            if is_root:
                os.seteuid(0)
            Path(folder).chmod(0o755)
            protected.close()
