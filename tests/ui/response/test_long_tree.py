"""The tree of whole long bodies, read by a real process while the window shows it."""

import json
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from aiurdesk.core.response.response import ResponseBody
from aiurdesk.ui.response.tree_view import TreeView
from tests.child_process import children
from tests.coroutines import until
from tests.ui.response.view_steps import (
    current,
    find_next,
    match_count,
    notes,
    page_text,
    part_text,
    show,
    visible_button,
)

ITEMS = 30_000
"""Of some 100 bytes: 3 MB."""


def item(number):
    return {"id": number, "name": f"item {number} é", "note": "lorem ipsum " * 4}


def a_body(last=None):
    items = [item(number) for number in range(ITEMS)]
    return json.dumps({"count": ITEMS, "items": items, "last": last}, ensure_ascii=False).encode()


@pytest.fixture
def tree(views):
    return views.findChild(TreeView)


@pytest.fixture
def show_file(views, tmp_path):
    def do(data, content_type="application/json"):
        path = tmp_path / "body"
        path.write_bytes(data)
        body = ResponseBody(data[:1_048_576], str(path), len(data))
        show(views, b"", content_type, content=body)

    return do


async def whole(views):
    await until(lambda: page_text(views) is None)
    # A list of objects is a table first.
    views.show_tab("tree")
    await until(lambda: part_text(views) == "")


def texts(tree, index):
    rows = range(tree.model().rowCount(index))
    return [tree.model().index(row, 0, index).data() for row in rows]


def search(views, needle):
    views.find_bar.findChild(QLineEdit).setText(needle)
    views.find_bar.search_requested.emit(needle)


async def test_all_of_a_long_body_is_a_tree_and_what_was_open_stays_so(views, tree, scope):
    show(views, a_body())
    assert part_text(views).startswith("Reading all of the tree: ")
    await until(lambda: page_text(views) is None)
    model = tree.model()
    # A row that was read at once.
    tree.reveal(300)
    tree.scrollTo(tree.currentIndex(), tree.ScrollHint.PositionAtTop)
    chosen, top = tree.currentIndex().data(), tree.indexAt(tree.rect().topLeft()).data()
    await whole(views)
    assert tree.currentIndex().data() == chosen
    assert tree.indexAt(tree.rect().topLeft()).data() == top
    assert tree.isExpanded(tree.currentIndex().parent())
    assert visible_button(views, "Show more") is None
    items = model.index(1, 0, model.index(0, 0))
    assert items.data() == '"items": [ … ], 30,000 items'
    assert texts(tree, items)[-2:] == ["29,500 … 29,999", "],"]
    group = model.index(59, 0, items)
    tree.expand(group)
    await until(lambda: model.rowCount(group) == 500)
    assert model.line_at(model.index(499, 0, group)).member_count == 3
    await scope.idle()


async def test_end_leads_to_the_last_value_of_a_long_body(views, tree, scope, show_file, qtbot):
    show_file(json.dumps([item(number) for number in range(ITEMS)]).encode())
    await whole(views)
    qtbot.keyClick(tree, Qt.Key.Key_End)
    await until(lambda: tree.currentIndex().isValid())
    assert tree.steps() == ["[29999]"]
    bar = tree.verticalScrollBar()
    assert bar.value() == bar.maximum() > 500
    # Five lines each, and the brackets around all.
    assert tree.model().line_at(tree.currentIndex()).number == ITEMS * 5 - 4
    await scope.idle()


async def test_matches_in_a_whole_tree_are_counted_marked_and_gone_to(views, tree, scope):
    show(views, a_body(last={"needle": "x", "a": ["NEEDLE é needle"]}))
    await until(lambda: page_text(views) is None)
    search(views, "needle")
    await whole(views)
    await until(lambda: match_count(views) == "3")
    assert len(tree.bar.marks) == 3
    assert min(tree.bar.marks) > 0.5
    find_next(views)
    await until(lambda: tree.currentIndex().data() == '"needle": "x",')
    find_next(views)
    assert tree.steps() == ["last", "a", "[0]"]
    search(views, '"item 29990 é"')
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: tree.steps() == ["items", "[29990]", "name"])
    assert current(views) == "tree"
    await scope.idle()


