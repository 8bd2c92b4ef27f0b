import gc
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView, QWidget

from aiurdesk.ui.tables.rows_model import ItemRole
from aiurdesk.ui.tables.tree_model import FilteredTree, TreeModel
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.filter_field import FilterField


@dataclass(frozen=True)
class Place:
    name: str
    below: tuple["Place", ...] = ()


ROOTS = (Place("a", (Place("a1"), Place("a2", (Place("a2x"),)))), Place("b"))


def a_model():
    model = TreeModel(children_of=lambda node: node.below, text=lambda node: node.name)
    model.set_roots(ROOTS)
    return model


def test_it_passes_the_model_tester(qtmodeltester):
    model = a_model()
    qtmodeltester.check(model)
    gc.collect()
    model.set_roots(ROOTS[:1])
    gc.collect()
    qtmodeltester.check(model)
    assert model.rowCount() == 1


def test_it_passes_the_model_tester_behind_a_recursive_filter(qtmodeltester):
    model = a_model()
    proxy = QSortFilterProxyModel()
    proxy.setRecursiveFilteringEnabled(True)
    proxy.setSourceModel(model)
    qtmodeltester.check(proxy)
    proxy.setFilterFixedString("a2x")
    gc.collect()
    qtmodeltester.check(proxy)
    assert proxy.rowCount() == 1


def test_items_lie_where_their_parents_say():
    model = a_model()
    deep = model.index(0, 0, model.index(1, 0, model.index(0, 0)))
    assert deep.data() == "a2x"
    assert deep.data(ItemRole) is ROOTS[0].below[1].below[0]
    assert deep.parent().data() == "a2"
    assert model.parent(model.index(0, 0)) == QModelIndex()
    assert model.index(5, 0) == QModelIndex()


NAMES = ("ant", "bee", "bear")


def model_of(names):
    model = QStandardItemModel()
    for name in names:
        model.appendRow(QStandardItem(name))
    return model


class Animals(FilteredTree):
    """Filters names by what they begin with."""

    def __init__(self, theme):
        super().__init__(theme, "animal", "Animals", QTreeView(), FilterField(theme))
        self.tree.setModel(model_of(NAMES))
        self.matches = model_of(())
        self.hits.setModel(self.matches)
        self.entered: list[str] = []
        top = QWidget()
        column_of(top, self.filter)
        self.lay_out(top)

    def apply_filter(self, text):
        names = [name for name in NAMES if name.startswith(text)]
        self.matches.clear()
        for name in names:
            self.matches.appendRow(QStandardItem(name))
        self.show_hits(f"{len(names)} of 3", is_filtering=bool(text))

    def enter(self, index):
        self.entered.append(index.data())


@pytest.fixture
def panel(qtbot, theme):
    panel = Animals(theme)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_the_list_takes_the_place_of_the_tree_while_a_filter_is_typed(panel):
    assert panel.visible_view() is panel.tree
    panel.filter.setText("be")
    assert panel.hits.isVisible()
    assert panel.hits.currentIndex().data() == "bee"
    assert (panel.count.text(), panel.count.isVisible()) == ("2 of 3", True)
    assert not panel.nothing.isVisible()
    panel.filter.setText("x")
    assert panel.nothing.isVisible()
    panel.filter.setText("")
    assert panel.visible_view() is panel.tree
    assert not panel.count.isVisible()
    assert not panel.nothing.isVisible()


def test_a_further_page_stays_in_front(panel):
    page = QWidget()
    panel.views.addWidget(page)
    panel.views.setCurrentWidget(page)
    panel.filter.setText("be")
    assert panel.views.currentWidget() is page


def test_keys_of_the_filter_move_in_the_list_and_return_opens(panel):
    panel.filter.setText("be")
    QTest.keyClick(panel.filter, Qt.Key.Key_Down)
    QTest.keyClick(panel.hits, Qt.Key.Key_Return)
    assert panel.entered == ["bear"]
