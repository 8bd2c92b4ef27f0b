from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.core.body_views.hex_dump import HexView
from aiurdesk.core.body_views.view import JSON, MARKUP, PLAIN_TEXT, Content, Rendering
from aiurdesk.ui.response.body_pages import TextPage, TreePage, empty_label, tool_row
from tests.json_trees import read_tree

TEXT = '{"code": -10}'


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


def test_text_is_laid_out_or_left_as_received(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show_rendering(Rendering(JSON, TEXT), read_tree(TEXT))
    assert page.text.toPlainText() == '{\n  "code": -10\n}'
    button(page.tools, "As received").click()
    assert page.text.toPlainText() == TEXT
    button(page.tools, "Pretty").click()
    assert page.text.toPlainText() == '{\n  "code": -10\n}'


def test_the_choice_stays_for_the_next_text(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    button(page.tools, "As received").click()
    page.show_rendering(Rendering(JSON, TEXT), read_tree(TEXT))
    assert page.text.toPlainText() == TEXT


def test_text_that_is_not_json_is_left_as_received(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show_rendering(Rendering(PLAIN_TEXT, "<p>\n</p>"), None)
    assert page.text.toPlainText() == "<p>\n</p>"
    assert page.tools.isHidden()
    assert page.search("p>") == 2
    page.go_to(1)
    assert page.text.textCursor().selectedText() == "p>"


def test_markup_is_laid_out_and_found_in_or_left_as_received(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show_rendering(Rendering(MARKUP, "<a><b>1</b></a>"), None)
    assert not page.tools.isHidden()
    assert page.text.toPlainText() == "<a>\n  <b>1</b>\n</a>"
    assert page.search("b>") == 2
    button(page.tools, "As received").click()
    assert page.text.toPlainText() == "<a><b>1</b></a>"


def test_markup_of_too_many_lines_is_only_wrapped(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.text.filled):
        page.show_rendering(Rendering(MARKUP, "<a/>" * 30_000), None)
    assert page.tools.isHidden()
    assert page.text.toPlainText().startswith("<a/><a/>")


def test_the_text_of_a_dump_is_in_sight_at_every_width(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    theme.apply_to(page)
    page.show()
    data = bytes(range(48, 64)) + b"@ABCDEFGHIJ"
    page.show_rendering(HexView().render(Content(data, size_bytes=len(data))), None)
    for width, lines, longest in ((900, 2, 78), (400, 4, 45), (900, 2, 78)):
        page.resize(width, 300)
        assert page.text.blockCount() == lines
        assert max(map(len, page.text.toPlainText().split("\n"))) == longest
        assert page.text.horizontalScrollBar().maximum() == 0
        for needle in ("BCD", "42 43 44"):
            assert page.search(needle) == 1
            page.go_to(0)
            assert page.text.textCursor().selectedText() == "BCD"


def test_images_and_nothing_have_their_own_page(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show_picture()
    assert page.currentWidget() is page.picture
    assert page.search("x") == 0
    page.show_nothing("No body.")
    assert empty_text(page) == "No body."


def test_tools_do_what_they_say(qtbot, theme):
    done = []
    row = tool_row(theme, ("Do", "Do it all", lambda: done.append(1)))
    qtbot.addWidget(row)
    button(row, "Do").click()
    assert done == [1]
    assert empty_label(row).wordWrap()
