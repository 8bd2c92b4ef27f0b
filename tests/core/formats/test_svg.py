"""What is left out of a drawing of a stranger, and what stays."""

import pytest

from aiurdesk.core.body_views import pick
from aiurdesk.core.body_views.markup import is_svg
from aiurdesk.core.body_views.view import Content
from aiurdesk.core.formats import svg
from aiurdesk.core.formats.svg import harmless_svg
from aiurdesk.core.problem import Problem

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def cleaned(inner: str, head: str = HEAD) -> str:
    made = harmless_svg(f"{head}{inner}</svg>".encode())
    assert isinstance(made, bytes), made
    return made.decode().removeprefix(HEAD).removesuffix("</svg>")


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ('<image xlink:href="/etc/passwd"/>', "<image></image>"),
        ('<image href="file:///a.png"/>', "<image></image>"),
        ('<image href="http://a.example/a.png" width="1"/>', '<image width="1"></image>'),
        ('<image href="data:image/svg+xml;base64,AA"/>', "<image></image>"),
        ('<use href="other.svg#a"/>', "<use></use>"),
        ("<script>alert(1)</script><g/>", "<g></g>"),
        ("<foreignObject><p>a<b/></p></foreignObject><g/>", "<g></g>"),
        ('<rect onclick="x()" fill="url(http://a.example/#b)"/>', "<rect></rect>"),
        ('<rect style="fill:u\\72l(/etc/passwd)"/>', "<rect></rect>"),
        ("<style>@import 'a.css';</style>", "<style></style>"),
        ('<g xml:base="file:///"/>', "<g></g>"),
    ],
)
def test_what_would_load_or_run_something_is_left_out(inner, left):
    assert cleaned(inner) == left


@pytest.mark.parametrize(
    "inner",
    [
        '<rect fill="url(#paint)" style="stroke:red"></rect>',
        '<use xlink:href="#a"></use>',
        '<image href="data:image/png;base64,AA"></image>',
        "<style>.a { fill: url(#b) }</style>",
        "<text>a &lt; b &amp; ü</text>",
        '<path d="M 0 0 L 1 1"></path>',
    ],
)
def test_what_is_in_the_drawing_itself_stays(inner):
    assert cleaned(inner) == inner


def test_a_document_type_without_entities_is_no_mistake():
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    assert is_svg(f"{doctype}{HEAD}</svg>".encode())
    assert cleaned("<g/>", doctype + HEAD) == "<g></g>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<svg>", "not valid XML"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "declares entities"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "entities"),
        ("<g>" * 300 + "</g>" * 300, "too large"),
        ("<svg>" + "<g/>" * 60_000 + "</svg>", "too large"),
    ],
)
def test_what_is_not_drawn_says_why(text, words):
    made = harmless_svg(text.encode())
    assert isinstance(made, Problem)
    assert words in made.sentence


def test_a_long_one_is_not_read(monkeypatch):
    monkeypatch.setattr(svg, "MOST_BYTES", 10)
    assert isinstance(harmless_svg(b"<svg></svg> "), Problem)


@pytest.mark.parametrize(
    ("data", "is_drawing"),
    [
        (b'<?xml version="1.0"?>\n<!-- a -->\n<svg width="1"/>', True),
        (b"<svg>", True),
        (b"<html><svg/></html>", False),
        (b"<svgx/>", False),
    ],
)
def test_only_markup_whose_first_element_is_a_drawing_is_drawn(data, is_drawing):
    assert is_svg(data) is is_drawing
    content = Content(data, "image/svg+xml", size_bytes=len(data))
    assert pick(content).render(content).kind.is_drawing is is_drawing
