from pathlib import Path

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.storage.collection_steps import (
    CopyTo,
    FileStep,
    FromTrash,
    MakeFolder,
    Rename,
    ToTrash,
    WriteText,
    apply_steps,
)
from tests.folder_trash import FolderTrash


@pytest.fixture
def trash(tmp_path):
    return FolderTrash(tmp_path / "trash")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "A.txt").write_text("a")
    (folder / "inner" / "B.txt").write_text("b")
    return folder


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.mark.parametrize("number", range(7))
def test_every_step_can_be_taken_back_and_made_again(folder, trash, number):
    steps: list[FileStep] = [
        Rename(folder / "A.txt", folder / "inner" / "C.txt"),
        Rename(folder / "inner", folder / "outer"),
        WriteText(folder / "A.txt", "a", "new"),
        WriteText(folder / "new.txt", "", "new"),
        CopyTo(folder / "inner", folder / "copy"),
        ToTrash(folder / "inner"),
        WriteText(folder / "A.txt", "a", ""),
    ]
    before = contents(folder)
    back = apply_steps(steps[number : number + 1], trash)
    after = contents(folder)
    assert after != before
    again = apply_steps(back, trash)
    assert contents(folder) == before
    apply_steps(again, trash)
    assert contents(folder) == after


def test_a_folder_is_made_and_goes(folder, trash):
    back = apply_steps([MakeFolder(folder / "new")], trash)
    assert (folder / "new").is_dir()
    apply_steps(back, trash)
    assert not (folder / "new").exists()


def test_if_a_step_fails_those_before_it_are_taken_back(folder, trash):
    before = contents(folder)
    steps: list[FileStep] = [
        Rename(folder / "A.txt", folder / "C.txt"),
        ToTrash(folder / "inner" / "B.txt"),
        WriteText(folder / "C.txt", "something else", "new"),
    ]
    with pytest.raises(StorageError, match="changed meanwhile"):
        apply_steps(steps, trash)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["INNER", "inner"])
def test_a_name_that_is_taken_is_refused_in_any_case(folder, trash, name):
    for step in (
        Rename(folder / "A.txt", folder / name),
        MakeFolder(folder / name),
        CopyTo(folder / "A.txt", folder / name),
    ):
        with pytest.raises(StorageError, match="Choose another name"):
            apply_steps([step], trash)
    assert set(contents(folder)) == {"A.txt", "inner/B.txt"}


def test_only_the_case_of_a_name_can_be_changed(folder, trash):
    apply_steps([Rename(folder / "inner", folder / "Inner")], trash)
    assert [entry.name for entry in folder.iterdir() if entry.is_dir()] == ["Inner"]


def test_what_is_gone_or_cannot_be_written_is_told(folder, trash):
    with pytest.raises(StorageError, match=r"gone\.txt could not be changed"):
        apply_steps([Rename(folder / "gone.txt", folder / "b.txt")], trash)


def test_the_entry_of_the_trash_goes_with_the_file(folder, tmp_path, trash):
    files, info = tmp_path / "Trash" / "files", tmp_path / "Trash" / "info"
    for half in (files, info):
        half.mkdir(parents=True)
    (files / "D.txt").write_text("d")
    (info / "D.txt.trashinfo").write_text("[Trash Info]\n")
    apply_steps([FromTrash(folder / "D.txt", files / "D.txt")], trash)
    assert (folder / "D.txt").read_text() == "d"
    assert list(info.iterdir()) == []
