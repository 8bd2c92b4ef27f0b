import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aiurdesk.core.collection.collection import in_order
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import StorageError
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_plans import (
    Delete,
    Duplicate,
    GiveName,
    MakeCollection,
    MoveTo,
    NewFolder,
    NewRequest,
    Plan,
    make_change,
    take_back,
)
from aiurdesk.storage.collections import read_collection
from tests.folder_trash import FolderTrash

A_REQUEST = 'endpoint = "a.b.c"\n'


@pytest.fixture
def trash(tmp_path):
    return FolderTrash(tmp_path / "trash")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text('format = 1 # ours\norder = ["B", "inner/", "A"]\n')
    for name in ("A", "B", "inner/C", "inner/D"):
        (folder / f"{name}.request.toml").write_text(A_REQUEST)
    return folder


def titles(folder: Path) -> list[str]:
    collection = read_collection(folder)
    assert collection.mistakes == ()
    return [request.title for request in in_order(collection.root)]


def state(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


PLANS: dict[str, tuple[Callable[[Path], Plan], list[str]]] = {
    "new folder": (lambda f: NewFolder(str(f), "New"), ["B", "inner/C", "inner/D", "A"]),
    "new request": (
        lambda f: NewRequest(str(f), "E", SavedRequest(endpoint_id="a.b.c")),
        ["B", "inner/C", "inner/D", "A", "E"],
    ),
    "renamed request": (
        lambda f: GiveName(str(f / "A.request.toml"), "New/name"),
        ["B", "inner/C", "inner/D", "New/name"],
    ),
    "renamed folder": (
        lambda f: GiveName(str(f / "inner"), "outer"),
        ["B", "outer/C", "outer/D", "A"],
    ),
    "moved before": (
        lambda f: MoveTo((str(f / "A.request.toml"),), str(f), "B"),
        ["A", "B", "inner/C", "inner/D"],
    ),
    "moved to the end": (
        lambda f: MoveTo((str(f / "B.request.toml"), str(f / "inner")), str(f), ""),
        ["A", "B", "inner/C", "inner/D"],
    ),
    "moved into a folder": (
        lambda f: MoveTo((str(f / "B.request.toml"), str(f / "A.request.toml")), str(f / "inner")),
        ["inner/A", "inner/B", "inner/C", "inner/D"],
    ),
    "moved out of a folder": (
        lambda f: MoveTo((str(f / "inner" / "C.request.toml"),), str(f), "A"),
        ["B", "inner/D", "C", "A"],
    ),
    "duplicated request": (
        lambda f: Duplicate(str(f / "B.request.toml")),
        ["B", "B copy", "inner/C", "inner/D", "A"],
    ),
    "duplicated folder": (
        lambda f: Duplicate(str(f / "inner")),
        ["B", "inner/C", "inner/D", "inner copy/C", "inner copy/D", "A"],
    ),
    "deleted": (
        lambda f: Delete((str(f / "A.request.toml"), str(f / "inner"))),
        ["B"],
    ),
}


@pytest.mark.parametrize("name", PLANS)
async def test_a_change_is_made_taken_back_and_made_again(folder, trash, name):
    plan, expected = PLANS[name]
    before = state(folder)
    change = await make_change(plan(folder), trash)
    assert titles(folder) == expected
    after = state(folder)
    assert "# ours" in after["collection.toml"]
    back = await take_back(change, trash)
    assert state(folder) == before
    await take_back(back, trash)
    assert state(folder) == after


async def test_moves_are_known(folder, trash):
    change = await make_change(GiveName(str(folder / "inner"), "outer"), trash)
    assert change.moves == ((str(folder / "inner"), str(folder / "outer")),)
    assert change.path == str(folder / "outer")


async def test_a_collection_is_made_and_renamed(tmp_path, trash):
    folder = tmp_path / "mine"
    await make_change(MakeCollection(str(folder), "mine"), trash)
    assert (folder / "collection.toml").read_text() == "format = 1\n"
    await make_change(GiveName(str(folder), "Other"), trash)
    assert read_collection(folder).name == "Other"
    change = await make_change(MakeCollection(str(folder), "mine"), trash)
    assert change.back == ()


async def test_a_copy_of_a_copy_has_a_name_of_its_own(folder, trash):
    for _ in range(2):
        await make_change(Duplicate(str(folder / "A.request.toml")), trash)
    assert titles(folder)[-3:] == ["A", "A copy 2", "A copy"]


async def test_files_beside_a_request_are_found_from_its_new_folder(folder, trash):
    file = folder / "A.request.toml"
    file.write_text(
        A_REQUEST + 'values = [\n    ["f", { file = "data/x.bin" }],\n]\n'
        'tests = [\n    { schema = "s.json" },\n]\n'
    )
    await make_change(MoveTo((str(file),), str(folder / "inner")), trash)
    saved = parse_request((folder / "inner" / "A.request.toml").read_text())
    ((_, value),) = saved.values
    assert getattr(value, "path", "") == "../data/x.bin"
    assert saved.tests[0].expected == "../s.json"


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
async def test_what_a_link_in_a_moved_folder_leads_to_stays_as_it_is(folder, trash, tmp_path):
    shared, text = tmp_path / "Shared.request.toml", A_REQUEST + 'file = "x.bin"\n'
    shared.write_text(text)
    (folder / "inner" / "L.request.toml").symlink_to(shared)
    await make_change(NewFolder(str(folder), "Deep"), trash)
    await make_change(MoveTo((str(folder / "inner"),), str(folder / "Deep")), trash)
    assert shared.read_text() == text
    assert (folder / "Deep" / "inner" / "L.request.toml").is_symlink()


@pytest.mark.parametrize("name", ["b", "B", "x" * 300, " "])
async def test_a_name_that_cannot_be_is_refused(folder, trash, name):
    before = state(folder)
    with pytest.raises(StorageError):
        await make_change(GiveName(str(folder / "A.request.toml"), name), trash)
    assert state(folder) == before


async def test_a_folder_does_not_move_into_itself(folder, trash):
    with pytest.raises(StorageError, match="into itself"):
        await make_change(MoveTo((str(folder / "inner"),), str(folder / "inner")), trash)


async def test_a_request_of_that_name_is_not_replaced(folder, trash):
    before = (folder / "A.request.toml").read_text()
    for number in (2, 3):
        plan = NewRequest(str(folder), "A", SavedRequest(endpoint_id="a.b.c"))
        made = await make_change(plan, trash)
        assert made.path == str(folder / f"A {number}.request.toml")
    assert (folder / "A.request.toml").read_text() == before


async def test_a_broken_file_of_a_folder_is_named(folder, trash):
    (folder / "collection.toml").write_text("order = 5\n")
    with pytest.raises(StorageError, match=r"collection\.toml, line 1"):
        await make_change(GiveName(str(folder / "A.request.toml"), "C"), trash)


async def test_no_folder_takes_the_place_of_the_environments(folder, trash):
    (folder / "inner" / "environments").mkdir()
    before = state(folder)
    for plan in (
        NewFolder(str(folder), "Environments"),
        GiveName(str(folder / "inner"), "environments"),
        MoveTo((str(folder / "inner" / "environments"),), str(folder)),
    ):
        with pytest.raises(StorageError, match="holds the environments of the collection"):
            await make_change(plan, trash)
    assert state(folder) == before
    assert not (folder / "environments").exists()
