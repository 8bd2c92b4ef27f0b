import msgspec
import pytest
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.sending.page_list import PageLimits, as_exchange, fetch_pages
from tests.ui.response.exchanges import an_exchange

URL = "https://shop.example/lamps"
FINE = Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "OK")


class Shop:
    """Pages of a list as a server would give them."""

    def __init__(self, *pages: object) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def page(self, request: Request) -> Exchange:
        address = shown_address(request)
        number = int(address.partition("page=")[2] or "1")
        data = msgspec.json.encode(self.pages[number - 1])
        body = ResponseBody(data=data, size_bytes=len(data))
        response = Response(200, "HTTP/1.1", (), body, address)
        return replace(an_exchange(response), request=request, verdict=FINE)

    async def send(self, request: Request) -> Exchange | None:
        self.asked.append(shown_address(request))
        return self.page(request)


def first_page(shop: Shop) -> Exchange:
    return shop.page(custom_request(f"{URL}?page=1"))


def said(found):
    return [str(note) for note in found.notes()]


async def test_all_pages_become_one_list_as_it_was_received():
    shop = Shop(
        {"items": [{"id": 1, "price": 1.10}], "hasMore": True},
        {"items": [{"id": 2}], "hasMore": True},
        {"items": [{"id": 3}], "hasMore": False},
    )
    shown = []
    found = await fetch_pages(first_page(shop), shop.send, lambda now: shown.append(now.pages))
    assert shop.asked == [f"{URL}?page=2", f"{URL}?page=3"]
    assert shown == [1, 2, 3]
    assert found.is_whole
    assert said(found) == ["Pages: 3. Entries: 3."]
    whole = as_exchange(first_page(shop), found)
    assert isinstance(whole.outcome, Response)
    assert whole.outcome.body.data == b'[{"id":1,"price":1.1},\n{"id":2},\n{"id":3}]'
    assert whole.outcome.header("Content-Type") == "application/json"
    assert whole.verdict.notes[-1] == "Pages: 3. Entries: 3."


async def test_pages_that_overlap_and_a_total_that_moves_are_told():
    shop = Shop(
        {"items": [{"id": 1}, {"id": 2}], "total": 3, "hasMore": True},
        {"items": [{"id": 2}, {"id": 3}], "total": 4, "hasMore": False},
    )
    found = await fetch_pages(first_page(shop), shop.send, lambda _: None)
    assert said(found)[1:] == [
        "Pages overlap. Entries that came more than once: 1.",
        "The total changed meanwhile: 3 → 4.",
    ]


async def test_the_same_entry_twice_within_a_page_is_no_overlap():
    shop = Shop({"items": [1, 1], "hasMore": False})
    found = await fetch_pages(first_page(shop), shop.send, lambda _: None)
    assert said(found) == ["Pages: 1. Entries: 2."]


async def test_a_server_that_gives_the_same_page_for_ever_is_left():
    shop = Shop(*[{"items": [1], "hasMore": True}] * 9)
    found = await fetch_pages(first_page(shop), shop.send, lambda _: None)
    assert len(shop.asked) == 1
    assert "A page brought nothing new." in said(found)


@pytest.mark.parametrize("limits", [PageLimits(pages=2), PageLimits(size_bytes=2)])
async def test_at_a_limit_it_ends_and_says_that_more_follow(limits):
    shop = Shop(*[{"items": [n], "hasMore": True} for n in range(9)])
    found = await fetch_pages(first_page(shop), shop.send, lambda _: None, limits)
    assert found.pages == 2
    assert not found.is_whole
    assert "It ended after 2 pages, which is the limit. More follow." in said(found)


async def test_a_page_that_fails_ends_it_and_keeps_what_came():
    shop = Shop(*[{"items": [n], "hasMore": True} for n in range(3)])

    async def send(request: Request) -> Exchange | None:
        failed = Failure(FailureKind.CUT_OFF, "cut off")
        verdict = replace(FINE, severity=Severity.FAILURE)
        return replace(shop.page(request), outcome=failed, verdict=verdict)

    found = await fetch_pages(first_page(shop), send, lambda _: None)
    assert said(found) == ["Pages: 1. Entries: 1.", "Page 2 failed, so it ended there."]


async def test_a_page_that_is_refused_ends_it():
    shop = Shop(*[{"items": [n], "hasMore": True} for n in range(3)])

    async def send(_: Request) -> Exchange | None:
        return None

    found = await fetch_pages(first_page(shop), send, lambda _: None)
    assert said(found)[-1] == "The next page was not requested."
