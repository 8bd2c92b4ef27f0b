from dataclasses import dataclass

from PySide6.QtCore import Qt

from aiurdesk.ui.tables.rows_model import Column, FilteredRows, ItemRole, RowsModel


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
