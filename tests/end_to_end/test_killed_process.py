"""A command that is killed leaves no process and no file, and lets go of its standard output."""

import contextlib
import mmap
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.child_process import children, running, wait_until, was_ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ITEM = b'{"a": [1.5, {}]}, '
# With two codes it has to be read whole, which takes seconds.
LONG = b'{"code": 0, "code": 0, "a": [' + ITEM * 2_000_000 + b"0]}"
LIMIT_S = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the temporary folder of the command."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@contextlib.contextmanager
def sending(folder: Path, *, is_whole: bool) -> Iterator["subprocess.Popen[str]"]:
    """Run a command whose response is long; it is either being received or being read."""
    profile = folder.parent / "profile"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        call = ["send", f"http://127.0.0.1:{port}/", "--table", "2023", "--profile", profile]
        with running(
            [sys.executable, "-m", "aiurdesk", *call],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(folder)},
        ) as process:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                length = len(LONG) + (not is_whole)
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
                connection.sendall(head.encode() + LONG)
                yield process


def bodies(folder: Path) -> list[Path]:
    """Return the temporary files."""
    return [path for path in folder.rglob("*") if path.is_file()]


@contextlib.contextmanager
def stopped_helper(process: "subprocess.Popen[str]") -> Iterator[int]:
    """Stop the helper process while it reads the body; gives its id.

    It never comes to its end by itself: what ends in the block does not wait for it.
    """
    wait_until(lambda: any(memory_bytes(child) > 2 * len(LONG) for child in children(process.pid)))
    (helper,) = children(process.pid)
    os.kill(helper, signal.SIGSTOP)
    try:
        yield helper
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(helper, signal.SIGCONT)


def memory_bytes(process: int) -> int:
    """Return how much memory a process has, 0 if it has ended."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * mmap.PAGESIZE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_after_a_signal_nothing_is_left_of_what_is_received(folder, number):
    with sending(folder, is_whole=False) as process:
        wait_until(lambda: bodies(folder))
        process.send_signal(number)
        process.communicate(timeout=LIMIT_S)
        assert process.returncode == -number
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_after_a_signal_nothing_is_left_of_what_is_read(folder, number):
    with sending(folder, is_whole=True) as process, stopped_helper(process):
        process.send_signal(number)
        process.communicate(timeout=LIMIT_S)
        assert process.returncode == -number
    assert list(folder.iterdir()) == []


def test_a_killed_command_leaves_no_process_and_its_files_to_the_next_command(folder):
    with sending(folder, is_whole=True) as process, stopped_helper(process):
        process.kill()
        # Ends when nothing has the pipes any more, so also when the helper has ended.
        process.communicate(timeout=LIMIT_S)
    assert bodies(folder)
    with sending(folder, is_whole=False) as process:
        wait_until(lambda: len(bodies(folder)) == 1)
        process.terminate()
        process.communicate(timeout=LIMIT_S)
    wait_until(lambda: list(folder.iterdir()) == [])


def test_a_helper_without_a_parent_ends_although_it_has_a_long_body_to_read(folder):
    with sending(folder, is_whole=True) as process, stopped_helper(process) as helper:
        process.kill()
        process.communicate(timeout=LIMIT_S)
        wait_until(lambda: was_ended(helper))
        assert was_ended(helper)


def test_ctrl_c_is_at_once_while_a_long_body_is_read(folder):
    with sending(folder, is_whole=True) as process, stopped_helper(process):
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 3
    assert "Traceback" not in errors
    assert list(folder.iterdir()) == []


def test_a_body_that_is_deleted_while_it_is_read_is_said(folder):
    with sending(folder, is_whole=True) as process:
        wait_until(lambda: children(process.pid))
        for body in bodies(folder):
            body.unlink()
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (71, "")
    assert errors.startswith("The rest of the body cannot be read (No such file")
