import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from aiurdesk.core.dialects.taught_dialect import TaughtCode
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.dialects.codes_table import CodesModel, CodesTable

ROWS = (
    TaughtCode("no_stock", "Sold out", Severity.INPUT, count=2),
    TaughtCode(-7, "Busy", Severity.WAIT),
)


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def model(theme, holder):
    made = CodesModel(theme, holder)
    made.set_items(ROWS)
    return made


@pytest.fixture
def table(qtbot, model):
    made = CodesTable(model)
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    return made


def test_codes_are_shown_as_everywhere(model):
    texts = [[model.index(row, column).data() for column in range(4)] for row in range(2)]
    assert texts == [["no_stock", "Sold out", "Input", "2"], ["−7", "Busy", "Wait", ""]]


def test_a_headline_is_typed_in_place(table, model, qtbot):
    table.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    line = table.findChild(QLineEdit)
    line.setText("Not in stock")
    with qtbot.waitSignal(model.edited):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert model.items[0] == TaughtCode("no_stock", "Not in stock", Severity.INPUT, count=2)


def test_a_severity_is_chosen_in_place(table, model, qtbot):
    table.setCurrentIndex(model.index(1, 2))
    QTest.keyClick(table, Qt.Key.Key_Return)
    box = table.findChild(QComboBox)
    assert box.currentText() == "Wait"
    assert "No response" not in [box.itemText(number) for number in range(box.count())]
    box.setCurrentText("Capacity")
    with qtbot.waitSignal(model.edited):
        box.activated.emit(box.currentIndex())
    assert model.items[1].severity is Severity.CAPACITY


def test_a_row_is_removed_with_the_keyboard(table, model):
    table.setCurrentIndex(model.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert model.items == ROWS[1:]


@pytest.mark.parametrize(("column", "text"), [(1, "  "), (2, "nonsense"), (1, "Sold out")])
def test_what_changes_nothing_is_not_told(model, column, text):
    assert not model.setData(model.index(0, column), text)
    assert model.items == ROWS
