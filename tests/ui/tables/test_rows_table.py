from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable


def test_a_click_selects_the_whole_row_and_tab_leaves_the_table(qtbot):
    model: RowsModel[str] = RowsModel(
        (Column("Name", text=str), Column("Length", text=lambda name: str(len(name))))
    )
    model.set_items(("Gateway", "Archon"))
    window = QWidget()
    qtbot.addWidget(window)
    table, after = RowsTable(model, "Services", (12,)), QPushButton("After")
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


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot):
    model: RowsModel[str] = RowsModel(
        (Column("Name", text=str), Column("Length", text=lambda name: str(len(name))))
    )
    model.set_items(("Gateway", "Archon", "Stargate"))
    table = RowsTable(model, "Services", (12,))
    qtbot.addWidget(table)
    table.show()
    # At first no row is the current one.
    for key, row in ((Qt.Key.Key_End, 2), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 2)):
        QTest.keyClick(table, key)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [row]
