import pytest
from PySide6.QtCore import QModelIndex, Qt

from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.services.collections.collection_plans import GiveName, MoveTo
from aiurdesk.storage.collections import read_collection
from aiurdesk.ui.collections.collections_section import CollectionsSection
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from tests.ui.collections.steps import put
from tests.ui.collections.trees import method_of, read

MOVE = Qt.DropAction.MoveAction


class Shown:
    """The rows of collections in the model of the sidebar, and what is asked for in it."""

    def __init__(self, qtbot, theme):
        page = SectionsPage(theme)
        qtbot.addWidget(page)
        self.model = page.model
        self.section = CollectionsSection(page, ActionKeys(), method_of)
        self.rows = self.section.tree.rows
        self.find = self.rows.find
        self.commands: list[object] = []
        self.section.commanded.connect(self.commands.append)

    def show(self, *collections):
        self.section.set_collections(collections)


@pytest.fixture
def shown(qtbot, theme):
    return Shown(qtbot, theme)


def test_the_model_keeps_the_rules_of_qt(shown, tmp_path, qtmodeltester):
    shown.show(read(tmp_path))
    qtmodeltester.check(shown.model)
    assert shown.find(str(tmp_path)).isValid()
    shown.show()
    assert not shown.find(str(tmp_path)).isValid()


def test_an_empty_folder_looks_like_a_folder(shown, tmp_path):
    (tmp_path / "empty").mkdir()
    shown.show(read(tmp_path))
    index = shown.find(str(tmp_path / "empty"))
    shown.model.fetchMore(index)
    assert shown.model.rowCount(index) == 0
    assert shown.model.hasChildren(index)
    assert not shown.model.hasChildren(shown.find(str(tmp_path / "A.request.toml")))


def test_an_entry_is_found_by_its_path(shown, tmp_path):
    shown.show(read(tmp_path))
    assert shown.find(str(tmp_path / "inner" / "C.request.toml")).data() == "C"
    assert shown.find(str(tmp_path)).data() == "Checks"
    assert not shown.find(str(tmp_path / "inner" / "D.request.toml")).isValid()
    assert not shown.find("/elsewhere").isValid()


def test_renaming_asks_for_a_change_of_the_name(shown, tmp_path):
    shown.show(read(tmp_path))
    index = shown.find(str(tmp_path / "A.request.toml"))
    for name in ("A", " ", " New "):
        assert not shown.model.setData(index, name)
    assert shown.commands == [GiveName(str(tmp_path / "A.request.toml"), "New")]
    assert index.data() == "A"


def test_entries_are_dragged_into_folders_and_between_others(shown, tmp_path):
    shown.show(read(tmp_path))
    paths = (str(tmp_path / "A.request.toml"), str(tmp_path / "B.request.toml"))
    data = shown.model.mimeData([shown.find(path) for path in paths])
    root, inner = shown.find(str(tmp_path)), shown.find(str(tmp_path / "inner"))
    for row, parent in ((-1, inner), (0, inner), (1, inner), (0, root), (0, QModelIndex())):
        assert not shown.model.dropMimeData(data, MOVE, row, 0, parent)
    inside, top = str(tmp_path / "inner"), str(tmp_path)
    assert shown.commands == [
        MoveTo(paths, inside, None),
        MoveTo(paths, inside, "C"),
        MoveTo(paths, inside, ""),
        MoveTo(paths, top, "A"),
    ]
    drag, drop = Qt.ItemFlag.ItemIsDragEnabled, Qt.ItemFlag.ItemIsDropEnabled
    assert (bool(root.flags() & drag), bool(root.flags() & drop)) == (False, True)
    assert (bool(inner.flags() & drag), bool(inner.flags() & drop)) == (True, True)
    request = shown.find(paths[0])
    assert (bool(request.flags() & drag), bool(request.flags() & drop)) == (True, False)


def test_what_is_dragged_from_another_section_is_asked_to_be_saved(shown, tmp_path, qtbot):
    shown.show(read(tmp_path))
    inner = shown.find(str(tmp_path / "inner"))
    with qtbot.waitSignal(shown.section.save_wanted) as asked:
        shown.model.dropped.emit(("endpoint a.b.c",), shown.rows.node(inner), -1)
    assert asked.args == ["endpoint a.b.c", str(tmp_path / "inner")]
    assert shown.commands == []


def test_only_the_folder_with_a_change_is_shown_anew(shown, tmp_path, qtmodeltester):
    shown.show(read(tmp_path))
    heard: list[str] = []
    assert shown.rows.find(str(tmp_path / "inner" / "C.request.toml")).isValid()
    qtmodeltester.check(shown.model)
    shown.model.modelReset.connect(lambda: heard.append("all"))
    shown.model.rowsInserted.connect(lambda parent, *_: heard.append(parent.data()))
    shown.model.dataChanged.connect(lambda index, *_: heard.append(f"changed {index.data()}"))
    shown.show(read(tmp_path))
    assert heard == []
    put(tmp_path / "inner" / "D.request.toml")
    put(tmp_path / "A.request.toml", 7)
    shown.show(read(tmp_path))
    assert list(dict.fromkeys(heard)) == ["changed Checks", "changed A", "inner"]
    assert shown.find(str(tmp_path / "inner" / "D.request.toml")).data() == "D"
    qtmodeltester.check(shown.model)
    (tmp_path / "inner" / "C.request.toml").unlink()
    (tmp_path / "inner" / "D.request.toml").unlink()
    shown.show(OpenCollection(str(tmp_path), read_collection(tmp_path)))
    assert shown.model.rowCount(shown.find(str(tmp_path / "inner"))) == 0


def test_a_collection_that_can_be_read_again_is_a_folder_again(shown, tmp_path):
    good = read(tmp_path)
    shown.show(good)
    shown.show(OpenCollection(str(tmp_path), None, problem="It cannot be read."))
    index = shown.find(str(tmp_path))
    assert not shown.model.hasChildren(index)
    shown.show(good)
    assert shown.model.hasChildren(index)
    assert shown.find(str(tmp_path / "A.request.toml")).data() == "A"


def test_a_folder_of_thousands_shows_the_first_ones(shown):
    saved = SavedRequest(method="GET", url="https://localhost")
    requests = tuple(
        CollectionRequest(f"{n:04}", f"/c/{n:04}.request.toml", saved) for n in range(2500)
    )
    folder = CollectionFolder("c", "/c", requests=requests)
    shown.show(OpenCollection("/c", Collection(folder)))
    top = shown.find("/c")
    shown.model.fetchMore(top)
    assert shown.model.rowCount(top) == 1001
    last = shown.model.index(1000, 0, top)
    assert last.data() == "1,500 more: find them with the filter"
    assert not last.flags() & (Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable)
    # Below the last one that is shown is not the end of the folder.
    dragged = shown.model.mimeData([shown.model.index(0, 0, top)])
    shown.model.dropMimeData(dragged, MOVE, 1000, 0, top)
    assert shown.commands == [MoveTo(("/c/0000.request.toml",), "/c", "1000")]
