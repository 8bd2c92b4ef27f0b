import os
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.errors import StorageError
from aiurdesk.services.collections.collection_folders import Changes, CollectionFolders, root_for

A_REQUEST = 'method = "GET"\nurl = "https://localhost/{}"\n'


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "checks"
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text("format = 1\n")
    for name in ("A", "B", "inner/C"):
        put(folder / f"{name}.request.toml", name)
    return folder


def put(file: Path, text: str) -> None:
    file.write_text(A_REQUEST.format(text))


async def test_what_was_changed_since_is_known(folder):
    folders = CollectionFolders()
    first = await folders.read([str(folder)], ())
    assert first.is_new
    assert first.changes == Changes()
    same = await folders.read([str(folder)], first.collections)
    assert not same.is_new
    put(folder / "A.request.toml", "other")
    put(folder / "D.request.toml", "new")
    (folder / "B.request.toml").rename(folder / "inner" / "E.request.toml")
    (folder / "inner" / "C.request.toml").unlink()
    changes = (await folders.read([str(folder)], first.collections)).changes
    assert changes.changed == (str(folder / "A.request.toml"),)
    assert changes.added == (str(folder / "D.request.toml"),)
    assert changes.removed == (str(folder / "inner" / "C.request.toml"),)
    old, new = folder / "B.request.toml", folder / "inner" / "E.request.toml"
    assert changes.moved == ((str(old), str(new)),)


async def test_what_is_offered_watched_and_said_of_a_collection(folder):
    (opened,) = (await CollectionFolders().read([str(folder)], ())).collections
    inner = str(folder / "inner")
    assert list(opened.folders()) == [("checks", str(folder)), ("checks / inner", inner)]
    environments = str(folder / "environments")
    assert set(opened.watched()) == {str(folder), inner, environments, str(folder.parent)}
    lost = replace(opened, collection=None)
    assert (list(lost.folders()), list(lost.watched())) == ([], [str(folder.parent)])
    changes = Changes(
        added=("/a/A.request.toml", "/a/B.request.toml", "/b/C.request.toml"),
        moved=(("/a/D.request.toml", "/a/E.request.toml"),),
        lost=("/c",),
    )
    assert list(changes.sentences(lambda path: path[1])) == [
        "The folder /c cannot be read any more. It is shown again when it can be read.",
        "In a, outside aiurdesk: 2 requests were added, E was moved.",
        "In b, outside aiurdesk: C was added.",
    ]


async def test_a_change_within_the_time_step_of_the_disk_is_seen(folder):
    folders = CollectionFolders()
    reading = await folders.read([str(folder)], ())
    for text in ("one", "two", "six"):
        put(folder / "A.request.toml", text)
        reading = await folders.read([str(folder)], reading.collections)
        assert reading.changes.changed == (str(folder / "A.request.toml"),)


async def test_a_folder_that_is_gone_stays_in_the_list_until_it_is_back(folder, tmp_path):
    folders = CollectionFolders()
    first = await folders.read([str(folder)], ())
    folder.rename(tmp_path / "elsewhere")
    gone = await folders.read([str(folder)], first.collections)
    (opened,) = gone.collections
    assert gone.changes.lost == (str(folder),)
    assert (opened.name, opened.collection) == ("checks", None)
    assert str(folder) in opened.problem
    again = await folders.read([str(folder)], gone.collections)
    assert again.changes.lost == ()
    shutil.copytree(tmp_path / "elsewhere", folder)
    back = await folders.read([str(folder)], again.collections)
    assert len(back.collections[0].rows) == 3


async def test_a_link_that_leads_back_is_told_and_the_rest_is_read(folder):
    os.symlink(folder, folder / "inner" / "loop")
    (opened,) = (await CollectionFolders().read([str(folder)], ())).collections
    assert opened.collection is not None
    assert len(opened.rows) == 3
    assert "loop" in opened.collection.mistakes[0].sentence


async def test_the_root_of_a_file_is_found_or_refused(folder, tmp_path):
    assert await root_for(str(folder / "inner" / "C.request.toml")) == str(folder)
    assert await root_for(str(folder / "inner")) == str(folder)
    (tmp_path / "x.png").write_bytes(b"")
    for path in (tmp_path / "x.png", tmp_path / "gone"):
        with pytest.raises(StorageError):
            await root_for(str(path))
