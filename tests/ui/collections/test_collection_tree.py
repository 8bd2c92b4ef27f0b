from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QToolTip, QTreeView

from aiurdesk.core.collection.collection import SearchRow
from aiurdesk.services.collections.collection_plans import Delete, Duplicate, MoveTo
from aiurdesk.ui.collections.collection_model import CollectionModel
from aiurdesk.ui.collections.collection_tree import (
    Act,
    CollectionDelegate,
    CollectionTree,
    EntryCommand,
)
from aiurdesk.ui.tables.rows_model import Column, RowsModel
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


def a_view(qtbot, theme, model):
    view = QTreeView()
    qtbot.addWidget(view)
    delegate = CollectionDelegate(theme, method_of, view)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.resize(300, 200)
    view.show()
    return view, delegate


def test_rows_are_drawn_each_in_its_way(qtbot, theme, tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "Bad.request.toml").write_text("x = [")
    model = CollectionModel(method_of)
    model.set_collections([read(tmp_path / "checks")])
    view, delegate = a_view(qtbot, theme, model)
    empty = view.grab().toImage()
    view.expandAll()
    assert view.grab().toImage() != empty
    option = QStyleOptionViewItem()
    index = model.find(str(tmp_path / "checks" / "A.request.toml"))
    delegate.helpEvent(QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(), QPoint()), view, option, index)
    assert QToolTip.text().endswith("A.request.toml")
    editor = delegate.createEditor(view, option, index)
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "Name"


def test_a_hit_has_two_lines_with_the_words_marked(qtbot, theme, tmp_path):
    rows = read(tmp_path).rows
    model: RowsModel[SearchRow] = RowsModel((Column("Request", lambda row: row.request.name),))
    model.set_items(rows)
    view, delegate = a_view(qtbot, theme, model)
    plain = view.grab().toImage()
    delegate.set_filter("a")
    assert view.grab().toImage() != plain
    one = delegate.sizeHint(QStyleOptionViewItem(), model.index(0, 0)).height()
    assert one > delegate.plain.height + 8
    assert QRect(0, 0, 10, one).isValid()


def test_the_badge_of_a_hit_keeps_away_from_the_edge(qtbot, theme, tmp_path):
    model: RowsModel[SearchRow] = RowsModel((Column("Request", lambda row: row.request.name),))
    model.set_items(read(tmp_path).rows[:1])
    view, _ = a_view(qtbot, theme, model)
    view.setRootIsDecorated(False)
    row = view.visualRect(model.index(0, 0))
    picture = view.viewport().grab(row).toImage()
    ground = picture.pixelColor(row.width() - 1, 1)
    drawn = [
        x
        for x in range(picture.width())
        for y in range(picture.height() // 2)
        if picture.pixelColor(x, y) != ground
    ]
    assert min(drawn) >= 8
