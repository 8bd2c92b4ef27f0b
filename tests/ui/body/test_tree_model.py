import json

import pytest
from PySide6.QtCore import QModelIndex, Qt

from aiurdesk.core.json.tree import GROUP_SIZE, JsonTree, Node
from aiurdesk.ui.body.tree_model import JsonTreeModel
from aiurdesk.ui.tables.rows_model import ItemRole
from tests.json_trees import read_tree

SMALL = '{"code": -10, "items": ["a", {"b": null}], "none": {}}'
LONG = json.dumps(list(range(GROUP_SIZE + 5)))


def a_model(text, remarks=None):
    model = JsonTreeModel()
    model.set_tree(read_tree(text), remarks)
    return model


@pytest.mark.parametrize("text", [SMALL, LONG, "7", "", "[[1]"])
def test_the_model_keeps_the_rules_of_models(qtmodeltester, text):
    qtmodeltester.check(a_model(text))


def test_rows_read_as_lines_of_json(qapp):
    model = a_model(SMALL, {1: "invalid input"})
    root = model.index(0, 0)
    texts = [model.index(row, 0, root).data() for row in range(model.rowCount(root))]
    assert texts == [
        '"code": -10,  ← invalid input',
        '"items": [ … ], 2 items',
        '"none": {}',
        "}",
    ]
    assert root.data() == "{ … } 3 members"


def test_children_are_made_when_they_are_asked_for(qapp):
    model = a_model("[[[1]]]")
    root = model.index(0, 0)
    inner = model.index(0, 0, root)
    assert model.hasChildren(inner)
    assert inner.internalPointer().children is None
    assert model.rowCount(inner) == 2
    assert len(inner.internalPointer().children) == 2


def test_long_lists_come_in_groups(qapp):
    model = a_model(LONG)
    root = model.index(0, 0)
    assert [model.index(row, 0, root).data() for row in range(3)] == ["0 … 499", "500 … 504", "]"]
    assert model.line_at(model.index(0, 0, root)) is None


@pytest.mark.parametrize("text", [SMALL, LONG])
def test_every_line_can_be_reached(qapp, text):
    model = a_model(text)
    for line in range(len(model.tree)):
        assert model.index_of(line).data(ItemRole) == Node(line)


def test_a_path_stands_in_the_tool_tip(qapp):
    model = a_model(SMALL)
    assert model.index_of(5).data(Qt.ItemDataRole.ToolTipRole) == "items[1].b"
    assert QModelIndex().data() is None
    assert model.data(QModelIndex()) is None


def test_no_row_is_longer_than_a_screen_shows(qapp):
    model = a_model(json.dumps("x" * 100_000))
    assert len(model.index(0, 0).data()) < 3000


def test_a_list_that_never_ends_is_shown_open_ended(qapp):
    model = JsonTreeModel()
    model.set_tree(read_tree("[1, 2", is_cut=True))
    root = model.index(0, 0)
    assert root.data() == "[ … 2 items and more"
    assert [model.index(row, 0, root).data() for row in range(model.rowCount(root))] == [
        "1,",
        "2…  ← the part that is shown ends here; the body goes on",
    ]


def test_every_cut_is_marked_in_its_row(qapp):
    model = JsonTreeModel()
    key, value, cut = "k" * 3000, "v" * 5000, "w" * 4000
    text = f'{{"{key}": "{value}", "b": "{cut}'
    model.set_tree(read_tree(text, is_cut=True))
    root = model.index(0, 0)
    first, last = (model.index(row, 0, root).data() for row in range(model.rowCount(root)))
    assert "… 1,002 more characters: " in first
    assert first.endswith("… 3,002 more characters,")
    assert last.startswith('"b": "w')
    assert "… 2,002 more characters" in last
    assert last.endswith("the body goes on")
    model.set_tree(JsonTree(""))
    assert model.rowCount() == 0
