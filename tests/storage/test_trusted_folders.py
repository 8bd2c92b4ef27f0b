"""The file with the folders that a person trusts."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.trusted_folders import TrustedFolders


def test_folders_are_added_and_taken_out(tmp_path):
    folders = TrustedFolders(tmp_path / "new" / "trusted_folders.json")
    assert (folders.read(), folders.stamp()) == ((), None)
    for name in ("/b", "/a", "/b"):
        folders.add(name)
    assert folders.read() == ("/a", "/b")
    before = folders.stamp()
    assert not folders.remove({"/c"})
    assert folders.stamp() == before
    assert folders.remove({"/a", "/c"})
    assert folders.read() == ("/b",)
    assert folders.stamp() != before


def test_what_a_later_version_wrote_stays(tmp_path):
    file = tmp_path / "trusted_folders.json"
    file.write_text('{"folders": ["/a", 7], "since": {"/a": "2026"}}')
    TrustedFolders(file).add("/b")
    assert json.loads(file.read_text()) == {"folders": ["/a", "/b"], "since": {"/a": "2026"}}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"folders": "/a"}', "[" * 100_000])
def test_a_damaged_file_trusts_nothing_and_stays(tmp_path, text):
    file = tmp_path / "trusted_folders.json"
    file.write_text(text)
    for call in (TrustedFolders(file).read, lambda: TrustedFolders(file).add("/a")):
        with pytest.raises(StorageError, match="is not the list of trusted folders"):
            call()
    assert file.read_text() == text


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "trusted_folders.json").mkdir()
    with pytest.raises(StorageError, match="could not be read"):
        TrustedFolders(tmp_path / "trusted_folders.json").read()


def test_no_addition_is_lost_among_several_at_once(tmp_path):
    file = tmp_path / "trusted_folders.json"
    names = tuple(f"/{number}" for number in range(8))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: TrustedFolders(file).add(name), names))
    assert TrustedFolders(file).read() == names


def test_a_path_of_any_bytes_is_kept(tmp_path):
    folders = TrustedFolders(tmp_path / "trusted_folders.json")
    folders.add(os.fsdecode(b"/a-\xff"))
    assert folders.read() == (os.fsdecode(b"/a-\xff"),)
