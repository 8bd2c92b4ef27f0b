import pytest
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.dialects.dialect_controller import (
    AS_USUAL,
    BY_STATUS,
    DialectChoices,
    Done,
    Scope,
    dialect_menu,
)

CHOICES = DialectChoices(
    (("feishu", "Feishu & Lark"), ("slack", "Slack Web API")), "api.example", of_host="slack"
)


class Heard:
    """What the entries of the menu did."""

    def __init__(self):
        self.chosen = []
        self.taught = 0
        self.explained = 0

    def teach(self):
        self.taught += 1

    def explain(self):
        self.explained += 1

    def done(self, *, can_explain=True):
        def choose(scope, name):
            self.chosen.append((scope, name))

        return Done(choose, self.teach, self.explain if can_explain else None)


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def entries(menu):
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def test_a_dialect_is_chosen_for_the_request_the_host_or_the_collection(holder):
    heard = Heard()
    with_collection = DialectChoices(CHOICES.titles, "api.example", collection="Checks")
    menu = dialect_menu(holder, with_collection, heard.done())
    titles = list(entries(menu))
    assert titles == [
        "Judge this request by",
        "Judge api.example by",
        "Judge the collection Checks by",
        "Teach…",
        "Why?",
    ]
    for title in titles[:3]:
        offered = entries(entries(menu)[title].menu())
        assert list(offered) == [AS_USUAL, BY_STATUS, "Feishu && Lark", "Slack Web API"]
        for entry in (BY_STATUS, "Feishu && Lark", AS_USUAL):
            offered[entry].trigger()
    scopes = (Scope.REQUEST, Scope.HOST, Scope.COLLECTION)
    assert heard.chosen == [(scope, name) for scope in scopes for name in ("http", "feishu", None)]


def test_what_was_chosen_is_marked(holder):
    menu = dialect_menu(holder, CHOICES, Heard().done())
    of_host = entries(entries(menu)["Judge api.example by"].menu())
    assert [text for text, action in of_host.items() if action.isChecked()] == ["Slack Web API"]
    of_request = entries(entries(menu)["Judge this request by"].menu())
    assert of_request[AS_USUAL].isChecked()


def test_it_leads_to_teaching_and_to_the_explanation(holder):
    heard = Heard()
    menu = dialect_menu(holder, CHOICES, heard.done())
    entries(menu)["Teach…"].trigger()
    entries(menu)["Why?"].trigger()
    assert (heard.taught, heard.explained) == (1, 1)
    assert "Why?" not in entries(dialect_menu(holder, CHOICES, heard.done(can_explain=False)))
