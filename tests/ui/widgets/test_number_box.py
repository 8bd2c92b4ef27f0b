from PySide6.QtCore import QLocale, Qt

from aiurdesk.core.formats.measure import DURATION, SIZE
from aiurdesk.ui.widgets.number_box import MeasureBox, NumberBox
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


def test_a_time_is_typed_in_any_unit_and_shown_in_the_one_that_fits(qtbot):
    box = MeasureBox(DURATION)
    box.setRange(0, 60)
    box.setSpecialValueText("off")
    qtbot.addWidget(box)
    box.show()
    assert box.text() == "off"
    for typed, shown, seconds in (
        ("500 ms", "500 ms", 0.5),
        ("1.5", "1.5 s", 1.5),
        ("2 min", "60 s", 60),
        ("soon", "60 s", 60),
        ("off", "off", 0),
    ):
        box.lineEdit().selectAll()
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert (box.text(), box.value()) == (shown, seconds)


def test_a_size_keeps_each_byte(qtbot):
    box = MeasureBox(SIZE)
    box.setRange(0, 2**20)
    qtbot.addWidget(box)
    box.lineEdit().setText("1,000,001 B")
    assert round(box.value() * 2**20) == 1_000_001
    box.setValue(512)
    assert box.text() == "512 MB"
