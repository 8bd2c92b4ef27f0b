"""Reading the text files of a folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.folder import FolderTexts, read_folder, write_new_folder
from tests.child_process import running


def test_a_folder_that_does_not_exist_has_no_files(tmp_path):
    assert read_folder(tmp_path / "none", ".toml") == FolderTexts()


def test_files_with_the_suffix_are_read_in_the_order_of_their_names(tmp_path):
    for name in ("b.toml", "a.toml", "c.txt", ".hidden.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    texts = read_folder(tmp_path, ".toml")
    assert texts.files == (
        (str(tmp_path / "a.toml"), "a.toml"),
        (str(tmp_path / "b.toml"), "b.toml"),
    )
    assert texts.mistakes == ()


def test_a_byte_order_mark_is_left_out(tmp_path):
    (tmp_path / "a.toml").write_text("name", encoding="utf-8-sig")
    assert read_folder(tmp_path, ".toml").files[0][1] == "name"


def test_unreadable_files_are_reported_and_the_others_are_read(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"ab\xff")
    (tmp_path / "b.toml").mkdir()
    (tmp_path / "c.toml").write_text("c", encoding="utf-8")
    texts = read_folder(tmp_path, ".toml")
    assert [text for _, text in texts.files] == ["c"]
    binary, folder = map(str, texts.mistakes)
    assert binary == f"{tmp_path / 'a.toml'} is not UTF-8 text: byte 3 cannot be read."
    assert folder.startswith(f"{tmp_path / 'b.toml'} could not be read (")


def test_a_file_instead_of_the_folder_is_reported(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    texts = read_folder(tmp_path / "file", ".toml")
    assert texts.files == ()
    assert texts.mistakes[0].sentence.startswith(f"{tmp_path / 'file'} could not be read (")


FILES = (("collection.toml", "a\n"), ("F/A.toml", "b\r\n"), ("F/G/B.toml", "ä"))


def never():
    return False


def files_in(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("is_there", [True, False])
def test_all_files_are_written(tmp_path, is_there):
    folder = tmp_path / "around" / "made"
    if is_there:
        folder.mkdir(parents=True)
        folder.chmod(0o750)
    assert write_new_folder(folder, FILES, never)
    assert files_in(folder) == {path: text.encode() for path, text in FILES}
    assert [entry.name for entry in folder.parent.iterdir()] == ["made"]
    if is_there:
        assert folder.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("is_there", [True, False])
def test_nothing_is_left_after_a_stop(tmp_path, is_there):
    folder = tmp_path / "made"
    if is_there:
        folder.mkdir()
    answers = iter((False, False, True))
    assert not write_new_folder(folder, FILES, lambda: next(answers))
    assert files_in(tmp_path) == {}
    assert [entry.name for entry in tmp_path.iterdir()] == ["made"] * is_there


def test_nothing_is_left_when_a_file_cannot_be_written(tmp_path):
    with pytest.raises(StorageError, match="could not be written .*Nothing was imported"):
        write_new_folder(tmp_path / "made", (*FILES, ("x" * 300, "")), never)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_stays_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(StorageError, match="is not empty. Name a new folder"):
            write_new_folder(folder, FILES, never)
    assert files_in(tmp_path) == {"mine.txt": b"mine"}


IMPORTING = """
import sys
from pathlib import Path
from aiurdesk.storage.folder import write_new_folder

def files():
    yield "a.toml", "half"
    print("begun", flush=True)
    sys.stdin.readline()

write_new_folder(Path(sys.argv[1]), files(), lambda: False)
"""


@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_killed_import_left_is_deleted_by_the_next_one(tmp_path, is_there):
    folder = tmp_path / "made"
    if is_there:
        folder.mkdir()
    mine = tmp_path / ".aiurdesk-mine"
    mine.mkdir()
    command = [sys.executable, "-c", IMPORTING, folder]
    with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        # While it lives, its folder is left to it.
        assert write_new_folder(tmp_path / "other", FILES, never)
        around = folder if is_there else tmp_path
        assert len(list(around.glob(".aiurdesk-????????"))) == 1
        process.kill()
        process.wait()
    assert write_new_folder(folder, FILES, never)
    assert files_in(folder) == {path: text.encode() for path, text in FILES}
    assert {entry.name for entry in tmp_path.iterdir()} == {"made", "other", ".aiurdesk-mine"}
