"""Keys, brackets and indents of the editor, and what it does with long texts."""

import json
import sys
from collections import Counter

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QInputMethodEvent,
    QInputMethodQueryEvent,
    QKeySequence,
    QShortcut,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.editor.undoable_page import UndoablePage

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LINES = "[\n" + '  {"id": 1, "name": "a lamp"},\n' * 20_000 + "  {}\n]"
ONE_LINE = "[" + '{"id": 1, "name": "a lamp"}, ' * 20_000 + "{}]"


@pytest.fixture
def editor(qtbot, theme):
    made = CodeEditor(theme, "json", is_code=True, fills=True)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def show(qtbot, editor, text, caret=0):
    editor.show_text(text)
    qtbot.waitUntil(lambda: editor.is_filled)
    cursor = editor.textCursor()
    cursor.setPosition(editor.cuts.position(caret))
    editor.setTextCursor(cursor)


def state(editor):
    """Return the text with the caret in it as a bar."""
    text, at = editor.exact_text(), editor.caret()
    return f"{text[:at]}|{text[at:]}"


def test_json_that_is_typed_has_its_brackets_and_quotes_once(editor):
    QTest.keyClicks(editor, '{"a": [1, "b"]}')
    assert state(editor) == '{"a": [1, "b"]}|'


def test_an_opening_bracket_is_closed_and_both_are_removed_together(editor):
    QTest.keyClick(editor, Qt.Key.Key_BraceLeft)
    QTest.keyClicks(editor, "[")
    assert state(editor) == "{[|]}"
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert state(editor) == "{|}"


def test_a_quote_within_a_text_is_not_closed(qtbot, editor):
    show(qtbot, editor, '"say x"', 5)
    QTest.keyClicks(editor, '\\"')
    assert state(editor) == '"say \\"|x"'


def test_a_selection_is_put_in_quotes_or_brackets(qtbot, editor):
    show(qtbot, editor, "one")
    editor.selectAll()
    QTest.keyClicks(editor, '"')
    QTest.keyClicks(editor, "[")
    assert editor.exact_text() == '"[one]"'
    assert editor.textCursor().selectedText() == "one"


def test_a_new_line_keeps_the_indent_and_goes_deeper_behind_a_bracket(qtbot, editor):
    show(qtbot, editor, '  {"a": {}}', 9)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert state(editor) == '  {"a": {\n    |\n  }}'
    QTest.keyClicks(editor, '"b": 1,')
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert state(editor) == '  {"a": {\n    "b": 1,\n    |\n  }}'


def test_a_closing_bracket_goes_back_to_the_indent_of_its_line(qtbot, editor):
    show(qtbot, editor, "{\n  1\n  ", 8)
    QTest.keyClicks(editor, "}")
    assert state(editor) == "{\n  1\n}|"


def test_tab_indents_lines_and_shift_tab_takes_it_back(qtbot, editor):
    show(qtbot, editor, "a\nb\nc", 0)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert state(editor) == "  |a\nb\nc"
    editor.select_part(0, 6)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.exact_text() == "    a\n  b\nc"
    QTest.keyClick(editor, Qt.Key.Key_Backtab, SHIFT)
    QTest.keyClick(editor, Qt.Key.Key_Backtab, SHIFT)
    assert editor.exact_text() == "a\nb\nc"


@pytest.fixture
def between(qtbot, theme):
    """Return a window with an editor, a field behind it, and the next tab at Ctrl+Tab."""
    page = QWidget()
    qtbot.addWidget(page)
    editor, behind = CodeEditor(theme, "json", is_code=True), QLineEdit()
    column = QVBoxLayout(page)
    column.addWidget(editor)
    column.addWidget(behind)
    page.show()
    page.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    return page, editor, behind


def test_escape_and_then_tab_leave_the_editor(between):
    _, editor, behind = between
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert behind.hasFocus()
    assert editor.exact_text() == ""


def test_ctrl_tab_is_left_to_the_tabs_of_the_window(qtbot, between):
    page, editor, _ = between
    shortcut = QShortcut(QKeySequence("Ctrl+Tab"), page)
    with qtbot.waitSignal(shortcut.activated):
        QTest.keyClick(editor, Qt.Key.Key_Tab, CONTROL)
    assert editor.exact_text() == ""
    assert editor.hasFocus()


