"""The one way from a request to an exchange; the street and signing in use nothing else.

``plan`` puts request, service, environment and credential together into a ``PlannedRequest``, and
``preview`` returns what would be sent. ``send`` asks for permission, authenticates, prepares,
sends, renews once after a refusal, judges and binds the exchange. ``cancelled`` returns the
exchange of a request that was cancelled.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk import transport
from aiurdesk.core import verdict as core_verdict
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.cookie import is_environment_jar, shown_pairs, with_pairs
from aiurdesk.core.preparing.prepare import AuthParameters, filled_names
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits, Progress
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Failure, FailureKind, Response, Timing
from aiurdesk.core.translation import Phrase, format_size, marked
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.library import Library
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.given_variables import GivenVariables
from aiurdesk.services.sending.outcome_judge import OutcomeJudge
from aiurdesk.services.sending.permissions import Permissions
from aiurdesk.services.sending.planned_request import (
    USUAL_TERMS,
    NotSent,
    PlannedRequest,
    SendTerms,
)
from aiurdesk.services.sending.request_planner import RequestPlanner, has_long_text, prepare_request
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.services.sending.trust import Trust
from aiurdesk.transport.transport import Signer, Transport

if TYPE_CHECKING:
    from aiurdesk.services.credentials.authenticator import Authenticated


RENEWED_NOTE = Phrase(
    marked("The access token was refused and renewed; the request was sent again.")
)
SIGNED_IN_AGAIN_NOTE = Phrase(
    marked("The session had ended; after signing in again the request was sent again.")
)
_UNAUTHORIZED = 401


Record = Callable[[Exchange, str], None]
"""Records an exchange and the name of its environment; returns at once."""


def record_nothing(_exchange: Exchange, _environment: str) -> None:
    """Do nothing with an exchange."""


class SendPipeline:
    """Plans, sends and judges requests; holds no state of its own."""

    def __init__(
        self,
        transport: Transport,
        library: Library,
        judge: ResponseJudge,
        accounts: Accounts,
        record: Record = record_nothing,
        trust: Trust | None = None,
    ) -> None:
        """Prepare.

        Args:
            record: Called with what a person sent. What signing in sends by itself is not told.
            trust: Knows the folders that are trusted; without it none is.
        """
        self._trust = Trust() if trust is None else trust
        self._record = record
        self._transport = transport
        self._library = library
        self.judge = judge
        """Judges responses."""
        self._outcomes = OutcomeJudge(judge)
        self._accounts = accounts
        self.variables = GivenVariables(accounts, self._trust)
        """The values of variables that no environment holds."""
        self._planner = RequestPlanner(library, accounts, self.variables)
        self.permissions = Permissions(self._planner, accounts, self.variables, self._trust)
        """What is asked before something is sent."""

    def plan(
        self, request: Request, environment: Environment, chosen: Credential | None = None
    ) -> PlannedRequest:
        """Put together what a request is sent with, as ``RequestPlanner.plan`` does."""
        return self._planner.plan(request, environment, chosen)

    def in_environment(self, plan: PlannedRequest, environment: Environment) -> PlannedRequest:
        """Return the plan for another environment."""
        return self._planner.in_environment(plan, environment)

    def preview(self, plan: PlannedRequest) -> PreparedRequest | tuple[Problem, ...]:
        """Return what would go on the wire, as ``RequestPlanner.preview`` does.

        The values of cookies are dots, but for cookies of an environment that are not secrets.
        """
        prepared = self._planner.preview(plan)
        if isinstance(prepared, tuple) or not prepared.jar:
            return prepared
        pairs = self._transport.cookie_pairs(prepared.jar, prepared.url)
        if not is_environment_jar(prepared.jar):
            return with_pairs(prepared, pairs, is_shown=True)
        # Not all of them are dots: code has a variable for each of those.
        return with_pairs(prepared, shown_pairs(pairs, prepared.secrets))

    def record(self, plan: PlannedRequest, outcome: Exchange | NotSent) -> None:
        """Record an exchange after its caller has found further secrets in it.

        Nothing is recorded of a request whose options say so.
        """
        if isinstance(outcome, Exchange) and plan.request.options.is_recorded is not False:
            self._record(outcome, plan.environment.name)

    async def send(
        self, plan: PlannedRequest, terms: SendTerms = USUAL_TERMS
    ) -> Exchange | NotSent:
        """Ask, authenticate, prepare, send and judge, or say why the request is not sent.

        A refused token or session is renewed once, and the request sent once more; the verdict
        says so. That is not done for a token that was fetched for this very request. Its tests
        are not carried out, and nothing is recorded: see ``Street.send``.

        Raises:
            AuthError: Signing in is not possible; nothing was sent.
            SignInFailed: A service did not let the credential in; its response can be shown.
            KeyringFailure: The secrets could not be read; nothing was sent.
            ProblemError: There is no person to ask; nothing was sent.
        """
        granted = await self.permissions.granted(plan, terms.asking)
        if isinstance(granted, NotSent):
            return granted
        plan = granted
        # Asked for by the button "Renew token and resend".
        if plan.credential is not None and terms.is_renewing:
            await self._accounts.authenticator.renew(plan.credential, plan.environment)
        # Signing in may take calls of its own; the limits of this request do not count them.
        authenticated = await self._authenticate(plan)
        first = await self._send_with(plan, authenticated, terms)
        # Only what a credential added can be renewed; a token that was typed is the person's.
        if authenticated is None or isinstance(first, NotSent):
            return first
        if self._takes_challenge(plan, first):
            again = await self._send_with(plan, authenticated, terms)
            self._take_result(plan, again)
            return again
        if not self._may_be_renewed(first, authenticated):
            return first
        return await self._send_again(plan, authenticated, first, terms)

    def cancelled(
        self, plan: PlannedRequest, elapsed_ms: float = 0.0, came: Progress | None = None
    ) -> Exchange | NotSent:
        """Return the exchange of a request whose sending was cancelled, after recording it.

        Args:
            plan: What was sent.
            elapsed_ms: So long it took.
            came: What of its response came by then; None for nothing.
        """
        # With dots: it may have been cancelled before the real secrets were known.
        prepared = self.preview(plan)
        if isinstance(prepared, tuple):
            return NotSent(prepared)
        outcome = Failure(FailureKind.CANCELLED, timing=Timing(total_ms=elapsed_ms))
        if came is not None and came.received_bytes and came.read_kept is not None:
            outcome = replace(
                outcome,
                particulars=format_size(came.received_bytes),
                received=came.read_kept(),
                content_type=came.content_type,
            )
        exchange = Exchange(
            request=plan.request,
            prepared=prepared,
            outcome=outcome,
            envelope=None,
            verdict=core_verdict.failures.judge_failure(outcome),
            started_at=datetime.now(UTC) - timedelta(milliseconds=elapsed_ms),
            reading=Reading(),
        )
        self.record(plan, exchange)
        return exchange

    async def exchange(
        self, request: Request, prepared: PreparedRequest, service: Service | None, limits: Limits
    ) -> Exchange:
        """Send once, read, judge and bind; signing in uses it for its own calls.

        Raises:
            NotTrusted: A collection that is not trusted would lead the request elsewhere.
        """
        return await self._exchanged(request, prepared, service, SendTerms(limits))

    async def _exchanged(
        self,
        request: Request,
        prepared: PreparedRequest,
        service: Service | None,
        terms: SendTerms,
        sign: Signer | None = None,
    ) -> Exchange:
        """Do the same on other terms.

        Args:
            sign: Computes headers of the request; it is called again after a redirect.
        """
        self.permissions.check_route(prepared.route)
        if sign is not None:
            prepared = await sign(prepared)
        started_at = datetime.now(UTC)
        options = request.options
        if options.follows_redirects is False:
            prepared = replace(prepared, follows_redirects=False)
        limits = options.applied_to(terms.limits)
        transport = terms.transport or self._transport
        outcome = await transport.send(prepared, limits, terms.on_progress, sign)
        return await self._outcomes.exchange(request, prepared, service, outcome, started_at)

    async def judged_again(self, exchange: Exchange, request: Request) -> Exchange:
        """Return an exchange with the verdict that its outcome has now, after another choice.

        Args:
            exchange: What its tests found stays as it is.
            request: The request of the exchange, which may name another dialect.
        """
        service = self._library.service(request.endpoint.service_id)
        judged = await self._outcomes.judged(
            request, exchange.prepared, service, exchange.outcome, exchange.started_at
        )
        again = replace(judged, examination=exchange.examination)
        for remark in exchange.remarks:
            # How it was sent is not judged.
            again = again if remark in again.remarks else again.with_note(remark)
        return again

    async def _authenticate(self, plan: PlannedRequest) -> "Authenticated | None":
        """Return what the request goes out with, after signing in where that is needed.

        None where the credential adds nothing, or where preparing will refuse it.
        """
        if plan.credential is None or plan.auth_parameters.is_empty or plan.unbound_origin:
            return None
        return await self._accounts.authenticator.authenticate(
            plan.credential, plan.request, plan.environment
        )

    async def _send_with(
        self, plan: PlannedRequest, authenticated: "Authenticated | None", terms: SendTerms
    ) -> Exchange | NotSent:
        """Prepare a request and send it.

        Args:
            authenticated: What the request goes out with; None for what its plan adds.
        """
        added = authenticated.auth_parameters if authenticated else plan.auth_parameters
        prepared = await self._prepared(plan, added)
        if not isinstance(prepared, tuple) and not plan.request.is_forced:
            value_errors = self.judge.contract.value_errors
            prepared = await value_errors(plan.request, prepared, plan.environment) or prepared
        if isinstance(prepared, tuple):
            secrets = plan.environment.secrets
            # An error may quote the value that is wrong.
            return NotSent(
                tuple(replace(p, what=redact_text(p.sentence, secrets)) for p in prepared)
            )
        if not await self.may_be_read(prepared, terms.asking):
            return NotSent()
        sign = self._sign(plan, authenticated) if prepared.signed else None
        return await self._exchanged(plan.request, prepared, plan.service, terms, sign)

    async def may_be_read(self, prepared: PreparedRequest, asking: Asking) -> bool:
        """Return whether a request may carry its credential or cookies where others can read it."""
        if not plain_host(prepared.url):
            return True
        # Not at the top: few requests are sent without encryption.
        if await transport.plain_http.carries_credential(prepared):
            return await self.permissions.may_carry(prepared.url, asking)
        if not self._transport.cookie_pairs(prepared.jar, prepared.url):
            return True
        return await self.permissions.may_carry(prepared.url, asking, is_optional=True)

    def _sign(self, plan: PlannedRequest, authenticated: "Authenticated | None") -> Signer | None:
        """Return what computes headers of a request with the credential of a plan."""
        credential = plan.credential
        if credential is None or authenticated is None:
            return None
        authenticator, grant = self._accounts.authenticator, authenticated.grant
        return lambda prepared: authenticator.sign(credential, grant, prepared)

    async def _prepared(
        self, plan: PlannedRequest, auth_parameters: AuthParameters
    ) -> PreparedRequest | tuple[Problem, ...]:
        """Prepare a request with files that may be opened.

        Raises:
            NotTrusted: A file lies outside a folder that is not trusted.
        """
        if has_long_text(plan.request.body):
            # It is checked and searched for secrets, which takes a tenth of a second a megabyte.
            prepared = await asyncio.to_thread(prepare_request, plan, auth_parameters)
        else:
            prepared = prepare_request(plan, auth_parameters)
        if isinstance(prepared, tuple) or all(isinstance(part, bytes) for part in prepared.body):
            return prepared
        checked_file = self.permissions.checked_file
        checked = (
            part if isinstance(part, bytes) else checked_file(part.path, plan.environment)
            for part in prepared.body
        )
        return replace(prepared, body=await asyncio.to_thread(tuple, checked))

    def _takes_challenge(self, plan: PlannedRequest, first: Exchange) -> bool:
        """Take what a response asks for, and return whether another signature answers it."""
        credential, prepared, response = plan.credential, first.prepared, first.outcome
        if credential is None or prepared.signed is None or not isinstance(response, Response):
            return False
        is_new = self._accounts.authenticator.takes_challenge(credential, prepared, response)
        return is_new and first.status == _UNAUTHORIZED

    def _take_result(self, plan: PlannedRequest, again: Exchange | NotSent) -> None:
        """Take what follows a signature for a challenge: the next one, or that it was refused."""
        if plan.credential is None or isinstance(again, NotSent):
            return
        if again.status == _UNAUTHORIZED:
            # Each further request would be refused twice, and many servers count that.
            self._accounts.authenticator.forget_challenges(plan.credential)
        else:
            self._takes_challenge(plan, again)

    async def _send_again(
        self, plan: PlannedRequest, before: "Authenticated", first: Exchange, terms: SendTerms
    ) -> Exchange | NotSent:
        """Renew the grant that was refused and send once more, unless nothing would differ."""
        request, credential = plan.request, plan.credential
        if credential is None:
            return first
        authenticator = self._accounts.authenticator
        try:
            renewed = await authenticator.authenticate(
                credential, request, plan.environment, refused=before.grant
            )
        except ProblemError as error:
            # The refusal itself is worth more than the reason why nothing better came.
            note = marked("The credential could not be renewed. {error}")
            return first.with_note(Phrase(note, {"error": error.phrase}))
        # A fixed token is the same after renewing, and would be refused once more.
        added = renewed.auth_parameters
        has_token = added.values or added.headers or added.query
        is_same = plan.additions_of(added) == plan.additions_of(before.auth_parameters)
        # Cookies are not seen here: after signing in they differ.
        if is_same and (has_token or added.signed):
            return first
        again = await self._send_with(plan, renewed, terms)
        if isinstance(again, NotSent):
            return again
        return again.with_note(RENEWED_NOTE if has_token else SIGNED_IN_AGAIN_NOTE)

    def _may_be_renewed(self, exchange: Exchange, authenticated: "Authenticated") -> bool:
        """Tell whether a service refused what a credential added, and that was not brand-new.

        Services of 2023 refuse an expired token as a value that is not valid, naming it.
        """
        # Another new token would be refused for the same reason.
        if authenticated.is_new:
            return False
        verdict = exchange.verdict
        is_refused = exchange.status == _UNAUTHORIZED
        # A proxy or framework refused before the service could say a code. A token in a header is
        # refused by the status, not by the body. RFC 6750 section 3.1.
        code = verdict.result_code
        if code is None or (is_refused and authenticated.auth_parameters.headers):
            return is_refused
        dialect = self._library.dialects.get(verdict.table or "")
        if dialect is None:
            return False
        row = core_verdict.dialect.row_for(dialect, code, verdict.message)
        if row is not None and row.names_values:
            names = filled_names(authenticated.auth_parameters, exchange.request.endpoint)
            return any(name in verdict.field_errors for name in names)
        return row is not None and row.renews_token
