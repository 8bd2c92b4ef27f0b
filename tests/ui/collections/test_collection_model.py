from PySide6.QtCore import QModelIndex, Qt

from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.storage.collections import read_collection
from aiurdesk.ui.collections.collection_model import CollectionModel
from tests.ui.collections.steps import put
from tests.ui.collections.trees import method_of, read

MOVE = Qt.DropAction.MoveAction


def a_model(folder, *names):
    model = CollectionModel(method_of)
    model.set_collections([read(folder, *names)])
    return model


def test_the_model_keeps_the_rules_of_qt(tmp_path, qtmodeltester):
    model = a_model(tmp_path)
    qtmodeltester.check(model)
    assert model.rowCount() == 1
    model.set_collections([])
    assert model.rowCount() == 0


def test_an_empty_folder_looks_like_a_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    model = a_model(tmp_path)
    index = model.find(str(tmp_path / "empty"))
    assert model.rowCount(index) == 0
    assert model.hasChildren(index)
    assert not model.hasChildren(model.find(str(tmp_path / "A.request.toml")))


def test_an_entry_is_found_by_its_path(tmp_path):
    model = a_model(tmp_path)
    assert model.find(str(tmp_path / "inner" / "C.request.toml")).data() == "C"
    assert model.find(str(tmp_path)).data() == "Checks"
    assert not model.find(str(tmp_path / "inner" / "D.request.toml")).isValid()
    assert not model.find("/elsewhere").isValid()


def test_renaming_asks_for_a_change_of_the_name(tmp_path, qtbot):
    model = a_model(tmp_path)
    index = model.find(str(tmp_path / "A.request.toml"))
    wishes = []
    model.rename_wanted.connect(lambda path, name: wishes.append((path, name)))
    for name in ("A", " ", " New "):
        assert not model.setData(index, name)
    assert wishes == [(str(tmp_path / "A.request.toml"), "New")]
    assert index.data() == "A"


def test_entries_are_dragged_into_folders_and_between_others(tmp_path):
    model = a_model(tmp_path)
    wishes = []
    model.move_wanted.connect(lambda *wish: wishes.append(wish))
    paths = (str(tmp_path / "A.request.toml"), str(tmp_path / "B.request.toml"))
    data = model.mimeData([model.find(path) for path in paths])
    root, inner = model.find(str(tmp_path)), model.find(str(tmp_path / "inner"))
    for row, parent in ((-1, inner), (0, inner), (1, inner), (0, root), (0, QModelIndex())):
        assert not model.dropMimeData(data, MOVE, row, 0, parent)
    inside, top = str(tmp_path / "inner"), str(tmp_path)
    assert wishes == [
        (paths, inside, None),
        (paths, inside, "C"),
        (paths, inside, ""),
        (paths, top, "A"),
    ]
    drag, drop = Qt.ItemFlag.ItemIsDragEnabled, Qt.ItemFlag.ItemIsDropEnabled
    assert (bool(root.flags() & drag), bool(root.flags() & drop)) == (False, True)
    assert (bool(inner.flags() & drag), bool(inner.flags() & drop)) == (True, True)
    request = model.find(paths[0])
    assert (bool(request.flags() & drag), bool(request.flags() & drop)) == (True, False)


def test_only_the_folder_with_a_change_is_shown_anew(tmp_path, qtmodeltester):
    model = a_model(tmp_path)
    qtmodeltester.check(model)
    heard: list[str] = []
    model.modelReset.connect(lambda: heard.append("all"))
    model.rowsInserted.connect(lambda parent, *_: heard.append(parent.data()))
    model.dataChanged.connect(lambda index, *_: heard.append(f"changed {index.data()}"))
    assert model.rowCount(model.find(str(tmp_path / "inner"))) == 1
    model.set_collections([read(tmp_path)])
    assert heard == []
    put(tmp_path / "inner" / "D.request.toml")
    put(tmp_path / "A.request.toml", 7)
    model.set_collections([read(tmp_path)])
    assert heard == ["changed A", "inner"]
    assert model.find(str(tmp_path / "inner" / "D.request.toml")).data() == "D"
    qtmodeltester.check(model)
    (tmp_path / "inner" / "C.request.toml").unlink()
    (tmp_path / "inner" / "D.request.toml").unlink()
    opened = OpenCollection(str(tmp_path), read_collection(tmp_path))
    model.set_collections([opened])
    assert model.rowCount(model.find(str(tmp_path / "inner"))) == 0


def test_a_folder_of_thousands_shows_the_first_ones(tmp_path):
    saved = SavedRequest(method="GET", url="https://localhost")
    requests = tuple(
        CollectionRequest(f"{n:04}", f"/c/{n:04}.request.toml", saved) for n in range(2500)
    )
    model = CollectionModel(method_of)
    folder = CollectionFolder("c", "/c", requests=requests)
    model.set_collections([OpenCollection("/c", Collection(folder))])
    top = model.index(0, 0)
    assert model.rowCount(top) == 1001
    last = model.index(1000, 0, top)
    assert last.data() == "1,500 more: find them with the filter"
    assert not last.flags() & (Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable)
    # Below the last one that is shown is not the end of the folder.
    moved = []
    model.move_wanted.connect(lambda *move: moved.append(move))
    dragged = model.mimeData([model.index(0, 0, top)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, 1000, 0, top)
    assert moved == [(("/c/0000.request.toml",), "/c", "1000")]
