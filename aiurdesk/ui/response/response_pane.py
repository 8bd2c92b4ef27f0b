"""The response pane: the verdict above, the response in four views below."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from aiurdesk.core.dialects.pointing import Marks
from aiurdesk.core.errors import StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.formats.json.tree_path import PickedValue
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.limits import Progress
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, tr
from aiurdesk.core.verdict.fixes import DoneFix
from aiurdesk.ui import response
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.response.body_handle import BodyHandle
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.dialect_edge import DialectWish, DialectWishKind
from aiurdesk.ui.response.waiting_page import WaitingPage
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import GAP
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.file_dialog import chosen_path, save_dialog
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.popup_menu import PopupMenu

if TYPE_CHECKING:
    from aiurdesk.ui.response.compare_page import CompareResult
    from aiurdesk.ui.response.views import ResponseViews


Panel = TypeVar("Panel", bound=QWidget)
_Made = Callable[[Theme, ActionKeys, TaskScope, BodyAccess, QWidget, Callable[[], None]], Panel]

# Of the height, so that a long verdict leaves room for the body.
_MOST_FOR_THE_BANNER = 0.36
_SHOW_CERTIFICATES = Fix("", FixAction.SHOW_CERTIFICATES)
_EXTENSIONS = {
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/zip": ".zip",
    "application/pdf": ".pdf",
}


class ResponsePane(QWidget):
    """Shows one exchange, or that one is awaited or missing."""

    fix_chosen = Signal(Fix)
    """Emitted when a fix of the verdict was chosen, or the countdown of one has ended."""
    value_picked = Signal(PickedValue)
    """Emitted with a value of the body and what a person wants to do with it."""
    page_wanted = Signal(object)
    """Emitted with the Request for another page of the list."""
    all_pages_wanted = Signal(bool)
    """Emitted with true when all pages are wanted as one list, with false when no further is."""
    compare_wished = Signal(object)
    """Emitted with a ``CompareWish``; what is compared comes with ``show_compared``."""
    case_wished = Signal()
    """Emitted when the person wants a case of what was sent and came."""
    example_wished = Signal(bool)
    """Emitted when the response is to be kept as an example; with true, to be expected too."""
    dialect_wished = Signal(DialectWish)
    """Emitted with what a person wants of the dialect that judged."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        scope: TaskScope,
        bodies: BodyAccess,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._keys = keys
        self._scope = scope
        self._bodies = bodies
        self.exchange: Exchange | None = None
        """The exchange that is shown, or was before another response is awaited."""
        self._request: Request | None = None
        self._available: tuple[frozenset[FixAction], frozenset[DoneFix]] = frozenset(), frozenset()
        self._pages = QStackedWidget(self)
        self._waiting = WaitingPage(
            theme,
            keys,
            self._pages,
            # Loaded later: most responses are short.
            make_beginning=lambda: response.beginning_view.BeginningView(theme),
        )
        self._pages.addWidget(self._waiting)
        column_of(self, self._pages, margins=0)
        self.show_nothing()

    def set_available_actions(
        self, actions: Iterable[FixAction], done: frozenset[DoneFix] = frozenset()
    ) -> None:
        """Say what the window can do; other fixes have no button.

        Args:
            done: Fixes that were carried out, which have no button either.
        """
        available = (frozenset(actions), done)
        if available == self._available:
            return
        self._available = available
        if self._has_response_page():
            self._response_page.banner.set_available_actions(*available)

    def offer_resend(self, credential: str) -> bool:
        """Offer to send again with a credential, where the response asks for one."""
        return self._has_response_page() and self._response_page.banner.offer_resend(credential)

    def focus_first_fix(self) -> None:
        """Give the keyboard to the first button of the verdict."""
        if self._has_response_page():
            self._response_page.banner.focus_first_fix()

    def show_nothing(self) -> None:
        """Say what will be shown here, while nothing was sent."""
        self.exchange = None
        self._leave_response_page()
        if self._has_response_page():
            self._response_page.views.show_nothing()
        self._waiting.show_nothing()

    def show_waiting(self) -> None:
        """Show that a response is awaited, and for how long."""
        self._leave_response_page()
        self._waiting.show_waiting()

    def show_progress(self, progress: Progress) -> None:
        """Show what came of a response that is on its way."""
        self._waiting.show_progress(progress)

    def show_page_progress(self, pages: int, entries: int) -> None:
        """Show how many pages of the list came, and how many entries."""
        if self._has_response_page():
            self._response_page.views.pages_strip.show_progress(pages, entries)

    def show_pages_done(self) -> None:
        """Show that no page is fetched any more."""
        if self._has_response_page():
            self._response_page.views.pages_strip.show_done()

    def show_pages_again(self) -> None:
        """Show which page the response is, after a person pointed at what says so."""
        if self._has_response_page():
            self._response_page.views.pages_reader.again()

    def show_asking(self) -> None:
        """Show that the person is asked something before anything is sent."""
        self._leave_response_page()
        self._waiting.show_asking()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the verdict on an exchange, and its response in the views."""
        self.exchange = exchange
        # Filled in before it is shown: every text that changes in sight is laid out at once.
        # A hidden page keeps the size that it had, and texts would be wrapped for that one.
        self._response_page.resize(self._pages.size())
        views, banner = self._response_page.views, self._response_page.banner
        views.show_exchange(exchange)
        banner.show_exchange(exchange)
        # A short body is read by now, and before there is a banner to say so.
        banner.show_entries(views.entry_count)
        if isinstance(exchange.outcome, Response):
            views.name_file(suggested_name(exchange, exchange.outcome))
        self._compare_tests()
        self._pages.setCurrentWidget(self._response_page)

    def show_request(self, request: Request) -> None:
        """Compare the tests of the request with those that were carried out."""
        self._request = request
        self._compare_tests()

    def _compare_tests(self) -> None:
        request, exchange = self._request, self.exchange
        if request is None or exchange is None:
            return
        again = ""
        if not request.has_tests_of(exchange.request):
            is_socket = request.endpoint.is_websocket
            again = tr("Connect again") if is_socket else tr("Send the request again")
        self._response_page.views.show_changed_tests(again)

    def offer_dialect(self, title: str) -> None:
        """Ask whether to judge the host by the dialect that the response looks like."""
        if self._pages.currentIndex() == 1:
            self._response_page.banner.offer_dialect(title)

    def stop_teaching(self) -> None:
        """Forget the rows that were marked."""
        if self._has_response_page():
            self._response_page.views.marks.stop_teaching()

    def choose_dialect(self) -> None:
        """Offer the dialects that may judge the response, at the edge of the verdict."""
        if self._pages.currentIndex() == 1:
            self._response_page.banner.choose_dialect()

    def teach(self, marks: "Marks | None" = None) -> None:
        """Let a person mark rows of the tree, to teach a dialect.

        Args:
            marks: What is marked already; None leaves the marks as they are.
        """
        if self._pages.currentIndex() == 1:
            self._response_page.views.teach(marks)

    def explain(self) -> None:
        """Show in the tree what the verdict was read from, or show it no longer."""
        if self._pages.currentIndex() == 1:
            self._response_page.views.explain()

    def show_compared(self, result: "CompareResult") -> None:
        """Show how the response differs from another one."""
        if self._has_response_page():
            self._response_page.views.pages.compare.panel.show_result(result)

    def show_tab(self, name: str) -> None:
        """Show ``tree``, ``text``, ``headers``, ``timing``, ``compare`` or ``tests``."""
        self._response_page.views.show_tab(name)
        self._response_page.views.pages.setFocus()

    def hand_over(self, make: _Made[Panel]) -> Panel:
        """Make the panel of a socket, which takes this pane over to show a refusal.

        Args:
            make: Makes it of what this pane is made of, this pane, and what asks what to find.
        """
        return make(self.theme, self._keys, self._scope, self._bodies, self, self.find)

    def preparations(self) -> Iterator[None]:
        """Make what shows a response in steps, before there is one."""
        # Applies the style sheet, which Qt would do when the page is first shown.
        self._response_page.banner.ensurePolished()
        yield
        views = self._response_page.views
        yield
        views.ensurePolished()

    @cached_property
    def _response_page(self) -> "_ResponsePage":
        """The page of a response; made with the first one, opening a request is not held up."""
        page = _ResponsePage(self, self._pages, self._make_views)
        page.banner.set_available_actions(*self._available)
        self._pages.addWidget(page)
        return page

    def _make_views(self, parent: QWidget) -> "ResponseViews":
        make = response.views.ResponseViews
        views = make(self.theme, self._keys, self._scope, self._bodies, parent)
        # Every open request has its own pane: one save must not cancel another's.
        views.save_button.clicked.connect(
            lambda: self._scope.start(f"save body {id(self)}", self._save)
        )
        handle = BodyHandle(self.theme, self._to_file, views)
        handle.failed.connect(lambda text: self._scope.start(f"drag body {id(self)}", _fail, text))
        views.foot.add_handle(handle)
        views.foot.add_keep(self._keep_button(views))
        return views

    def show_drift(self, exchange: Exchange, new: tuple[Phrase, ...]) -> None:
        """Say what of a response was never so before, if that is still shown."""
        shown = self.exchange
        if shown is None or not self._has_response_page():
            return
        if (shown.started_at, shown.prepared.url) == (exchange.started_at, exchange.prepared.url):
            self._response_page.banner.add_notes(tuple(map(str, new)))

    def _keep_button(self, parent: QWidget) -> IconButton:
        button = IconButton(
            self.theme, "chevron-down", tr("More ways to keep the response"), parent
        )
        button.clicked.connect(lambda: self._open_ways(button))
        return button

    def _open_ways(self, button: IconButton) -> None:
        menu = PopupMenu(button)
        for action, words, is_expected in (
            ("save_example", tr("Save as example…"), False),
            ("expect_response", tr("Expect this response…"), True),
        ):
            wish = partial(self.example_wished.emit, is_expected)
            menu.addAction(self._keys.in_menu(words, action), wish)
        menu.addAction(
            self._keys.in_menu(tr("Make a case of this"), "make_case"), self.case_wished.emit
        )
        # Above it: the button stands at the lower edge of the window.
        size, corner = menu.sizeHint(), button.rect().topRight()
        menu.open_once(button.mapToGlobal(corner) - QPoint(size.width(), size.height()))

    def _has_response_page(self) -> bool:
        # Naming ``_response_page`` would make it.
        return self._pages.count() > 1

    def _leave_response_page(self) -> None:
        if self._has_response_page():
            self._response_page.banner.clear()
        self._pages.setCurrentWidget(self._waiting)

    # QWidget.find looks windows up by their number, which is not needed here.
    def find(self) -> None:  # type: ignore[override]
        """Ask what to find, where there is something to search."""
        if self._pages.currentIndex() == 1:
            page = self._response_page
            page.views.find_text()
            if (field := page.focusWidget()) is not None:
                # In a low pane it is below the banner, out of sight.
                page.ensureWidgetVisible(field)

    def filter_body(self) -> None:
        """Ask what to filter the body by, where there is one."""
        if self._pages.currentIndex() == 1:
            self._response_page.views.values.activate()

    def _to_file(self) -> Path | None:
        exchange = self.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return None
        name = suggested_name(exchange, exchange.outcome)
        return self._bodies.to_file(exchange.outcome.body, name)

    async def _save(self) -> None:
        exchange = self.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        dialog = save_dialog(self, tr("Save body"), suggested_name(exchange, exchange.outcome))
        if path := await chosen_path(dialog):
            await self._bodies.save(exchange.outcome.body, path)


class _ResponsePage(PageScroll):
    """The verdict and the views below it; scrolls where the pane is too low for both."""

    def __init__(
        self, pane: ResponsePane, parent: QWidget, make_views: Callable[[QWidget], "ResponseViews"]
    ) -> None:
        super().__init__(parent, is_edge_to_edge=True)
        self._pane = pane
        self._make_views = make_views
        self._content = QWidget()
        self.setWidget(self._content)
        self.banner = response.verdict_banner.VerdictBanner(
            pane.theme, pane.fix_chosen.emit, self._content
        )
        head = column_of(None, self.banner, margins=(GAP, GAP, GAP, 0))
        self._column = column_of(self._content, head, margins=0, spacing=0)
        self.banner.edge.wished.connect(pane.dialect_wished)
        self.banner.offer.wished.connect(pane.dialect_wished)
        self.banner.edge.why_wanted.connect(lambda: self.views.explain())

    @cached_property
    def views(self) -> "ResponseViews":
        """The views, made with the first response or a turn of the loop before it."""
        pane, views = self._pane, self._make_views(self._content)
        views.filled.connect(lambda: self.banner.show_entries(views.entry_count))
        views.pages.certificates_wanted.connect(lambda: pane.fix_chosen.emit(_SHOW_CERTIFICATES))
        views.value_picked.connect(pane.value_picked)
        views.pages_strip.page_wanted.connect(pane.page_wanted)
        views.pages_strip.all_wanted.connect(lambda: pane.all_pages_wanted.emit(True))
        views.pages_strip.stop_wanted.connect(lambda: pane.all_pages_wanted.emit(False))
        views.compare_wished.connect(pane.compare_wished)
        views.marks.review_wanted.connect(
            lambda marks: pane.dialect_wished.emit(DialectWish(DialectWishKind.REVIEW, marks=marks))
        )
        self._column.addWidget(views, 1)
        return views

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the views their part of the height."""
        super().resizeEvent(event)
        self.banner.set_room(round(self.viewport().height() * _MOST_FOR_THE_BANNER))


async def _fail(text: str) -> None:
    """Have the window tell why a body could not be dragged."""
    raise StorageError(text)


def suggested_name(exchange: Exchange, response: Response) -> str:
    """Return a file name: the one the server gave, else the endpoint's."""
    disposition = response.header("Content-Disposition") or ""
    # The plain form of RFC 6266; ``filename*`` is not read.
    given = re.search(r'filename="?([^";]+)', disposition)
    if given and (name := re.sub(r"[^\w. -]+", "_", given[1]).strip(". ")):
        # Letters of all languages stay; a path in the name does not.
        return name
    media_type = (response.header("Content-Type") or "").partition(";")[0].strip().casefold()
    endpoint = exchange.request.endpoint
    # The name of a typed address is the whole of it, with its secrets.
    about = endpoint.title if endpoint.is_typed else f"{endpoint.service_id}-{endpoint.name}"
    name = re.sub(r"[^\w-]+", "-", about).strip("-").lower()
    return (name or "body") + _EXTENSIONS.get(media_type, ".bin")
