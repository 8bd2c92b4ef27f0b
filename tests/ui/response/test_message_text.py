import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.ui.response.message_text import (
    FEW_LINES,
    LEVELS,
    OPEN_LEVELS,
    SHOWN_CHARACTERS,
    MessageText,
    PlainLabel,
    description,
    shortened,
    suggestion,
)
from tests.ui.response.exchanges import INVALID_INPUT, an_exchange


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


VERDICT = replace(
    INVALID_INPUT,
    message="No.",
    meaning="A value is wrong.",
    field_errors={"Name": ("too short", "not new")},
    other_errors=("Try again.",),
    notes=("A note.",),
    fixes=(Fix("Check <it>."), Fix("Go", FixAction.FOCUS_FORM)),
)


def test_errors_are_named_and_all_of_them_scroll_where_there_is_little_room():
    errors = ["Name: too short", "Name: not new", "Try again."]
    assert LEVELS[0].details(VERDICT) == errors
    assert OPEN_LEVELS[1].details(VERDICT) == ["A value is wrong.", *errors, "A note."]


def test_a_level_says_whether_it_leaves_something_out():
    no_details = replace(VERDICT, field_errors={}, other_errors=(), notes=())
    assert [level.leaves_out(VERDICT) for level in LEVELS] == [False, True, True]
    assert [level.leaves_out(no_details) for level in LEVELS] == [False, False, True]
    assert not any(level.leaves_out(replace(no_details, meaning="")) for level in LEVELS)


def test_a_screen_reader_gets_all_but_the_buttons():
    text = description(replace(an_exchange(), verdict=VERDICT), "−10", "Invalid")
    assert text == "−10 Input: Invalid “No.” A value is wrong. Suggested fix: Check <it>."


def test_a_suggestion_is_escaped_and_needs_words():
    assert suggestion(VERDICT, "#123456").endswith("</b> — Check &lt;it&gt;.")
    assert suggestion(replace(VERDICT, fixes=()), "#123456") == ""


def test_what_a_service_sent_is_not_taken_for_markup(qtbot):
    label = PlainLabel("message")
    qtbot.addWidget(label)
    label.show_text("<b>No</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<b>No</b>"
    assert not label.isHidden()
    label.show_text("")
    assert label.isHidden()


def test_a_long_word_does_not_widen_it(qtbot):
    label = PlainLabel("message", "small")
    qtbot.addWidget(label)
    label.show_text("a" * 500)
    assert label.minimumSize().width() == 1
