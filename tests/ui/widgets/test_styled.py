import pytest
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.ui.widgets.styled import announce, plain_tip, styled


def test_a_widget_is_found_read_and_styled_by_what_it_was_given(qapp):
    button = styled(
        QPushButton("Go"), "go", spoken="Go there", tip="Go (F5)", look="quiet", severity="input"
    )
    assert (button.objectName(), button.accessibleName(), button.toolTip()) == (
        "go",
        "Go there",
        "Go (F5)",
    )
    assert (button.property("look"), button.property("severity")) == ("quiet", "input")
    assert button.text() == "Go"


def test_what_is_not_given_stays_as_it_is(qapp):
    button = styled(QPushButton("Go"), "go", spoken="Go there", tip="Go (F5)")
    assert styled(button, look="link") is button
    assert (button.objectName(), button.accessibleName()) == ("go", "Go there")
    assert button.toolTip() == "Go (F5)"


def seen(tip):
    """Return what a person reads in a tool tip that Qt takes for HTML."""
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def test_a_tip_shows_tags_as_they_are_written():
    assert plain_tip("a < b\nplain") == "a < b\nplain"
    assert seen("<b>bold</b>") == "bold"
    assert seen(plain_tip("Set: <b>bold</b> &amp;\nsecond")) == "Set: <b>bold</b> &amp;\nsecond"


@pytest.mark.parametrize("is_active", [True, False])
def test_a_text_is_said_where_a_screen_reader_runs(is_active, qtbot, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: is_active)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))
    label = QLabel()
    qtbot.addWidget(label)
    announce(label, "Saved.")
    assert heard == ["Saved."] * is_active
