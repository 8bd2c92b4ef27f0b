import gc
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel

from aiurdesk.ui.widgets.rows_model import ItemRole
from aiurdesk.ui.widgets.tree_model import TreeModel


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
