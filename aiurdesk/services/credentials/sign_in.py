"""Drives the steps of signing in: makes their calls, lets the browser visit their pages."""

import asyncio
import secrets
from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.parameter_names import bare_name
from aiurdesk.core.auth.scheme import Call, CallResponse, Return, Visit
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_body, redact_prepared
from aiurdesk.core.preparing.auth_parameters import AuthParameters
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import FieldError, PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.credentials.binding import bound_origins
from aiurdesk.services.library import Library

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

_T = TypeVar("_T")
_USUAL_LIMITS = Limits()
VISIT_S = 300.0
"""Longest time that a person may take at the sign-in page."""
HELP_AFTER_S = 20.0
"""After a longer wait for the browser the person is told how to open the page by hand."""
NOT_SENT = "Your request was not sent, because signing in failed"
SIGN_IN_NOTE = "This is the response to signing in."


class OpenPage(msgspec.Struct, frozen=True):
    """A page that waits for the person in the browser."""

    address: str
    until: datetime
    """When the program stops waiting for it."""
    needs_help: bool = False
    """Whether no browser could be opened, or none has come back for a while."""


class SignInFailed(AuthError):
    """A service did not sign the credential in; its response can be shown."""

    def __init__(self, text: str, exchange: Exchange) -> None:
        super().__init__(text)
        self.exchange = exchange
        """The response to signing in; its secrets are dots."""

    @property
    def unsent(self) -> Exchange:
        """The same response, to be shown instead of the response to a request.

        Its headline says that the request was not sent.
        """
        verdict = self.exchange.verdict
        headline = f"{NOT_SENT}: {verdict.headline}"
        return replace(self.exchange, verdict=replace(verdict, headline=headline))


class Receiving(Protocol):
    """Waits on this computer for the browser to come back."""

    state: str

    @property
    def redirect_uri(self) -> str:
        """Where the service sends the browser to."""
        ...

    async def wait(self, timeout_s: float) -> Return:
        """Return what the browser brought back.

        Raises:
            TimeoutError: The person did not come back in time.
        """
        ...


class Calling(Protocol):
    """Sends the calls that signing in makes; the send pipeline does."""

    async def exchange(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        limits: Limits,
    ) -> Exchange:
        """Send once, read, judge and bind."""
        ...


