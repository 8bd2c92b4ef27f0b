"""The tab History on its own: given entries, and what it asks for."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QTreeView

from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.problem import Problem
from aiurdesk.ui.history.history_panel import HistoryAction, HistoryPanel
from aiurdesk.ui.tables.rows_model import ItemRole
from aiurdesk.ui.widgets.empty_panel import EmptyPanel
from tests.history_records import STARTED_AT, an_entry

ENTRIES = tuple(
    an_entry(id=id_at(STARTED_AT - timedelta(hours=hours)), title=f"E{hours}")
    for hours in (0, 1, 48)
)


class Opened:
    """The panel, and what it has asked for."""

    def __init__(self, panel, qtbot):
        self.panel, self.qtbot = panel, qtbot
        self.requested: list[tuple[HistoryAction, object]] = []
        self.listed: list[tuple[str, object]] = []
        panel.action_requested.connect(
            lambda action, chosen: self.requested.append((action, chosen))
        )
        panel.entries_wanted.connect(lambda text, before: self.listed.append((text, before)))
        self.tree = panel.findChild(QTreeView)
        self.field = panel.findChild(QLineEdit, "history_filter")

    def rows(self):
        model = self.tree.model()
        days = [model.index(row, 0) for row in range(model.rowCount())]
        return [[model.index(row, 0, day) for row in range(model.rowCount(day))] for day in days]

    def choose(self, *entries):
        selection = self.tree.selectionModel()
        selection.clearSelection()
        for day in self.rows():
            for index in day:
                if index.data(ItemRole) in entries:
                    selection.select(index, selection.SelectionFlag.Select)

    def button(self, text):
        return next(b for b in self.panel.findChildren(QPushButton) if b.text() == text)

    def label(self, name):
        return self.panel.findChild(QLabel, name)

    def enabled(self):
        texts = ("Open", "Compare", "Save…", "Delete", "Delete all…")
        return [text for text in texts if self.button(text).isEnabled()]


@pytest.fixture
def opened(qtbot, theme):
    panel = HistoryPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(290, 500)
    made = Opened(panel, qtbot)
    panel.show()
    return made


def test_it_asks_for_entries_when_it_is_shown_and_when_something_is_typed(opened):
    assert opened.listed == [("", None)]
    opened.qtbot.keyClicks(opened.field, "-7")
    assert opened.listed[1:] == [("-", None), ("-7", None)]
    opened.panel.hide()
    opened.panel.show()
    assert opened.listed[-1] == ("-7", None)


def test_names_for_screen_readers(opened):
    assert opened.tree.accessibleName() == "History"
    assert opened.field.accessibleName() == "Filter history"


def test_entries_stand_below_their_days(opened):
    opened.panel.show_entries(ENTRIES, has_more=False)
    titles = [[index.data() for index in day] for day in opened.rows()]
    assert titles == [["E0", "E1"], ["E48"]]
    assert opened.tree.isExpanded(opened.tree.model().index(0, 0))


def test_a_day_that_was_folded_stays_folded(opened):
    opened.panel.show_entries(ENTRIES, has_more=False)
    opened.tree.collapse(opened.tree.model().index(0, 0))
    opened.panel.show_entries(ENTRIES, has_more=False)
    model = opened.tree.model()
    assert not opened.tree.isExpanded(model.index(0, 0))
    assert opened.tree.isExpanded(model.index(1, 0))


def test_what_is_chosen_stays_chosen_when_others_come(opened):
    opened.panel.show_entries(ENTRIES[1:], has_more=False)
    opened.choose(ENTRIES[1])
    opened.panel.show_entries(ENTRIES, has_more=False)
    assert opened.panel.chosen == (ENTRIES[1],)


def test_buttons_can_be_pressed_where_enough_is_chosen(opened):
    assert opened.enabled() == []
    opened.panel.show_entries(ENTRIES, has_more=False)
    assert opened.enabled() == ["Delete all…"]
    opened.choose(ENTRIES[0])
    assert opened.enabled() == ["Open", "Compare", "Save…", "Delete", "Delete all…"]
    opened.choose(*ENTRIES[:2])
    assert opened.enabled() == ["Compare", "Delete", "Delete all…"]
    opened.choose(*ENTRIES)
    assert opened.enabled() == ["Delete", "Delete all…"]


def test_buttons_and_keys_ask_for_what_they_say(opened):
    opened.panel.show_entries(ENTRIES, has_more=False)
    opened.choose(ENTRIES[1])
    opened.button("Compare").click()
    opened.qtbot.keyClick(opened.tree, Qt.Key.Key_Return)
    opened.qtbot.keyClick(opened.tree, Qt.Key.Key_Delete)
    opened.qtbot.keyClick(opened.field, Qt.Key.Key_Return)
    chosen = (ENTRIES[1],)
    assert opened.requested == [
        (HistoryAction.COMPARE, chosen),
        (HistoryAction.OPEN, chosen),
        (HistoryAction.DELETE, chosen),
        (HistoryAction.OPEN, chosen),
    ]


def test_arrows_in_the_filter_move_in_the_list(opened):
    opened.panel.show_entries(ENTRIES, has_more=False)
    for _ in range(2):
        opened.qtbot.keyClick(opened.field, Qt.Key.Key_Down)
    assert len(opened.panel.chosen) == 1


def test_older_entries_are_asked_for_once_at_the_end_of_the_list(opened):
    many = tuple(an_entry(id=ENTRIES[0].id - number) for number in range(100))
    opened.panel.show_entries(many, has_more=True)
    bar = opened.tree.verticalScrollBar()
    opened.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    bar.setValue(bar.maximum() - 1)
    assert opened.listed[1:] == [("", many[-1].id)]
    older = (an_entry(id=ENTRIES[0].id - 100),)
    opened.panel.append_entries(older, has_more=False)
    assert opened.panel.entries == (*many, *older)
    bar.setValue(bar.maximum())
    assert len(opened.listed) == 2


def test_an_empty_history_and_a_filter_without_a_match_say_so(opened):
    opened.panel.show_entries((), has_more=False)
    empty = opened.panel.findChild(EmptyPanel)
    assert empty.findChild(QLabel).text().startswith("Nothing was sent yet.")
    (button,) = empty.findChildren(QPushButton)
    with opened.qtbot.waitSignal(opened.panel.request_wanted):
        button.click()
    opened.field.setText("nowhere")
    opened.panel.show_entries((), has_more=False)
    assert opened.label("history_words").text().startswith("Nothing matches.")
    assert empty.isHidden()
    opened.panel.show_entries(ENTRIES, has_more=False)
    assert opened.label("history_words").isHidden()


def test_mistakes_in_the_filter_are_said(opened):
    opened.panel.show_entries(ENTRIES, (Problem("since:soon: write a day."),), has_more=False)
    assert opened.label("history_mistake").text() == "since:soon: write a day."


def test_the_first_match_can_be_opened(opened):
    button = opened.panel.findChild(QPushButton, "history_first")
    assert button.isHidden()
    for entry in ENTRIES:
        opened.panel.show_first(entry)
    moment = ENTRIES[2].started_at.astimezone()
    assert button.text() == f"First: {moment:%Y-%m-%d %H:%M}"
    button.click()
    assert opened.requested == [(HistoryAction.OPEN, (ENTRIES[2],))]
    opened.panel.show_first(None)
    assert button.isHidden()


def test_the_menu_narrows_the_filter(opened):
    opened.panel.show_entries(ENTRIES, has_more=False)
    opened.choose(ENTRIES[0])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(opened.panel, event)
    (menu,) = opened.panel.findChildren(QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Open"].isEnabled()
    entries["Only this endpoint"].trigger()
    assert opened.field.text() == "endpoint:stargate.message.pushmessage"
    entries["Only this result code"].trigger()
    assert opened.field.text() == "code:0"
    entries["Only this severity"].trigger()
    assert opened.listed[-1] == ("severity:success", None)
    menu.close()


def test_rows_have_their_height_again_after_zooming_there_and_back(opened, theme, qtbot):
    def height():
        (first, *_), *_ = opened.rows()
        return opened.tree.visualRect(first).height()

    opened.panel.show_entries(ENTRIES, has_more=False)
    before = height()
    theme.apply("light", 160)
    qtbot.waitUntil(lambda: height() > before)
    theme.apply("light", 100)
    qtbot.waitUntil(lambda: height() == before)
