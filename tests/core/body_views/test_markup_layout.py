"""Markup is laid out without reading more into it than tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.markup_layout import can_lay_out, markup_lines

PAGE = """<!DOCTYPE html><html><head><title>A &amp; B</title><meta charset=utf-8><style>
p{color:red}
b{margin:0}
</style></head><body><p>Some <b>bold</b>
text<br>here<ul><li>One<li>Two</ul><script>if (a<b) go()</script>3 < 4</body></html>"""
LAID_OUT_PAGE = """<!DOCTYPE html>
<html>
  <head>
    <title>A &amp; B</title>
    <meta charset=utf-8>
    <style>
p{color:red}
b{margin:0}
    </style>
  </head>
  <body>
    <p>
      Some <b>bold</b> text<br>here
      <ul>
        <li>
          One
          <li>
            Two
      </ul>
      <script>if (a<b) go()</script>
      3 < 4
  </body>
</html>"""
XML = """<?xml version="1.0"?><a x="1>2"><!-- one
two --><b>t</b><br><c/></br><![CDATA[<d>]]></a>"""
LAID_OUT_XML = """<?xml version="1.0"?>
<a x="1>2">
  <!-- one
two -->
  <b>t</b>
  <br>
    <c/>
  </br>
  <![CDATA[<d>]]>
</a>"""


@pytest.mark.parametrize(("text", "expected"), [(PAGE, LAID_OUT_PAGE), (XML, LAID_OUT_XML)])
def test_each_element_has_a_line_and_short_ones_only_one(text, expected):
    assert "\n".join(markup_lines(text)) == expected


def test_no_entity_is_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "<x>&b;</x>" in list(markup_lines(bomb))


@pytest.mark.parametrize("text", ["<a>" * 20_000, "<html>" + "<b>x" * 20_000, "<a><b>" * 9_000])
def test_depth_and_length_of_what_is_made_are_limited(text):
    assert can_lay_out(text)
    lines = list(markup_lines(text))
    assert sum(map(len, lines)) < 20 * len(text)
    assert max(map(len, lines)) < 3_000


def test_a_text_of_too_many_tags_is_left_alone():
    assert not can_lay_out("<a>" * 30_000)


@given(st.text(alphabet="<>/!-[]\"' abCDT\n?") | st.text())
def test_only_space_is_lost_or_added(text):
    for beginning in ("<a>", "<html>"):
        made = "".join(markup_lines(beginning + text))
        assert "".join(made.split()) == "".join((beginning + text).split())
