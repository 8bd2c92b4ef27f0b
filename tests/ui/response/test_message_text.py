import pytest
from PySide6.QtGui import QTextCursor

from aiurdesk.ui.response.message_text import FEW_LINES, SHOWN_CHARACTERS, MessageText, shortened


def a_view(qtbot, text, *, is_quoted=True):
    view = MessageText("Message", is_quoted=is_quoted)
    qtbot.addWidget(view)
    view.resize(300, 100)
    view.show()
    view.show_text(text)
    return view


def copied(view):
    return view.createMimeDataFromSelection().text()


def test_what_is_copied_is_what_was_sent(qtbot):
    text = "two\u00a0words “quoted”\nand 你好 𝄞"
    view = a_view(qtbot, text)
    assert view.toPlainText() == f"“{text}”".replace("\u00a0", " ")
    view.selectAll()
    assert copied(view) == text


def test_a_selection_is_copied_exactly(qtbot):
    view = a_view(qtbot, "hello world")
    cursor = view.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(6, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert copied(view) == "hello"


def test_without_quotes_all_is_copied(qtbot):
    view = a_view(qtbot, "a: b\nc", is_quoted=False)
    view.selectAll()
    assert copied(view) == view.toPlainText() == "a: b\nc"


def test_a_long_text_takes_few_lines_until_more_are_asked_for(qtbot):
    view = a_view(qtbot, "word " * 1000)
    line = view.fontMetrics().lineSpacing()
    assert view.is_clipped()
    assert view.height() == FEW_LINES * line
    view.set_most_lines(9, is_scrolling=True)
    assert view.height() == 9 * line


def test_a_short_text_takes_its_own_height(qtbot):
    view = a_view(qtbot, "short")
    assert not view.is_clipped()
    assert view.height() == view.fontMetrics().lineSpacing()


def test_an_unbroken_text_is_broken_anywhere_and_not_shown_without_end(qtbot):
    view = a_view(qtbot, "x" * 1_000_000)
    assert "… 991,920 more characters …x" in view.toPlainText()
    assert len(view.toPlainText()) < SHOWN_CHARACTERS + 200


@pytest.mark.parametrize("letter", ["x", "ü", "字", "\U0001f600", "\ud83d"])
def test_a_long_text_is_bounded_in_characters_and_bytes_and_shows_its_end(letter):
    end = "… and 900,000 more characters, in the body of the response"
    text = shortened(letter * 100_000 + end)
    assert text.startswith(letter * 2000)
    assert text.endswith(letter + end)
    assert len(text) < SHOWN_CHARACTERS + 200
    assert len(text.encode(errors="replace")) < 10_500
    assert shortened(letter * 1000) == letter * 1000


def test_being_narrow_is_noticed(qtbot):
    view = a_view(qtbot, "word " * 30)
    view.setFixedWidth(2000)
    assert not view.is_clipped()
    view.setFixedWidth(60)
    assert view.is_clipped()
