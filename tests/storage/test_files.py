import os
import sys

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.files import set_aside, write_atomically


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