async def test_values_of_a_whole_tree_are_copied_from_the_body(views, tree, scope, show_file):
    long_text, long_list = "é" * 500_000, [[n, "x" * 50] for n in range(3_000)]
    data = a_body(last={"text": long_text, "list": long_list, "short": [1, "é"]})
    show_file(data)
    await whole(views)
    clipboard = QGuiApplication.clipboard()

    async def copied(needle):
        search(views, needle)
        await until(lambda: match_count(views) == "1")
        find_next(views)
        await until(lambda: needle in (tree.currentIndex().data() or ""))
        clipboard.setText("")
        tree.copy_value()
        await until(clipboard.text)
        return clipboard.text()

    assert await copied('"short"') == '[1, "é"]'
    assert await copied('"list"') == json.dumps(long_list)
    tree.table_action.trigger()
    assert current(views) == "table"
    views.show_tab("tree")
    assert await copied('"text"') == long_text
    tree.copy_path()
    assert clipboard.text() == "last.text"
    search(views, '"item 29990 é"')
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: tree.steps() == ["items", "[29990]", "name"])
    tree.setCurrentIndex(tree.currentIndex().parent())
    tree.copy_value()
    assert clipboard.text() == json.dumps(item(29_990), ensure_ascii=False)
    assert tree.picked.path == "items[29990]"
    await scope.idle()


async def test_what_is_too_long_for_the_clipboard_is_refused(views, tree, scope, monkeypatch):
    monkeypatch.setattr("aiurdesk.ui.response.long_tree.MOST_COPIED", 1_000_000)
    show(views, a_body())
    await whole(views)
    QGuiApplication.clipboard().setText("before")
    tree.setCurrentIndex(tree.model().index(0, 0))
    tree.copy_value()
    await until(lambda: "At most" in notes(views).text())
    assert QGuiApplication.clipboard().text() == "before"
    await scope.idle()


async def test_a_row_that_is_closed_lets_go_of_what_it_holds(views, tree, scope):
    show(views, a_body())
    await whole(views)
    model = tree.model()
    items = model.index(1, 0, model.index(0, 0))
    group = model.index(20, 0, items)
    for _ in range(2):
        tree.expand(group)
        await until(lambda: model.rowCount(group) == 500)
        tree.setCurrentIndex(model.index(3, 0, group))
        tree.collapse(group)
        await until(lambda: model.canFetchMore(group))
        assert tree.currentIndex() == group
    await scope.idle()


async def test_what_was_opened_first_is_closed_when_too_much_is_open(
    views, tree, scope, monkeypatch
):
    monkeypatch.setattr("aiurdesk.ui.response.open_groups.MOST_READ", 1_000_000)
    show(views, a_body())
    await whole(views)
    model = tree.model()
    items = model.index(1, 0, model.index(0, 0))
    groups = [model.index(number, 0, items) for number in range(20, 40)]
    for group in groups:
        tree.scrollTo(group)
        tree.setCurrentIndex(group)
        tree.expand(group)
        await until(partial(model.rowCount, group))
    await scope.idle()
    assert tree.lines.read_bytes <= 1_000_000
    assert not tree.isExpanded(groups[0])
    assert tree.isExpanded(groups[-1])
    # It is read again.
    tree.expand(groups[0])
    await until(lambda: model.rowCount(groups[0]) == 500)
    tree.collapse_all()
    await until(lambda: tree.lines.read_bytes < 500_000)
    await scope.idle()


async def test_a_body_in_another_encoding_is_a_whole_tree_too(views, tree, scope):
    show(views, a_body(last="é").decode().encode("utf-16-le"), "application/json; charset=utf-16le")
    await whole(views)
    search(views, "item 29990 é")
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: tree.steps() == ["items", "[29990]", "name"])
    await scope.idle()


async def test_cancelling_leaves_the_beginning_with_a_button_for_more(views, tree, scope):
    show(views, a_body())
    await until(lambda: page_text(views) is None)
    visible_button(views, "Cancel").click()
    await until(lambda: part_text(views).startswith("The first 1 MB of "))
    await scope.idle()
    assert visible_button(views, "Show more") is not None
    assert tree.lines is tree.shown_tree


async def test_letting_go_of_the_response_ends_what_reads_it(views, tree, scope):
    before = set(children())
    show(views, a_body())
    await until(lambda: page_text(views) is None)
    views.show_nothing()
    await scope.idle()
    await until(lambda: not set(children()) - before)
    show(views, a_body())
    await whole(views)
    assert set(children()) - before
    views.show_nothing()
    await scope.idle()
    assert len(tree.lines) == 0
    await until(lambda: not set(children()) - before)


