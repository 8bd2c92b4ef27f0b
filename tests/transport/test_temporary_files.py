"""Folders for long bodies do not outlive the process, however it ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aiurdesk.transport.http import HttpTransport
from aiurdesk.transport.temporary_files import (
    PREFIX,
    TemporaryFiles,
    clean_up_in_background,
    remove_abandoned_folders,
)
from tests.child_process import default_signals

OWNER = """
import asyncio, sys
from aiurdesk.core.request.limits import Limits
from aiurdesk.transport.response_body import SpooledBody
from aiurdesk.transport.temporary_files import TemporaryFiles

async def main() -> None:
    body = SpooledBody(TemporaryFiles(), Limits(memory_bytes=10))
    await body.write(bytes(100_000))
    await body.finish()
    print(body.path, flush=True)
    if sys.argv[1] == "waits":
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A temporary folder of the test, for this process and those that it starts."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TEMP", str(tmp_path))
    return tmp_path


class Owner:
    """A process with the body of a long response in a temporary file."""

    def __init__(self, does: str = "waits") -> None:
        command = [sys.executable, "-c", OWNER, does]
        with default_signals():
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.path = Path(self.process.stdout.readline().strip())
        self.process.stdout.close()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


@pytest.fixture
def files():
    files = TemporaryFiles()
    yield files
    files.remove_all()


def owned_folders(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(PREFIX)]


def test_only_files_of_the_folder_are_removed(files, tmp_path):
    stranger = tmp_path / "stranger"
    stranger.write_bytes(b"x")
    file, path = files.create()
    file.close()
    files.remove(str(stranger))
    files.remove(path)
    files.remove(path)
    assert stranger.read_bytes() == b"x"
    assert not os.path.exists(path)


def test_files_that_are_created_at_once_lie_in_one_folder(folder, files, monkeypatch):
    make_folder, both = tempfile.mkdtemp, threading.Barrier(2)

    def make_folder_late(**named: str) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.2)
        return make_folder(**named)

    monkeypatch.setattr(tempfile, "mkdtemp", make_folder_late)
    with ThreadPoolExecutor(2) as pool:
        created = [future.result() for future in [pool.submit(files.create) for _ in range(2)]]
    for file, path in created:
        file.close()
        assert os.path.exists(path)
    assert len(owned_folders(folder)) == 1
    files.remove_all()
    assert owned_folders(folder) == []


def test_a_folder_that_is_taken_for_an_abandoned_one_is_replaced(folder, files, monkeypatch):
    make_folder = tempfile.mkdtemp

    def make_folder_for_others(**named: str) -> str:
        path = make_folder(**named)
        # Another process deletes it before it is locked, once.
        monkeypatch.setattr(tempfile, "mkdtemp", make_folder)
        remove_abandoned_folders()
        assert not os.path.exists(path)
        return path

    monkeypatch.setattr(tempfile, "mkdtemp", make_folder_for_others)
    file, path = files.create()
    file.close()
    assert os.path.exists(path)


def test_an_orderly_end_leaves_nothing(folder):
    owner = Owner("ends")
    assert owner.process.wait(10) == 0
    assert owned_folders(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_ends_the_process_leaves_nothing(folder, name):
    owner = Owner()
    assert owner.path.stat().st_size == 100_000
    number = getattr(signal, name)
    assert owner.end(number) == -number
    assert owned_folders(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_the_next_process_deletes_what_a_killed_one_has_left(folder):
    alive, killed = Owner(), Owner()
    killed.end(signal.SIGKILL)
    assert killed.path.exists()
    remove_abandoned_folders()
    assert not killed.path.parent.exists()
    assert alive.path.stat().st_size == 100_000
    alive.end(signal.SIGTERM)


async def test_a_transport_deletes_what_was_left_when_it_warms_up(folder):
    abandoned = folder / f"{PREFIX}1"
    abandoned.mkdir()
    (abandoned / "body").touch()
    transport = HttpTransport()
    await transport.warm_up()
    for thread in threading.enumerate():
        if thread.name == "clean-up":
            thread.join()
    await transport.aclose()
    assert not abandoned.exists()


def test_cleaning_up_happens_in_a_thread_that_does_not_hold_up_the_exit(folder):
    thread = clean_up_in_background()
    assert thread.daemon
    thread.join()
    assert list(folder.iterdir()) == []


def test_folders_that_are_in_use_or_have_another_purpose_stay(folder, files):
    file, path = files.create()
    file.close()
    other, elsewhere = folder / "aiurdesk-other", folder / "elsewhere"
    for folder in (other, elsewhere):
        folder.mkdir()
    (folder / f"{PREFIX}link").symlink_to(elsewhere)
    (folder / f"{PREFIX}file").touch()
    remove_abandoned_folders()
    assert os.path.exists(path)
    assert other.exists()
    assert elsewhere.exists()


def test_without_a_temporary_folder_there_is_nothing_to_delete(folder, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "nothing"))
    remove_abandoned_folders()
    assert not (folder / "nothing").exists()


def test_a_signal_that_the_program_handles_is_left_to_it(files):
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        files.create()[0].close()
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_folder_ends_with_the_files(files):
    file, path = files.create()
    file.close()
    folder = files.create_folder()
    assert os.path.dirname(folder) == os.path.dirname(path)
    Path(folder, "a.json").write_bytes(b"{}")
    files.remove_all()
    assert not os.path.exists(folder)


def test_a_folder_that_was_deleted_by_another_program_is_made_again(folder):
    files = TemporaryFiles()
    for _ in range(2):
        file, path = files.create()
        file.close()
        made = Path(path).parent
        assert made.parent == folder
        shutil.rmtree(made)
    assert Path(files.create_folder()).is_dir()
    files.remove_all()
    assert list(folder.iterdir()) == []
