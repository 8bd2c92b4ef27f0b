import pytest
from PySide6.QtGui import QTextCursor

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.ui.form.code_field import JsonEditor
from aiurdesk.ui.form.editor import lone_parameter

BODY = """{
  "name": "😀",
  "items": [
    {"qty": 0},
    {"qty": 1}
  ],
  "maker": {"country": "DE"}
}"""


@pytest.fixture
def editor(theme, qtbot):
    made = JsonEditor(lone_parameter("JSON", ParameterKind.JSON), theme)
    qtbot.addWidget(made)
    made.set_value(BODY)
    made.show()
    return made


def marked(editor):
    return [line + 1 for line in editor.area.marked_lines]


def told(editor):
    return editor.errors.note.label.plain_text().splitlines()


def edit(editor, before, after):
    """Replace the first part of the text that is ``before``, as a person does."""
    cursor = editor.area.document().find(before)
    cursor.insertText(after)


def test_several_lines_are_marked_and_told_in_their_order(editor):
    said = {"items.1.qty": ("Too few",), "name": ("Too short", "No letters"), "other": ("No",)}
    assert editor.errors.show(said) == {"items.1.qty", "name"}
    assert marked(editor) == [2, 5]
    assert told(editor) == ["Line 2: Too short", "Line 2: No letters", "Line 5: Too few"]
    assert editor.area.accessibleDescription().startswith("Line 2: Too short")


def test_what_is_missing_is_told_at_the_object_that_lacks_it(editor):
    assert editor.errors.show({"maker.name": ("Field required",)}) == frozenset()
    assert editor.errors.add_missing({"maker.name": ("Field required",)}) == {"maker.name"}
    assert (marked(editor), told(editor)) == ([7], ["Line 7, maker.name: Field required"])


def test_an_error_goes_when_its_value_is_edited_and_the_others_stay(editor):
    editor.errors.show({"items.0.qty": ("Too few",), "items.1.qty": ("Too few",)})
    editor.errors.add_missing({"maker.name": ("Field required",), "title": ("Field required",)})
    edit(editor, '"qty": 0', '"qty": 7')
    assert (marked(editor), told(editor)[-1]) == ([1, 5, 7], "Line 7, maker.name: Field required")
    edit(editor, '"items"', '"added": 1,\n  "items"')
    assert marked(editor) == [1, 6, 8]
    edit(editor, '"country"', '"name": "ACME", "country"')
    assert told(editor) == ["Line 1, title: Field required", "Line 6: Too few"]
    edit(editor, '"added"', '"title": "", "added"')
    assert told(editor) == ["Line 6: Too few"]
    editor.set_value("{}")
    assert (marked(editor), told(editor)) == ([], [])
    assert editor.errors.note.isHidden()


def test_an_error_leads_to_the_value(editor):
    editor.errors.show({"items.1.qty": ("Too few",)})
    editor.errors.add_missing({"maker.name": ("Field required",)})
    edit(editor, "😀", "😀😀")
    assert editor.errors.focus("items.1.qty")
    assert editor.area.textCursor().selectedText() == "1"
    assert editor.errors.focus("maker.name")
    cursor = editor.area.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == '"country": "DE"}'
    assert not editor.errors.focus("other")


def test_formatted_text_keeps_its_errors(editor):
    editor.set_value('{"items": [{"qty": 0}]}')
    editor.errors.show({"items.0.qty": ("Too few",)})
    editor.format.click()
    assert (marked(editor), told(editor)) == ([4], ["Line 4: Too few"])


def test_a_thousand_errors_are_marked_and_the_first_are_told(editor):
    rows = ",\n".join('{"qty": 0}' for _ in range(1_000))
    editor.set_value(f"[\n{rows}\n]")
    editor.errors.show({f"{number}.qty": ("x" * 10_000,) for number in range(1_000)})
    assert marked(editor) == list(range(2, 1_002))
    assert (len(told(editor)), told(editor)[-1]) == (6, "and 995 more")
    assert max(map(len, told(editor))) < 400