@pytest.mark.parametrize(
    ("data", "count", "last"),
    [
        (b"[" + b"1," * 5_000_000 + b"2]", 5_000_001, ["[5000000]"]),
        (b'{"a": "' + b"x" * 10_000_000 + b'", "b": {"c": 1}}', 2, ["b"]),
        (
            b"[\n  " + b",\n  ".join([b'{\n    "a": [\n      1\n    ]\n  }'] * 250_000) + b"\n]\n",
            250_000,
            ["[249999]"],
        ),
    ],
    ids=["short items", "one line", "pretty"],
)
async def test_ten_megabytes_of_any_shape_are_shown_whole(
    views, tree, scope, show_file, qtbot, data, count, last
):
    show_file(data)
    await whole(views)
    root = tree.model().index(0, 0)
    assert tree.model().line_at(root).member_count == count
    # Only rows that can be in sight soon are there.
    assert tree.verticalScrollBar().maximum() < 2_000
    qtbot.keyClick(tree, Qt.Key.Key_End)
    await until(lambda: tree.steps() == last)
    await scope.idle()


DEPTH = 100_000


@pytest.mark.parametrize(
    ("before", "inner", "behind", "step"),
    [
        (b"[", b'"' + b"x" * 1_300_000 + b'", {"needle": 1}', b"]", "[0]"),
        (b'{"id": 1, "a":', b'{"needle": 1}', b', "z": [2, 3]}', "a"),
    ],
    ids=["short", "members before and behind"],
)
async def test_a_hundred_thousand_levels_are_shown_to_the_innermost(
    views, tree, scope, before, inner, behind, step
):
    show(views, before * DEPTH + inner + behind * DEPTH)
    await whole(views)
    assert tree.levels_around == 0
    search(views, "needle")
    await until(lambda: match_count(views) == "1")
    find_next(views)
    await until(lambda: tree.currentIndex().data() == '"needle": 1')
    # One level more than there are, and the object with the needle.
    assert tree.model().line_at(tree.currentIndex()).depth == DEPTH + 1
    assert tree.levels_around > DEPTH - 30
    assert (
        part_text(views)
        == f"{tree.levels_around:,} levels are around the first row. Home shows them."
    )
    assert tree.steps()[0] == "…"
    assert len(tree.steps()) == 101
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("")
    tree.copy_path()
    await until(clipboard.text)
    last = "[1]" if step == "[0]" else step
    expected = [step] * (DEPTH - 1) + [last, "needle"]
    assert clipboard.text() == "".join(
        part if part.startswith("[") else f".{part}" for part in expected
    ).removeprefix(".")
    await scope.idle()


async def test_levels_are_opened_one_by_one_without_an_end(views, tree, scope, qtbot):
    show(views, b'{"a":' * DEPTH + b'"' + b"x" * 600_000 + b'"' + b', "z": [2]}' * DEPTH)
    await whole(views)
    tree.collapse_all()
    tree.setCurrentIndex(tree.model().index(0, 0))
    for depth in range(1, 131):
        if not tree.isExpanded(tree.currentIndex()):
            qtbot.keyClick(tree, Qt.Key.Key_Right)
            await until(lambda: tree.model().rowCount(tree.currentIndex()))
        qtbot.keyClick(tree, Qt.Key.Key_Right)
        assert tree.model().line_at(tree.currentIndex()).depth == depth
    assert tree.levels_around >= 80
    qtbot.keyClick(tree, Qt.Key.Key_Home)
    assert tree.levels_around == 0
    assert part_text(views) == ""
    qtbot.keyClick(tree, Qt.Key.Key_End)
    await until(lambda: tree.steps() == ["z"])
    await scope.idle()


async def test_a_hundred_megabytes_are_shown_whole(views, tree, scope, show_file, qtbot):
    one = json.dumps(item(1_000_000)).encode() + b", "
    count = 100_000_000 // len(one)
    show_file(b'{"items": [' + one * count + b'{"last": true}]}')
    # What a screen has is there before the rest is looked through.
    assert len(tree.lines) > 50
    await whole(views)
    assert tree.lines.line(1).member_count == count + 1
    qtbot.keyClick(tree, Qt.Key.Key_End)
    await until(lambda: tree.steps() == ["items", f"[{count}]"])
    bar = tree.verticalScrollBar()
    assert bar.value() == bar.maximum()
    tree.copy_value()
    assert QGuiApplication.clipboard().text() == '{"last": true}'
    await scope.idle()
