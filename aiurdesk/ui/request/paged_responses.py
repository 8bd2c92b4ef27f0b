"""Turns the pages of a list in their tab, and fetches all of them."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.state.response_look import LOOKS, look_key
from aiurdesk.core.translation import tr
from aiurdesk.services import sending as services_sending
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from aiurdesk.core.response.paging import ReadPage
    from aiurdesk.services.body_views.body_values import BodyValues
    from aiurdesk.services.sending.page_list import PageList


class PagesTask(msgspec.Struct, frozen=True):
    """Names the task that fetches the pages of an open request."""

    key: int

    def __str__(self) -> str:
        return f"fetch pages {self.key}"


class PagedResponses(QObject):
    """Sends the requests for other pages when a person asks for them, and never by itself."""

    told = Signal(Message)
    """Emitted when a page could not be requested."""

    def __init__(
        self, scope: TaskScope, workbench: Workbench, values: "Callable[[], BodyValues]"
    ) -> None:
        """Prepare.

        Args:
            values: Returns what reads long bodies.
        """
        super().__init__()
        self._scope = scope
        self._workbench = workbench
        self._values = values

    def turn(self, key: int, request: Request) -> None:
        """Send the request for another page: in the same tab, unless it goes elsewhere."""
        opened = self._workbench.opened(key)
        if opened is None:
            return
        self.stop(key)
        if not _is_same_target(opened.request, request):
            self._workbench.send_request(self._workbench.open_once(request).key)
            return
        # Only the query: what the folders of its collection add stays theirs.
        turned = replace(
            opened.request,
            target=request.target,
            values=request.values,
            values_off=request.values_off,
        )
        self._workbench.replace_request(key, turned, opened.copy)
        self._workbench.send_request(key)

    def fetch_all(self, key: int, page: RequestPage) -> None:
        """Send a request for each page that follows, and show all entries as one list."""
        exchange = self._workbench.exchange(key)
        if exchange is not None:
            self._scope.start(PagesTask(key), self._fetch, key, page, exchange)

    def stop(self, key: int) -> None:
        """Request no further page; those that came are shown."""
        self._scope.cancel(PagesTask(key))

    async def _fetch(self, key: int, page: RequestPage, first: Exchange) -> None:
        sending, came = self._workbench.sending, services_sending.page_list.PageList()
        opened = self._workbench.opened(key)
        copy = None if opened is None else opened.copy
        folder = None if copy is None else Path(copy.path).parent

        async def send(request: Request) -> Exchange | None:
            sent = await sending.sent(sending.plan(request), folder)
            return sent if isinstance(sent, Exchange) else None

        # All pages of one list, wherever it leads.
        pointed = LOOKS.of(look_key(first.request)).pages

        async def look(request: Request, response: Response) -> "ReadPage":
            return await self._values().page(request, response, pointed)

        def show(found: "PageList") -> None:
            nonlocal came
            came = found
            if isValid(page):
                page.response.show_page_progress(found.pages, len(found.entries))

        try:
            await services_sending.page_list.fetch_pages(first, send, show, look=look)
        except ProblemError as error:
            text = tr("The next page was not requested. {error}").format(error=error)
            self.told.emit(Message(text, "credential"))
        except asyncio.CancelledError:
            self._show(key, page, first, came)
            raise
        self._show(key, page, first, came)

    def _show(self, key: int, page: RequestPage, first: Exchange, came: "PageList") -> None:
        # The tab may be closed, or another response be there.
        if not isValid(page) or self._workbench.exchange(key) is not first:
            return
        if came.pages < 2:
            page.response.show_pages_done()
            return
        whole = services_sending.page_list.as_exchange(first, came)
        self._workbench.take_verdict(key, whole)
        page.show_exchange(whole)


def _is_same_target(here: Request, there: Request) -> bool:
    if not (here.is_typed and there.is_typed):
        return here.endpoint.id == there.endpoint.id
    places = (url.partition("?")[0].partition("#")[0] for url in (here.url, there.url))
    first, second = places
    return first == second and origin_of(here.url) == origin_of(there.url)
