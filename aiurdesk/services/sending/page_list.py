"""All pages of a list, fetched one after the other, as one list."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.response.paging import PageEntries, ReadPage, read_page
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.verdict import Severity

SendPage: TypeAlias = Callable[[Request], Awaitable[Exchange | None]]
"""Sends the request for a page; None where it was not sent."""
LookAtPage: TypeAlias = Callable[[Request, Response], Awaitable[ReadPage]]
"""Returns what a response says about its list."""
ShowPage: TypeAlias = Callable[["PageList"], None]


class PageLimits(msgspec.Struct, frozen=True):
    """Where fetching ends although more pages follow."""

    pages: int = 100
    size_bytes: int = 20 * 1024 * 1024


class PageList:
    """The entries of the pages that came so far."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.pages = 0
        self.repeated = 0
        """How many entries an earlier page had already."""
        self.totals: list[int] = []
        """What the pages said that all have, each number once."""
        self.size_bytes = 0
        self.is_whole = False
        """No page follows."""
        self.end: Phrase | None = None
        """Why it ended before the last page."""
        self._seen: set[bytes] = set()

    def add(self, page: PageEntries | None) -> bool:
        """Take the entries of a page; return whether it has a list with entries that are new."""
        if page is None:
            return False
        before = len(self.entries) - self.repeated
        # Within one page the same entry may well come twice.
        self.repeated += sum(entry in self._seen for entry in page.entries)
        self._seen.update(page.entries)
        self.entries += page.entries
        self.size_bytes += sum(map(len, page.entries))
        self.pages += 1
        if page.total is not None and page.total not in self.totals:
            self.totals.append(page.total)
        return not page.entries or len(self.entries) - self.repeated > before

    @property
    def body(self) -> bytes:
        """All entries as one list, each as it was received."""
        return b"[" + b",\n".join(self.entries) + b"]"

    def notes(self) -> tuple[Phrase, ...]:
        """Return what is to be known of the list."""
        count = len(self.entries)
        counts = {"count": count, "pages": self.pages}
        said = [Phrase(marked("Pages: {pages:,}. Entries: {count:,}."), counts)]
        if self.end is not None:
            said.append(self.end)
        if self.repeated:
            text = marked("Pages overlap. Entries that came more than once: {count:,}.")
            said.append(Phrase(text, {"count": self.repeated}))
        if len(self.totals) > 1:
            words = " → ".join(f"{total:,}" for total in self.totals)
            text = marked("The total changed meanwhile: {totals}.")
            said.append(Phrase(text, {"totals": words}))
        return tuple(said)


async def _look_here(request: Request, response: Response) -> ReadPage:
    """Return what a short response says about its list."""
    return read_page(request, response)


async def fetch_pages(
    first: Exchange,
    send: SendPage,
    show: ShowPage,
    limits: PageLimits = PageLimits(),  # noqa: B008
    look: LookAtPage = _look_here,
) -> PageList:
    """Send one request for each page that follows, until the last one or a limit.

    Args:
        first: The first page, or one from which on the pages are wanted.
        show: Is called after each page.
        look: Reads each page.
    """
    found, exchange = PageList(), first
    while True:
        outcome = exchange.outcome
        if not isinstance(outcome, Response) or exchange.verdict.severity in _FAILED:
            found.end = Phrase(
                marked("Page {page:,} failed, so it ended there."), {"page": found.pages + 1}
            )
            return found
        page = await look(exchange.request, outcome)
        is_new = found.add(page.entries)
        show(found)
        following = None if page.pages is None else page.pages.next
        if following is None:
            found.is_whole = True
            return found
        found.end = None if is_new else Phrase(marked("A page brought nothing new."))
        if found.pages >= limits.pages or found.size_bytes >= limits.size_bytes:
            found.end = Phrase(
                marked("It ended after {pages:,} pages, which is the limit. More follow."),
                {"pages": found.pages},
            )
        sent = None if found.end is not None else await send(following)
        if sent is None:
            found.end = found.end or Phrase(marked("The next page was not requested."))
            return found
        exchange = sent


def as_exchange(first: Exchange, found: PageList) -> Exchange:
    """Return the first page with the entries of all pages as its body, and the notes on them."""
    outcome = first.outcome
    if not isinstance(outcome, Response):
        return first
    data = found.body
    body = ResponseBody(data=data, size_bytes=len(data), received_bytes=len(data))
    others = (h for h in outcome.headers if h.name.casefold() not in _OF_ONE_PAGE)
    headers = (*others, Header("Content-Type", "application/json"))
    whole = replace(first, outcome=replace(outcome, body=body, headers=headers))
    for note in found.notes():
        whole = whole.with_note(note)
    return whole


_FAILED = frozenset(Severity) - {Severity.SUCCESS, Severity.NOTICE, Severity.UNEXPECTED}
_OF_ONE_PAGE = frozenset(("content-type", "content-length", "content-encoding", "link", "etag"))
