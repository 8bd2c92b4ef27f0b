import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.json.picked_value import ValueUse
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.body.tree_model import JsonTreeModel
from aiurdesk.ui.body.tree_view import TreeView
from aiurdesk.ui.response.tree_marks import TreeMarks
from tests.json_trees import read_tree

BODY = '{"ok": false, "error": "no_stock", "text": "Sold out"}'
VERDICT = Verdict(
    VerdictKind.ENVELOPE,
    Severity.INPUT,
    "Sold out",
    code="no_stock",
    paths={"ok": "ok", "code": "error", "request_id": "header:x-id"},
)
HOST = "api.example"


class Shown(QWidget):
    """A tree with its marks."""

    def __init__(self, theme):
        super().__init__()
        self.tree = TreeView(theme, self)
        self.marks = TreeMarks(self.tree, self)
        column = QVBoxLayout(self)
        for widget in (self.marks.why, self.marks.strip, self.tree):
            column.addWidget(widget)

    def receive(self, verdict=VERDICT, host=HOST):
        self.marks.show_verdict(verdict, host)
        tree = read_tree(BODY)
        self.tree.show_tree(tree, self.marks.remarks(tree))

    def said(self, line):
        model = self.tree.model()
        assert isinstance(model, JsonTreeModel)
        return model.remarks.get(line, "")

    def choose(self, line, use=None):
        model = self.tree.model()
        assert isinstance(model, JsonTreeModel)
        self.tree.setCurrentIndex(model.index_of(line))
        if use is not None:
            assert self.tree.picked is not None
            self.marks.take(replace(self.tree.picked, use=use))


@pytest.fixture
def shown(qtbot, theme):
    made = Shown(theme)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.receive()
    return made


def test_marked_rows_say_what_they_are_and_lead_to_the_dialect(shown, qtbot):
    assert not shown.marks.strip.isVisible()
    shown.choose(1, ValueUse.WORKED)
    shown.choose(2, ValueUse.CODE)
    assert shown.marks.strip.isVisible()
    assert (shown.said(1), shown.said(2)) == ("Whether it worked", "Code")
    with qtbot.waitSignal(shown.marks.review_wanted) as wanted:
        shown.marks.strip.review_wanted.emit()
    assert wanted.args == [{Role.WORKED: "ok", Role.CODE: "error"}]


def test_a_row_is_marked_with_the_buttons_too_and_unmarked_again(shown):
    shown.marks.teach()
    shown.choose(3)
    shown.marks.strip.role_chosen.emit(Role.MESSAGE)
    assert shown.said(3) == "Message"
    shown.marks.strip.role_chosen.emit(Role.MESSAGE)
    assert shown.said(3) == ""


def test_other_uses_of_a_value_are_no_marks(shown):
    shown.choose(1)
    assert not shown.marks.take(replace(shown.tree.picked, use=ValueUse.EXPECT))
    assert shown.said(1) == ""


def test_marks_stay_for_responses_of_the_same_host_only(shown):
    shown.choose(1, ValueUse.WORKED)
    shown.receive()
    assert shown.said(1) == "Whether it worked"
    shown.receive(host="other.example")
    assert shown.said(1) == ""
    assert not shown.marks.strip.isVisible()


def test_why_says_which_path_gave_what(shown):
    shown.marks.explain()
    assert (shown.said(1), shown.said(2)) == ("whether it worked: ok", "code: error")
    assert shown.marks.why.plain_text() == "Request id: the header x-id"
    assert shown.marks.why.isVisible()
    shown.marks.explain()
    assert (shown.said(1), shown.marks.why.isVisible()) == ("", False)


def test_another_response_is_explained_when_it_is_wanted(shown):
    shown.marks.explain()
    shown.receive(replace(VERDICT, paths={}))
    assert (shown.said(1), shown.marks.why.isVisible()) == ("", False)


def test_the_strip_follows_a_response_without_rows(shown):
    shown.marks.teach()
    code = next(b for b in shown.findChildren(QPushButton) if b.text() == "Code")
    assert code.isEnabled()
    shown.tree.show_tree(read_tree(""))
    shown.marks.follow_tree()
    assert not code.isEnabled()
