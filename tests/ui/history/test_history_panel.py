"""The tab History on its own: given entries, and what it asks for."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QTreeView

from aiurdesk.core.history.history_entry import id_at
from aiurdesk.ui.history.history_panel import HistoryAction, HistoryPanel
from aiurdesk.ui.tables.roles import ItemRole
from tests.history_records import STARTED_AT, an_entry

ENTRIES = tuple(
    an_entry(id=id_at(STARTED_AT - timedelta(hours=hours)), title=f"E{hours}")
    for hours in (0, 1, 48)
)


class Shown:
    """The panel, and what it has asked for."""

    def __init__(self, panel, qtbot):
        self.panel, self.qtbot = panel, qtbot
        self.wanted: list[tuple[HistoryAction, object]] = []
        self.listed: list[tuple[str, object]] = []
        panel.action_requested.connect(lambda action, chosen: self.wanted.append((action, chosen)))
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
def shown(qtbot, theme):
    panel = HistoryPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(290, 500)
    made = Shown(panel, qtbot)
    panel.show()
    return made


def test_it_asks_for_entries_when_it_is_shown_and_when_something_is_typed(shown):
    assert shown.listed == [("", None)]
    shown.qtbot.keyClicks(shown.field, "-7")
    assert shown.listed[1:] == [("-", None), ("-7", None)]
    shown.panel.hide()
    shown.panel.show()
    assert shown.listed[-1] == ("-7", None)


def test_names_for_screen_readers(shown):
    assert shown.tree.accessibleName() == "History"
    assert shown.field.accessibleName() == "Filter history"


def test_entries_stand_below_their_days(shown):
    shown.panel.show_entries(ENTRIES, has_more=False)
    titles = [[index.data() for index in day] for day in shown.rows()]
    assert titles == [["E0", "E1"], ["E48"]]
    assert shown.tree.isExpanded(shown.tree.model().index(0, 0))


def test_a_day_that_was_folded_stays_folded(shown):
    shown.panel.show_entries(ENTRIES, has_more=False)
    shown.tree.collapse(shown.tree.model().index(0, 0))
    shown.panel.show_entries(ENTRIES, has_more=False)
    model = shown.tree.model()
    assert not shown.tree.isExpanded(model.index(0, 0))
    assert shown.tree.isExpanded(model.index(1, 0))


def test_what_is_chosen_stays_chosen_when_others_come(shown):
    shown.panel.show_entries(ENTRIES[1:], has_more=False)
    shown.choose(ENTRIES[1])
    shown.panel.show_entries(ENTRIES, has_more=False)
    assert shown.panel.chosen == (ENTRIES[1],)


def test_buttons_can_be_pressed_where_enough_is_chosen(shown):
    assert shown.enabled() == []
    shown.panel.show_entries(ENTRIES, has_more=False)
    assert shown.enabled() == ["Delete all…"]
    shown.choose(ENTRIES[0])
    assert shown.enabled() == ["Open", "Compare", "Save…", "Delete", "Delete all…"]
    shown.choose(*ENTRIES[:2])
    assert shown.enabled() == ["Compare", "Delete", "Delete all…"]
    shown.choose(*ENTRIES)
    assert shown.enabled() == ["Delete", "Delete all…"]


def test_buttons_and_keys_ask_for_what_they_say(shown):
    shown.panel.show_entries(ENTRIES, has_more=False)
    shown.choose(ENTRIES[1])
    shown.button("Compare").click()
    shown.qtbot.keyClick(shown.tree, Qt.Key.Key_Return)
    shown.qtbot.keyClick(shown.tree, Qt.Key.Key_Delete)
    shown.qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    chosen = (ENTRIES[1],)
    assert shown.wanted == [
        (HistoryAction.COMPARE, chosen),
        (HistoryAction.OPEN, chosen),
        (HistoryAction.DELETE, chosen),
        (HistoryAction.OPEN, chosen),
    ]


def test_arrows_in_the_filter_move_in_the_list(shown):
    shown.panel.show_entries(ENTRIES, has_more=False)
    for _ in range(2):
        shown.qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    assert len(shown.panel.chosen) == 1


def test_older_entries_are_asked_for_once_at_the_end_of_the_list(shown):
    many = tuple(an_entry(id=ENTRIES[0].id - number) for number in range(100))
    shown.panel.show_entries(many, has_more=True)
    bar = shown.tree.verticalScrollBar()
    shown.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    bar.setValue(bar.maximum() - 1)
    assert shown.listed[1:] == [("", many[-1].id)]
    older = (an_entry(id=ENTRIES[0].id - 100),)
    shown.panel.append_entries(older, has_more=False)
    assert shown.panel.entries == (*many, *older)
    bar.setValue(bar.maximum())
    assert len(shown.listed) == 2


def test_an_empty_history_and_a_filter_without_a_match_say_so(shown):
    shown.panel.show_entries((), has_more=False)
    assert shown.label("history_words").text().startswith("Nothing was sent yet.")
    shown.field.setText("nowhere")
    shown.panel.show_entries((), has_more=False)
    assert shown.label("history_words").text().startswith("Nothing matches.")
    shown.panel.show_entries(ENTRIES, has_more=False)
    assert shown.label("history_words").isHidden()


def test_mistakes_in_the_filter_are_said(shown):
    shown.panel.show_entries(ENTRIES, ("since:soon: write a day",), has_more=False)
    assert shown.label("history_mistake").text() == "since:soon: write a day."


def test_the_first_match_can_be_opened(shown):
    button = shown.panel.findChild(QPushButton, "history_first")
    assert button.isHidden()
    for entry in ENTRIES:
        shown.panel.show_first(entry)
    moment = ENTRIES[2].started_at.astimezone()
    assert button.text() == f"First: {moment:%Y-%m-%d %H:%M}"
    button.click()
    assert shown.wanted == [(HistoryAction.OPEN, (ENTRIES[2],))]
    shown.panel.show_first(None)
    assert button.isHidden()


def test_the_menu_narrows_the_filter(shown):
    shown.panel.show_entries(ENTRIES, has_more=False)
    shown.choose(ENTRIES[0])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(shown.panel, event)
    (menu,) = shown.panel.findChildren(QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Open"].isEnabled()
    entries["Only this endpoint"].trigger()
    assert shown.field.text() == "endpoint:stargate.message.pushmessage"
    entries["Only this result code"].trigger()
    assert shown.field.text() == "code:0"
    entries["Only this severity"].trigger()
    assert shown.listed[-1] == ("severity:success", None)
    menu.close()


def test_rows_have_their_height_again_after_zooming_there_and_back(shown, theme, qtbot):
    def height():
        (first, *_), *_ = shown.rows()
        return shown.tree.visualRect(first).height()

    shown.panel.show_entries(ENTRIES, has_more=False)
    before = height()
    theme.apply("light", 160)
    qtbot.waitUntil(lambda: height() > before)
    theme.apply("light", 100)
    qtbot.waitUntil(lambda: height() == before)
