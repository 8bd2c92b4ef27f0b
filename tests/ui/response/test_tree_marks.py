import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.formats.json.tree_path import ValueUse
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.ui.response.tree_marks import ROLE_WORDS, TeachingStrip, TreeMarks, code_remark
from aiurdesk.ui.response.tree_model import JsonTreeModel
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.widgets.note import WrappedLabel
from tests.json_trees import read_tree
from tests.ui.response.exchanges import INVALID_INPUT

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
def marked_tree(qtbot, theme):
    made = Shown(theme)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.receive()
    return made


def test_marked_rows_say_what_they_are_and_lead_to_the_dialect(marked_tree, qtbot):
    assert not marked_tree.marks.strip.isVisible()
    marked_tree.choose(1, ValueUse.WORKED)
    marked_tree.choose(2, ValueUse.CODE)
    assert marked_tree.marks.strip.isVisible()
    assert (marked_tree.said(1), marked_tree.said(2)) == ("Whether it worked", "Code")
    with qtbot.waitSignal(marked_tree.marks.review_wanted) as review:
        marked_tree.marks.strip.review_wanted.emit()
    assert review.args == [{Role.WORKED: "ok", Role.CODE: "error"}]


def test_a_row_is_marked_with_the_buttons_too_and_unmarked_again(marked_tree):
    marked_tree.marks.teach()
    marked_tree.choose(3)
    marked_tree.marks.strip.role_chosen.emit(Role.MESSAGE)
    assert marked_tree.said(3) == "Message"
    marked_tree.marks.strip.role_chosen.emit(Role.MESSAGE)
    assert marked_tree.said(3) == ""


def test_other_uses_of_a_value_do_not_mark_it(marked_tree):
    marked_tree.choose(1)
    assert not marked_tree.marks.take(replace(marked_tree.tree.picked, use=ValueUse.EXPECT))
    assert marked_tree.said(1) == ""


def test_marks_stay_for_responses_of_the_same_host_only(marked_tree):
    marked_tree.choose(1, ValueUse.WORKED)
    marked_tree.receive()
    assert marked_tree.said(1) == "Whether it worked"
    marked_tree.receive(host="other.example")
    assert marked_tree.said(1) == ""
    assert not marked_tree.marks.strip.isVisible()


def test_why_says_which_path_gave_what(marked_tree):
    marked_tree.marks.explain()
    assert (marked_tree.said(1), marked_tree.said(2)) == ("whether it worked: ok", "code: error")
    assert marked_tree.marks.why.plain_text() == "Request id: the header x-id"
    assert marked_tree.marks.why.isVisible()
    marked_tree.marks.explain()
    assert (marked_tree.said(1), marked_tree.marks.why.isVisible()) == ("", False)


def test_another_response_is_explained_when_it_is_wanted(marked_tree):
    marked_tree.marks.explain()
    marked_tree.receive(replace(VERDICT, paths={}))
    assert (marked_tree.said(1), marked_tree.marks.why.isVisible()) == ("", False)


def test_the_strip_follows_a_response_without_rows(marked_tree):
    marked_tree.marks.teach()
    code = next(b for b in marked_tree.findChildren(QPushButton) if b.text() == "Code")
    assert code.isEnabled()
    marked_tree.tree.show_tree(read_tree(""))
    marked_tree.marks.follow_tree()
    assert not code.isEnabled()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"message": "", "code": -10}', 2),
        ('{"Code": -10}', 1),
        ('{"inner": {"code": -10}}', None),
        ('{"code": 0}', None),
        ("7", None),
    ],
)
def test_the_code_is_remarked_where_the_envelope_carries_it(text, line):
    expected = {} if line is None else {line: "invalid input"}
    assert code_remark(read_tree(text), INVALID_INPUT) == expected
    assert code_remark(read_tree(text), replace(INVALID_INPUT, code=None)) == {}


def test_a_code_without_a_name_is_remarked_by_its_headline():
    verdict = replace(INVALID_INPUT, code=-9, name="", headline="Unexpected code")
    assert code_remark(read_tree('{"code": -9}'), verdict) == {1: "unexpected code"}


def test_a_code_that_is_text_is_remarked_however_it_was_escaped():
    verdict = replace(INVALID_INPUT, code="bad é")
    assert code_remark(read_tree(r'{"code": "bad \u00e9"}'), verdict) == {1: "invalid input"}
    assert code_remark(read_tree('{"code": "bad"}'), verdict) == {}
    assert code_remark(read_tree('{"code": 0}'), verdict) == {}


@pytest.fixture
def strip(qtbot, theme):
    made = TeachingStrip()
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.show_marks({})
    made.show()
    return made


def button(strip, name):
    buttons = strip.findChildren(QPushButton)
    return next(b for b in buttons if name in (b.accessibleName(), b.text()))


def test_a_button_for_each_role_says_which_row_it_has(strip, qtbot):
    assert set(ROLE_WORDS) == set(Role)
    strip.show_marks({Role.CODE: "error.code"})
    code, message = button(strip, "Code: error.code"), button(strip, "Message")
    assert code.text() == "Code: error.code"
    assert (code.isChecked(), message.isChecked()) == (True, False)
    with qtbot.waitSignal(strip.role_chosen) as chosen:
        message.click()
    assert chosen.args == [Role.MESSAGE]


def test_it_goes_on_once_it_is_known_what_says_whether_it_worked(strip, qtbot):
    review = button(strip, "Review and save…")
    strip.show_marks({Role.MESSAGE: "msg"})
    assert not review.isEnabled()
    strip.show_marks({Role.WORKED: "ok"})
    with qtbot.waitSignal(strip.review_wanted):
        review.click()
    with qtbot.waitSignal(strip.left):
        button(strip, "Stop teaching").click()


def test_a_long_path_is_truncated(strip):
    strip.show_marks({Role.CODE: "a" * 1000})
    assert len(button(strip, "Code: " + "a" * 1000).text()) < 60


def test_a_response_without_rows_says_so(strip):
    strip.show_marks({}, has_rows=False)
    label = strip.findChild(WrappedLabel)
    assert "not JSON" in label.plain_text()
    assert not button(strip, "Code").isEnabled()
