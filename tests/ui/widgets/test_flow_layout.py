import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.ui.widgets.flow_layout import FlowLayout, HelpLayout, NarrowingBar
from aiurdesk.ui.widgets.note import WrappedLabel


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


SHORT = "Name of the site."
LONG = "The message as one commit, with an id, a time, and an item that has content. " * 3


def a_help(qtbot, text, *names, width=400):
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = HelpLayout(holder, spacing=8)
    label = WrappedLabel()
    label.show_text(text)
    layout.addWidget(label)
    for name in names:
        layout.addWidget(QPushButton(name))
    holder.resize(width, layout.heightForWidth(width))
    holder.show()
    return holder, label, holder.findChildren(QPushButton)


def test_buttons_are_at_the_right_of_a_short_text(qtbot):
    holder, label, (button,) = a_help(qtbot, SHORT, "Use example")
    assert label.geometry().right() < button.geometry().left()
    assert button.geometry().right() == holder.rect().right()
    assert holder.rect().contains(button.geometry())


def test_a_text_that_fills_its_lines_has_the_buttons_below(qtbot):
    holder, label, (first, second) = a_help(qtbot, LONG, "Format", "Use example")
    assert label.width() == holder.width()
    assert label.height() == label.heightForWidth(holder.width())
    assert first.geometry().top() > label.geometry().bottom()
    assert first.geometry().right() < second.geometry().left()
    assert second.geometry().right() == holder.rect().right()
    assert holder.rect().contains(second.geometry())


def test_hidden_buttons_take_no_room(qtbot):
    _, label, (button,) = a_help(qtbot, LONG, "Use example")
    layout = label.parentWidget().layout()
    assert layout.heightForWidth(400) > label.heightForWidth(400)
    button.hide()
    assert layout.heightForWidth(400) == label.heightForWidth(400)
    assert HelpLayout().heightForWidth(400) == 0


SPARE = 12
TITLES = ("Parameters 12", "Docs", "Auth")


@pytest.fixture
def bar(qtbot):
    made = NarrowingBar(SPARE)
    qtbot.addWidget(made)
    for title in TITLES:
        made.addTab(title)
    made.show()
    return made


def widths(bar, width):
    bar.resize(width, bar.sizeHint().height())
    return [bar.tabRect(index).width() for index in range(bar.count())]


def test_the_room_beside_the_titles_goes_before_the_titles(bar):
    wide = bar.sizeHint().width()
    full = widths(bar, wide)
    less = widths(bar, wide - SPARE * len(TITLES))
    assert [before - now for before, now in zip(full, less, strict=True)] == [SPARE] * 3


def test_long_titles_are_shortened_and_short_ones_are_not(bar):
    wide = bar.sizeHint().width()
    less = widths(bar, wide - SPARE * len(TITLES))
    least = widths(bar, wide - SPARE * len(TITLES) - 20)
    assert [before - now for before, now in zip(less, least, strict=True)] == [20, 0, 0]
    assert sum(least) <= bar.width()
