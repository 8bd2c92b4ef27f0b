import asyncio

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolTip,
    QWidget,
)

from aiurdesk.core.problem import Problem
from aiurdesk.ui.widgets.line_dialog import LineDialog, LinesDialog, LineTabs, LineWords
from tests.coroutines import until

WORDS = LineWords("name_dialog", "Rename", "Name of <b>it</b>", "Name", "Rename", "Any name")


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def widgets(dialog):
    field, box = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
    return field, box.button(QDialogButtonBox.StandardButton.Ok)


def test_the_offered_text_is_taken_or_replaced(theme, parent, qtbot):
    dialog = LineDialog(theme, parent, WORDS, "before")
    field, ok = widgets(dialog)
    assert (field.accessibleName(), field.selectedText()) == ("Name", "before")
    assert (field.placeholderText(), ok.text()) == ("Any name", "Rename")
    assert dialog.text() == "before"
    field.setText(" after ")
    with qtbot.waitSignal(dialog.accepted):
        ok.click()
    assert dialog.text() == "after"


def test_a_text_with_a_mistake_is_not_taken(theme, parent):
    dialog = LineDialog(theme, parent, WORDS, "", lambda t: None if t else Problem("Name it."))
    field, ok = widgets(dialog)
    assert (field.accessibleDescription(), ok.isEnabled()) == ("Name it.", False)
    field.setText("a")
    assert (field.accessibleDescription(), ok.isEnabled()) == ("", True)


def test_the_label_is_not_html(theme, parent):
    label = LineDialog(theme, parent, WORDS, "").findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_other_widgets_are_between_the_line_and_the_buttons(theme, parent, qtbot):
    dialog, added = LineDialog(theme, parent, WORDS, ""), QPushButton("More")
    dialog.add_below(added)
    dialog.show()
    field, ok = widgets(dialog)
    heights = [w.mapTo(dialog, w.rect().center()).y() for w in (field, added, ok)]
    assert heights == sorted(heights)


@pytest.mark.parametrize("is_accepted", [True, False])
async def test_the_answer_is_the_line_unless_it_is_cancelled(theme, parent, is_accepted):
    dialog = LineDialog(theme, parent, WORDS, "a")
    async with asyncio.TaskGroup() as tasks:
        answer = tasks.create_task(dialog.answer())
        await until(dialog.isVisible)
        dialog.accept() if is_accepted else dialog.reject()
    assert answer.result() == ("a" if is_accepted else None)


async def test_a_long_label_has_room_for_all_its_lines(theme, parent):
    dialog = LineDialog(theme, parent, replace(WORDS, label="a word " * 40), "")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dialog.answer())
        await until(dialog.isVisible)
        (label,) = [one for one in dialog.findChildren(QLabel) if one.buddy()]
        assert label.height() >= label.heightForWidth(label.width())
        dialog.reject()


def test_a_text_that_is_too_long_is_not_cut_off(theme, parent, qtbot):
    dialog = LineDialog(theme, parent, WORDS, "before")
    field, _ = widgets(dialog)
    QGuiApplication.clipboard().setText("x" * 1_000_000)
    dialog.show()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.text() == "before"
    assert "the text has 1,000,000 characters" in QToolTip.text()


def test_a_tab_has_its_lines_with_their_count_and_copies_them(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Added", ("a", "<b>b</b>"))
    tabs.add_lines("Removed", ())
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Added 2"]
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "a\n<b>b</b>"
    assert (text.accessibleName(), text.isReadOnly()) == ("Added", True)
    (copy,) = tabs.findChildren(QPushButton)
    assert copy.accessibleName() == "Copy added"
    copy.click()
    assert QGuiApplication.clipboard().text() == "a\n<b>b</b>"


def test_a_tab_without_lines_says_so(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Not imported", (), nothing="Everything is imported.")
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Everything is imported."
    (copy,) = tabs.findChildren(QPushButton)
    assert not copy.isEnabled()


def test_a_summary_stands_in_a_tab_until_all_lines_are_asked_for(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Not imported", ("a", "b", "c"), summary=("3 scripts.",))
    assert tabs.tabText(0) == "Not imported 3"
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "3 scripts."
    every = next(b for b in tabs.findChildren(QPushButton) if b.text() == "Show all")
    every.click()
    assert text.toPlainText() == "a\nb\nc"
    assert every.isHidden()


def test_only_the_first_of_many_lines_are_laid_out(qtbot):
    tabs = LineTabs("What changes")
    qtbot.addWidget(tabs)
    tabs.add_lines("Added", [str(number) for number in range(6_000)])
    (text,) = tabs.findChildren(QPlainTextEdit)
    assert text.toPlainText().endswith("4999\nand 1,000 more, which Copy takes, too")
    (copy,) = tabs.findChildren(QPushButton)
    copy.click()
    assert QGuiApplication.clipboard().text().endswith("\n5999")


def test_each_thing_is_a_line_that_can_be_copied(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    lines = ("Users/Get: the test script.", "X: the <b>description</b>.")
    dialog = LinesDialog(theme, parent, "Not imported", "1 request was imported into x.", lines)
    dialog.show()
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Users/Get: the test script.\nX: the <b>description</b>."
    assert text.accessibleName() == "Not imported"
    assert dialog.focusWidget() is text
    (summary,) = dialog.findChildren(QLabel, "lines_summary")
    assert summary.text() == "1 request was imported into x."
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
