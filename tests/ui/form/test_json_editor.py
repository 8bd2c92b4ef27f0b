import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.ui.form.code_field import JsonEditor

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def editor(qtbot, theme):
    editor = JsonEditor(Parameter("body", ParameterKind.JSON, Location.JSON), theme)
    qtbot.addWidget(editor)
    qtbot.addWidget(editor.format)  # a form puts it below the editor
    editor.show()
    return editor


def colours(editor):
    """Return the colours of the characters of the first line, as they are painted."""
    formats = editor.area.document().firstBlock().layout().formats()
    return {f.format.foreground().color().name() for f in formats}


def test_json_is_typed_in_an_area(qtbot, editor):
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClicks(editor.area, "{}")
    assert editor.value() == "{}"
    assert editor.area.property("look") == "mono"


def test_json_is_coloured(qtbot, theme, editor):
    qtbot.keyClicks(editor.area, '{"a": [1, true, "b"]}')
    expected = {theme.colour(token).name() for token in ("key", "number", "keyword", "string")}
    qtbot.waitUntil(lambda: colours(editor) == expected)


def test_the_colours_follow_the_theme(qtbot, theme, editor):
    editor.set_value("[1]")
    before = {theme.colour("number").name()}
    qtbot.waitUntil(lambda: colours(editor) == before)
    theme.apply("dark", 100)
    after = {theme.colour("number").name()}
    qtbot.waitUntil(lambda: colours(editor) == after)
    assert after != before


def test_colouring_is_not_an_edit(qtbot, theme, editor):
    with qtbot.assertNotEmitted(editor.edited, wait=50):
        editor.set_value('{"a":\r\n1}')
    assert editor.value() == '{"a":\r\n1}'


def test_format_lays_the_json_out_and_changes_no_value(qtbot, editor):
    editor.set_value('{"b":1.50,"a":[],"b":%s}' % ("9" * 30))
    with qtbot.waitSignal(editor.edited):
        qtbot.mouseClick(editor.format, Qt.MouseButton.LeftButton)
    text = '{\n  "b": 1.50,\n  "a": [],\n  "b": %s\n}' % ("9" * 30)
    assert editor.value() == editor.area.exact_text() == text


def test_invalid_json_is_left_as_it_is(qtbot, editor):
    editor.set_value("{")
    qtbot.mouseClick(editor.format, Qt.MouseButton.LeftButton)
    assert editor.value() == "{"


def test_compact_writes_the_json_in_one_line(qtbot, editor):
    editor.set_value('{\n  "b": 1.50,\n  "a": [ "x y" ]\n}')
    qtbot.mouseClick(editor.compact, Qt.MouseButton.LeftButton)
    assert editor.value() == '{"b":1.50,"a":["x y"]}'


def test_what_is_nearly_json_can_be_corrected(qtbot, editor):
    qtbot.addWidget(editor.tools)
    editor.set_value('{"a": 1}')
    assert editor.mend.isHidden()
    editor.area.selectAll()
    editor.area.insert_text("{a: 1, // one\n 'b': [2,],\n}")
    assert not editor.mend.isHidden()
    editor.mend.click()
    assert editor.value() == '{"a": 1, \n "b": [2]\n}'
    assert editor.mend.isHidden()


def test_a_mistake_is_underlined_at_its_place_while_one_types(qtbot, editor):
    def underlined():
        marks = editor.area.extraSelections()
        waves = [m.cursor for m in marks if m.format.underlineStyle() is WAVE]
        return [(one.selectionStart(), one.selectedText()) for one in waves]

    editor.set_value('{"\N{GRINNING FACE}": 1}')
    assert underlined() == []
    editor.area.moveCursor(editor.area.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor.area, " x")
    assert underlined() == [(10, "x")]
    assert editor.mistake is not None


def test_marked_lines_follow_the_theme_and_stay_in_place(theme, editor):
    editor.set_value("{\n}\n")
    editor.area.mark_lines([1])
    theme.apply("dark", 100)
    colour = theme.colour("input_background")
    assert colour in [one.format.background().color() for one in editor.area.extraSelections()]
    editor.area.insertPlainText("\n")
    assert editor.area.marked_lines == [2]
