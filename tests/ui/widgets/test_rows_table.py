from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable


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
    place = table.visualRect(model.index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert (table.accessibleName(), table.objectName()) == ("Services", "services")
    assert table.columnWidth(0) == 12 * table.fontMetrics().averageCharWidth()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert window.focusWidget() is after
