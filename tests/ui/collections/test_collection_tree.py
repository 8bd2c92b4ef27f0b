from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from aiurdesk.services.collections.collection_plans import Delete, Duplicate, MoveTo
from aiurdesk.ui.collections.collection_model import CollectionModel
from aiurdesk.ui.collections.collection_tree import Act, CollectionTree, EntryCommand
from tests.ui.collections.trees import method_of, read

KEY = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Shown:
    """A tree with a collection in it, and what it asked for."""

    def __init__(self, qtbot, folder):
        self.model = CollectionModel(method_of)
        self.model.set_collections([read(folder)])
        self.tree = CollectionTree(self.model)
        qtbot.addWidget(self.tree)
        self.tree.resize(300, 300)
        self.tree.show()
        self.tree.expandAll()
        self.commands: list[object] = []
        self.tree.commanded.connect(self.commands.append)
        self.folder = folder

    def press(self, name, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.tree.select(str(self.folder / name if name else self.folder))
        QTest.keyClick(self.tree, key, modifier)


def test_every_action_has_a_key(qtbot, tmp_path):
    view = Shown(qtbot, tmp_path)
    a, c = "A.request.toml", "inner/C.request.toml"
    view.press(a, KEY.Key_Return)
    view.press(a, KEY.Key_Delete)
    view.press("", KEY.Key_Delete)
    view.press(a, KEY.Key_Z, CONTROL)
    view.press(a, KEY.Key_Z, CONTROL | SHIFT)
    view.press(a, KEY.Key_Down, ALT)
    view.press(a, KEY.Key_Up, ALT)
    view.press("B.request.toml", KEY.Key_Up, ALT)
    view.press("inner", KEY.Key_Down, ALT)
    view.press(a, KEY.Key_X, CONTROL)
    view.press(c, KEY.Key_V, CONTROL)
    view.press(c, KEY.Key_V, CONTROL)
    path, top = str(tmp_path / a), str(tmp_path)
    assert view.commands == [
        EntryCommand(Act.OPEN_REQUEST, path),
        Delete((path,)),
        EntryCommand(Act.CLOSE, top),
        EntryCommand(Act.UNDO),
        EntryCommand(Act.REDO),
        MoveTo((path,), top, "inner/"),
        MoveTo((str(tmp_path / "B.request.toml"),), top, "A"),
        MoveTo((path,), str(tmp_path / "inner")),
    ]
    view.tree.select(path)
    assert view.tree.duplication() == Duplicate(path)
    view.tree.select(top)
    assert view.tree.duplication() is None


def test_what_lies_in_a_chosen_folder_is_not_chosen_twice(qtbot, tmp_path):
    view = Shown(qtbot, tmp_path)
    view.tree.select(str(tmp_path / "inner"))
    select = QItemSelectionModel.SelectionFlag.Select
    for name in ("inner/C.request.toml", "A.request.toml"):
        index = view.model.find(str(tmp_path / name))
        view.tree.selectionModel().select(index, select)
    assert [node.title for node in view.tree.chosen] == ["A", "inner"]


def test_return_folds_and_what_was_unfolded_is_again(qtbot, tmp_path):
    view = Shown(qtbot, tmp_path)
    folded = []
    view.tree.folded.connect(lambda: folded.append(view.tree.expanded_keys()))
    view.press("inner", KEY.Key_Return)
    assert folded == [(str(tmp_path),)]
    view.tree.expand_keys([str(tmp_path), str(tmp_path / "inner")])
    view.model.set_collections([])
    view.model.set_collections([read(tmp_path)])
    assert not view.tree.isExpanded(view.model.find(str(tmp_path)))
    view.tree.restore()
    assert view.tree.isExpanded(view.model.find(str(tmp_path / "inner")))
    view.tree.select("/gone")
    assert view.tree.current is None
