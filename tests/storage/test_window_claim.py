import subprocess
import sys

import pytest

from aiurdesk.storage.file_lock import WindowClaim
from tests.child_process import running

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
