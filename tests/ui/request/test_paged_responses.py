"""Pages of a real server, turned and fetched in the real window."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.response.response import Response
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.opened_window import opened_window

asked: list[str] = []


class _Handler(QuietHandler):
    def do_GET(self) -> None:
        asked.append(self.path)
        page = int(parse_qs(urlsplit(self.path).query)["page"][0])
        items = [{"id": page * 10 + n} for n in range(2)]
        body = {"items": items, "totalCount": 6, "currentPage": page, "currentPageSize": 2}
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
