"""Opening the database of the history, and what goes wrong with its file."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.storage.history_connection import BrokenHistory, start_write_ahead_log
from tests.child_process import running
from tests.storage.history_database import EVERYTHING, add

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
        "import sys; from pathlib import Path; "
        "from tests.storage.test_history_connection import HistoryDatabase, add; "
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
