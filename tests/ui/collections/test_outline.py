import sys

import pytest

from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.library import Library
from aiurdesk.storage.collections import read_collection
from aiurdesk.ui.collections import outline
from aiurdesk.ui.collections.outline import EntryKind, roots, spoken, tool_tip
from tests.ui.collections.steps import PUSH, a_collection
from tests.ui.collections.trees import method_of, read


def test_entries_are_made_as_they_are_asked_for(tmp_path):
    (root,) = roots([read(tmp_path)])
    assert (root.kind, root.title, root.key) == (EntryKind.COLLECTION, "Checks", "Checks")
    assert [node.key for node in root.children] == ["A", "B", "inner/"]
    inner = root.children[2]
    assert inner.folder_path == str(tmp_path / "inner")
    assert [node.row for node in root.children] == [0, 1, 2]
    assert inner.children[0].folder_path == str(tmp_path / "inner")
    assert [root.key_at(position) for position in range(4)] == ["A", "B", "inner/", ""]
    assert spoken(inner, method_of) == "inner, folder"
    assert spoken(inner.children[0], method_of) == "POST C"
    assert tool_tip(inner.children[0]).startswith("stargate.message.pushmessage\n")


def test_the_badge_is_the_method_that_is_sent():
    badges = {
        "WS": SavedRequest(url="wss://chat.example/room"),
        "PUT": SavedRequest(url="https://host/", method="PUT"),
        "?": SavedRequest(url="https://host/"),
        "POST": SavedRequest(endpoint_id=PUSH),
        "DELETE": SavedRequest(endpoint_id=PUSH, method="DELETE"),
    }
    library = Library()
    assert [outline.method_of(library, saved) for saved in badges.values()] == list(badges)


def test_what_cannot_be_read_is_there_with_its_reason(tmp_path):
    a_collection(tmp_path, "inner/C")
    (tmp_path / "inner" / "Bad%3F.request.toml").write_text("x = [")
    gone = OpenCollection("/gone", None, "It is gone.")
    opened = OpenCollection(str(tmp_path), read_collection(tmp_path))
    root, lost = roots([opened, gone])
    broken = root.children[0].children[1]
    assert (broken.kind, broken.title) == (EntryKind.BROKEN, "Bad?")
    assert spoken(broken, method_of) == "Bad?, cannot be read"
    assert "line 1" in tool_tip(broken)
    assert (lost.title, lost.is_folder, tool_tip(lost)) == ("gone", False, "It is gone.")
    assert lost.folder_path == ""


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_a_folder_that_is_left_out_is_there_with_its_reason(tmp_path):
    top = tmp_path / "checks"
    a_collection(top, "inner/C")
    (tmp_path / "elsewhere").mkdir()
    (top / "inner" / "x").symlink_to(tmp_path / "elsewhere")
    (root,) = roots([OpenCollection(str(top), read_collection(top))])
    _, link = root.children[0].children
    assert (link.kind, link.title, link.is_folder) == (EntryKind.BROKEN, "x", False)
    assert "leads out of the collection" in tool_tip(link)
