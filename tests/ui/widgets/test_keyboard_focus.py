import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from aiurdesk.ui.widgets.keyboard import next_pane, order_behind_neighbour


def stops_of(window: QWidget) -> list[QWidget]:
    """Return what Tab stops at, from the first line on."""
    chain = [window.findChildren(QLineEdit)[0].nextInFocusChain()]
    while chain[-1] is not None and not (len(chain) > 1 and chain[-1] is chain[0]):
        chain.append(chain[-1].nextInFocusChain())
    stops = [widget for widget in chain[:-1] if isinstance(widget, QLineEdit | QPushButton)]
    return [stops[-1], *stops[:-1]]


def test_what_is_made_late_is_reached_where_it_stands(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, label = QLineEdit(window), QLabel(window)
    stand_in, after = QWidget(window), QLineEdit(window)
    late = [QPushButton(stand_in), QPushButton(stand_in)]
    assert stops_of(window) == [before, after, *late]
    order_behind_neighbour(stand_in, late)
    assert stops_of(window) == [before, *late, after]
    assert label.nextInFocusChain() is stand_in


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    layout = QHBoxLayout(made)
    for _ in range(3):
        pane = QWidget()
        QHBoxLayout(pane).addWidget(QLineEdit())
        layout.addWidget(pane)
    layout.addWidget(QLabel("nothing to type into"))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def fields_of(window):
    return window.findChildren(QLineEdit)


def panes_of(window):
    return [*(field.parentWidget() for field in fields_of(window)), window.findChild(QLabel)]


def test_a_part_of_a_pane_is_a_stop_after_it(window):
    first, _, last = fields_of(window)
    pane, part = first.parentWidget(), QLineEdit()
    pane.layout().addWidget(part)
    part.show()
    first.setFocus()
    went = []
    for _ in range(3):
        next_pane([pane, part, last.parentWidget()])
        went.append(window.focusWidget())
    assert went == [part, last, first]


def test_the_keyboard_goes_round(window):
    went = []
    fields_of(window)[2].setFocus()
    for _ in range(4):
        next_pane(panes_of(window))
        fields = fields_of(window)
        went.append(next(number for number, field in enumerate(fields) if field.hasFocus()))
    assert went == [0, 1, 2, 0]


def test_a_hidden_pane_is_left_out(window):
    fields = fields_of(window)
    fields[0].setFocus()
    fields[1].parentWidget().hide()
    next_pane(panes_of(window))
    assert fields[2].hasFocus()


def test_without_any_pane_nothing_happens(window):
    next_pane([])
    assert not fields_of(window)[1].hasFocus()
