import logging
import os
import subprocess
import sys

import pytest

from aiurdesk.storage.log import logged, read_end_of_log


def test_records_of_the_program_go_to_the_file(tmp_path):
    path = tmp_path / "log" / "aiurdesk.log"
    with logged(path):
        logging.getLogger("aiurdesk.core").info("The service said %s", "你好")
    assert path.read_text(encoding="utf-8").endswith("INFO aiurdesk.core: The service said 你好\n")


def test_a_long_log_file_is_rotated(tmp_path):
    path = tmp_path / "aiurdesk.log"
    with logged(path):
        for _ in range(60):
            logging.getLogger("aiurdesk").info("x" * 100_000)
    names = sorted(entry.name for entry in tmp_path.iterdir())
    assert names == ["aiurdesk.log", "aiurdesk.log.1", "aiurdesk.log.2", "aiurdesk.log.3"]


def test_without_a_writable_folder_the_program_runs_without_a_log(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with logged(tmp_path / "file" / "aiurdesk.log"):
        logging.getLogger("aiurdesk").info("not kept")
    assert (tmp_path / "file").read_text() == "in the way"


needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

FULL_DISK = """
import logging, resource, sys
from pathlib import Path
from aiurdesk.storage.log import logged
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
with logged(Path(sys.argv[1])):
    for number in range(10):
        logging.getLogger("aiurdesk").warning("Record %s", number)
"""


@needs_unix
def test_only_the_owner_can_read_the_log_and_its_older_files(tmp_path):
    path = tmp_path / "aiurdesk.log"
    path.touch(mode=0o644)
    with logged(path):
        for _ in range(25):
            logging.getLogger("aiurdesk").info("x" * 100_000)
    modes = {entry.name: entry.stat().st_mode & 0o777 for entry in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


@needs_unix
def test_a_full_disk_prints_nothing(tmp_path):
    path = tmp_path / "aiurdesk.log"
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert "Record 0" in path.read_text()


@needs_unix
def test_a_named_pipe_instead_of_the_log_is_not_waited_for(tmp_path):
    path = tmp_path / "aiurdesk.log"
    os.mkfifo(path)
    with logged(path):
        logging.getLogger("aiurdesk").info("not kept")
    assert path.is_fifo()


def test_a_traceback_in_the_log_repeats_no_secret(tmp_path):
    path = tmp_path / "aiurdesk.log"
    with logged(path):
        try:
            raise ValueError("https://example.com/?access_token=hunter2hunter2")
        except ValueError as error:
            logging.getLogger("aiurdesk").info("While sending", exc_info=error)
    text = path.read_text(encoding="utf-8")
    assert "ValueError: https://example.com/?access_token=" in text
    assert "hunter2" not in text.replace('raise ValueError("https://example.com/?access_token=', "")


def test_the_end_of_a_log_begins_with_a_whole_line(tmp_path):
    path = tmp_path / "aiurdesk.log"
    assert read_end_of_log(path, 100) == ""
    path.write_text("first\nsecond\nthird\n", encoding="utf-8")
    assert read_end_of_log(path, 100) == "first\nsecond\nthird\n"
    assert read_end_of_log(path, 10) == "third\n"
