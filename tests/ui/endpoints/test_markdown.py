import pytest

from aiurdesk.ui.endpoints.docs_html import markdown_html


def test_plain_text_is_a_paragraph(qapp):
    assert markdown_html(" Lists lamps ") == "<p>Lists lamps</p>"
    assert markdown_html("") == ""


def test_markdown_is_rich_text_without_the_colours_of_one_theme(qapp):
    html = markdown_html("**All** of [it](https://x.example/a), with `code`; color:red; stays")
    assert 'font-weight:700;">All</span>' in html
    assert '<a href="https://x.example/a">' in html
    assert "<code>code</code>" in html
    assert "color:red; stays" in html
    assert "color:#" not in html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see <script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![a lamp](file:///etc/passwd)", "a lamp"),
        ("[run](tour:all)", "run"),
        ("[open](file:///etc/passwd)", "open"),
    ],
)
def test_nothing_is_run_loaded_or_opened(qapp, text, words):
    html = markdown_html(text)
    assert words in html
    for mark in ("<script", "<img", "tour:", "file:"):
        assert mark not in html


def test_a_description_in_html_is_read_without_its_tags(qapp):
    html = markdown_html("<p>A <code>lamp</code>, <b>new</b>.</p><ul><li>one</li></ul>&amp; more")
    assert "<code>lamp</code>" in html
    assert "new</span>" in html
    assert "<li" in html
    assert "&amp; more" in html
    assert "&lt;" not in html


def test_a_long_description_is_cut_off(qapp):
    assert markdown_html("a" * 9_000).count("a") == 8_000