def test_lines_are_moved_and_copied(qtbot, editor):
    show(qtbot, editor, "a\nb\nc", 3)
    QTest.keyClick(editor, Qt.Key.Key_Up, ALT)
    assert state(editor) == "b|\na\nc"
    QTest.keyClick(editor, Qt.Key.Key_Up, ALT)
    assert state(editor) == "b|\na\nc"
    for _ in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Down, ALT)
    assert state(editor) == "a\nc\nb|"
    QTest.keyClick(editor, Qt.Key.Key_Down, ALT | SHIFT)
    assert state(editor) == "a\nc\nb\nb|"
    QTest.keyClick(editor, Qt.Key.Key_Up, ALT | SHIFT)
    assert state(editor) == "a\nc\nb\nb|\nb"


def marked_positions(editor):
    return sorted(mark.cursor.selectionStart() for mark in editor.extraSelections())


def test_the_bracket_that_belongs_to_the_one_at_the_caret_is_marked(qtbot, editor):
    show(qtbot, editor, '{"a}": [\n1]}', 7)
    qtbot.waitUntil(lambda: marked_positions(editor) == [7, 10])
    show(qtbot, editor, '{"a}": [\n1]}', 12)
    qtbot.waitUntil(lambda: marked_positions(editor) == [0, 11])


def test_the_keys_of_code_are_not_those_of_prose(qtbot, theme):
    editor = CodeEditor(theme)
    qtbot.addWidget(editor)
    editor.show()
    QTest.keyClicks(editor, 'a ("b')
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.exact_text() == 'a ("b\n'


@pytest.mark.parametrize("text", [LINES, ONE_LINE], ids=["lines", "one line"])
def test_a_long_text_is_there_at_once_and_filled_in_afterwards(qtbot, editor, text):
    editor.show_text(text)
    assert not editor.is_filled
    assert editor.exact_text() == text
    assert editor.document().begin().text().startswith("[")
    QTest.keyClicks(editor, "x")
    assert editor.exact_text() == "x" + text
    qtbot.waitUntil(lambda: editor.is_filled)
    assert editor.exact_text() == "x" + text


def test_a_long_line_consists_of_pieces_with_one_number(qtbot, editor):
    show(qtbot, editor, ONE_LINE + "\n2")
    document = editor.document()
    assert document.blockCount() > 100
    assert max(document.findBlockByNumber(n).length() for n in range(document.blockCount())) < 4001
    assert editor.cuts.line_number(document.lastBlock()) == 2
    assert editor.cuts.block_of_line(2) == document.lastBlock()


def test_what_is_removed_beside_a_cut_is_a_character(qtbot, editor):
    show(qtbot, editor, ONE_LINE)
    block = editor.document().findBlockByNumber(1)
    at = editor.cuts.offset(block.position())
    cursor = QTextCursor(block)
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.exact_text() == ONE_LINE[: at - 1] + ONE_LINE[at:]
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.exact_text() == ONE_LINE[: at - 1] + ONE_LINE[at + 1 :]


def cuts_at_keys(editor):
    """Return the cuts that are known, after they were looked up anew."""
    known = editor.cuts.blocks()
    editor.cuts.forget_places()
    assert known == editor.cuts.blocks()
    return known


@pytest.mark.parametrize(("start", "end"), [(0, 1), (1_990, 2_010), (1_500, 9_000), (5, 6)])
def test_the_cuts_are_known_after_a_removal(qtbot, editor, start, end):
    show(qtbot, editor, ONE_LINE)
    editor.select_part(start, end)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert cuts_at_keys(editor)
    assert editor.exact_text() == ONE_LINE[:start] + ONE_LINE[end:]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_key_does_not_look_up_all_cuts(qtbot, editor, number):
    show(qtbot, editor, ONE_LINE * 4)
    count = len(editor.cuts.blocks())
    block = editor.document().findBlockByNumber(number % editor.document().blockCount())
    editor.setTextCursor(QTextCursor(block))
    for _ in range(2):
        editor.moveCursor(QTextCursor.MoveOperation.Right)
    calls: Counter[str] = Counter()

    def count_call(_frame, event, function):
        if event == "c_call":
            calls[getattr(function, "__name__", "")] += 1

    for key in (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace):
        calls.clear()
        sys.setprofile(count_call)
        try:
            QTest.keyClick(editor, key)
            editor.cuts.blocks()
        finally:
            sys.setprofile(None)
        # One for each cut takes 16 ms in a line of 5 MB.
        assert calls["findBlock"] + calls["anchor"] < 100 < count
        assert len(cuts_at_keys(editor)) == count
    assert editor.exact_text() == ONE_LINE * 4


