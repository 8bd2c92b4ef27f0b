from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea

from aiurdesk.services.library import Library
from aiurdesk.ui.program.actions import ACTIONS
from aiurdesk.ui.widgets.card import Card
from aiurdesk.ui.window.empty_state import BEGINNINGS, TRIALS, EmptyState


def a_page(qtbot, theme, keys, width=700, height=600):
    made = EmptyState(theme, keys)
    qtbot.addWidget(made)
    theme.apply_to_frame(made)
    made.resize(width, height)
    made.show()
    made.complete()
    return made


def test_it_takes_an_address_from_the_keyboard(qtbot, theme, keys):
    made = a_page(qtbot, theme, keys)
    made.focus_first()
    line = made.findChild(QLineEdit)
    assert made.focusWidget() is line
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, " localhost:8000/items ")
    with qtbot.waitSignal(made.address_entered) as heard:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert heard.args == ["localhost:8000/items"]
    assert line.text() == ""


def test_it_offers_what_brings_own_work_and_below_it_what_can_be_tried(qtbot, theme, keys):
    made = a_page(qtbot, theme, keys)
    cards = made.findChildren(Card)
    assert [card.accessibleName() for card in cards] == [one.title for one in BEGINNINGS]
    assert [card.accessibleDescription() for card in cards] == [one.text for one in BEGINNINGS]
    for card, beginning in zip(cards, BEGINNINGS, strict=True):
        assert beginning.action in {row.id for row in ACTIONS}
        with qtbot.waitSignal(made.action_chosen) as heard:
            QTest.keyClick(card, Qt.Key.Key_Space)
        assert heard.args == [beginning.action]
    for trial in TRIALS:
        button = made.findChild(QPushButton, f"trial_{trial.endpoint_id}")
        assert button.y() > max(card.y() for card in cards)
        with qtbot.waitSignal(made.trial_chosen) as heard:
            button.click()
        assert heard.args == [trial]


def test_the_cards_are_below_each_other_where_there_is_little_room(qtbot, theme, keys):
    made = a_page(qtbot, theme, keys)
    cards = made.findChildren(Card)
    assert len({card.y() for card in cards}) == 1
    assert len({card.height() for card in cards}) == 1
    made.resize(320, 900)
    QApplication.sendPostedEvents()
    assert len({card.x() for card in cards}) == 1
    assert all(card.height() >= card.heightForWidth(card.width()) for card in cards)


def test_every_trial_names_an_endpoint_and_parameters_that_exist():
    catalogue = Library().with_code_lab
    for trial in TRIALS:
        endpoint = catalogue.endpoint(trial.endpoint_id)
        assert endpoint is not None
        assert all(endpoint.parameter(name) for name, _ in trial.values)


def test_in_a_low_window_it_scrolls(qtbot, theme, keys):
    made = a_page(qtbot, theme, keys)
    assert made.findChild(QScrollArea) is None
    made.resize(300, 200)
    QApplication.sendPostedEvents()
    area = made.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    labels = made.findChildren(QLabel)
    assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)
