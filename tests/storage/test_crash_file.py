import subprocess
import sys

import pytest

from aiurdesk.storage.crash_file import CrashFile

RUN = """
import os, signal, sys
from pathlib import Path
from aiurdesk.__main__ import forbid_core_dumps
from aiurdesk.storage.crash_file import CrashFile

def read_token(token):
    {ending}

forbid_core_dumps()
with CrashFile(Path(sys.argv[1])).recorded("aiurdesk 1.2"):
    read_token("hunter2")
"""
FATAL = {
    "an abort": "os.abort()",
    "a wrong address": "import ctypes; ctypes.string_at(0)",
    "an error": "raise ValueError(token)",
}


def run(path, ending):
    code = RUN.format(ending=ending)
    return subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, timeout=60)


@pytest.mark.parametrize("ending", FATAL.values(), ids=FATAL)
def test_a_crash_is_kept_without_what_the_program_held(tmp_path, ending):
    path = tmp_path / "state" / "crash.txt"
    assert run(path, ending).returncode != 0
    file = CrashFile(path)
    assert file.keep_last()
    assert file.last().startswith("aiurdesk 1.2\n\n")
    assert "in read_token" in file.last()
    assert "hunter2" not in file.last()
    assert not path.exists()
    # It is told once, and stays for a report.
    assert not file.keep_last()
    assert "in read_token" in file.last()


def test_a_proper_end_leaves_no_file(tmp_path):
    path = tmp_path / "crash.txt"
    assert run(path, "pass").returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that kills")
def test_a_process_that_was_killed_did_not_crash(tmp_path):
    path = tmp_path / "crash.txt"
    assert run(path, "os.kill(os.getpid(), signal.SIGKILL)").returncode != 0
    file = CrashFile(path)
    assert not file.keep_last()
    assert list(tmp_path.iterdir()) == []
    assert file.last() == ""


def test_without_a_place_to_write_the_program_runs(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert run(tmp_path / "file" / "crash.txt", "print(1)").stdout == b"1\n"


def test_a_file_that_another_program_wrote_is_bounded_and_harmless(tmp_path):
    path = tmp_path / "crash.txt"
    path.write_bytes(b"\xff" * 300_000)
    file = CrashFile(path)
    assert not file.keep_last()
    (tmp_path / "last-crash.txt").write_bytes(b"\xff")
    assert file.last() == ""
