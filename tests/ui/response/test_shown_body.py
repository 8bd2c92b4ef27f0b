import json
from itertools import islice

import pytest
from PySide6.QtWidgets import QLineEdit, QToolButton

from aiurdesk.core.response.response import ResponseBody
from aiurdesk.ui.response import shown_body
from aiurdesk.ui.response.text_view import TextWidget
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


@pytest.fixture
def show_file(views, tmp_path):
    def do(data, content_type):
        path = tmp_path / "body"
        path.write_bytes(data)
        show(
            views,
            b"",
            content_type,
            content=ResponseBody(data[:1_048_576], str(path), len(data)),
        )

    return do


def text_view(views):
    return named(views, "Response text", TextWidget)


async def test_show_more_goes_on_in_the_tree(views, scope, monkeypatch):
    body = json.dumps([{"number": n, "text": "x" * 100} for n in range(20_000)]).encode()
    show(views, body)
    click(views, "tree")
    await until(lambda: page_text(views) is None)
    tree = views.findChild(TreeView)
    tree.setCurrentIndex(tree.model().index_of(0))
    visible_button(views, "Cancel").click()
    await until(lambda: part_text(views) == "The first 1 MB of 2.5 MB is shown.")
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
    # Where the tree is long enough, only the text has all of it.
    assert part_text(views).endswith("All of it is in the Text tab.")
    assert visible_button(views, "Show more") is None
    monkeypatch.undo()
    views.show_tab("text")
    views.show_tab("tree")
    visible_button(views, "Show more").click()
    await until(lambda: len(tree.shown_tree) == 80_002)
    assert visible_button(views, "Show more") is None
    assert tree.shown_tree.problem is None
    await scope.idle()


async def test_a_mistake_in_a_later_part_is_told(views, scope):
    show(views, json.dumps(["x" * 1000] * 1100).encode() + b"oops")
    await until(lambda: page_text(views) is None)
    assert notes(views).isHidden()
    await until(lambda: visible_button(views, "Show more"))
    visible_button(views, "Show more").click()
    await until(lambda: not notes(views).isHidden())
    assert "The JSON is not valid at line 1" in notes(views).text()
    assert visible_button(views, "Show more") is None


async def test_find_counts_and_reaches_all_of_a_long_body(views, scope, show_file):
    show_file(LONG_TEXT.encode(), "text/plain")
    views.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "2")
    find_next(views)
    assert match_count(views) == "1 of 2"
    find_next(views)
    assert match_count(views) == "2 of 2"
    assert text_view(views).selected_text() == "NEEDLE"
    find_next(views)
    assert text_view(views).selected_text() == "needle"
    assert match_count(views) == "1 of 2"
    assert text_view(views).top_row() == 0
    await scope.idle()


async def test_find_in_the_beginning_of_a_tree_leads_to_the_text_behind_it(views, scope):
    body = json.dumps({"long": "x" * 2_000_000, "b": "needle"}).encode()
    show(views, body)
    visible_button(views, "Cancel").click()
    await until(lambda: current(views) == "tree" and page_text(views) is None)
    assert "more characters" in first_line(views)
    assert first_line(views).endswith("the body goes on")
    views.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: match_count(views) == "1 of 1" and current(views) == "text")
    await until(lambda: text_view(views).selected_text() == "needle")
    await scope.idle()


async def test_a_long_body_is_shown_whole_and_says_how_far_it_was_read(views, scope, show_file):
    show_file(LONG_TEXT.encode(), "text/plain")
    assert shown_text(views).startswith("first needle")
    assert part_text(views).startswith("Reading the lines of the body: ")
    assert visible_button(views, "Cancel") is not None
    await until(lambda: part_text(views) == "")
    bar = text_view(views).bar
    bar.setValue(bar.maximum())
    assert shown_text(views).endswith("second NEEDLE\n" + "x\n" * 9)
    await scope.idle()


async def test_long_json_that_is_none_is_shown_as_received_with_a_reason(views, scope, show_file):
    show_file(b'{"a": 1}' * 300_000, "application/json")
    click(views, "text")
    await until(lambda: part_text(views).startswith("The body is not valid JSON"))
    assert shown_text(views).startswith('{"a": 1}{"a": 1}')
    await scope.idle()


def option(views, name):
    buttons = views.findChildren(QToolButton)
    return next(button for button in buttons if name in button.accessibleName())


FOUND_IN = b'{"name": "Name", "other": {"rename": "my name", "names": [1]}}'


@pytest.mark.parametrize("tab", ["tree", "text"])
@pytest.mark.parametrize(
    ("options", "matches"),
    [
        ((), {"tree": "3", "text": "5"}),
        (("Match case",), {"tree": "3", "text": "4"}),
        (("Whole word",), {"tree": "2", "text": "3"}),
        (("Match case", "Whole word"), {"tree": "2", "text": "2"}),
        (("where to search",), {"tree": "3", "text": "3"}),
        (("where to search", "where to search"), {"tree": "2", "text": "2"}),
    ],
)
def test_the_ways_to_search_are_those_of_tree_and_text(views, tab, options, matches):
    show(views, FOUND_IN)
    views.show_tab(tab)
    views.find_bar.findChild(QLineEdit).setText("name")
    views.find_bar.search_requested.emit("name")
    for name in options:
        option(views, name).click()
    assert match_count(views) == matches[tab]


async def test_an_expression_is_found_in_tree_and_text(views, scope):
    show(views, FOUND_IN)
    views.find_bar.findChild(QLineEdit).setText(r"n\w+s\b")
    option(views, "Regular expression").click()
    await until(lambda: match_count(views) == "1")
    find_next(views)
    assert '"names"' in views.findChild(TreeView).currentIndex().data()
    views.show_tab("text")
    await until(lambda: match_count(views) == "1")
    find_next(views)
    assert text_view(views).selected_text() == "names"
    await scope.idle()


async def test_a_mistake_in_an_expression_is_told_with_its_place(views, scope):
    show(views, FOUND_IN)
    option(views, "Regular expression").click()
    views.find_bar.findChild(QLineEdit).setText("a(b")
    await until(
        lambda: (
            part_text(views)
            == "The expression is not valid at character 2 (the group that begins here has no “)”)."
        )
    )
    views.find_bar.findChild(QLineEdit).setText("name")
    await until(lambda: part_text(views) == "")
    await scope.idle()


async def test_matches_of_another_way_behind_the_tree_are_counted_and_reached(views, scope):
    body = json.dumps({"long": "x" * 2_000_000, "b": "Needle", "needle": 1}).encode()
    show(views, body)
    visible_button(views, "Cancel").click()
    await until(lambda: current(views) == "tree" and page_text(views) is None)
    views.find_bar.findChild(QLineEdit).setText("needle")
    await until(lambda: match_count(views) == "2")
    option(views, "Match case").click()
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: current(views) == "text")
    await until(lambda: text_view(views).selected_text() == "needle")
    await scope.idle()


def test_a_search_is_repeated_in_another_view(views):
    views.show_exchange(an_exchange())
    views.findChild(QLineEdit).setText("cookie")
    views.show_tab("headers")
    assert match_count(views) == "1"
