"""Carries out the fixes of a verdict."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth.next_steps import offered_credential
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import report
from aiurdesk.core.preparing.address import base_address, origin_of_request
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.fixes import TokenSource, listing_request, token_source, with_token
from aiurdesk.core.verdict.socket_source import socket_request
from aiurdesk.services.library import Library
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.response.dialect_edge import DialectWish, DialectWishKind
from aiurdesk.ui.window.messages import Message


class OtherParts(NamedTuple):
    """Functions of other parts of the window that fixes call."""

    choose_credential: Callable[[], None]
    """Opens the list of credentials for all requests."""
    add_credential: Callable[[OfferedCredential, Callable[[str], None]], None]
    """Lets a person fill in a credential; the function is called with its name."""
    replace_secret: Callable[[str, Callable[[str], None]], None]
    """Lets a person enter the secret of a credential again; the function is called afterwards."""
    carry_out: Callable[[Fix], None]
    """Does what needs no request, see ``messages.WITHOUT_REQUEST``."""
    sign_in: Callable[[int], None]
    """Signs in with the credential of the open request of that key."""
    raise_limit: Callable[[str], None]
    """Opens the settings at a limit, named by its field of ``Limits``."""
    choose_environment: Callable[[str], None]
    """Chooses an environment by its name; an empty name opens the list."""
    edit_variable: Callable[[str], None]
    """Asks for the value of a variable of the environment."""
    show_certificates: Callable[[int], None]
    """Shows the certificates of the server of the open request of that key."""


class Fixes(QObject):
    """Carries out the fix that was chosen on the page of a request."""

    told = Signal(Message)
    """Emitted with what was done where that is not seen on the page."""

    def __init__(self, workbench: Workbench, library: Library, others: OtherParts) -> None:
        super().__init__()
        self._workbench = workbench
        self._library = library
        self._others = others
        self._actions: dict[FixAction | None, Callable[[int, RequestPage, Fix], object]] = {
            **_ON_THE_PAGE,
            FixAction.RAISE_LIMITS: lambda _key, _page, fix: others.raise_limit(fix.target),
            FixAction.EDIT_VARIABLE: lambda _key, _page, fix: others.edit_variable(fix.target),
            FixAction.CHOOSE_CREDENTIAL: self._choose_credential,
            FixAction.CHOOSE_ENVIRONMENT: self._choose_environment,
            FixAction.ADD_CREDENTIAL: self._add_credential,
            FixAction.MAKE_CREDENTIAL: self._make_credential,
            FixAction.REPLACE_SECRET: lambda _key, page, fix: others.replace_secret(
                fix.target, lambda _name: page.refusal.hide()
            ),
            FixAction.ADD_ENVIRONMENT: lambda _key, _page, fix: others.carry_out(fix),
            FixAction.ADD_SERVICE: lambda _key, _page, fix: others.carry_out(fix),
            FixAction.SIGN_IN: lambda key, *_: others.sign_in(key),
            FixAction.SHOW_CERTIFICATES: lambda key, *_: others.show_certificates(key),
            # There the fingerprint is seen before anything is trusted.
            FixAction.TRUST_CERTIFICATE: lambda key, *_: others.show_certificates(key),
            FixAction.OPEN_ENDPOINT: self._open_endpoint,
            FixAction.OPEN_SOCKET: self._open_socket,
            FixAction.FILL_FROM: self._ask_for_token,
            FixAction.USE_CREDENTIAL: self._use_credential,
            FixAction.RESEND: self._resend,
            FixAction.RESEND_LATER: self._resend,
            FixAction.WAIT_AND_RESEND: self._resend,
            FixAction.RENEW_TOKEN: self._resend,
            FixAction.COPY_REPORT: self._copy_report,
        }

    def apply(self, key: int, page: RequestPage, fix: Fix) -> None:
        """Do what a fix says.

        Args:
            key: The key of the open request.
            page: The page of that request.
        """
        do = self._actions.get(fix.action)
        if do is not None:
            do(key, page, fix)

    def take_token(self, key: int, page: RequestPage, exchange: Exchange) -> None:
        """Fill in the token that was asked for; without one show the response to the question."""
        request = self._workbench.plan(key).request
        source, outcome = self._token_source(request), exchange.outcome
        body = outcome.body.data if isinstance(outcome, Response) else b""
        filled = with_token(request, source, body) if source else None
        if source is None or filled is None:
            self._workbench.open_exchange(exchange)
            return
        page.set_values(filled.values)
        page.editors.focus_parameter(source.parameter)
        self.told.emit(
            Message(
                tr("{parameter} is filled in. Send again.").format(parameter=source.parameter),
                "success",
            )
        )

    def _choose_environment(self, _key: int, page: RequestPage, fix: Fix) -> None:
        # It is about the environment that was chosen until now.
        page.refusal.hide()
        self._others.choose_environment(fix.target)

    def _use_credential(self, key: int, page: RequestPage, fix: Fix) -> None:
        # A typed value would win over what the credential fills in.
        values = page.editors.values.fields.values()
        page.set_values(tuple(pair for pair in values if pair[0] != fix.target))
        self._workbench.send_request(key)

    def _choose_credential(self, key: int, page: RequestPage, _fix: Fix) -> None:
        # The credential that a request names itself comes before the choice for all requests:
        # changing that choice would not help.
        if self._workbench.plan(key).request.credential is None:
            self._others.choose_credential()
        else:
            page.editors.show_auth()

    def _add_credential(self, key: int, page: RequestPage, fix: Fix) -> None:
        exchange = self._workbench.exchange(key)
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        origin = origin_of(exchange.outcome.url)
        offered = OfferedCredential(fix.target, origin.partition("://")[2], origin)
        self._others.add_credential(offered, page.take_new_credential)

    def _make_credential(self, key: int, page: RequestPage, fix: Fix) -> None:
        plan = self._workbench.plan(key)
        origin = origin_of_request(plan.request.endpoint, plan.service, plan.environment)

        def follow(name: str) -> None:
            page.refusal.hide()
            # The person may have given it another name.
            named = plan.request.credential
            if named and named.casefold() == fix.target.casefold():
                page.take_new_credential(name)
            else:
                page.row.send_button.setFocus()

        offered = offered_credential(fix.target, origin, plan.service)
        self._others.add_credential(offered, follow)

    def _ask_for_token(self, key: int, _page: RequestPage, _fix: Fix) -> None:
        source = self._token_source(self._workbench.plan(key).request)
        if source is None:
            return
        sending = self._workbench.sending
        if sending.plan(source.request).problems:
            # The request for the token needs values itself: the person fills them in.
            self._workbench.open_request(source.request)
        else:
            sending.fetch(key, source.request)

    def _token_source(self, request: Request) -> TokenSource | None:
        return token_source(request, self._library.endpoints_of(request.endpoint.service_id))

    def _resend(self, key: int, _page: RequestPage, fix: Fix) -> None:
        exchange = self._workbench.exchange(key)
        if exchange is not None:
            # What was sent in spite of a broken rule is sent so again.
            is_forced, is_renewing = exchange.request.is_forced, fix.action is FixAction.RENEW_TOKEN
            self._workbench.send_request(key, is_forced=is_forced, is_renewing=is_renewing)

    def _copy_report(self, key: int, _page: RequestPage, _fix: Fix) -> None:
        exchange = self._workbench.exchange(key)
        if exchange is not None:
            QGuiApplication.clipboard().setText(report(exchange))
            self.told.emit(Message(tr("Report copied."), "success"))

    def _open_socket(self, key: int, _page: RequestPage, _fix: Fix) -> None:
        exchange = self._workbench.exchange(key)
        outcome = None if exchange is None else exchange.outcome
        if exchange is None or not isinstance(outcome, Response):
            return
        endpoint = exchange.request.endpoint
        # The address in the response may belong to a known endpoint, which then brings its docs.
        siblings = self._library.endpoints_of(endpoint.service_id)
        request = socket_request(endpoint, outcome.body.data, siblings, self._known_sockets())
        if request is None:
            text = tr("The response holds no address of a socket.")
            self.told.emit(Message(text, "unexpected"))
        else:
            self._workbench.send_request(self._workbench.open_request(request).key)

    def _known_sockets(self) -> Iterator[tuple[str, Endpoint]]:
        environment = self._workbench.sending.environment
        catalogue = self._library.with_code_lab
        for endpoint in catalogue.endpoints:
            service = catalogue.service(endpoint.service_id) if endpoint.is_websocket else None
            base = None if service is None else base_address(service, environment)
            if isinstance(base, str):
                yield base, endpoint

    def _open_endpoint(self, key: int, _page: RequestPage, fix: Fix) -> None:
        endpoint = self._library.with_code_lab.endpoint(fix.target)
        if endpoint is None:
            return
        # A listing of the same service can be sent at once; other endpoints need values first.
        listing = listing_request(endpoint, self._workbench.plan(key).request)
        if listing is None:
            self._workbench.open(endpoint)
        else:
            self._workbench.send_request(self._workbench.open_once(listing).key)


_ON_THE_PAGE: dict[FixAction | None, Callable[[int, RequestPage, Fix], object]] = {
    FixAction.FOCUS_PARAMETER: lambda _, page, fix: page.editors.focus_parameter(fix.target),
    FixAction.FOCUS_FORM: lambda _key, page, _fix: page.editors.focus_form(),
    FixAction.SHOW_DOCS: lambda _key, page, _fix: page.editors.show_docs(),
    FixAction.SHOW_TEXT: lambda _key, page, _fix: page.response_side.show_tab("text"),
    FixAction.SHOW_HEADERS: lambda _key, page, _fix: page.response_side.show_tab("headers"),
    FixAction.EDIT_ADDRESS: lambda _key, page, _fix: page.row.focus_address(),
    FixAction.USE_HTTPS: lambda _key, page, _fix: page.address.use_https(),
    FixAction.CHOOSE_METHOD: lambda _, page, fix: page.choose_method(fix.target),
    FixAction.TEACH_DIALECT: lambda _key, page, _fix: page.response.dialect_wished.emit(
        DialectWish(DialectWishKind.TEACH)
    ),
    FixAction.JUDGE_BY_STATUS: lambda _key, page, _fix: page.response.dialect_wished.emit(
        DialectWish(DialectWishKind.BY_STATUS)
    ),
}
"""Fixes that need nothing but the page."""

AVAILABLE_FIXES = frozenset(FixAction) - {FixAction.SIGN_IN, FixAction.RENEW_TOKEN}
"""What the window can do for every request; ``possible_fixes`` adds what a credential can do.
Other fixes are words without a button."""
