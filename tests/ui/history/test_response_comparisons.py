"""The Compare tab of a response, in the real window."""

import json

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.history.drift import ENOUGH
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import TextBody
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.core.state.response_look import LOOKS, ResponseLook, look_key
from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from aiurdesk.ui.response.compare_page import ComparePage
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.startup.restore import look
from tests.coroutines import until
from tests.transport.misbehaving_server import answering, response, serving
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.collections.test_examples import a_collection, save_example
from tests.ui.credentials.window_steps import opened_dialog, press
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
    return named["Value of the other response"], named["Value of this response"]


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


async def test_differences_are_gone_through_by_keyboard(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        LOOKS.restore({})
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/a"))
        await sent(opened)
        await sent(opened)
        await compare(opened)
        table = opened.window.focusWidget()
        assert table is page_of(opened).table
        QTest.keyClick(table, Qt.Key.Key_Down)
        assert [tree.picked.path for tree in trees_of(opened)] == ["orders[1].sum", "orders[0].sum"]


async def test_a_path_that_is_ignored_stays_ignored_until_it_is_not(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST, SECOND, FIRST)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        LOOKS.restore({})
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
        assert [one.ignored for one in LOOKS.all.values()] == [("at",)]
        await press_tool(opened, "Compare also what is ignored")
        assert [row[0] for row in rows(opened)] == ["at", "orders[1].sum"]
        assert [one.ignored for one in LOOKS.all.values()] == [()]


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


async def choose(opened, title):
    """Choose what to compare with, as a click in the list does."""
    choices = box(opened, "Compare with")
    place = choices.findText(title)
    assert place >= 0, [choices.itemText(n) for n in range(choices.count())]
    choices.setCurrentIndex(place)
    choices.activated.emit(place)
    await opened.scope.idle()


def offered_in(opened):
    choices = box(opened, "Compare with")
    texts = [choices.itemText(n) for n in range(choices.count())]
    return [text for text in texts if text.startswith("Send in ")]


async def recorded(opened, count):
    """Return the entries of the history once so many are written."""
    entries = ()
    while len(entries) < count:
        entries = await opened.services.history.page(HistoryFilter())
    return entries


async def test_the_same_request_is_sent_in_another_environment_on_the_click(theme, tmp_path):
    asked = []

    def serve(name, body):
        async def answer(reader, writer):
            asked.append(name)
            await answering(response(body, "Content-Type: application/json"))(reader, writer)

        return answer

    async with (
        serving(serve("here", FIRST)) as port,
        serving(serve("there", SECOND)) as other_port,
        opened_window(theme, tmp_path) as opened,
    ):
        LOOKS.restore({})
        here = Environment("Here", variables={"host": f"127.0.0.1:{port}"}, id="here")
        there = Environment("There", variables={"host": f"127.0.0.1:{other_port}"}, id="there")
        opened.environments.set_own((here, there))
        opened.environments.choose(here)
        opened.controller.workbench.open_request(custom_request("http://{{host}}/a"))
        await sent(opened)
        await compare(opened)
        # Nothing is sent by looking at the tab, and nothing is chosen.
        assert asked == ["here"]
        assert "choose above" in summary(opened)
        assert box(opened, "Compare with").currentIndex() == -1
        assert "Send in There" in offered_in(opened)
        assert "Send in Here" not in offered_in(opened)
        await choose(opened, "Send in There")
        assert asked == ["here", "there"]
        assert rows(opened) == [["at", "2", "1"], ["orders[1].sum", "7", "6"]]
        assert box(opened, "Compare with").currentText().startswith("There · 200 · ")
        trees = trees_of(opened)
        assert ['"at": 2,  ← there 1' in shown_lines(tree) for tree in trees] == [True, False]
        # The environment of the window is the same, and so is the response in front.
        assert opened.environments.environment.name == "Here"
        assert opened.exchange(opened.current.key).prepared.url.endswith(f":{port}/a")
        entries = await recorded(opened, 2)
        assert [entry.environment for entry in entries] == ["There", "Here"]
        # Another response is compared with what came there, and sends nothing there.
        await sent(opened)
        await compare(opened)
        assert asked == ["here", "there", "here"]
        assert box(opened, "Compare with").currentText().startswith("There · 200 · ")


async def test_what_may_change_something_is_asked_before_it_goes_elsewhere(theme, tmp_path):
    asked = []

    async def serve(reader, writer):
        asked.append(1)
        await answering(response(FIRST, "Content-Type: application/json"))(reader, writer)

    async with serving(serve) as port, opened_window(theme, tmp_path) as opened:
        others = (Environment("Live"), Environment("Careful", is_careful=True))
        opened.environments.set_own((Environment("Here"), *others))
        opened.environments.choose(opened.environments.named("Here"))
        request = custom_request(f"http://127.0.0.1:{port}/a")
        opened.controller.workbench.open_request(
            replace(request, method="POST", body=TextBody("a"))
        )
        await sent(opened)
        await compare(opened)
        for name, title, words in (
            ("Live", "Another environment", "Send POST to 127.0.0.1"),
            ("Careful", "Careful environment", "Send POST to 127.0.0.1"),
        ):
            count = len(asked)
            choices = box(opened, "Compare with")
            place = choices.findText(f"Send in {name}")
            choices.setCurrentIndex(place)
            choices.activated.emit(place)
            question = await opened_dialog(opened, "question")
            assert question.windowTitle() == title
            assert question.text().startswith(words)
            press(question, "Cancel")
            await opened.scope.idle()
            assert len(asked) == count
            assert summary(opened) == f"Not sent in {name}."
            choices.activated.emit(choices.findText(f"Send in {name}"))
            press(await opened_dialog(opened, "question"), "Send")
            await opened.scope.idle()
            assert len(asked) == count + 1
            # Said, as nobody would see it otherwise.
            assert "Both were sent to the same address." in summary(opened)


async def test_why_it_was_not_sent_elsewhere_is_said(theme, tmp_path):
    async with (
        serving(serve_in_turn(FIRST)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        here = Environment("Here", variables={"host": f"127.0.0.1:{port}"})
        opened.environments.set_own((here, Environment("Without")))
        opened.environments.choose(here)
        opened.controller.workbench.open_request(custom_request("http://{{host}}/a"))
        await sent(opened)
        await compare(opened)
        await choose(opened, "Send in Without")
        assert summary(opened).startswith("Not sent in Without: ")
        assert "host" in summary(opened)
        assert len(await recorded(opened, 1)) == 1


async def test_key_and_ignored_paths_are_kept_beyond_the_end_of_the_program(theme, tmp_path):
    async with serving(serve_in_turn(FIRST, SECOND, FIRST, SECOND)) as port:
        request = custom_request(f"http://127.0.0.1:{port}/a")
        async with opened_window(theme, tmp_path) as opened:
            LOOKS.restore({})
            opened.controller.workbench.open_request(request)
            await sent(opened)
            await sent(opened)
            await compare(opened)
            await press_tool(opened, "Ignore this path")
            keys = box(opened, "Match entries of lists by")
            place = keys.findText("Lists: by position")
            keys.setCurrentIndex(place)
            keys.activated.emit(place)
            await opened.scope.idle()
            state = look(opened.controller)()
        assert state.response_looks == {
            look_key(request): ResponseLook(ignored=("at",), list_key="")
        }
        LOOKS.restore({})
        async with opened_window(theme, tmp_path, state) as opened:
            await sent(opened)
            await sent(opened)
            await compare(opened)
            assert "at" not in [row[0] for row in rows(opened)]
            assert box(opened, "Match entries of lists by").currentText() == "Lists: by position"


async def test_bodies_that_lie_in_files_are_shown_whole_and_marked(theme, tmp_path):
    # Of few long lines, as reading many takes a while.
    entries = [{"id": n, "text": "x" * 6_000} for n in range(100)]
    bodies = [json.dumps({"n": n, "list": entries, "end": n}).encode() for n in range(2)]
    async with (
        serving(serve_in_turn(*bodies)) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        LOOKS.restore({})
        opened.controller.sending.limits = Limits(memory_bytes=64 * 1024)
        # Only the beginning is recorded, which is not what it is compared with.
        opened.services.history.configure(HistorySettings(body_bytes=1024))
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/a"))
        await sent(opened)
        await recorded(opened, 1)
        exchange = await sent(opened)
        assert exchange.outcome.body.path is not None
        await compare(opened)
        assert rows(opened) == [["n", "0", "1"], ["end", "0", "1"]]
        trees = trees_of(opened)
        await until(lambda: all(len(tree.shown_tree) > 400 for tree in trees))
        await press_tool(opened, "Next difference")
        await until(lambda: all(tree.picked and tree.picked.path == "end" for tree in trees))
        shown = [shown_lines(tree)[-2] for tree in trees]
        assert shown == ['"end": 0  ← there 1', '"end": 1  ← there 0']


async def test_what_was_never_so_before_is_said_quietly_below_the_verdict(theme, tmp_path):
    number, text = b'{"lamp": {"price": 5}}', b'{"lamp": {"price": "5"}}'
    serve = serve_in_turn(number, text, text)
    async with serving(serve) as port, opened_window(theme, tmp_path / "p") as opened:
        opened.controller.workbench.open_request(custom_request(f"http://127.0.0.1:{port}/"))
        history = opened.controller.services.history
        opened.send()
        exchange = await opened.answer()
        for _ in range(ENOUGH - 1):
            history.record(exchange, "Custom URLs")
        await history.looked()
        notes = opened.page.response.findChild(QLabel, "verdict-notes")
        assert notes.isHidden()
        opened.send()
        await opened.answer()
        await history.looked()
        assert not notes.isHidden()
        assert notes.text() == "`lamp.price` was a number in 20 responses, is text now."
        opened.send()
        await opened.answer()
        await history.looked()
        assert notes.isHidden()
