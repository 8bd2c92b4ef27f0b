"""A lock that excludes other threads and other processes."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.file_lock import WindowClaim, locked, locked_folder
from tests.child_process import running

HOLDING = """
import sys
from pathlib import Path
from aiurdesk.storage.file_lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
AT_ONCE = 0.05


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "some.lock"


@contextmanager
def somebody_holding(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold the lock."""
    command = [sys.executable, "-c", HOLDING, path]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_free_lock_can_be_taken_repeatedly(path):
    for _ in range(3):
        # A second holder is refused, in the same process too.
        with locked(path, AT_ONCE), pytest.raises(StorageError), locked(path, AT_ONCE):
            pass


def test_a_lock_that_is_held_too_long_is_an_error_that_says_what_to_do(path):
    with somebody_holding(path), pytest.raises(StorageError) as refused, locked(path, AT_ONCE):
        pass
    assert str(path) in str(refused.value)
    assert str(refused.value).endswith("then try again.")


def test_a_killed_process_holds_no_lock(path):
    with somebody_holding(path) as process:
        with pytest.raises(StorageError), locked(path, AT_ONCE):
            pass
        process.kill()
        process.wait()
        with locked(path, AT_ONCE):
            pass


async def test_a_waiting_thread_gets_the_lock_when_it_is_free(path):
    def take_it() -> float:
        with locked(path):
            return time.monotonic()

    with somebody_holding(path) as process:
        taking = asyncio.get_running_loop().run_in_executor(None, take_it)
        done, _ = await asyncio.wait([taking], timeout=0.1)
        assert not done
        assert process.stdin is not None
        freed_s = time.monotonic()
        process.stdin.write("go on\n")
        process.stdin.flush()
        assert await taking >= freed_s


def test_one_thread_at_a_time_holds_the_lock(path):
    inside, most = [], []

    def hold() -> None:
        for _ in range(20):
            with locked(path):
                inside.append(1)
                path.read_bytes()  # lets the other threads run
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=hold) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(most) == 60


def test_a_lock_file_that_cannot_be_created_is_an_error(path):
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"some\.lock could not be written"), locked(path):
        pass


def test_an_exception_releases_the_lock(path):
    with pytest.raises(KeyError), locked(path):
        raise KeyError
    with locked(path, AT_ONCE):
        pass


def test_the_lock_of_a_folder_leaves_no_file_in_it(tmp_path):
    with locked_folder(tmp_path, AT_ONCE):
        assert not any(tmp_path.iterdir())
        with pytest.raises(StorageError, match="then try again"), locked_folder(tmp_path, AT_ONCE):
            pass
    with locked_folder(tmp_path, AT_ONCE):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(StorageError, match="gone could not be read"),
        locked_folder(tmp_path / "gone"),
    ):
        pass


HOLD = """
import sys
from pathlib import Path
from aiurdesk.storage.file_lock import WindowClaim
claim = WindowClaim(Path(sys.argv[1]))
print(claim.file.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "window.json"


@pytest.fixture
def other(file):
    """Return another process that has claimed the first file."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with running([sys.executable, "-c", HOLD, file], **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "window.json\n"
        yield process


def test_the_first_window_writes_the_file_itself(file):
    claim = WindowClaim(file)
    assert (claim.file, claim.is_first, list(claim.left_over())) == (file, True, [])
    claim.give_up()


def test_a_second_window_writes_another_file_until_the_first_has_ended(file, other):
    second = WindowClaim(file)
    assert (second.file.name, second.is_first) == ("window-2.json", False)
    second.give_up()
    other.kill()
    other.wait()
    third = WindowClaim(file)
    assert third.is_first
    third.give_up()


def test_files_of_windows_that_have_ended_are_left_over(file, other):
    file.with_name("window-2.json").write_text("{}")
    file.with_name("window-3.json").write_text("{}")
    second = WindowClaim(file)
    assert [path.name for path in second.left_over()] == ["window-2.json", "window-3.json"]
    second.give_up()


def test_where_nothing_can_be_made_the_first_file_is_used(tmp_path):
    (tmp_path / "file").touch()
    claim = WindowClaim(tmp_path / "file" / "window.json")
    assert claim.is_first
    claim.give_up()
