import pytest
from PySide6.QtCore import Qt

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.ui.form.code_field import JsonEditor


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


def test_a_long_text_is_not_formatted(qtbot, editor):
    editor.set_value("[" + "1," * 150_000 + "1]")
    assert not editor.format.isEnabled()


def test_marked_lines_follow_the_theme_and_stay_in_place(theme, editor):
    editor.set_value("{\n}\n")
    editor.area.mark_lines([1])
    theme.apply("dark", 100)
    colour = theme.colour("input_background")
    assert colour in [one.format.background().color() for one in editor.area.extraSelections()]
    editor.area.insertPlainText("\n")
    assert editor.area.marked_lines == [2]