@pytest.mark.parametrize("is_behind", [False, True])
def test_a_line_end_that_is_typed_at_a_cut_is_one(qtbot, editor, is_behind):
    show(qtbot, editor, ONE_LINE)
    block = editor.document().findBlockByNumber(1)
    at = editor.cuts.offset(block.position())
    editor.setTextCursor(QTextCursor(block))
    if not is_behind:
        editor.moveCursor(QTextCursor.MoveOperation.Left)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.exact_text() == ONE_LINE[:at] + "\n" + ONE_LINE[at:]


def test_any_part_of_a_long_line_can_be_replaced(qtbot, editor):
    text = "ab\n" + ONE_LINE + "\n" + ONE_LINE
    for start, end in ((3, 2500), (0, 9000), (2600, 2601), (1990, 4010), (3, len(ONE_LINE) + 4)):
        show(qtbot, editor, text)
        editor.select_part(start, end)
        assert editor.createMimeDataFromSelection().text() == text[start:end]
        QTest.keyClicks(editor, "x")
        assert editor.exact_text() == text[:start] + "x" + text[end:]


def test_a_line_that_becomes_long_while_it_is_typed_is_cut(qtbot, editor):
    editor.insert_text("y" * 1_999)
    for _ in range(3):
        editor.insert_text("y" * 1_999)
    qtbot.waitUntil(lambda: editor.document().blockCount() > 1)
    assert editor.exact_text() == "y" * 4 * 1_999


def test_characters_of_two_units_keep_their_places(qtbot, editor):
    text = '["' + "\N{GRINNING FACE}" * 9_000 + '"]'
    show(qtbot, editor, text)
    assert editor.exact_text() == text
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, "x")
    assert editor.exact_text() == text + "x"


def test_a_long_paste_comes_where_the_caret_was(qtbot, editor):
    show(qtbot, editor, "[1]", 1)
    data = QMimeData()
    data.setText(LINES.replace("\n", "\r\n"))
    editor.insertFromMimeData(data)
    assert editor.exact_text() == f"[{LINES}1]"
    qtbot.waitUntil(lambda: editor.is_filled)
    assert editor.caret() == 1 + len(LINES)


@pytest.mark.parametrize(("start", "end"), [(0, len(LINES)), (2, 100_000), (300_000, len(LINES))])
def test_much_that_is_selected_is_removed(qtbot, editor, start, end):
    show(qtbot, editor, LINES)
    editor.select_part(start, end)
    with qtbot.waitSignal(editor.edited):
        QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.exact_text() == LINES[:start] + LINES[end:]
    qtbot.waitUntil(lambda: editor.is_filled)
    assert editor.caret() == start


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_X, Qt.Key.Key_Return])
@pytest.mark.parametrize("text", [LINES, ONE_LINE], ids=["lines", "one line"])
def test_all_of_a_text_is_replaced_while_it_is_filled_in(qtbot, editor, text, key):
    editor.show_text(text)
    editor.selectAll()
    assert not editor.is_filled
    QTest.keyClick(editor, key)
    # Or each text that is pasted and removed would leave its end, and the next one come before it.
    typed = {Qt.Key.Key_Delete: "", Qt.Key.Key_X: "x", Qt.Key.Key_Return: "\n"}[key]
    assert editor.exact_text() == typed
    qtbot.waitUntil(lambda: editor.is_filled)
    assert state(editor) == typed + "|"


@pytest.mark.parametrize("is_filled", [False, True])
def test_all_of_a_long_text_is_put_in_brackets(qtbot, editor, is_filled):
    editor.show_text(LINES)
    if is_filled:
        qtbot.waitUntil(lambda: editor.is_filled)
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_BracketLeft)
    assert editor.exact_text() == f"[{LINES}]"


