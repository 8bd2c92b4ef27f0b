from PySide6.QtWidgets import QCheckBox

from aiurdesk.ui.layout.tick_list import TickList


def test_the_ticked_rows_are_known_by_their_numbers(qtbot):
    ticks = TickList("Tick some.", [("a & b", True), ("c" * 300, False), ("d", False)])
    qtbot.addWidget(ticks)
    boxes = ticks.findChildren(QCheckBox)
    assert boxes[0].text() == "a && b"
    assert boxes[0].accessibleName() == "a & b"
    assert boxes[1].text() == "c" * 100 + "…"
    assert list(ticks.ticked) == [0]
    boxes[2].setChecked(True)
    assert list(ticks.ticked) == [0, 2]
