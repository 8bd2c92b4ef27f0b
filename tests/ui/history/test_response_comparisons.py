"""The Compare tab of a response, in the real window."""

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from aiurdesk.ui.history.ignored_paths import IGNORED
from aiurdesk.ui.response.compare_page import ComparePage
from aiurdesk.ui.response.tree_view import TreeView
from tests.transport.misbehaving_server import answering, response, serving
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.collections.test_examples import a_collection, save_example
from tests.ui.opened_window import opened_window

FIRST = b'{"at": 1, "orders": [{"id": 1, "sum": 5}, {"id": 2, "sum": 6}]}'
SECOND = b'{"at": 2, "orders": [{"id": 2, "sum": 7}, {"id": 1, "sum": 5}]}'


def serve_in_turn(*bodies):
    """Return a server that answers each request with the next body."""
    left = iter(bodies)

    async def serve(reader, writer):
        await answering(response(next(left), "Content-Type: application/json"))(reader, writer)

    return serve


async def sent(opened):
    opened.send()
    exchange = await opened.answer()
    await opened.scope.idle()
    return exchange


def page_of(opened):
    return opened.page.response.findChild(ComparePage)


def summary(opened):
    return opened.find("compare_summary", QLabel).text()


def rows(opened):
    model = page_of(opened).table.model()
    return [
        [model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())
    ]


def box(opened, name):
    return next(b for b in page_of(opened).findChildren(QComboBox) if b.accessibleName() == name)


async def press_tool(opened, name):
    buttons = opened.page.response.findChildren(QPushButton)
    next(b for b in buttons if b.accessibleName() == name).click()
    await opened.scope.idle()


async def compare(opened):
    opened.act("compare_response")
    await opened.scope.idle()


def trees_of(opened):
    """Return the trees with the earlier body and the later one."""
    named = {tree.accessibleName(): tree for tree in page_of(opened).findChildren(TreeView)}
    return named["Earlier value"], named["Value of this response"]


def shown_lines(tree):
    """Return what the rows of a tree say, with the remarks beside them."""
    lines, index = [], tree.model().index(0, 0)
    while index.isValid():
        lines.append(index.data())
        index = tree.indexBelow(index)
    return lines


async def test_a_response_is_compared_with_the_one_before(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/a?n=1"))
        await sent(opened)
        await compare(opened)
        assert "no earlier response" in summary(opened)
        await sent(opened)
        # The tab is in front, and follows the response.
        await compare(opened)
        assert rows(opened) == [["at", "1", "2"], ["orders[0].sum", "6", "7"]]
        assert summary(opened) == "2 differences."
        assert box(opened, "Compare with").currentText().startswith("Previous response · ")
        # Both trees say what the other one has.
        trees = trees_of(opened)
        marks = [[line for line in shown_lines(tree) if "there" in line] for tree in trees]
        assert marks == [
            ['"at": 1,  ← there 2', '"sum": 6  ← there 7'],
            ['"at": 2,  ← there 1', '"sum": 7  ← there 6'],
        ]
        # The next difference is chosen in both of them.
        await press_tool(opened, "Next difference")
        assert [tree.picked.path for tree in trees] == ["orders[1].sum", "orders[0].sum"]


async def test_a_path_that_is_ignored_stays_ignored_until_it_is_not(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND, FIRST)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        IGNORED.restore({})
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/a"))
        await sent(opened)
        await sent(opened)
        await compare(opened)
        await press_tool(opened, "Ignore this path")
        assert rows(opened) == [["orders[0].sum", "6", "7"]]
        assert summary(opened) == "1 difference. 1 difference is ignored."
        await sent(opened)
        await compare(opened)
        assert [row[0] for row in rows(opened)] == ["orders[1].sum"]
        assert list(IGNORED.paths.values()) == [("at",)]
        await press_tool(opened, "Compare also what is ignored")
        assert [row[0] for row in rows(opened)] == ["at", "orders[1].sum"]
        assert IGNORED.paths == {}


async def test_lists_are_compared_by_position_where_that_is_chosen(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/a"))
        await sent(opened)
        await sent(opened)
        await compare(opened)
        keys = box(opened, "Match entries of lists by")
        assert [keys.itemText(n) for n in range(keys.count())] == [
            "Lists: usual names",
            "Lists: by id",
            "Lists: by sum",
            "Lists: by position",
        ]
        keys.setCurrentIndex(3)
        keys.activated.emit(3)
        await opened.scope.idle()
        assert len(rows(opened)) > 2
        assert box(opened, "Match entries of lists by").currentText() == "Lists: by position"


async def test_a_response_is_compared_with_an_example(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND)) as port,
        opened_window(theme, tmp_path / "profile") as opened,
    ):
        folder = a_collection(tmp_path / "checks", port)
        await open_collection(opened, folder)
        await open_request(opened, folder / "A.request.toml")
        await sent(opened)
        await save_example(opened, "good")
        await sent(opened)
        example = str(folder / "A.examples" / "good.toml")
        opened.controller.collections.carry_out(EntryCommand(Act.COMPARE, example))
        await opened.scope.idle()
        assert box(opened, "Compare with").currentText() == "Example good"
        assert [row[0] for row in rows(opened)] == ["at", "orders[0].sum"]
