import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.core.body_views.hex_dump import HexView
from aiurdesk.core.body_views.part import TextSource
from aiurdesk.core.body_views.view import JSON, MARKUP, PLAIN_TEXT, Content, Rendering
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.ui.response.body_pages import TextPage, TreePage, empty_label, tool_row
from aiurdesk.ui.response.body_rows import BodyRows
from tests.json_trees import read_tree

TEXT = '{"code": -10}'
JSON_RENDERING = Rendering(JSON, TEXT, TextSource("utf-8"))


def button(holder, text):
    return next(b for b in holder.findChildren(QPushButton) if b.text() == text)


def empty_text(page):
    """Return what an empty page says."""
    widget = page.currentWidget()
    return widget.text() if isinstance(widget, QLabel) else None


def test_a_tree_or_the_reason_for_none_is_shown(qtbot, theme):
    page = TreePage(theme)
    qtbot.addWidget(page)
    page.show_tree(read_tree(TEXT), {})
    assert page.has_tree()
    assert page.search("code") == 1
    page.go_to(0)
    assert page.tree.currentIndex().data() == '"code": -10'
    page.show_nothing("No JSON.")
    assert not page.has_tree()
    assert empty_text(page) == "No JSON."
    assert page.search("code") == 0


@pytest.fixture
def rows(scope, texts):
    return BodyRows(scope, texts, scope)


@pytest.fixture
def page(qtbot, theme, rows):
    made = TextPage(theme, rows)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 400)
    made.show()
    return made


def show(page, rows, rendering, tree=None, data=b""):
    data = data or rendering.text.encode()
    rows.set_body(ResponseBody(data, size_bytes=len(data)), rendering)
    page.show_rendering(rendering, tree)


def test_text_is_laid_out_or_left_as_received(page, rows):
    show(page, rows, JSON_RENDERING, read_tree(TEXT))
    assert page.text.toPlainText() == '{\n  "code": -10\n}'
    button(page.tools, "As received").click()
    assert page.text.toPlainText() == TEXT
    button(page.tools, "Pretty").click()
    assert page.text.toPlainText() == '{\n  "code": -10\n}'


def test_the_choice_stays_for_the_next_text(page, rows):
    show(page, rows, JSON_RENDERING, read_tree(TEXT))
    button(page.tools, "As received").click()
    show(page, rows, JSON_RENDERING, read_tree(TEXT))
    assert page.text.toPlainText() == TEXT


def test_text_that_is_not_json_is_left_as_received(page, rows):
    show(page, rows, Rendering(PLAIN_TEXT, "<p>\n</p>", TextSource("utf-8")))
    assert page.text.toPlainText() == "<p>\n</p>"
    assert page.tools.isHidden()


def test_markup_is_laid_out_or_left_as_received(page, rows):
    show(page, rows, Rendering(MARKUP, "<a><b>1</b></a>", TextSource("utf-8")))
    assert not page.tools.isHidden()
    assert page.text.toPlainText() == "<a>\n  <b>1</b>\n</a>"
    button(page.tools, "As received").click()
    assert page.text.toPlainText() == "<a><b>1</b></a>"


def test_markup_of_too_many_lines_is_only_wrapped(page, rows):
    show(page, rows, Rendering(MARKUP, "<a/>" * 30_000, TextSource("utf-8")))
    assert page.tools.isHidden()
    assert page.text.toPlainText().startswith("<a/><a/>")


def test_text_that_comes_behind_another_page_is_shown_with_it(page, rows):
    page.hide()
    show(page, rows, Rendering(PLAIN_TEXT, "later", TextSource("utf-8")))
    assert page.text.toPlainText() == ""
    page.show()
    assert page.text.toPlainText() == "later"


def test_the_text_of_a_dump_is_in_sight_at_every_width(page, rows):
    data = bytes(range(48, 64)) + b"@ABCDEFGHIJ"
    show(page, rows, HexView().render(Content(data, size_bytes=len(data))), data=data)
    for width, lines, longest in ((900, 2, 78), (400, 4, 45), (900, 2, 78)):
        page.resize(width, 300)
        assert page.text.blockCount() == lines
        assert max(map(len, page.text.toPlainText().split("\n"))) == longest
        assert page.text.horizontalScrollBar().maximum() == 0
        page.text.mark_matches([18], [21])
        page.text.go_to(0)
        assert page.text.textCursor().selectedText() == "BCD"


def test_images_and_nothing_have_their_own_page(page):
    page.show_picture()
    assert page.currentWidget() is page.picture
    page.show_nothing("No body.")
    assert empty_text(page) == "No body."


def test_tools_do_what_they_say(qtbot, theme):
    done = []
    row = tool_row(theme, ("Do", "Do it all", lambda: done.append(1)))
    qtbot.addWidget(row)
    button(row, "Do").click()
    assert done == [1]
    assert empty_label(row).wordWrap()
