from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aiurdesk.ui.widgets.tick_tree import TickRow, TickTree

ROWS = (
    TickRow("", "2020", children=(TickRow("a", "A", "3"), TickRow("b", "B", is_ticked=False))),
    TickRow("", "2023", children=(TickRow("c", "C"),)),
)


def top_of(tree):
    return tree.topLevelItem(0)


def ticked(tree):
    return tree.ticked


def test_ticks_are_set_with_the_keyboard_and_those_of_a_heading_are_of_all_below(qtbot):
    tree = TickTree(ROWS, "Services")
    qtbot.addWidget(tree)
    assert tree.accessibleName() == "Services"
    assert ticked(tree) == ("a", "c")
    heading = top_of(tree)
    assert heading.checkState(0) == Qt.CheckState.PartiallyChecked
    tree.setCurrentItem(heading)
    with qtbot.waitSignal(tree.ticks_changed):
        QTest.keyClick(tree, Qt.Key.Key_Space)
    assert ticked(tree) == ("a", "b", "c")
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert ticked(tree) == ("b", "c")
    heard = []
    tree.ticks_changed.connect(lambda: heard.append(tree.ticked))
    tree.tick_all(False)
    assert heard == [()]


def test_a_long_text_is_cut_and_whole_in_its_tip(qtbot):
    tree = TickTree([TickRow("x", "<b>" * 100)], "Groups")
    qtbot.addWidget(tree)
    row = top_of(tree)
    assert row.text(0).endswith("…")
    assert len(row.text(0)) < 110
    assert "&lt;b&gt;" in row.toolTip(0)
