"""The comparison of two exchanges."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTableView, QWidget

from aiurdesk.core.exchange.exchange_comparison import ExchangeComparison, compare
from aiurdesk.ui.history.compare_dialog import CompareDialog
from tests.history_records import an_exchange

BODIES = b'{"a": 1, "b": "\xc3\xa9"}', b'{"a": 2}'


@pytest.fixture
def opened(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)

    def show(comparison):
        dialog = CompareDialog(theme, parent, (an_exchange(), an_exchange(code=-4)), comparison)
        dialog.show()
        return dialog

    return show


def values(dialog):
    return [
        dialog.findChild(QPlainTextEdit, f"compare_value_{side}").toPlainText()
        for side in ("first", "second")
    ]


def test_each_difference_is_a_row_and_the_chosen_one_is_shown_in_full(opened):
    dialog = opened(compare(an_exchange(), an_exchange(code=-4), BODIES))
    table = dialog.findChild(QTableView)
    model = table.model()
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert rows == [
        ["Result code", "0 Success", "−4 Success"],
        ["a", "1", "2"],
        ["b", '"é"', "—"],
    ]
    assert values(dialog) == ["0 Success", "−4 Success"]
    table.selectRow(2)
    assert values(dialog) == ['"é"', "—"]
    assert dialog.findChild(QLabel, "compare_summary").text() == "3 differences."
    dialog.close()


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (ExchangeComparison(()), "Result code, message, status and body are the same."),
        (ExchangeComparison((), ignored_count=2), "2 differences are ignored."),
    ],
)
def test_equal_exchanges_say_so(opened, comparison, words):
    dialog = opened(comparison)
    assert words in dialog.findChild(QLabel, "compare_summary").text()
    assert values(dialog) == ["", ""]
    # There is no table, so the dialog needs no room for one.
    first, second = (dialog.findChild(QLabel, f"compare_{name}") for name in ("first", "second"))
    assert second.y() - first.geometry().bottom() < 2 * first.fontMetrics().height()
    assert dialog.height() < 300
    dialog.close()


def test_the_parts_stand_apart(opened):
    dialog = opened(compare(an_exchange(), an_exchange(code=-4), BODIES))
    table = dialog.findChild(QTableView)
    first, second = sorted(
        dialog.findChildren(QPlainTextEdit), key=lambda side: left_of(side, dialog)
    )
    assert left_of(second, dialog) - (left_of(first, dialog) + first.width()) >= 6
    top = table.mapTo(dialog, QPoint()).y() + table.height()
    assert first.mapTo(dialog, QPoint()).y() - top >= 6
    dialog.close()


def left_of(widget, dialog):
    return widget.mapTo(dialog, QPoint()).x()
