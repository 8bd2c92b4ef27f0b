import asyncio

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPushButton, QToolTip, QWidget

from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
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
    dialog = LineDialog(theme, parent, WORDS, "", lambda text: "" if text else "Name it.")
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
