from PySide6.QtWidgets import QCheckBox, QPushButton

from aiurdesk.ui.widgets.tick_list import TickList


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


def test_a_button_takes_the_ticks_of_its_group_only(qtbot):
    ticks = TickList("Tick some.")
    qtbot.addWidget(ticks)
    ticks.add_group("Keys", [("a", True), ("b", True)], "None of these")
    ticks.add_group("Names", [("c", True)], "None of these")
    assert list(ticks.ticked) == [0, 1, 2]
    first = next(b for b in ticks.findChildren(QPushButton) if b.accessibleName()[:4] == "Keys")
    first.click()
    assert list(ticks.ticked) == [2]
