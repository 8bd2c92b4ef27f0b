from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from aiurdesk.ui.widgets.boxes import column_of, row_of


def test_items_get_their_order_and_stretch(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    first, second, third = QLabel("1"), QLabel("2"), QLabel("3")
    inner = row_of(None, second, 1, third, margins=(1, 2, 3, 4), spacing=5)
    column = column_of(parent, first, (inner, 2), margins=0)
    assert parent.layout() is column
    assert [column.stretch(index) for index in range(column.count())] == [0, 2]
    assert [inner.stretch(index) for index in range(inner.count())] == [0, 1, 0]
    assert {label.parentWidget() for label in (first, second, third)} == {parent}
    assert (column.direction(), inner.direction()) == (
        QBoxLayout.Direction.TopToBottom,
        QBoxLayout.Direction.LeftToRight,
    )


def test_margins_and_spacing_come_from_the_style_unless_they_are_given(qtbot):
    parents = [QWidget() for _ in range(3)]
    for parent in parents:
        qtbot.addWidget(parent)
    usual, alike, own = (
        column_of(parents[0]),
        column_of(parents[1], margins=7),
        column_of(parents[2], margins=(1, 2, 3, 4), spacing=9),
    )
    margins = alike.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (7, 7, 7, 7)
    assert alike.spacing() == usual.spacing()
    margins = own.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (1, 2, 3, 4)
    assert own.spacing() == 9
