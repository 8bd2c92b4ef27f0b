from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QStyle, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowSearch, RowsTable


def test_a_click_selects_the_whole_row_and_tab_leaves_the_table(qtbot):
    model: RowsModel[str] = RowsModel(
        (Column("Name", text=str), Column("Length", text=lambda name: str(len(name))))
    )
    model.set_items(("Gateway", "Archon"))
    window = QWidget()
    qtbot.addWidget(window)
    table, after = RowsTable(model, "services", "Services", (12,)), QPushButton("After")
    column = QVBoxLayout(window)
    column.addWidget(table)
    column.addWidget(after)
    window.show()
    window.activateWindow()
    assert table.selected(str) is None
    point = table.visualRect(model.index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert (table.selected(str), table.selected(int)) == ("Archon", None)
    assert (table.accessibleName(), table.objectName()) == ("Services", "services")
    assert table.columnWidth(0) == 12 * table.fontMetrics().averageCharWidth()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert window.focusWidget() is after
    # The row stays the current one.
    table.clearSelection()
    assert table.selected(str) is None
    table.select(model.index(0, 1))
    assert table.selected(str) == "Gateway"
    table.select(QModelIndex())
    assert table.selected(str) is None


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot):
    model: RowsModel[str] = RowsModel(
        (Column("Name", text=str), Column("Length", text=lambda name: str(len(name))))
    )
    model.set_items(("Gateway", "Archon", "Stargate"))
    table = RowsTable(model, "services", "Services", (12,))
    qtbot.addWidget(table)
    table.show()
    # At first no row is the current one.
    for key, row in ((Qt.Key.Key_End, 2), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 2)):
        QTest.keyClick(table, key)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [row]


def test_icons_grow_with_the_text_and_take_its_colours(qtbot, theme):
    model: RowsModel[str] = RowsModel(
        (Column("", lambda _: "", {Qt.ItemDataRole.DecorationRole: lambda _: theme.icon("close")}),)
    )
    model.set_items(("Gateway",))
    table = RowsTable(model, "services", "Services", ())
    qtbot.addWidget(table)
    theme.apply_to(table)
    table.show()
    for scheme, zoom_percent in (("light", 100), ("dark", 100), ("dark", 200)):
        theme.apply(scheme, zoom_percent)
        side = theme.icon_size().width()
        assert table.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, table) == side
        # What has this colour is the icon: neither a border nor a header.
        area = table.visualRect(model.index(0, 0))
        picture = table.viewport().grab(area).toImage()
        pixels = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        drawn = {x for x, y in pixels if picture.pixelColor(x, y) == theme.colour("muted")}
        assert side / 3 < max(drawn) - min(drawn) + 1 <= side


WORDS = ("Alpha", "beta", "alphabet")


def searched_table(qtbot):
    model = RowsModel((Column("Word", str),))
    model.set_items(WORDS)
    table = RowsTable(model, "words", "Words", ())
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