class Browser:
    """The browser of the person, and the place on this computer where it comes back to."""

    def __init__(
        self,
        open_page: Callable[[str], bool],
        open_receiver: "Callable[[], AbstractAsyncContextManager[Receiving]]",
        timeout_s: float = VISIT_S,
        help_after_s: float = HELP_AFTER_S,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            open_page: Opens an address in the browser, on a thread; False says that it cannot.
        """
        self.on_visit: Callable[[OpenPage | None], None] | None = None
        """Called with a page that waits for the person, again when the person may need help, and
        with None at the end. The listener shows the address, so that the person can open it."""
        self._open_page = open_page
        self._open_receiver = open_receiver
        self._timeout_s = timeout_s
        self._help_after_s = help_after_s

    async def visit(self, address: Callable[[str, str], str]) -> Return:
        """Let the person visit a page, and return what their browser brings back.

        Args:
            address: Gives the address of the page for a redirect address and a state.

        Raises:
            AuthError: There is no browser, or nobody came back in time.
        """
        # Listening before the page opens: who is signed in already is sent back at once.
        async with self._open_receiver() as receiver:
            until = utc_now() + timedelta(seconds=self._timeout_s)
            page = OpenPage(address(receiver.redirect_uri, receiver.state), until)
            self._show(page)
            try:
                return await self._returned(page, receiver)
            except TimeoutError:
                minutes = round(self._timeout_s / 60)
                raise AuthError(
                    f"Nobody signed in within {minutes} minutes. Sign in again."
                ) from None
            finally:
                self._show(None)

    async def _returned(self, page: OpenPage, receiver: Receiving) -> Return:
        """Open the page and wait for the browser to come back; offer help if that takes long."""
        is_open = await asyncio.to_thread(self._open_page, page.address)
        if not is_open and not self.on_visit:
            raise AuthError(
                "The browser could not be opened. Choose one in the settings of this "
                "computer, then sign in again."
            )
        unaided_s = min(self._help_after_s, self._timeout_s) if is_open else 0.0
        if is_open:
            with suppress(TimeoutError):
                return await receiver.wait(unaided_s)
        self._show(replace(page, needs_help=True))
        return await receiver.wait(self._timeout_s - unaided_s)

    def _show(self, page: OpenPage | None) -> None:
        if self.on_visit is not None:
            self.on_visit(page)


def utc_now() -> datetime:
    """Return this computer's time."""
    return datetime.now(UTC)


class SignIn:
    """Takes the steps that a scheme asks for; it remembers nothing."""

    def __init__(
        self,
        pipeline: Calling,
        library: Library,
        browser: Browser,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._pipeline = pipeline
        self._library = library
        self.browser = browser
        self.now = now

    async def run(
        self,
        flow: Generator[Call | Visit, CallResponse | Return, _T],
        credential: Credential,
        environment: Environment,
        limits: Limits = _USUAL_LIMITS,
    ) -> _T:
        """Take all steps of a flow and return its result.

        Args:
            limits: Of each call.

        Raises:
            AuthError: It cannot go on.
            SignInFailed: It cannot go on because of what a service answered.
        """
        last: Exchange | None = None
        try:
            # A scheme does no I/O: it yields one step at a time, and is sent what came of it.
            step = next(flow)
            while True:
                if isinstance(step, Visit):
                    # An error from here on has nothing to do with the responses so far.
                    last = None
                    step = flow.send(await self._visit(step, credential, environment))
                    continue
                last = await self._call(step, credential, environment, limits)
                step = flow.send(self._response(last))
        except StopIteration as end:
            result: _T = end.value
            return result
        except AuthError as error:
            if last is None:
                raise
            # The text may quote the service, which may repeat a secret that was sent.
            text = redact_text(str(error), last.prepared.secrets)
            raise SignInFailed(text, _shown(last)) from None
        finally:
            # Also where a call failed for another reason: the scheme stands at a yield then.
            flow.close()

    async def _call(
        self, call: Call, credential: Credential, environment: Environment, limits: Limits
    ) -> Exchange:
        request, prepared = self._prepared(
            call.endpoint_id,
            credential,
            AuthParameters(
                credential=credential.name,
                origins=bound_origins(credential, environment),
                values=call.values,
                jar=credential.id if call.with_jar else "",
            ),
            environment,
        )
        service = self._library.catalogue.service(request.endpoint.service_id)
        return await self._pipeline.exchange(request, prepared, service, limits)

    async def _visit(
        self, visit: Visit, credential: Credential, environment: Environment
    ) -> Return:
        # The browser may need other addresses than the program; they belong to the same services.
        pages = environment.for_pages
        origins = (*bound_origins(credential, environment), *bound_origins(credential, pages))

        def address(redirect_uri: str, state: str) -> str:
            # ``state`` proves that what comes back belongs to this visit. RFC 6749 section 10.12.
            values = (*visit.values, ("redirect_uri", redirect_uri), ("state", state))
            hidden = tuple((name, Secret(value)) for name, value in values)
            auth_parameters = AuthParameters(credential.name, origins, hidden)
            return self._prepared(visit.endpoint_id, credential, auth_parameters, pages)[1].url

        return await self.browser.visit(address)

    def _prepared(
        self,
        endpoint_id: str,
        credential: Credential,
        auth_parameters: AuthParameters,
        environment: Environment,
    ) -> tuple[Request, PreparedRequest]:
        """Prepare a call; its values are auth parameters, so that they go out as they are."""
        catalogue = self._library.catalogue
        endpoint = catalogue.endpoint(endpoint_id)
        if endpoint is None:
            raise AuthError(f"The endpoint {endpoint_id} is not known, so nobody can sign in.")
        # Prepared like any other request, so the form rules and the origins of the credential
        # apply: a password goes to no address that the credential is not bound to.
        request = Request(endpoint)
        service = catalogue.service(endpoint.service_id)
        boundary = secrets.token_hex(16)
        prepared = prepare(request, service, environment, boundary, auth_parameters)
        if isinstance(prepared, PreparedRequest):
            return request, prepared
        raise cannot_sign_in(credential, service, prepared)

    def _response(self, exchange: Exchange) -> CallResponse:
        ahead_s = _server_ahead_s(exchange, self.now())
        return CallResponse(exchange.outcome, exchange.envelope, exchange.verdict, ahead_s)


def _server_ahead_s(exchange: Exchange, now: datetime) -> float:
    """Return how far the server's clock is ahead, as far as whole seconds tell; 0 if unknown."""
    outcome = exchange.outcome
    date = outcome.header("Date") if isinstance(outcome, Response) else None
    try:
        read = parsedate_to_datetime(date or "")
    except (ValueError, IndexError, TypeError):
        return 0.0
    # Python returns no zone for "-0000"; an HTTP-date is in UTC. RFC 9110 section 5.6.7.
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    # Date has whole seconds only, so the real time is half a second later on average.
    return (aware + timedelta(milliseconds=500) - now).total_seconds()


def _shown(exchange: Exchange) -> Exchange:
    """Return an exchange of signing in without secrets; a response may repeat one."""
    secrets = exchange.prepared.secrets
    verdict = exchange.verdict
    return replace(
        exchange,
        prepared=replace(redact_prepared(exchange.prepared), secrets=secrets),
        outcome=redact_body(exchange.outcome, secrets),
        verdict=replace(
            verdict,
            message=redact_text(verdict.message, secrets),
            notes=(*verdict.notes, SIGN_IN_NOTE),
        ),
    )


def cannot_sign_in(
    credential: Credential, service: Service | None, errors: tuple[FieldError, ...]
) -> AuthError:
    """Return the error to raise where the values of a credential break the rules of a service.

    It names the fields of the credential, which the person filled in, and not the parameters of
    the endpoint that signs in: ``appSecret`` of Archon is called App secret.
    """
    titles = _titles(credential)
    told = [(titles.get(bare_name(error.parameter), ""), error.text) for error in errors]
    reasons = " ".join(f"{title}: {text}" if title else text for title, text in told)
    if service is None or not all(title for title, _ in told):
        return AuthError(f"Signing in with {credential.name} is not possible. {reasons}")
    wrong = " and ".join(dict.fromkeys(title for title, _ in told))
    return AuthError(
        f"{credential.name} cannot sign in: its {wrong} cannot be right for {service.name}. "
        f"{reasons} Edit it in the credential manager."
    )


def _titles(credential: Credential) -> dict[str, str]:
    """Return the titles of a credential's fields, by names that any service might use."""
    scheme = scheme_of(credential.scheme)
    fields = scheme.fields if scheme else ()
    return {bare_name(field.name): field.shown_name for field in fields}
