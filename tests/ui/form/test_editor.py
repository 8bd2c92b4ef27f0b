import pytest

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue
from aiurdesk.ui.form.editor import Editor, as_text, as_texts, no_value

TEXT = Parameter("v", ParameterKind.TEXT, Location.FORM)
LIST = Parameter("v", ParameterKind.LIST, Location.FORM)


def test_no_value_is_empty_text_or_an_empty_list():
    assert no_value(TEXT) == ""
    assert no_value(LIST) == ()


def test_a_bare_editor_keeps_what_it_is_given(qtbot):
    editor = Editor(TEXT)
    qtbot.addWidget(editor)
    assert editor.is_empty()
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_value("\ud800")
    assert editor.value() == "\ud800"
    assert (editor.controls(), editor.problem()) == ((), None)


@pytest.mark.parametrize(
    ("value", "text", "texts"),
    [
        ("a", "a", ("a",)),
        ("", "", ()),
        (("a", "b"), "a\nb", ("a", "b")),
        (FileValue("/a/b", "b"), "/a/b", ("/a/b",)),
    ],
)
def test_a_value_of_another_editor_can_be_shown(value, text, texts):
    assert as_text(value) == text
    assert as_texts(value) == texts
