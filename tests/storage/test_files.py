import os
import sys

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.files import set_aside, write_whole


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    path = tmp_path / "a" / "b" / "file"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["file"]


def test_what_cannot_be_written_leaves_the_old_content_and_names_the_file(tmp_path):
    path = tmp_path / "file"
    path.mkdir()
    (path / "inside").write_text("old")
    with pytest.raises(StorageError, match=str(path)):
        write_whole(path, b"new")
    assert (path / "inside").read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("content", [b"", b"x" * 100_000])
def test_content_of_any_length_comes_back(tmp_path, content):
    write_whole(tmp_path / "file", content)
    assert (tmp_path / "file").read_bytes() == content


def test_only_the_owner_may_read_it(tmp_path):
    write_whole(tmp_path / "file", b"")
    mode = (tmp_path / "file").stat().st_mode
    assert sys.platform == "win32" or mode & 0o077 == 0


def test_a_file_is_set_aside_and_none_before_it_is_lost(tmp_path):
    path = tmp_path / "settings.json"
    places = []
    for content in ["first", "second"]:
        path.write_text(content)
        places.append(set_aside(path))
    assert [place.read_text() for place in places] == ["first", "second"]
    assert not path.exists()
