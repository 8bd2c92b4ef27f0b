"""Pages of a real server, turned and fetched in the real window."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.formats.json.tree_path import ValueUse, line_at
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.response.page_facts import MOST_BYTES, NOTHING_POINTED, PointedPages
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.response_look import LOOKS, ResponseLook, look_key
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.startup.restore import look
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.credentials.window_steps import opened_dialog
from tests.ui.credentials.window_steps import press as press_button
from tests.ui.opened_window import opened_window

asked: list[str] = []


class _Handler(QuietHandler):
    def do_POST(self) -> None:
        self._respond_odd(0, 0)

    def do_GET(self) -> None:
        asked.append(self.path)
        query = parse_qs(urlsplit(self.path).query)
        if self.path.startswith("/odd"):
            self._respond_odd(*(int(query.get(name, ["0"])[0]) for name in ("from", "size")))
            return
        page = int(query["page"][0])
        items = [{"id": page * 10 + n} for n in range(2)]
        body = {"items": items, "totalCount": 6, "currentPage": page, "currentPageSize": 2}
        self.respond(json.dumps(body).encode(), 200, Content_Type="application/json")

    def _respond_odd(self, start: int, size: int) -> None:
        """Respond as no service that is known: the last key of a list among others leads on."""
        batch = [{"key": start + n, "text": "x" * size} for n in (1, 2)] if start < 4 else []
        body = {"batch": batch, "seen": [start], "flags": []}
        self.respond(json.dumps(body).encode(), 200, Content_Type="application/json")


@pytest.fixture
def server() -> Iterator[str]:
    asked.clear()
    with http_serving(_Handler) as address:
        yield address


def press(opened, text):
    strip = opened.page.findChild(QWidget, "pages_strip")
    (button,) = [w for w in strip.findChildren(QPushButton) if w.text() == text]
    button.click()


async def test_pages_are_turned_in_their_tab(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.workbench.open_request(custom_request(f"{server}/lamps?page=1"))
        opened.send()
        await opened.answer()
        assert asked == ["/lamps?page=1"]
        press(opened, "Next")
        await until(lambda: len(asked) == 2)
        await opened.answer()
        assert asked[-1] == "/lamps?page=2"
        assert len(opened.controller.workbench.open_requests) == 1
        assert opened.page.row.address.text().endswith("/lamps?page=2")
        press(opened, "First")
        await until(lambda: len(asked) == 3)
        assert asked[-1] == "/lamps?page=1"


async def test_all_pages_are_shown_as_one_list(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.workbench.open_request(custom_request(f"{server}/lamps?page=1"))
        opened.send()
        await opened.answer()
        press(opened, "Fetch all")
        current = opened.current
        await until(lambda: "Pages: 3. Entries: 6." in opened.exchange(current.key).verdict.notes)
        outcome = opened.exchange(current.key).outcome
        assert isinstance(outcome, Response)
        ids = [entry["id"] for entry in json.loads(outcome.body.data)]
        assert ids == [10, 11, 20, 21, 30, 31]
        # The request in the tab is still that of the first page.
        assert opened.page.row.address.text().endswith("/lamps?page=1")


def pick(opened, path, use):
    """Choose a value in the tree, and what to do with it."""
    (tree,) = (t for t in opened.page.response.findChildren(TreeView) if t.isVisible())
    tree.reveal(line_at(tree.shown_tree, path))
    assert tree.use_actions[use].isEnabled()
    tree.use_actions[use].trigger()


def strip_of(opened):
    return opened.page.findChild(QWidget, "pages_strip")


async def test_a_person_chooses_what_leads_to_the_next_page(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        LOOKS.restore({})
        opened.controller.workbench.open_request(custom_request(f"{server}/odd?n=2"))
        opened.send()
        await opened.answer()
        assert strip_of(opened).isHidden()
        pick(opened, ("batch", 1, "key"), ValueUse.NEXT_PAGE)
        dialog = await opened_dialog(opened, "page_parameter_dialog")
        dialog.line.setText("from")
        press_button(dialog, "Use")
        await opened.scope.idle()
        pick(opened, ("batch",), ValueUse.ENTRIES)
        await opened.scope.idle()
        # It is kept for the endpoint, beyond the end of the program.
        kept = look(opened.controller)().response_looks
        pointed = PointedPages("batch[-1].key", "from", "batch")
        assert [one.pages for one in kept.values()] == [pointed]
        press(opened, "Next")
        await until(lambda: len(asked) == 2)
        await opened.answer()
        assert asked[-1] == "/odd?n=2&from=2"
        press(opened, "First")
        await until(lambda: len(asked) == 3)
        await opened.answer()
        press(opened, "Fetch all")
        current = opened.current
        await until(lambda: "Pages: 3. Entries: 4." in opened.exchange(current.key).verdict.notes)
        assert asked[3:] == ["/odd?n=2&from=2", "/odd?n=2&from=4"]
        outcome = opened.exchange(current.key).outcome
        assert [entry["key"] for entry in json.loads(outcome.body.data)] == [1, 2, 3, 4]
        # And forgotten again.
        opened.send()
        await opened.answer()
        press(opened, "Forget")
        assert strip_of(opened).isHidden()
        assert [one.pages for one in LOOKS.all.values()] == [NOTHING_POINTED]


async def test_pages_of_long_bodies_are_recognised_in_another_process(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        request = custom_request(f"{server}/odd?size={MOST_BYTES}")
        pointed = PointedPages("batch[-1].key", "from", "batch")
        LOOKS.restore({look_key(request): ResponseLook(pages=pointed)})
        opened.controller.workbench.open_request(request)
        opened.send()
        await opened.answer()
        await until(lambda: strip_of(opened).isVisible())
        (label,) = (w for w in strip_of(opened).findChildren(QLabel) if "entries" in w.text())
        assert label.text().endswith("entries: 2")
        press(opened, "Next")
        await until(lambda: len(asked) == 2)
        assert asked[-1] == f"/odd?size={MOST_BYTES}&from=2"
        await opened.answer()
        LOOKS.restore({})


async def test_what_is_no_get_has_no_pages(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        LOOKS.restore({})
        request = replace(custom_request(f"{server}/odd"), method="POST")
        opened.controller.workbench.open_request(request)
        opened.send()
        await opened.answer()
        pick(opened, ("batch", 1, "key"), ValueUse.NEXT_PAGE)
        await opened.scope.idle()
        assert strip_of(opened).isHidden()
        assert LOOKS.all == {}
