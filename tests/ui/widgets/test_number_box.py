from PySide6.QtCore import QLocale

from aiurdesk.ui.widgets.number_box import NumberBox
from tests.ui.widgets.wheel import turn_wheel


def test_the_wheel_changes_no_number(qtbot):
    box = NumberBox()
    box.setValue(8)
    qtbot.addWidget(box)
    box.show()
    turn_wheel(box)
    assert box.value() == 8


def test_zeros_at_the_end_of_a_fraction_are_left_out(qtbot):
    box = NumberBox()
    qtbot.addWidget(box)
    box.setDecimals(3)
    assert [box.textFromValue(value) for value in (8, 0.25, 10)] == ["8", "0.25", "10"]


def test_a_large_number_is_grouped_and_can_be_typed_without(qtbot):
    box = NumberBox()
    box.setLocale(QLocale(QLocale.Language.English))
    box.setRange(0, 2_000_000)
    box.setDecimals(0)
    box.setSuffix(" MB")
    qtbot.addWidget(box)
    box.setValue(1_048_576)
    assert box.text() == "1,048,576 MB"
    box.lineEdit().setText("2048 MB")
    assert box.value() == 2048
