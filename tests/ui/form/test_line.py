import gc
import weakref
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QInputMethodEvent,
    QTextCharFormat,
    QUndoGroup,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QVBoxLayout

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.request.edit_state import EditState
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.editor.undoable_page import UndoablePage
from aiurdesk.ui.form.line import (
    GuidEditor,
    Line,
    LineEditor,
    SecretEditor,
    StepLine,
    WholeNumberEditor,
)  # fmt: skip

TOKEN = Parameter("AccessToken", ParameterKind.SECRET, Location.FORM)


def test_a_text_that_is_shown_already_keeps_its_cursor(qtbot):
    line = Line()
    qtbot.addWidget(line)
    line.show_text("abc")
    assert line.cursorPosition() == 0
    line.setCursorPosition(2)
    line.show_text("abc")
    assert line.cursorPosition() == 2


def test_a_line_takes_long_texts(qtbot):
    line = Line()
    qtbot.addWidget(line)
    line.setText("x" * 100_000)
    assert len(line.text()) == 100_000


def test_every_letter_that_is_typed_is_an_edit(qtbot, theme):
    editor = LineEditor(Parameter("v", ParameterKind.NUMBER, Location.QUERY), theme)
    qtbot.addWidget(editor)
    with qtbot.waitSignals([editor.edited] * 2):
        qtbot.keyClicks(editor.line, "1,")
    assert editor.value() == "1,"
    assert editor.controls() == (editor.line,)


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("5", Qt.Key.Key_Up, "6"),
        ("5", Qt.Key.Key_Down, "4"),
        ("5", Qt.Key.Key_PageUp, "15"),
        ("5", Qt.Key.Key_PageDown, "1"),
        ("20", Qt.Key.Key_Up, "20"),
        ("", Qt.Key.Key_Up, "2"),
        ("two", Qt.Key.Key_Up, "two"),
        ("--5", Qt.Key.Key_Up, "--5"),
        ("+5", Qt.Key.Key_Up, "6"),
        ("9" * 5000, Qt.Key.Key_Up, "9" * 5000),
        ("5", Qt.Key.Key_7, "57"),
    ],
)
def test_arrows_step_through_the_range(qtbot, text, key, after):
    line = StepLine(1, 20)
    qtbot.addWidget(line)
    line.setText(text)
    qtbot.keyClick(line, key)
    assert line.text() == after


def test_a_whole_number_takes_its_range_from_the_parameter(qtbot, theme):
    page = Parameter("page", ParameterKind.INTEGER, Location.QUERY, minimum=1, maximum=3)
    editor = WholeNumberEditor(page, theme)
    qtbot.addWidget(editor)
    for _ in range(5):
        qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == "3"