def test_what_is_selected_to_the_end_is_cut_while_it_is_filled_in(qtbot, editor):
    editor.show_text(LINES)
    editor.select_part(100, 100)
    editor.moveCursor(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    assert not editor.is_filled
    QTest.keyClick(editor, Qt.Key.Key_X, CONTROL)
    assert QApplication.clipboard().text() == LINES[100:]
    assert editor.exact_text() == LINES[:100]


def test_a_selection_to_the_end_grows_while_the_text_is_filled_in(qtbot, editor):
    editor.show_text(LINES)
    editor.selectAll()
    qtbot.waitUntil(lambda: editor.is_filled)
    assert editor.createMimeDataFromSelection().text() == LINES
    assert not editor.selects_rest


def test_all_of_a_text_is_copied_while_it_is_filled_in(editor):
    editor.show_text(LINES)
    editor.selectAll()
    assert not editor.is_filled
    assert editor.createMimeDataFromSelection().text() == LINES


def test_a_step_back_changes_a_long_text_only_where_it_differs(qtbot, editor):
    show(qtbot, editor, LINES)
    changed = LINES.replace("a lamp", "two lamps", 1)
    editor.show_text(changed)
    assert editor.is_filled
    assert editor.exact_text() == changed
    assert state(editor).partition("|")[0].endswith("two lamps")


def test_brackets_and_text_are_coloured_rightly_in_a_later_piece(qtbot, theme, editor):
    text = '["' + "a, b " * 1_000 + '", 12]'
    show(qtbot, editor, text)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    last = editor.document().lastBlock()

    def colours():
        return [one.format.foreground().color() for one in last.layout().formats()]

    expected = [theme.colour("string"), theme.colour("number")]
    qtbot.waitUntil(lambda: colours() == expected)


def test_an_input_method_composes_text_and_enters_it(qtbot, editor):
    show(qtbot, editor, "{}", 1)
    QApplication.sendEvent(editor, QInputMethodEvent("ni", []))
    assert editor.exact_text() == "{}"
    done = QInputMethodEvent()
    done.setCommitString("\u4f60")
    QApplication.sendEvent(editor, done)
    assert editor.exact_text() == "{\u4f60}"
    assert editor.document().availableUndoSteps() == 1
    editor.document().undo()
    assert editor.exact_text() == "{}"


def test_an_input_method_is_told_where_the_caret_is_in_the_editor(qtbot, editor):
    show(qtbot, editor, '{"a": 1,\n"b": 2}', 12)

    def told():
        query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImCursorRectangle)
        QApplication.sendEvent(editor, query)
        return query.value(Qt.InputMethodQuery.ImCursorRectangle).toAlignedRect()

    def seen():
        # With the numbers at the left, and what finds above the text.
        return editor.cursorRect().translated(editor.viewport().pos())

    assert abs(told().left() - seen().left()) <= 1
    assert told().top() == seen().top()
    before = told()
    QApplication.sendEvent(editor, QInputMethodEvent("ni", []))
    assert told().left() > before.left()
    QApplication.sendEvent(editor, QInputMethodEvent())
    editor.open_find()
    editor.setFocus()
    assert told().top() == seen().top() > before.top()


def test_a_screen_reader_is_told_role_name_text_and_caret(qtbot, editor):
    editor.setAccessibleName("Body")
    show(qtbot, editor, '{"a": 1,\n"b": 2}', 12)
    told = QAccessible.queryAccessibleInterface(editor)
    assert told.role() is QAccessible.Role.EditableText
    assert told.text(QAccessible.Text.Name) == "Body"
    assert told.state().multiLine
    assert not told.state().readOnly
    text = told.textInterface()
    assert text.text(0, text.characterCount()) == editor.exact_text()
    assert text.cursorPosition() == 12
    text.setCursorPosition(3)
    assert editor.caret() == 3


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '"' * 100_000, "{{" * 50_000, "\\" * 100_000, "\n" * 100_000]
)
def test_what_a_stranger_wrote_is_shown_and_coloured(qtbot, editor, text):
    show(qtbot, editor, text)
    assert editor.exact_text() == text
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, "x")
    assert editor.exact_text().endswith("x")


def test_the_text_is_that_of_the_lines(qtbot, editor):
    show(qtbot, editor, LINES)
    assert len(json.loads(editor.exact_text())) == 20_001


class Page(UndoablePage):
    """A page on which only some variables have a value."""

    known = frozenset({"known"})

    def has_value(self, name):
        return name in self.known


def test_variables_are_coloured_and_those_without_a_value_otherwise(qtbot, theme):
    page, editor = Page(), CodeEditor(theme, "json", is_code=True)
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(editor)
    page.resize(400, 200)
    page.show()
    show(qtbot, editor, '["{{known}}", {{unknown}}]')
    block = editor.document().firstBlock()

    def colours():
        spans = block.layout().formats()
        texts = {block.text()[one.start : one.start + one.length]: one for one in spans}
        return {text: one.format.foreground().color() for text, one in texts.items()}

    qtbot.waitUntil(lambda: colours().get("{{unknown}}") == theme.colour("required"))
    assert colours()["{{known}}"] == theme.colour("key")
    page.known = frozenset({"unknown"})
    editor.show_variables()
    qtbot.waitUntil(lambda: colours().get("{{known}}") == theme.colour("required"))
    assert colours()["{{unknown}}"] == theme.colour("key")


