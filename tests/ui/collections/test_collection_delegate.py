from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QToolTip, QTreeView

from aiurdesk.core.collection.collection import SearchRow
from aiurdesk.ui.collections.collection_model import CollectionModel
from aiurdesk.ui.collections.collection_tree import CollectionDelegate
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from tests.ui.collections.trees import method_of, read


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
