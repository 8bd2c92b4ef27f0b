import os
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage import files
from aiurdesk.storage.files import (
    UNFINISHED,
    remove_all_left_over,
    remove_all_left_over_in_background,
    set_aside,
    write_atomically,
)
from aiurdesk.storage.paths import places
from tests.child_process import running


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    path = tmp_path / "a" / "b" / "file"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["file"]


def test_a_failed_write_keeps_the_old_content_and_names_the_file(tmp_path):
    path = tmp_path / "file"
    path.mkdir()
    (path / "inside").write_text("old")
    with pytest.raises(StorageError, match=str(path)):
        write_atomically(path, b"new")
    assert (path / "inside").read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("content", [b"", b"x" * 100_000])
def test_content_of_any_length_comes_back(tmp_path, content):
    write_atomically(tmp_path / "file", content)
    assert (tmp_path / "file").read_bytes() == content


def test_only_the_owner_can_read_the_file(tmp_path):
    write_atomically(tmp_path / "file", b"")
    mode = (tmp_path / "file").stat().st_mode
    assert sys.platform == "win32" or mode & 0o077 == 0


def test_setting_a_file_aside_overwrites_no_earlier_one(tmp_path):
    path = tmp_path / "settings.json"
    places = []
    for content in ["first", "second"]:
        path.write_text(content)
        places.append(set_aside(path))
    assert [path.read_text() for path in places] == ["first", "second"]
    assert not path.exists()


def test_content_in_several_pieces_is_written_as_one(tmp_path):
    write_atomically(tmp_path / "file", (piece for piece in (b"one", b"", b"two")))
    assert (tmp_path / "file").read_bytes() == b"onetwo"


def test_content_that_cannot_be_made_leaves_the_old_one(tmp_path):
    def pieces():
        yield b"new"
        raise StorageError("The rest is lost.")

    write_atomically(tmp_path / "file", b"old")
    with pytest.raises(StorageError, match=r"The rest is lost\."):
        write_atomically(tmp_path / "file", pieces())
    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


SAVING = """
import sys
from pathlib import Path
from aiurdesk.storage.files import write_atomically

def pieces(paths):
    yield b"half"
    if paths:
        write_atomically(Path(paths[0]), pieces(paths[1:]))
    print("begun", flush=True)
    sys.stdin.readline()

write_atomically(Path(sys.argv[1]), pieces(sys.argv[2:]))
"""


def unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(UNFINISHED)]


def test_what_killed_saves_left_in_a_profile_is_deleted_by_the_next_start(tmp_path):
    where = places(tmp_path)
    paths = (
        where.settings_file,
        where.data_folder / "runs" / "a.json",
        where.history_bodies / "1.body",
        where.services_folder / "shop" / "files" / "a.json",
    )
    mine = tmp_path / "environments" / ".a.toml.swp"
    write_atomically(mine, b"of an editor")
    command = [sys.executable, "-c", SAVING, *paths]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        assert len(unfinished(tmp_path)) == 4
        # While it lives, its files are left to it.
        remove_all_left_over(where.folders)
        assert len(unfinished(tmp_path)) == 4
        process.kill()
        process.wait()
    remove_all_left_over_in_background(where.folders).join()
    assert unfinished(tmp_path) == []
    assert mine.exists()


def test_no_more_than_so_many_entries_are_looked_at_for_what_was_left(tmp_path, monkeypatch):
    left = tmp_path / f".a{UNFINISHED}"
    left.write_bytes(b"half")
    monkeypatch.setattr(files, "_MOST_ENTRIES", 0)
    remove_all_left_over((tmp_path,))
    assert left.exists()
    monkeypatch.setattr(files, "_MOST_ENTRIES", 1)
    remove_all_left_over((tmp_path, tmp_path / "gone"))
    assert not left.exists()