def test_a_secret_is_hidden_until_its_button_is_pressed(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    (button,) = editor.findChildren(QToolButton)
    assert editor.line.echoMode() == QLineEdit.EchoMode.Password
    assert button.accessibleName() == "Show AccessToken"
    button.click()
    assert editor.line.echoMode() == QLineEdit.EchoMode.Normal
    assert button.accessibleName() == "Hide AccessToken"
    button.click()
    assert editor.line.echoMode() == QLineEdit.EchoMode.Password


def test_a_pasted_secret_stays_as_it_was_copied(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    QGuiApplication.clipboard().setText("a+/=\nb\r\n")
    editor.line.paste()
    assert editor.value() == "a+/=\nb\r\n"


def test_a_new_guid_is_one_click_away(qtbot, theme):
    editor = GuidEditor(Parameter("id", ParameterKind.GUID, Location.QUERY), theme)
    qtbot.addWidget(editor)
    with qtbot.waitSignal(editor.edited):
        editor.findChildren(QToolButton)[0].click()
    first = editor.line.text()
    editor.findChildren(QToolButton)[0].click()
    assert str(UUID(first)) == first != editor.value()


def test_a_reference_to_a_secret_is_shown(qtbot, theme):
    editor = SecretEditor(TOKEN, theme)
    qtbot.addWidget(editor)
    editor.set_value("{{secret:Work}}")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Normal
    editor.set_value("{{secret:Work}}x")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password
    editor.set_value("hush")
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password


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

    def __init__(self, theme):
        super().__init__()
        self.area = CodeEditor(theme)
        self.column.addWidget(self.area)
        self.area.edited.connect(self.record_edit)

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


def test_the_caret_is_where_a_step_changed_a_text(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show()
    page.area.setFocus()
    page.area.show_text("one\ntwo\nthree")
    page.start_undo()
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


KNOWN, UNKNOWN = QColor("#00ff00"), QColor("#ff0000")


class ColouringPage(AddressPage):
    """A page on which some variables have a value; the backgrounds tell which."""

    known = frozenset({"known"})

    def variable_format(self, name):
        look = QTextCharFormat()
        look.setBackground(KNOWN if name in self.known else UNKNOWN)
        return look


@pytest.fixture
def coloured(qtbot):
    page = ColouringPage()
    qtbot.addWidget(page)
    page.resize(500, 100)
    page.show()
    return page


def columns(line, colour):
    """Return the columns of pixels that have a colour."""
    image = line.grab().toImage()
    y = line.cursorRect().center().y()
    return [x for x in range(image.width()) if image.pixelColor(x, y) == colour]


def test_variables_of_a_line_are_coloured_by_whether_they_have_a_value(coloured):
    line = coloured.line
    line.setText("\N{GRINNING FACE} ")
    QTest.keyClicks(line, "{{known}} {{other}}")
    assert columns(line, KNOWN)
    assert columns(line, UNKNOWN)
    assert max(columns(line, KNOWN)) < min(columns(line, UNKNOWN))
    coloured.known = frozenset({"known", "other"})
    coloured.update()
    assert not columns(line, UNKNOWN)
    # A colour is no edit.
    assert coloured.undo_stack.count() == 2
    for _ in range(5):
        QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert len(columns(line, KNOWN)) > 0
    line.setText("none")
    assert not columns(line, KNOWN)


def test_what_is_hidden_or_only_read_has_no_colours(coloured):
    line = coloured.line
    line.setText("{{known}}")
    line.setEchoMode(QLineEdit.EchoMode.Password)
    assert not columns(line, KNOWN)
    line.setEchoMode(QLineEdit.EchoMode.Normal)
    assert columns(line, KNOWN)


def test_an_input_method_composes_beside_a_variable(coloured):
    line = coloured.line
    line.setText("{{known}}")
    assert columns(line, KNOWN)
    look = QTextCharFormat()
    look.setBackground(QColor("#0000ff"))
    attribute = QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, 0, 2, look)
    QApplication.sendEvent(line, QInputMethodEvent("ni", [attribute]))
    assert line.text() == "{{known}}"
    assert columns(line, QColor("#0000ff"))
    done = QInputMethodEvent()
    done.setCommitString("\u4f60")
    QApplication.sendEvent(line, done)
    assert line.text() == "{{known}}\u4f60"
    assert columns(line, KNOWN)
    assert not columns(line, QColor("#0000ff"))
    coloured.undo_stack.undo()
    assert line.text() == "{{known}}"


@pytest.mark.parametrize("text", ["{{x}}", "a {{x}}", "\N{GRINNING FACE}{{x}}"])
def test_a_variable_is_opened_where_it_is_and_not_behind_it(qtbot, coloured, text):
    opened: list[str] = []
    coloured.open_variable = opened.append
    line = coloured.line
    line.setText(text)
    line.setCursorPosition(len(text.encode("utf-16-le")) // 2 - 2)
    place = line.cursorRect().center()
    behind = QPoint(line.width() - 10, place.y())
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, CONTROL, behind)
    assert opened == []
    # It is a click like others: the caret goes to the end.
    assert line.cursorPosition() == len(text.encode("utf-16-le")) // 2
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, CONTROL, place)
    assert opened == ["x"]
