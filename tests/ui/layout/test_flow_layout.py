from PySide6.QtWidgets import QWidget

from aiurdesk.ui.layout.flow_layout import FlowLayout


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


def test_a_widget_can_be_taken_out_and_put_back(qtbot):
    holder, flow = a_row(qtbot, 50, 30)
    widget = flow.itemAt(0).widget()
    for _ in range(50):
        flow.remove(widget)
        assert flow.count() == 1
        flow.remove(widget)
        flow.addWidget(widget)
    assert flow.itemAt(1).widget() is widget
    assert widget.parent() is holder


def test_hidden_widgets_take_no_room(qtbot):
    holder, flow = a_row(qtbot, 50, 30)
    holder.show()
    flow.itemAt(0).widget().hide()
    assert flow.sizeHint().width() == 35
    assert flow.heightForWidth(30) == 20


def test_a_low_widget_is_in_the_middle_of_its_line(qtbot):
    holder, flow = a_row(qtbot, 50, 50)
    low = QWidget()
    low.setFixedSize(10, 10)
    flow.addWidget(low)
    holder.resize(200, 100)
    holder.show()
    places = [flow.itemAt(number).geometry().topLeft().toTuple() for number in range(3)]
    assert places == [(0, 0), (55, 0), (110, 5)]
