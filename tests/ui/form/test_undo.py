import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QUndoGroup
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout

from aiurdesk.core.request.edit_state import EditState
from aiurdesk.ui.form.area import Area
from aiurdesk.ui.form.line import Line, UndoablePage

CONTROL = Qt.KeyboardModifier.ControlModifier


class AddressPage(UndoablePage):
    """A page with one line."""

    def __init__(self):
        super().__init__()
        self.line = Line()
        self.column = QVBoxLayout(self)
        self.column.addWidget(self.line)
        self.line.textChanged.connect(self.record_edit)

    def edit_state(self):
        return EditState(address=self.line.text())

    def restore_edit_state(self, state, edit):
        self.line.setText(state.address)


class TextPage(AddressPage):
    """A page with a text of several lines."""

    def __init__(self):
        super().__init__()
        self.area = Area()
        self.column.addWidget(self.area)
        self.area.textChanged.connect(self.record_edit)

    def edit_state(self):
        return EditState(address=self.area.exact_text())

    def restore_edit_state(self, state, edit):
        self.area.show_text(state.address)


@pytest.fixture
def page(qtbot):
    page = AddressPage()
    qtbot.addWidget(page)
    page.show()
    return page


def test_typing_is_one_step_and_a_paste_another(page):
    QTest.keyClicks(page.line, "abc")
    page.line.insert("pasted")
    QTest.keyClicks(page.line, "d")
    assert page.undo_stack.count() == 3
    for text in ("abcpasted", "abc", ""):
        QTest.keyClick(page.line, Qt.Key.Key_Z, CONTROL)
        assert page.line.text() == text
    QTest.keyClick(page.line, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert page.line.text() == "abc"
    assert page.undo_stack.undoText() == "Change address"


def test_the_caret_is_where_a_step_changed_a_line(page):
    page.line.setFocus()
    page.line.setText("😀 abcd")
    page.line.setCursorPosition(5)
    page.line.insert("XY")
    page.line.setCursorPosition(0)
    page.undo_stack.undo()
    assert (page.line.text(), page.line.cursorPosition()) == ("😀 abcd", 5)
    page.line.setCursorPosition(0)
    page.undo_stack.redo()
    assert (page.line.text(), page.line.cursorPosition()) == ("😀 abXYcd", 7)


def test_the_caret_is_where_a_step_changed_a_text(qtbot):
    page = TextPage()
    qtbot.addWidget(page)
    page.show()
    page.area.setFocus()
    page.area.show_text("one\ntwo\nthree")
    cursor = page.area.textCursor()
    cursor.setPosition(7)
    cursor.insertText("!!")
    page.undo_stack.undo()
    assert page.area.exact_text() == "one\ntwo\nthree"
    assert page.area.textCursor().position() == 7


def test_a_group_of_stacks_acts_on_the_page(page):
    group = QUndoGroup()
    group.addStack(page.undo_stack)
    page.undo_stack.setActive()
    QTest.keyClicks(page.line, "abc")
    assert group.undoText() == "Change address"
    group.undo()
    assert page.line.text() == ""
    assert group.canRedo()


def test_what_is_shown_next_starts_with_an_empty_stack(page):
    QTest.keyClicks(page.line, "abc")
    page.start_undo()
    assert not page.undo_stack.canUndo()
    page.undo_stack.undo()
    assert page.line.text() == "abc"


def test_a_line_outside_of_a_page_has_its_own_undo(qtbot):
    line = Line()
    qtbot.addWidget(line)
    QTest.keyClicks(line, "abc")
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert line.text() == ""


def test_a_page_is_forgotten_with_all_that_was_typed_into_it():
    page = AddressPage()
    page.show()
    QTest.keyClicks(page.line, "abc")
    forgotten = weakref.ref(page)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    del page
    gc.collect()
    assert forgotten() is None
