from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from aiurdesk.ui.widgets.tab_order import order_behind_neighbour


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
    place, after = QWidget(window), QLineEdit(window)
    late = [QPushButton(place), QPushButton(place)]
    assert stops_of(window) == [before, after, *late]
    order_behind_neighbour(place, late)
    assert stops_of(window) == [before, *late, after]
    assert label.nextInFocusChain() is place
