import pytest
from PySide6.QtWidgets import QPushButton

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.ui.response.tree_marks import ROLE_WORDS, TeachingStrip
from aiurdesk.ui.widgets.note import WrappedLabel


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
