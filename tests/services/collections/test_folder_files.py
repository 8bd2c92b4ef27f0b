"""The settings and the order in the file of a folder, changed by plans."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.core.request.request import Header
from aiurdesk.services.collections.collection_plans import (
    ChangeSettings,
    make_change,
    take_back,
)
from aiurdesk.services.collections.folder_files import (
    put_in_order,
    read_settings,
    settings_of,
    take_out_of_order,
)
from aiurdesk.storage.collection_steps import apply_steps
from tests.folder_trash import FolderTrash
from tests.services.collections.test_collection_plans import A_REQUEST, state


@pytest.fixture
def trash(tmp_path):
    return FolderTrash(tmp_path / "trash")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text('format = 1\norder = ["B", "inner/", "A"]\n')
    (folder / "inner" / "folder.toml").write_text('order = ["B", "A"]\n')
    for name in ("A", "B", "inner/A", "inner/B"):
        (folder / f"{name}.request.toml").write_text(A_REQUEST)
    return folder


def test_an_entry_leaves_the_order_of_its_own_folder_only(folder, trash):
    gone = [folder / "A.request.toml", folder / "inner" / "B.request.toml"]
    apply_steps(take_out_of_order(gone), trash)
    assert settings_of(folder).order == ("B", "inner/")
    assert settings_of(folder / "inner").order == ("A",)


def test_a_file_without_settings_stays(folder, trash):
    gone = [folder / "inner" / f"{name}.request.toml" for name in ("A", "B")]
    apply_steps(take_out_of_order(gone), trash)
    assert (folder / "inner" / "folder.toml").read_text().strip() == ""


@pytest.mark.parametrize(
    ("before", "order"),
    [
        (None, ("B", "inner/", "A", "New")),
        ("", ("B", "inner/", "A", "New")),
        ("inner/", ("B", "New", "inner/", "A")),
    ],
)
def test_entries_are_put_before_another_one_or_last(folder, trash, before, order):
    apply_steps(put_in_order(folder, ["New"], before), trash)
    assert settings_of(folder).order == order


def test_a_new_entry_has_no_position_where_others_have_none(folder):
    (folder / "C.request.toml").write_text(A_REQUEST)
    assert put_in_order(folder, ["New"]) == ()


COMMENTED = """\
format = 1 # ours
credential = "old" # theirs
order = ["B", "inner/", "A"]

[variables]
base = "x" # a place
"""


async def test_settings_are_changed_with_comments_kept_and_taken_back(folder, trash):
    file = folder / "collection.toml"
    file.write_text(COMMENTED)
    read = await read_settings(folder)
    assert (read.file, read.name, read.is_top) == ("collection.toml", "checks", True)
    after = replace(
        read.settings,
        credential="",
        environment="Sandbox",
        headers=(Header("X-A", "1"),),
        variables=(("base", "y"),),
    )
    # Changed by another program meanwhile: only what the person changed is written.
    file.write_text(COMMENTED.replace('["B", ', "["))
    change = await make_change(ChangeSettings(str(folder), read.settings, after), trash)
    assert change.title == "Changed the settings of checks"
    text = file.read_text()
    for comment in ("# ours", "# theirs", "# a place"):
        assert comment in text
    now = (await read_settings(folder)).settings
    assert now == replace(after, order=("inner/", "A"))
    await take_back(change, trash)
    assert file.read_text() == COMMENTED.replace('["B", ', "[")


async def test_settings_of_a_folder_have_a_file_of_their_own(folder, trash):
    file = folder / "inner" / "folder.toml"
    file.unlink()
    read = await read_settings(folder / "inner")
    assert (read.file, read.name, read.is_top) == ("folder.toml", "inner", False)
    after = replace(read.settings, credential="mine")
    change = await make_change(ChangeSettings(str(folder / "inner"), read.settings, after), trash)
    assert file.read_text() == 'credential = "mine"\n'
    await take_back(change, trash)
    assert not file.exists()


async def test_a_secret_is_not_written_into_settings(folder, trash):
    before = state(folder)
    settings = (await read_settings(folder)).settings
    after = replace(settings, headers=(Header("Authorization", "Bearer hush-hush-hush"),))
    with pytest.raises(StorageError, match="The header Authorization") as refused:
        await make_change(ChangeSettings(str(folder), settings, after), trash)
    assert "hush" not in str(refused.value)
    assert state(folder) == before
