from PySide6.QtWidgets import QWidget

from aiurdesk.ui.response.flow_layout import FlowLayout


def a_row(qtbot, *widths):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, spacing=5)
    for width in widths:
        widget = QWidget()
        widget.setFixedSize(width, 20)
        flow.addWidget(widget)
    return holder, flow


def test_widgets_go_on_below_where_the_room_ends(qtbot):
    holder, flow = a_row(qtbot, 50, 50, 50)
    holder.resize(105, 100)
    holder.show()
    places = [flow.itemAt(number).geometry().topLeft().toTuple() for number in range(3)]
    assert places == [(0, 0), (55, 0), (0, 25)]


def test_the_height_follows_the_width(qtbot):
    _, flow = a_row(qtbot, 50, 50, 50)
    assert [flow.heightForWidth(width) for width in (160, 105, 40)] == [20, 45, 70]
    assert flow.hasHeightForWidth()
    assert flow.sizeHint().toTuple() == (165, 20)
    assert flow.minimumSize().toTuple() == (50, 20)


def test_widgets_can_be_taken_out(qtbot):
    _, flow = a_row(qtbot, 50)
    assert flow.takeAt(0) is not None
    assert flow.takeAt(0) is None
    assert flow.itemAt(0) is None
    assert flow.count() == 0
    assert flow.heightForWidth(100) == 0
