import pytest

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.form.code_field import CodeField

DOCUMENT = 'query A($id: ID = {{id}}) { # what\n  a(s: "x", n: 12) @skip(if: true)\n}'


@pytest.fixture
def editor(qtbot, theme):
    parameter = Parameter("query", ParameterKind.TEXT, Location.JSON)
    made = CodeField(parameter, theme, "graphql")
    qtbot.addWidget(made)
    made.show()
    made.set_value(DOCUMENT)
    qtbot.waitUntil(lambda: bool(colours(made)))
    return made


def colours(editor):
    """Return each coloured text with its colour."""
    colours_of_texts = {}
    block = editor.area.document().begin()
    while block.isValid():
        for span in block.layout().formats():
            text = block.text()[span.start : span.start + span.length]
            colours_of_texts[text] = span.format.foreground().color().name()
        block = block.next()
    return colours_of_texts


def test_a_document_of_graphql_is_coloured(editor, theme):
    tokens = {
        "query": "keyword", "$id": "key", "{{id}}": "key", "# what": "remark", '"x"': "string",
        "12": "number", "@skip": "key", "true": "keyword",
    }  # fmt: skip
    assert colours(editor) == {text: theme.colour(name).name() for text, name in tokens.items()}


def test_colours_follow_the_theme(qtbot, editor, theme):
    before = colours(editor)
    theme.apply(ColourScheme.DARK, 100)
    qtbot.waitUntil(lambda: colours(editor) != before)
    assert colours(editor).keys() == before.keys()


def test_a_line_is_marked_until_others_are(editor):
    editor.area.mark_lines([1])
    assert editor.area.marked_lines == [1]
    editor.area.mark_lines([])
    assert editor.area.marked_lines == []
