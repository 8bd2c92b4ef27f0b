import json

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from aiurdesk.core.body_views.level_indexer import levels_of
from aiurdesk.core.body_views.level_parts import read_part
from aiurdesk.core.body_views.whole_tree import WholeTree
from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonRow, JsonTree
from aiurdesk.ui.response.tree_model import JsonTreeModel
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.widgets.rows_model import ItemRole
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
        assert model.index_of(line).data(ItemRole) == JsonRow(line)


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


def a_view(qtbot, theme, text):
    view = TreeView(theme)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show_tree(read_tree(text))
    return view


def drawn(view, index):
    image = QImage(400, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 400, 20)
    painter = QPainter(image)
    view.itemDelegate().paint(painter, option, index)
    painter.end()
    return image


def colours(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_key_and_value_have_the_colours_of_their_kind(qtbot, theme):
    view = a_view(qtbot, theme, '{"code": "text"}')
    seen = colours(drawn(view, view.model().index_of(1)))
    assert theme.colour("key").name() in seen
    assert theme.colour("string").name() in seen


def test_a_match_is_marked_where_it_stands(qtbot, theme):
    view = a_view(qtbot, theme, '{"code": "text"}')
    match = theme.colour("match_background").name()
    assert match not in colours(drawn(view, view.model().index_of(1)))
    view.search("TEX")
    assert match in colours(drawn(view, view.model().index_of(1)))


def test_the_chosen_line_stands_out(qtbot, theme):
    view = a_view(qtbot, theme, "[1]")
    selection = theme.colour("selection").name()
    line = view.model().index_of(1)
    view.clearSelection()
    assert selection not in colours(drawn(view, line))
    view.setCurrentIndex(line)
    assert selection in colours(drawn(view, line))


def test_deep_lines_are_indented_only_so_far(qtbot, theme):
    view = a_view(qtbot, theme, "[" * 300)
    delegate = view.itemDelegate()
    hints = [
        delegate.sizeHint(QStyleOptionViewItem(), view.model().index_of(line)).width()
        for line in (0, 150, 190)
    ]
    assert hints[0] <= hints[1] == hints[2]


def right_end(view):
    """Return what is visible at the right end of the second row."""
    view.scrollTo(view.model().index(0, 0))
    row = view.visualRect(view.model().index_of(1))
    picture = view.viewport().grab().toImage()
    return picture.copy(picture.width() - 120, row.top(), 120, row.height())


def test_what_a_long_line_leaves_out_is_said_where_it_is_visible(qtbot, theme):
    view = a_view(qtbot, theme, '["' + "x" * 5000 + '"]')
    view.show()
    assert theme.colour("remark").name() in colours(right_end(view))
    view.horizontalScrollBar().setValue(2000)
    assert theme.colour("remark").name() in colours(right_end(view))
    # A long line of which all can be reached has no remark.
    view.show_tree(read_tree('["' + "x" * 1500 + '"]'))
    assert theme.colour("remark").name() not in colours(right_end(view))


def test_a_remark_leaves_a_value_in_sight_however_narrow_the_view(qtbot, theme):
    text = '{"identifier": "1234567890"}'
    view = a_view(qtbot, theme, text)
    view.show()
    metrics = QFontMetrics(theme.mono_font())
    # The number of the line, the place of a fold mark, and the line to the end of its value.
    shown = metrics.horizontalAdvance('000  "identifier": "1234567890"') + 10 + metrics.height()
    frame = view.width() - view.viewport().width()
    view.setFixedWidth(shown + metrics.horizontalAdvance("000000") + frame)

    def row_of_value():
        row = view.visualRect(view.model().index_of(1))
        picture = view.viewport().grab().toImage()
        return picture.copy(0, row.top(), shown, row.height())

    plain = row_of_value()
    view.show_remarks({1: "there " + "x" * 100})
    view.doItemsLayout()
    assert row_of_value() == plain
    assert theme.colour("remark").name() in colours(right_end(view))
    # And what has no room is told by the tool tip.
    tip = view.model().index_of(1).data(Qt.ItemDataRole.ToolTipRole)
    assert "there xxx" in tip


def test_groups_are_drawn_too(qtbot, theme):
    view = a_view(qtbot, theme, "[" + "1," * 600 + "1]")
    group = view.model().index(0, 0, view.model().index(0, 0))
    assert theme.colour("remark").name() in colours(drawn(view, group))


def test_rows_of_a_long_list_come_when_they_were_read(qtmodeltester):
    data = json.dumps(
        {"items": [{"id": number, "text": "x" * 90} for number in range(1200)]}
    ).encode()
    levels = levels_of(data)
    model = JsonTreeModel()
    model.set_tree(WholeTree(levels))
    wanted = []
    model.group_wanted.connect(lambda level, group: wanted.append((level, group)))

    def opened(index):
        assert model.hasChildren(index)
        assert (model.rowCount(index), model.canFetchMore(index)) == (0, True)
        model.fetchMore(index)
        model.fetchMore(index)
        ((level, group),) = wanted
        wanted.clear()
        inserted = []
        model.rowsInserted.connect(lambda *place: inserted.append(place[1:]))
        model.take_group(level, group, read_part(data, levels.within(level, group), level, group))
        assert inserted == [(0, model.rowCount(index) - 1)]
        assert not model.canFetchMore(index)

    root = model.index(0, 0)
    opened(root)
    items = model.index(0, 0, root)
    assert items.data() == '"items": [ … ] 1,200 items'
    assert [model.index(row, 0, items).data() for row in range(4)] == [
        "0 … 499",
        "500 … 999",
        "1,000 … 1,199",
        "]",
    ]
    last = model.index(2, 0, items)
    opened(last)
    assert model.rowCount(last) == 200
    first = model.index(0, 0, last)
    assert model.index(0, 0, first).data() == '"id": 1000,'
    assert model.index_of(model.node_at(first).line) == first
    qtmodeltester.check(model)
