from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from aiurdesk.core.body_views.view import Syntax
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.response.highlighter import Highlighter


def coloured(theme, syntax, text):
    """Return the parts of a line that have a colour, by token."""
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    highlighter = Highlighter(document, theme)
    highlighter.set_syntax(syntax)
    document.setPlainText(text)
    highlighter.rehighlight()
    tokens = {theme.colour(t).name(): t for t in ("key", "string", "number", "keyword", "remark")}
    return [
        (
            tokens[part.format.foreground().color().name()],
            # Qt counts UTF-16 units.
            text.encode("utf-16-le")[2 * part.start : 2 * (part.start + part.length)].decode(
                "utf-16-le"
            ),
        )
        for part in document.firstBlock().layout().formats()
    ]


def test_json_is_coloured_by_token(theme):
    assert coloured(theme, Syntax.JSON, r'  "a\"b": [-1.5e3, true, "x", null],') == [
        ("key", r'"a\"b"'),
        ("number", "-1.5e3"),
        ("keyword", "true"),
        ("string", '"x"'),
        ("keyword", "null"),
    ]


def test_an_emoji_moves_no_colour(theme):
    assert coloured(theme, Syntax.JSON, '"😀": ["👨‍👩‍👧 é", 1, true]') == [
        ("key", '"😀"'),
        ("string", '"👨‍👩‍👧 é"'),
        ("number", "1"),
        ("keyword", "true"),
    ]


def test_markup_is_coloured_by_token(theme):
    text = '<!-- x --><a href="b">c &amp; d</a>'
    assert coloured(theme, Syntax.MARKUP, text) == [
        ("remark", "<!-- x -->"),
        ("key", "<a"),
        ("string", '"b"'),
        ("key", ">"),
        ("number", "&amp;"),
        ("key", "</a>"),
    ]


def test_other_text_has_no_colours(theme):
    assert coloured(theme, None, '{"a": 1}') == []


def test_colours_are_those_in_force(theme, qapp):
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    highlighter = Highlighter(document, theme)
    highlighter.set_syntax(Syntax.JSON)
    theme.apply(ColourScheme.DARK, 100)
    highlighter.refresh()
    document.setPlainText("1")
    highlighter.rehighlight()
    (part,) = document.firstBlock().layout().formats()
    assert part.format.foreground().color() == theme.colour("number")
