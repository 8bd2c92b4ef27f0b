"""Does what the fixes of a verdict say."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.report import report
from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.services.library import Library
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.workbench import Workbench


class Fixes:
    """Carries out the fix that was chosen on the page of a request."""

    def __init__(
        self,
        workbench: Workbench,
        library: Library,
        *,
        choose_credential: Callable[[], None],
        sign_in: Callable[[int], None],
        raise_limits: Callable[[], None],
    ) -> None:
        """Prepare.

        Args:
            choose_credential: Lets a person choose one.
            sign_in: Signs in with the credential of the open request of that key.
            raise_limits: Lets a person change the limits of requests.
        """
        self._workbench = workbench
        self._library = library
        self._choose_credential = choose_credential
        self._sign_in = sign_in
        self._raise_limits = raise_limits

    def apply(self, key: int, page: RequestPage, fix: Fix) -> None:
        """Do what a fix says.

        Args:
            key: That of the open request.
            page: The page of that request.
        """
        exchange = self._workbench.exchange(key)
        match fix.action:
            case FixAction.CHOOSE_CREDENTIAL:
                self._choose_credential()
            case FixAction.SIGN_IN:
                self._sign_in(key)
            case FixAction.OPEN_ENDPOINT:
                self._open_endpoint(fix.target)
            case FixAction.RAISE_LIMITS:
                self._raise_limits()
            case action if action in _PLACES:
                _PLACES[action](page, fix)
            case action if exchange is not None:
                self._apply_to_exchange(key, exchange, action)

    def _apply_to_exchange(self, key: int, exchange: Exchange, action: FixAction | None) -> None:
        # What was sent in spite of a broken rule is sent so again.
        is_forced = exchange.request.is_forced
        match action:
            case FixAction.RESEND | FixAction.RESEND_LATER:
                self._workbench.send(key, is_forced=is_forced)
            case FixAction.RENEW_TOKEN:
                self._workbench.send(key, is_forced=is_forced, is_renewing=True)
            case FixAction.COPY_REPORT:
                QGuiApplication.clipboard().setText(report(exchange))

    def _open_endpoint(self, endpoint_id: str) -> None:
        endpoint = self._library.with_code_lab.endpoint(endpoint_id)
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
"""Fixes that lead to a place on the page."""

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
"""What the window can do for every request; ``possible_fixes`` adds what a credential can do.
Other fixes are words without a button."""
