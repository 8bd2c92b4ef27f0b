from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.ui.widgets.folding_row import FoldingRow


def test_the_second_part_has_its_own_line_where_both_lack_room(qtbot):
    first, second = QLabel(), QLabel()
    for label in (first, second):
        label.setMinimumSize(100, 20)
    row = FoldingRow(((first, 1),), (second,))
    holder = QWidget()
    qtbot.addWidget(holder)
    row.setParent(holder)
    row.resize(210, 50)
    with qtbot.waitExposed(holder):
        holder.show()
    qtbot.waitUntil(lambda: second.x() > first.geometry().right())
    assert row.minimumSizeHint().width() == 100
    row.resize(190, 50)
    qtbot.waitUntil(lambda: second.y() > first.geometry().bottom())
    # It keeps its width, at the right.
    qtbot.waitUntil(lambda: (second.x(), second.width()) == (90, 100))
    row.resize(210, 50)
    qtbot.waitUntil(lambda: second.x() > first.geometry().right())
