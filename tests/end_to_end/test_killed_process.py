"""A command that is killed leaves no process and no file, and lets go of its standard output."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.child_process import children, running, wait_until, was_ended

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ITEM = b'{"a": [1.5, {}]}, '
# With two codes it has to be read whole, which takes seconds.
LONG = b'{"code": 0, "code": 0, "a": [' + ITEM * 2_000_000 + b"0]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the temporary folder of the command."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@contextmanager
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("is_whole", [True, False])
def test_after_a_signal_nothing_is_left(folder, number, is_whole):
    with sending(folder, is_whole=is_whole) as process:
        wait_until(lambda: bodies(folder) and (not is_whole or children(process.pid)))
        process.send_signal(number)
        process.communicate(timeout=2)
        assert process.returncode == -number
    assert list(folder.iterdir()) == []


def test_a_killed_command_leaves_no_process_and_its_files_to_the_next_command(folder):
    with sending(folder, is_whole=True) as process:
        wait_until(lambda: children(process.pid))
        process.kill()
        # Ends when nothing has the pipes any more, so also when the helper has ended.
        process.communicate(timeout=2)
    assert bodies(folder)
    with sending(folder, is_whole=False) as process:
        wait_until(lambda: len(bodies(folder)) == 1)
        process.terminate()
        process.communicate(timeout=2)
    wait_until(lambda: list(folder.iterdir()) == [])


def test_a_helper_without_a_parent_ends_although_it_has_a_long_body_to_read(folder):
    with sending(folder, is_whole=True) as process:
        wait_until(lambda: children(process.pid))
        (helper,) = children(process.pid)
        process.kill()
        process.communicate(timeout=2)
        wait_until(lambda: was_ended(helper), limit_s=1)
        assert was_ended(helper)


def test_ctrl_c_is_at_once_while_a_long_body_is_read(folder):
    with sending(folder, is_whole=True) as process:
        wait_until(lambda: children(process.pid))
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
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
    assert errors.startswith("The temporary file with the body of the response was deleted")
