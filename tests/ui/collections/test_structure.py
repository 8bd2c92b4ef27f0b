from aiurdesk.ui.collections.structure import Structure, plan_of
from aiurdesk.ui.collections.wishes import (
    CloseCollection,
    Delete,
    Duplicate,
    GiveName,
    MoveTo,
    NewFolder,
    NewRequest,
    Redo,
    Undo,
)
from tests.ui.collections.steps import a_collection


async def test_one_stack_takes_back_everything(tmp_path):
    folder = a_collection(tmp_path / "checks")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    a = str(folder / "A.request.toml")
    structure = Structure()
    assert await structure.fulfil(Undo()) is None
    for wish in (
        NewFolder(str(folder)),
        NewRequest(str(folder / "New folder")),
        GiveName(a, "Other"),
        MoveTo((str(folder / "inner"),), str(folder / "New folder")),
        Duplicate(str(folder / "B.request.toml")),
        Delete((str(folder / "B.request.toml"),)),
    ):
        assert await structure.fulfil(wish) is not None
    for _ in range(6):
        assert await structure.fulfil(Undo()) is not None
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert await structure.fulfil(Undo()) is None
    assert await structure.fulfil(Redo()) is not None
    assert (folder / "New folder").is_dir()


def test_only_changes_of_the_structure_have_a_plan():
    assert plan_of(CloseCollection("/c")) is None
    assert plan_of(Duplicate("/c")) is not None
