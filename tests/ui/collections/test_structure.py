import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.services.collections.collection_plans import (
    Delete,
    Duplicate,
    GiveName,
    MoveTo,
    NewFolder,
    NewRequest,
)
from aiurdesk.ui.collections.structure import Structure, move_to_trash
from tests.ui.collections.steps import a_collection


async def test_one_stack_takes_back_everything(tmp_path):
    folder = a_collection(tmp_path / "checks")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    a = str(folder / "A.request.toml")
    structure = Structure()
    assert await structure.undo() is None
    for plan in (
        NewFolder(str(folder)),
        NewRequest(str(folder / "New folder")),
        GiveName(a, "Other"),
        MoveTo((str(folder / "inner"),), str(folder / "New folder")),
        Duplicate(str(folder / "B.request.toml")),
        Delete((str(folder / "B.request.toml"),)),
    ):
        assert await structure.make(plan) is not None
    for _ in range(6):
        assert await structure.undo() is not None
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert await structure.undo() is None
    assert await structure.redo() is not None
    assert (folder / "New folder").is_dir()


def test_a_folder_goes_to_the_trash_of_the_desktop(tmp_path, own_trash):
    (tmp_path / "checks").mkdir()
    own_trash.rmdir()
    (tmp_path / "checks" / "a.txt").write_text("a")
    target = move_to_trash(tmp_path / "checks")
    assert not (tmp_path / "checks").exists()
    assert own_trash in target.parents
    assert (target / "a.txt").read_text() == "a"
    assert (own_trash / "Trash" / "info" / f"{target.name}.trashinfo").exists()


def test_what_cannot_be_moved_there_stays(tmp_path):
    with pytest.raises(StorageError, match="could not be moved to the trash"):
        move_to_trash(tmp_path / "gone")
