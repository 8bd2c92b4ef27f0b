import json
from itertools import islice

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from aiurdesk.ui.response import shown_body
from aiurdesk.ui.response.tree_view import TreeView
from tests.coroutines import until
from tests.ui.response.exchanges import an_exchange
from tests.ui.response.view_steps import (
    click,
    current,
    find_next,
    first_line,
    match_count,
    named,
    notes,
    page_text,
    part_text,
    show,
    shown_text,
    visible_button,
)

LONG_TEXT = "first needle\n" + "line of text\n" * 200_000 + "second NEEDLE\n" + "x\n" * 9


async def test_show_more_goes_on_in_the_tree(views, scope, monkeypatch):
    body = json.dumps([{"number": n, "text": "x" * 100} for n in range(20_000)]).encode()
    show(views, body)
    click(views, "tree")
    await until(lambda: page_text(views) is None)
    tree = views.findChild(TreeView)
    tree.setCurrentIndex(tree.model().index_of(0))
    beginning = list(islice(tree.shown_tree.pretty_lines(), 1000))
    before = len(tree.shown_tree)
    visible_button(views, "Show more").click()
    await until(lambda: part_text(views) == "The first 2 MB of 2.5 MB is shown.")
    assert current(views) == "tree"
    assert list(islice(tree.shown_tree.pretty_lines(), 1000)) == beginning
    # What was cut is in sight.
    assert tree.model().node_at(tree.currentIndex()).line == before - 1
    views.findChild(QLineEdit).setText('"number": 19999')
    await until(lambda: match_count(views) == "1")
    monkeypatch.setattr(shown_body, "_MOST_CHARACTERS", 2_000_000)
    views.findChild(QLineEdit).clear()
    views.show_tab("text")
    views.show_tab("tree")
    # Where the tree is long enough, only the text goes on.
    assert part_text(views).endswith("“Show more” goes on in the Text tab.")
    monkeypatch.undo()
    visible_button(views, "Show more").click()
    await until(lambda: len(tree.shown_tree) == 80_002)
    assert visible_button(views, "Show more") is None
    assert tree.shown_tree.problem is None


async def test_a_mistake_in_a_later_part_is_told(views, scope):
    show(views, json.dumps(["x" * 1000] * 1100).encode() + b"oops")
    await until(lambda: page_text(views) is None)
    assert notes(views).isHidden()
    visible_button(views, "Show more").click()
    await until(lambda: not notes(views).isHidden())
    assert "The JSON is not valid at line 1" in notes(views).text()
    assert visible_button(views, "Show more") is None


async def test_find_counts_and_reaches_what_lies_behind_the_part_that_is_shown(views, scope):
    show(views, LONG_TEXT.encode(), "text/plain")
    views.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "2")
    await scope.idle()
    assert part_text(views) == "The first 635 KB of 2.5 MB is shown."
    find_next(views)
    assert match_count(views) == "1 of 2"
    find_next(views)
    await until(lambda: match_count(views) == "2 of 2")
    text = named(views, "Response text", QPlainTextEdit)
    await until(lambda: text.textCursor().selectedText() == "NEEDLE")
    assert match_count(views) == "2 of 2"
    assert text.toPlainText().endswith("x\nx\n")
    assert part_text(views).startswith("Characters 2,580,")
    find_next(views)
    await until(lambda: text.textCursor().selectedText() == "needle")
    assert match_count(views) == "1 of 2"
    assert text.toPlainText().startswith("first needle")


async def test_find_in_the_tree_leads_to_the_text_behind_it(views, scope):
    body = json.dumps({"long": "x" * 2_000_000, "b": "needle"}).encode()
    show(views, body)
    await until(lambda: current(views) == "tree" and page_text(views) is None)
    assert "more characters" in first_line(views)
    assert first_line(views).endswith("the body goes on")
    views.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: match_count(views) == "1 of 1" and current(views) == "text")
    text = named(views, "Response text", QPlainTextEdit)
    await until(lambda: text.textCursor().selectedText() == "needle")


async def test_show_more_shows_part_after_part(views, scope):
    show(views, LONG_TEXT.encode(), "text/plain")
    await until(lambda: shown_text(views).startswith("first needle"))
    while more := visible_button(views, "Show more"):
        more.click()
        await scope.idle()
    end = "second NEEDLE\n" + "x\n" * 9
    await until(lambda: shown_text(views).endswith(end))
    visible_button(views, "Show the beginning").click()
    await until(lambda: shown_text(views).startswith("first needle"))
    assert part_text(views) == "The first 635 KB of 2.5 MB is shown."


def test_a_search_is_repeated_in_another_view(views):
    views.show_exchange(an_exchange())
    views.findChild(QLineEdit).setText("cookie")
    views.show_tab("headers")
    assert match_count(views) == "1"