def test_ctrl_and_a_click_open_a_variable(qtbot, theme):
    page = UndoablePage()
    qtbot.addWidget(page)
    opened: list[str] = []
    page.open_variable = opened.append
    editor = CodeEditor(theme, "json", is_code=True)
    QVBoxLayout(page).addWidget(editor)
    page.resize(400, 200)
    page.show()
    show(qtbot, editor, '["\N{GRINNING FACE}", {{id}}, 1]', 9)
    place = editor.cursorRect().center()
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, CONTROL, place)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["id"]


def test_a_variable_is_not_meant_beside_the_text(qtbot, editor):
    show(qtbot, editor, "{{id}}", 4)
    place = editor.cursorRect().center()
    assert editor.variable_at(place) == "id"
    beside, below = QPoint(editor.viewport().width() - 5, place.y()), QPoint(place.x(), 10_000)
    assert (editor.variable_at(beside), editor.variable_at(below)) == ("", "")


def test_a_text_that_is_only_read_stays_so(editor):
    editor.setReadOnly(True)
    editor.show_text("[1]")
    QTest.keyClicks(editor, "x")
    assert editor.exact_text() == "[1]"


def shown_lines(editor):
    return [block.text() for block, _, _ in editor.lines_in_sight()]


def test_lines_are_folded_and_shown_again(qtbot, editor):
    show(qtbot, editor, '{\n  "a": [\n    1,\n    2\n  ],\n  "b": 2\n}', 4)
    QTest.keyClick(editor, Qt.Key.Key_BracketLeft, CONTROL | SHIFT)
    assert shown_lines(editor) == ["{", '  "a": [', "  ],", '  "b": 2', "}"]
    assert editor.exact_text().count("\n") == 6
    QTest.keyClick(editor, Qt.Key.Key_BracketLeft, CONTROL | SHIFT)
    assert len(shown_lines(editor)) == 7


def test_a_fold_opens_where_the_caret_comes(qtbot, editor):
    show(qtbot, editor, "[\n  1,\n  2\n]")
    editor.folds.toggle(editor.document().firstBlock())
    assert shown_lines(editor) == ["[", "]"]
    editor.select_part(4, 5)
    assert shown_lines(editor) == ["[", "  1,", "  2", "]"]


def test_a_fold_of_many_lines_is_not_an_edit(qtbot, editor):
    show(qtbot, editor, LINES)
    with qtbot.assertNotEmitted(editor.edited):
        editor.folds.toggle(editor.document().firstBlock())
        qtbot.waitUntil(lambda: shown_lines(editor) == ["[", "]"])
    assert editor.exact_text() == LINES


def field(editor, name):
    fields = editor.find_panel.findChildren(QLineEdit)
    return next(one for one in fields if one.accessibleName() == name)


def press(editor, text):
    buttons = editor.find_panel.findChildren(QPushButton)
    next(one for one in buttons if one.text() == text).click()


def test_text_is_found_and_replaced_in_the_editor(qtbot, editor):
    show(qtbot, editor, '["\N{GRINNING FACE} Lamp", "lamp", "LAMP"]')
    QTest.keyClick(editor, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(field(editor, "Find in the text"), "lamp")
    QTest.keyClick(field(editor, "Find in the text"), Qt.Key.Key_Return)
    assert editor.textCursor().selectedText() == "Lamp"
    QTest.keyClicks(field(editor, "Replace by"), "light")
    press(editor, "Replace")
    assert editor.exact_text() == '["\N{GRINNING FACE} light", "lamp", "LAMP"]'
    assert editor.textCursor().selectedText() == "lamp"
    press(editor, "Replace all")
    assert editor.exact_text() == '["\N{GRINNING FACE} light", "light", "light"]'
    QTest.keyClick(field(editor, "Replace by"), Qt.Key.Key_Escape)
    assert editor.hasFocus()
    assert editor.find_panel.isHidden()


def test_a_match_in_a_long_line_is_selected_across_a_cut(qtbot, editor):
    show(qtbot, editor, ONE_LINE)
    start = editor.cuts.offset(editor.document().findBlockByNumber(3).position()) - 3
    needle = ONE_LINE[start : start + 8]
    editor.open_find()
    field(editor, "Find in the text").setText(needle)
    editor.find_panel.search()
    count = ONE_LINE.count(needle)
    for _ in range(ONE_LINE.count(needle, 0, start + 8)):
        editor.find_panel.step(1)
    cursor = editor.textCursor()
    assert editor.cuts.offset(cursor.selectionStart()) == start
    assert editor.createMimeDataFromSelection().text() == needle
    press(editor, "Replace all")
    assert editor.exact_text().count(needle) == 0 < count
