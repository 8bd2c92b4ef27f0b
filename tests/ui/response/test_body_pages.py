from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.core.body_views.view import JSON, MARKUP, Rendering
from aiurdesk.ui.response.body_pages import TextPage, TreePage, empty_label, tool_row
from tests.json_trees import read_tree

TEXT = '{"code": -10}'


def button(holder, text):
    return next(b for b in holder.findChildren(QPushButton) if b.text() == text)


def empty_text(page):
    """Return what an empty page says."""
    shown = page.currentWidget()
    return shown.text() if isinstance(shown, QLabel) else None


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
    page.show_rendering(Rendering(MARKUP, "<p>\n</p>"), None)
    assert page.text.toPlainText() == "<p>\n</p>"
    assert page.tools.isHidden()
    assert page.search("p>") == 2
    page.go_to(1)
    assert page.text.textCursor().selectedText() == "p>"


def test_images_and_nothing_have_their_own_page(qtbot, theme):
    page = TextPage(theme)
    qtbot.addWidget(page)
    page.show_picture()
    assert page.currentWidget() is page.picture
    assert page.search("x") == 0
    page.show_nothing("No body.")
    assert empty_text(page) == "No body."


def test_tools_do_what_they_say(qtbot):
    done = []
    row = tool_row(("Do", "Do it all", lambda: done.append(1)))
    qtbot.addWidget(row)
    button(row, "Do").click()
    assert done == [1]
    assert empty_label(row).wordWrap()
