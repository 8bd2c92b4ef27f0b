"""Makes the pages of the open requests, and shows on each the state of its request."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.address import origin_of_request
from aiurdesk.core.preparing.availability import environment_fixes
from aiurdesk.core.preparing.prepare import filled_names
from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.request.limits import Progress
from aiurdesk.core.verdict.fixes import done_fixes
from aiurdesk.services.library import Library
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.ui.credentials.auth_summary import auth_summary, autofills, possible_fixes
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.request.fixes import AVAILABLE_FIXES
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_tabs import RequestTabs
from aiurdesk.ui.request.sending import Preview, shown_base_address
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.theme.theme import Theme

_PAUSE_MS = 500
"""The page of the next request is made so long after the last one was opened."""

MakeResponse = Callable[[Theme, QWidget], ResponsePane]
"""Makes the response pane of a page, with the page's theme, below a parent."""


class RequestPages(QObject):
    """Shows on each page the state of its request in the workbench."""

    page_made = Signal(int, RequestPage)
    """Emitted with the key of a request and its page, when it is first looked at."""

    def __init__(
        self,
        theme: Theme,
        keys: ActionKeys,
        workbench: Workbench,
        library: Library,
        credentials: CredentialChoice,
        make_response: MakeResponse,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._workbench = workbench
        self._library = library
        self._credentials = credentials
        self._make_response = make_response
        self.is_response_below = False
        """Responses are shown below the editors, not beside them."""
        self._splitter = QByteArray()
        self.tabs = RequestTabs(theme, self._make_page, self._service_name)
        self._next: RequestPage | None = None
        self._steps = IdleSteps(self.tabs)
        self._pause = QTimer(self.tabs, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._get_ready)
        self._may_prepare = False

    def set_response_below(self, is_below: bool) -> None:
        """Put the responses of all pages below the editors, or beside them."""
        self.is_response_below = is_below
        for page in self.tabs.pages():
            page.panes.set_response_below(is_below)

    def splitter_state(self) -> QByteArray:
        """Return how the page in front, or the one before it, divides editors and response."""
        page = self.tabs.page
        return self._splitter if page is None else page.splitter.saveState()

    def restore_splitter(self, state: QByteArray) -> None:
        """Divide the pages that are still to come."""
        self._splitter = state

    def prepare_pages(self) -> None:
        """Make pages before anybody waits for them, from now on: all modules are loaded."""
        self._may_prepare = True
        self._get_ready()

    def show_request(self, opened: OpenRequest) -> None:
        """Show a request after an edit, or after another environment was chosen."""
        self.tabs.show_changed(opened)
        # A request that was never in front has no page, which shows its state when it is made.
        if (page := self.tabs.page_of(opened.key)) is not None:
            page.row.show_edited(is_edited=opened.is_edited or opened.copy is None)
            self._show_plan(page, opened)

    def replace_request(self, opened: OpenRequest) -> None:
        """Show another request on a page, such as the one that its file holds now."""
        if (page := self.tabs.page_of(opened.key)) is not None:
            self._show_in(page, opened)

    def show_credentials(self) -> None:
        """Show on all pages what the credentials do, after another choice."""
        for opened in self._workbench.open_requests:
            if (page := self.tabs.page_of(opened.key)) is not None:
                self._show_plan(page, opened)

    def follow_rename(self, before: str, after: str) -> None:
        """Let open requests that name a credential follow it to its new name."""
        for opened in self._workbench.open_requests:
            named, page = opened.request.credential, self.tabs.page_of(opened.key)
            if not named or named.casefold() != before.casefold():
                continue
            if page is not None:
                page.name_credential(after)
            else:
                self._workbench.edit(opened.key, replace(opened.request, credential=after))

    def show_errors(self, key: int, errors: tuple[Problem, ...]) -> None:
        """Show on its page why a request was not sent."""
        page = self.tabs.page_of(key)
        if page is None:
            return
        sending, plan = self._workbench.sending, self._workbench.plan(key)
        # "Send anyway" is offered only where something can be sent at all.
        forced = sending.plan(replace(plan.request, is_forced=True))
        fixes: tuple[Fix, ...] = ()
        if plan.unavailable is not None:
            # Only here is it known which environments can be chosen.
            fixes = environment_fixes(plan.request.endpoint, plan.service, sending.environments)
        page.show_errors(errors, fixes, is_final=isinstance(sending.preview(forced), tuple))

    def show_busy(self, key: int, is_busy: bool) -> None:
        """Show on its page that a request is on its way, or that it is no longer."""
        self.tabs.show_busy(key, is_busy=is_busy)
        page = self.tabs.page_of(key)
        if page is not None and is_busy:
            page.show_sending()
        elif page is not None:
            page.show_sent(self._workbench.exchange(key))

    def show_progress(self, key: int, progress: Progress) -> None:
        """Show on its page what came of a response that is on its way."""
        if (page := self.tabs.page_of(key)) is not None:
            page.response_side.show_progress(progress)

    def show_asking(self, key: int, is_asking: bool) -> None:
        """Show on its page that a request waits for an answer of the person, or no longer."""
        if (page := self.tabs.page_of(key)) is not None:
            page.response_side.show_asking(is_asking)
            page.row.send_button.set_asking(is_asking)

    def show_exchange(self, key: int, exchange: Exchange) -> None:
        """Show on its page and at its tab what came of a request."""
        self.tabs.show_severity(key, exchange.severity)
        if (page := self.tabs.page_of(key)) is not None:
            page.show_exchange(exchange)

    def _service_name(self, service_id: str) -> str:
        service = self._library.with_code_lab.service(service_id)
        return service_id if service is None else service.name

    def _get_ready(self) -> None:
        self._steps.start(self._preparations())

    def _preparations(self) -> Iterator[None]:
        """Make the page of the next request, and of its response, before anybody waits."""
        if self.tabs.page is not None:
            yield from _preparations_of(self.tabs.page)
        if self._next is None:
            page = self._next = RequestPage(
                self._theme, self._keys, self._make_response, self.tabs.stack
            )
            # Otherwise Qt would show it together with the stack when that comes to the front.
            page.hide()
            yield
            # Applies the style sheet, which Qt would do when the page is first shown.
            page.ensurePolished()
            yield
            yield from _preparations_of(page)

    def _make_page(self, opened: OpenRequest, parent: QWidget) -> RequestPage:
        page, self._next = self._next, None
        if page is None:
            page = RequestPage(self._theme, self._keys, self._make_response, parent)
        if self._may_prepare:
            self._steps.start(_preparations_of(page))
            self._pause.start()
        self._show_in(page, opened)
        # In this order: the state of a splitter holds its orientation too, which may be the one
        # from before the person put the response elsewhere.
        page.panes.restore(self._splitter)
        page.panes.set_response_below(self.is_response_below)
        splitter = page.splitter
        splitter.splitterMoved.connect(lambda: self.restore_splitter(splitter.saveState()))
        self.page_made.emit(opened.key, page)
        return page

    def _show_in(self, page: RequestPage, opened: OpenRequest) -> None:
        request = opened.request
        service = self._workbench.sending.plan(request).service
        table = self._library.dialects.get(service.table) if service else None
        page.show_request(request, service, table, self._library.events_of(request.endpoint))
        page.row.show_edited(is_edited=opened.is_edited or opened.copy is None)
        self._show_plan(page, opened)

    def _show_plan(self, page: RequestPage, opened: OpenRequest) -> None:
        """Show what would be sent, with what, and what is filled in."""
        request = opened.effective
        sending, credentials = self._workbench.sending, self._credentials
        plan = sending.plan(request)
        names = tuple(credential.name for credential in credentials.offered)
        summary = auth_summary(plan, credentials.chosen, names)
        page.show_authentication(summary, autofills(plan), plan.origin)
        page.set_environment(plan.environment)
        origin = origin_of_request(plan.request.endpoint, plan.service, plan.environment)
        page.row.show_plain(plain_host(origin))
        page.editors.set_folder(request.folder)
        done = done_fixes(request)
        page.response.set_available_actions(_possible_fixes(plan), done)
        page.show_done(done)
        base = shown_base_address(plan)

        def show(prepared: Preview | None, forced: Preview | None) -> None:
            # It comes later where a body is long, and the tab may be closed by then.
            if isValid(page):
                page.show_prepared(prepared, base, forced)

        sending.show_preview(opened.key, plan, show)


def _preparations_of(page: RequestPage) -> Iterator[None]:
    """Make what shows a response in steps, until that is done or the page is closed."""
    # The steps are taken later; the person may have closed the tab by then, or between two of them.
    if not isValid(page):
        return
    for _ in page.response.preparations():
        yield
        if not isValid(page):
            return


def _possible_fixes(plan: PlannedRequest) -> frozenset[FixAction]:
    """Return what can be done about a response, with the credential of the request too."""
    possible = AVAILABLE_FIXES | possible_fixes(plan)
    if filled_names(plan.possible_parameters, plan.request.endpoint):
        return possible
    # No credential would fill in the value that this fix clears.
    return possible - {FixAction.USE_CREDENTIAL}
