import gc
from dataclasses import dataclass

import msgspec
import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from aiurdesk.ui.widgets.rows_model import Column, FilteredRows, ItemRole, RowBlocks, RowsModel


@dataclass(frozen=True)
class Pair:
    name: str
    value: int


def a_model():
    tip = {Qt.ItemDataRole.ToolTipRole: lambda pair: f"tip of {pair.name}"}
    return RowsModel(
        [
            Column("Name", text=lambda pair: pair.name, roles=tip),
            Column("Value", text=lambda pair: str(pair.value)),
        ]
    )


def test_it_passes_the_model_tester(qtmodeltester):
    model = a_model()
    qtmodeltester.check(model)
    model.set_items([Pair("a", 1), Pair("b", 2)])
    model.append([Pair("c", 3)])
    model.append([])
    model.replace(0, Pair("z", 9))
    qtmodeltester.check(model)
    assert model.rowCount() == 3
    model.remove_first(2)
    model.remove_first(0)
    qtmodeltester.check(model)
    assert model.items == (Pair("c", 3),)


def test_cells_headers_and_items_are_shown():
    model = a_model()
    model.set_items([Pair("a", 1)])
    cell = model.index(0, 1)
    assert cell.data() == "1"
    assert cell.data(ItemRole) == Pair("a", 1)
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "tip of a"
    model.set_items([Pair("<b>", 1)])
    assert "tip of &lt;b&gt;" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Value"
    assert model.headerData(0, Qt.Orientation.Vertical) == 1


def test_rows_have_the_flags_of_a_table_and_headings_cannot_be_chosen():
    model = RowsModel([Column("Name", text=str)], is_heading=lambda row: row == "head")
    model.set_items(["head", "row"])
    for index in (model.index(1, 0), QModelIndex()):
        assert model.flags(index) == QAbstractTableModel.flags(model, index)
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.ItemNeverHasChildren


def test_replacing_tells_the_view_which_row_changed(qtbot):
    model = a_model()
    model.set_items([Pair("a", 1), Pair("b", 2)])
    with qtbot.waitSignal(model.dataChanged) as heard:
        model.replace(1, Pair("b", 5))
    assert [index.row() for index in heard.args[:2]] == [1, 1]
    assert model.items == (Pair("a", 1), Pair("b", 5))


def test_filtered_rows_are_those_that_pass(qtmodeltester):
    model = a_model()
    model.set_items([Pair("a", 1), Pair("b", 2)])
    filtered = FilteredRows(model)
    assert filtered.visible_items == [Pair("a", 1), Pair("b", 2)]
    filtered.show_only(lambda pair: pair.value > 1)
    model.append([Pair("c", 3)])
    assert filtered.visible_items == [Pair("b", 2), Pair("c", 3)]
    qtmodeltester.check(filtered)


class Plain(msgspec.Struct, frozen=True, gc=False):
    """A value that refers to no other one, as the row of a frame is."""

    number: int


@pytest.mark.parametrize("steps", [(1,), (1023, 1, 1), (1024, 1024), (3000, 5, 2048), (0, 7)])
def test_rows_are_the_same_as_in_a_list(steps):
    blocks, rows = RowBlocks[int](), list[int]()
    for step in steps:
        new = range(len(rows), len(rows) + step)
        blocks.extend(list(new))
        rows += new
    assert list(blocks) == rows
    assert [blocks[index] for index in range(len(blocks))] == rows


@pytest.mark.parametrize("counts", [(1,), (1024,), (1023, 2), (500, 2000), (3000,), (3000, 0)])
def test_rows_leave_at_the_beginning_while_others_come(counts):
    rows = list(range(3000))
    blocks = RowBlocks(rows)
    for count in counts:
        blocks.remove_first(count)
        del rows[:count]
        assert (len(blocks), list(blocks)) == (len(rows), rows)
        more = list(range(10_000, 10_100))
        blocks.extend(more)
        rows += more
        assert [blocks[index] for index in range(len(blocks))] == rows


def test_a_row_is_replaced():
    blocks = RowBlocks([1, 2, 3])
    blocks.remove_first(1)
    blocks[1] = 7
    assert list(blocks) == [2, 7]


def test_rows_that_left_are_freed():
    class Row:
        pass

    blocks = RowBlocks([Row() for _ in range(3000)])
    gc.collect()
    before = sum(isinstance(item, Row) for item in gc.get_objects())
    blocks.remove_first(2500)
    assert sum(isinstance(item, Row) for item in gc.get_objects()) == before - 2048


def test_the_collector_does_not_search_many_plain_rows():
    def references():
        gc.collect()
        return sum(len(gc.get_referents(one)) for one in gc.get_objects())

    before = references()
    blocks = RowBlocks([Plain(number) for number in range(10_000)])
    assert references() - before < 1_000
    assert len(blocks) == 10_000
