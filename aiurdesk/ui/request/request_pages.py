"""Makes the pages of the open requests and brings to each what happens to its request."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import FieldError, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.services.services import Services
from aiurdesk.ui.credentials.credential_controller import CredentialController
from aiurdesk.ui.credentials.signing import autofills, possible_fixes, signing_of
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_tabs import RequestTabs
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.startup.preload import LOADING_RESPONSE_VIEWS
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.lazy_panel import IdleSteps
from aiurdesk.ui.window.theme import Theme
from aiurdesk.ui.workbench import OpenRequest, Workbench

_PAUSE_MS = 500
"""So long after the last request was opened the page of the next one is made."""


class RequestPages(QObject):
    """Keeps pages and workbench in step."""

    limits_wanted = Signal()
    """Emitted when somebody wants to raise the limits of a request."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        services: Services,
        workbench: Workbench,
        credentials: CredentialController,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope
        self._services = services
        self._workbench = workbench
        self._credentials = credentials
        self._is_response_below = False
        self._splitter = QByteArray()
        self.tabs = RequestTabs(theme, self._make_page)
        self._next: RequestPage | None = None
        self._steps = IdleSteps(self.tabs)
        self._pause = QTimer(self.tabs)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._get_ready)
        self._is_all_loaded = False
        scope.busy_changed.connect(self._on_busy)
        credentials.choice.changed.connect(self._on_credentials_changed)
        credentials.renamed.connect(self._on_credential_renamed)
        workbench.request_changed.connect(self._on_changed)
        workbench.sending.refused.connect(self._on_refused)
        workbench.sending.busy_changed.connect(self._on_busy_changed)
        workbench.sending.exchange_finished.connect(self._on_exchange_finished)

    @property
    def is_response_below(self) -> bool:
        """Answers stand below the editors, not beside them."""
        return self._is_response_below

    def set_response_below(self, is_below: bool) -> None:
        """Put the answers of all pages below the editors, or beside them."""
        self._is_response_below = is_below
        for page in self.tabs.pages():
            page.set_response_below(is_below)

    def splitter_state(self) -> QByteArray:
        """Return how the page in front, or the one before it, divides editors and answer."""
        page = self.tabs.page
        return self._splitter if page is None else page.splitter.saveState()

    def restore_splitter(self, state: QByteArray) -> None:
        """Divide the pages that are still to come."""
        self._splitter = state

    def _on_busy(self, name: str, is_busy: bool) -> None:
        if name == LOADING_RESPONSE_VIEWS and not is_busy:
            self._is_all_loaded = True
            self._get_ready()

    def _get_ready(self) -> None:
        self._steps.start(self._preparations())

    def _preparations(self) -> Iterator[None]:
        """Make the page of the next request, with that of its answer, before anybody waits."""
        if self.tabs.page is not None:
            yield from self.tabs.page.response.preparations()
        if self._next is None:
            page = self._next = RequestPage(self._theme, self._make_response, self.tabs.stack)
            page.hide()
            yield
            page.ensurePolished()
            yield
            yield from page.response.preparations()

    def _make_page(self, opened: OpenRequest, parent: QWidget) -> RequestPage:
        key, request = opened.key, opened.request
        page = self._next
        if page is None:
            page = RequestPage(self._theme, self._make_response, parent)
        self._next = None
        if self._is_all_loaded:
            self._steps.start(page.response.preparations())
            self._pause.start()
        service = self._workbench.service_of(request)
        table = self._services.library.tables.get(service.table) if service else None
        page.show_request(request, service, table)
        self._show_prepared(page, request)
        page.set_response_below(self._is_response_below)
        page.restore_splitter(self._splitter)
        page.request_edited.connect(lambda edited: self._workbench.edit(key, edited))
        page.send_anyway_wanted.connect(lambda: self._workbench.send(key, is_forced=True))
        page.row.send_button.send_wanted.connect(lambda: self._workbench.send(key))
        page.row.send_button.cancel_wanted.connect(lambda: self._workbench.cancel(key))
        page.fix_chosen.connect(lambda fix: self._apply(key, fix))
        page.manage_wanted.connect(self._credentials.open_list)
        page.splitter.splitterMoved.connect(lambda: self._on_splitter_moved(page))
        return page

    def _make_response(self, theme: Theme, parent: QWidget) -> ResponsePane:
        response = ResponsePane(theme, self._scope, self._services.save_body, parent)
        response.set_available_actions(AVAILABLE_FIXES)
        return response

    def _on_splitter_moved(self, page: RequestPage) -> None:
        self._splitter = page.splitter.saveState()

    def _on_changed(self, opened: OpenRequest) -> None:
        self.tabs.show_changed(opened)
        page = self.tabs.page_of(opened.key)
        if page is not None:
            self._show_prepared(page, opened.request)

    def _show_prepared(self, page: RequestPage, request: Request) -> None:
        sending, choice = self._workbench.sending, self._credentials.choice
        signed = sending.signed(request)
        names = tuple(each.name for each in choice.offered)
        page.show_signing(signing_of(signed, choice.chosen, names), autofills(signed))
        page.response.set_available_actions(AVAILABLE_FIXES | possible_fixes(signed))
        page.show_prepared(sending.prepare(request), sending.base_address(request))

    def _on_credentials_changed(self) -> None:
        for opened in self._workbench.open_requests:
            page = self.tabs.page_of(opened.key)
            if page is not None:
                self._show_prepared(page, opened.request)

    def _on_credential_renamed(self, before: str, after: str) -> None:
        """Let open requests that name a credential follow it."""
        for opened in self._workbench.open_requests:
            named, page = opened.request.credential, self.tabs.page_of(opened.key)
            if named and page is not None and named.casefold() == before.casefold():
                page.name_credential(after)

    def _on_refused(self, key: int, errors: tuple[FieldError, ...]) -> None:
        page = self.tabs.page_of(key)
        if page is not None:
            page.show_errors(errors)

    def _on_busy_changed(self, key: int, is_busy: bool) -> None:
        page = self.tabs.page_of(key)
        if page is not None and is_busy:
            page.show_sending()
        elif page is not None:
            page.show_sent(self._workbench.exchange(key))

    def _on_exchange_finished(self, key: int, exchange: Exchange) -> None:
        page = self.tabs.page_of(key)
        if page is not None:
            page.show_exchange(exchange)

    def _apply(self, key: int, fix: Fix) -> None:
        page = self.tabs.page_of(key)
        exchange = self._workbench.exchange(key)
        if fix.action in CREDENTIAL_FIXES:
            self._apply_to_credential(key, fix.action)
            return
        if page is None or exchange is None:
            return
        match fix.action:
            case FixAction.RESEND | FixAction.RESEND_LATER:
                self._workbench.send(key, is_forced=exchange.request.is_forced)
            case FixAction.COPY_REPORT:
                from aiurdesk.core.response.report import report

                QGuiApplication.clipboard().setText(report(exchange))
            case FixAction.OPEN_ENDPOINT:
                self._open_endpoint(fix.target)
            case FixAction.RAISE_LIMITS:
                self.limits_wanted.emit()
            case action if action in _PLACES:
                _PLACES[action](page, fix)

    def _apply_to_credential(self, key: int, action: FixAction | None) -> None:
        exchange = self._workbench.exchange(key)
        if action is FixAction.CHOOSE_CREDENTIAL:
            self._credentials.open_choice()
        elif action is FixAction.RENEW_TOKEN and exchange is not None:
            is_forced = exchange.request.is_forced
            self._workbench.send(key, is_forced=is_forced, is_renewing=True)
        elif action is FixAction.SIGN_IN:
            choice = self._credentials.choice
            self._credentials.sign_in(choice.of(self._workbench.request(key)))

    def _open_endpoint(self, endpoint_id: str) -> None:
        endpoint = self._services.library.with_code_lab.endpoint(endpoint_id)
        if endpoint is not None:
            self._workbench.open(endpoint)


_PLACES: dict[FixAction | None, Callable[[RequestPage, Fix], None]] = {
    FixAction.FOCUS_PARAMETER: lambda page, fix: page.focus_parameter(fix.target),
    FixAction.FOCUS_FORM: lambda page, _: page.focus_form(),
    FixAction.SHOW_DOCS: lambda page, _: page.show_docs(),
    FixAction.SHOW_TEXT: lambda page, _: page.response.show_tab("text"),
    FixAction.SHOW_HEADERS: lambda page, _: page.response.show_tab("headers"),
    FixAction.EDIT_ADDRESS: lambda page, _: page.row.focus_address(),
}
CREDENTIAL_FIXES = frozenset(
    {FixAction.CHOOSE_CREDENTIAL, FixAction.RENEW_TOKEN, FixAction.SIGN_IN}
)
AVAILABLE_FIXES = frozenset(
    {
        FixAction.RESEND,
        FixAction.RESEND_LATER,
        FixAction.COPY_REPORT,
        FixAction.OPEN_ENDPOINT,
        FixAction.RAISE_LIMITS,
        *(action for action in _PLACES if action is not None),
    }
)
"""What the window can do; other fixes are words without a button."""
