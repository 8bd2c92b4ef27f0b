from PySide6.QtGui import QGuiApplication

from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowSearch, RowsTable

WORDS = ("Alpha", "beta", "alphabet")


def searched_table(qtbot):
    model = RowsModel((Column("Word", str),))
    model.set_items(WORDS)
    table = RowsTable(model, "Words", ())
    table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
    qtbot.addWidget(table)
    return table, RowSearch(table, lambda: WORDS)


def selected(table):
    return [index.row() for index in table.selectionModel().selectedRows()]


def test_the_rows_that_match_are_selected_whatever_their_case(qtbot):
    table, search = searched_table(qtbot)
    assert search.search("ALPHA") == 2
    assert sorted(selected(table)) == [0, 2]
    assert search.search("no such word") == 0
    assert selected(table) == []


def test_one_match_is_chosen_after_the_other(qtbot):
    table, search = searched_table(qtbot)
    search.search("alpha")
    search.go_to(1)
    assert selected(table) == [2]
    assert table.currentIndex().row() == 2


def test_nothing_typed_matches_nothing(qtbot):
    table, search = searched_table(qtbot)
    search.search("alpha")
    assert search.search("") == 0
    assert selected(table) == []


def test_the_selected_rows_are_copied_or_all_of_them(qtbot):
    table, search = searched_table(qtbot)
    search.copy()
    assert QGuiApplication.clipboard().text() == "Alpha\nbeta\nalphabet"
    search.search("alpha")
    search.copy()
    assert QGuiApplication.clipboard().text() == "Alpha\nalphabet"
