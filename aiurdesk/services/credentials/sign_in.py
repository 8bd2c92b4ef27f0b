"""Drives the steps of signing in: makes their calls, lets the browser visit their pages."""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.fields import bare_name
from aiurdesk.core.auth.scheme import (
    AskMoment,
    AuthStep,
    Call,
    CallResponse,
    CommandOutput,
    Moment,
    Pause,
    Question,
    Return,
    RunCommand,
    ShowCode,
    StepResult,
    Visit,
)
from aiurdesk.core.auth.steps import quoted
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import PlainHttp, plain_host
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_body, redact_prepared, with_text_of
from aiurdesk.core.preparing.custom_url import address_problem
from aiurdesk.core.preparing.prepare import AuthParameters, prepare
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import (
    Header,
    PreparedRequest,
    Request,
    SendOptions,
    Value,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, joined_sentences, marked, titled, tr
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.credentials.binding import bound_origins
from aiurdesk.services.credentials.browser import Browser, utc_now
from aiurdesk.services.library import Library
from aiurdesk.services.processes.command_run import CommandRun

_T = TypeVar("_T")
_USUAL_LIMITS = Limits()
# A token or a discovery document has a few kilobytes; a server may send without end.
_OPTIONS_OF_ADDRESS = SendOptions(
    timeout_ms=60_000, max_bytes=1024 * 1024, follows_redirects=False, keeps_cookies=False
)
NOT_SENT = tr("Not sent: signing in failed.")
SIGN_IN_NOTE = tr("This is the response to signing in.")


class SignInFailed(AuthError):
    """A service did not sign the credential in; its response can be shown."""

    def __init__(self, text: str, exchange: Exchange) -> None:
        super().__init__(text)
        self.exchange = exchange
        """The response to signing in; its secrets are dots."""

    @property
    def phrase(self) -> Phrase:
        """What the service said, without our advice, whose words are of one language."""
        outcome, said = self.exchange.outcome, self.exchange.verdict.message
        if not isinstance(outcome, Response):
            text = marked("Signing in got no response: {reason}.")
            return Phrase(text, {"reason": outcome.particulars or str(outcome.kind)})
        quote = f" ({quoted(said)})" if said else ""
        status = f"HTTP {outcome.status} {outcome.reason}".rstrip()
        text = marked("Signing in was refused: {status}{quote}.")
        return Phrase(text, {"status": status, "quote": quote})

    @property
    def unsent(self) -> Exchange:
        """The response of the sign-in, to be shown instead of the response to a request.

        Its headline says that the request was not sent, and it is never a success: a page with
        status 200 may be the very reason why nobody is signed in.
        """
        verdict = self.exchange.verdict
        if verdict.severity in (Severity.SUCCESS, Severity.NOTICE):
            meaning = joined_sentences((str(self), verdict.meaning))
            verdict = replace(verdict, severity=Severity.CREDENTIAL, meaning=meaning)
        headline = f"{NOT_SENT} {verdict.headline}"
        return replace(self.exchange, verdict=replace(verdict, headline=headline))


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


class Unencrypted(Protocol):
    """Knows the hosts that a person allowed to be reached over plain HTTP."""

    @property
    def option(self) -> str:
        """What allows a host on the command line."""
        ...

    def allowed(self) -> PlainHttp:
        """Return all hosts."""
        ...

    def allow(self, host: str, *, with_credentials: bool) -> None:
        """Allow one host more, as the person has answered."""
        ...


class SignIn:
    """Takes the steps of one sign-in; ``Authenticator`` decides when, and keeps the grant."""

    def __init__(
        self,
        pipeline: Calling,
        library: Library,
        browser: Browser,
        now: Callable[[], datetime] = utc_now,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Prepare.

        Args:
            pause: Waits for so many seconds.
        """
        self._pipeline = pipeline
        self._library = library
        self.browser = browser
        self.plain: Unencrypted | None = None
        """The hosts that may be reached over plain HTTP; without it, the transport refuses."""
        self.now = now
        self._pause = pause

    async def run(
        self,
        flow: Generator[AuthStep, StepResult, _T],
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
        has_code = False
        try:
            # A scheme does no I/O: it yields one step at a time, and is sent what came of it.
            step = next(flow)
            while True:
                if isinstance(step, Call):
                    called_at = self.now()
                    last = await self._call(step, credential, environment, limits)
                    step = flow.send(_response(last, called_at, self.now()))
                    continue
                if isinstance(step, Visit | Question):
                    # An error from here on has nothing to do with the responses so far.
                    last = None
                has_code = has_code or isinstance(step, ShowCode)
                step = flow.send(await self._taken(step, credential, environment))
        except StopIteration as end:
            result: _T = end.value
            return result
        except AuthError as error:
            if last is None:
                raise
            # The text may quote the service, which may repeat a secret that was sent.
            text = redact_text(str(error), last.prepared.secrets)
            raise SignInFailed(text, _redacted(last)) from None
        finally:
            # Also where a call failed for another reason: the scheme stands at a yield then.
            flow.close()
            if has_code:
                self.browser.show(None)

    async def _taken(
        self,
        step: Visit | ShowCode | Pause | AskMoment | Question | RunCommand,
        credential: Credential,
        environment: Environment,
    ) -> StepResult:
        """Take a step that is not a call."""
        match step:
            case Visit():
                return await self._visit(step, credential, environment)
            case RunCommand():
                return await self._printed(step)
            case Question():
                return await self.browser.is_allowed(step)
            case ShowCode():
                self.browser.show_code(step)
            case AskMoment():
                return Moment(self.now(), secrets.token_hex(16))
            case Pause(seconds):
                await self._pause(seconds)
        return None

    async def _printed(self, step: RunCommand) -> CommandOutput:
        run = CommandRun(step.arguments)
        try:
            printed = await asyncio.to_thread(run.printed)
        finally:
            # If this was cancelled, the thread only goes on until it has ended.
            run.kill()
        return CommandOutput(
            Secret(printed.output.decode("utf-8", "replace")),
            printed.errors.decode("utf-8", "replace"),
            self.now(),
            printed.problem,
        )

    async def _call(
        self, call: Call, credential: Credential, environment: Environment, limits: Limits
    ) -> Exchange:
        auth_parameters = AuthParameters(
            credential=credential.name,
            origins=_origins_of(call, credential, environment),
            values=call.values,
            headers=call.headers,
            secrets=call.secrets,
            jar=credential.id if call.with_jar else "",
        )
        request = self._request(call)
        prepared = self._prepared(request, credential, auth_parameters, environment)
        await self._check_readable(prepared.url, credential)
        service = self._library.catalogue.service(request.endpoint.service_id)
        return await self._pipeline.exchange(request, prepared, service, limits)

    async def _check_readable(self, url: str, credential: Credential) -> None:
        """Ask before a credential signs in where others can read it; once for each host.

        Raises:
            AuthError: The person does not want it, or there is none to ask.
        """
        host = plain_host(url)
        if not host or self.plain is None or self.plain.allowed().allows_credentials(host):
            return
        question = Question(
            tr(
                "Let {name} sign in at {host} without encryption?\n\nOthers on the network can "
                "read what it signs in with, and the token that it gets. You are asked once; the "
                "settings list the host, and there you can take it back."
            ).format(name=credential.name, host=host),
            Phrase(
                marked(
                    "{name} would sign in at {host} without encryption, where others on the "
                    "network could read its secrets. Use https://, or allow it with {option} "
                    "{host}."
                ),
                {
                    "name": credential.name,
                    "host": host,
                    "option": f"{self.plain.option}-credentials",
                },
            ),
            tr("Not encrypted"),
        )
        if not await self.browser.is_allowed(question):
            words = marked("Signing in at {hosts} was not allowed. Nothing was sent there.")
            raise AuthError(Phrase(words, {"hosts": host}))
        self.plain.allow(host, with_credentials=True)

    async def _visit(
        self, visit: Visit, credential: Credential, environment: Environment
    ) -> Return:
        # The browser may need other addresses than the program; they belong to the same services.
        pages = environment.for_pages
        bound = [_origins_of(visit, credential, where) for where in (environment, pages)]
        origins = tuple(origin for some in bound for origin in some)
        request = self._request(visit)
        verifier = Secret(secrets.token_urlsafe(48)) if visit.has_challenge else Secret("")
        # Those of a page that belongs to no service are part of the request already.
        own = () if visit.address else visit.values
        values = (*own, *(_challenge(verifier) if visit.has_challenge else ()))

        def address(redirect_uri: str, state: str) -> str:
            # ``state`` proves that what comes back belongs to this visit. RFC 6749 section 10.12.
            given = (*values, ("redirect_uri", redirect_uri), ("state", state))
            hidden = tuple((name, Secret(value)) for name, value in given)
            auth_parameters = AuthParameters(credential.name, origins, hidden)
            return self._prepared(request, credential, auth_parameters, pages).url

        returned = await self.browser.visit(address, visit.redirect_address)
        return replace(returned, verifier=verifier)

    def _request(self, step: Call | Visit) -> Request:
        """Return the request of a call or page, without what is secret."""
        if step.address:
            return _request_to(step)
        endpoint = self._library.catalogue.endpoint(step.endpoint_id)
        if endpoint is None:
            raise AuthError(
                Phrase(
                    marked("The endpoint {endpoint_id} is not known, so nobody can sign in."),
                    {"endpoint_id": step.endpoint_id},
                )
            )
        return Request(endpoint)

    def _prepared(
        self,
        request: Request,
        credential: Credential,
        auth_parameters: AuthParameters,
        environment: Environment,
    ) -> PreparedRequest:
        """Prepare a call; its values are auth parameters, so that they go out as they are."""
        # Prepared like any other request, so the form rules and the origins of the credential
        # apply: a password goes to no address that the credential is not bound to.
        service = self._library.catalogue.service(request.endpoint.service_id)
        boundary = secrets.token_hex(16)
        prepared = prepare(request, service, environment, boundary, auth_parameters)
        if isinstance(prepared, PreparedRequest):
            return prepared
        raise cannot_sign_in(credential, service, prepared)


def _origins_of(
    step: Call | Visit, credential: Credential, environment: Environment
) -> tuple[str, ...]:
    """Return where a step may go; a token server is not among the origins of its credential."""
    return (origin_of(step.address),) if step.address else bound_origins(credential, environment)


def _request_to(step: Call | Visit) -> Request:
    """Return a request to an address that belongs to no service."""
    pairs = step.plain_values if isinstance(step, Call) else step.values
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    refused = address_problem(step.address)
    if refused is not None:
        raise AuthError(
            Phrase(
                marked("Signing in at {address} is not possible. {text}"),
                {"address": step.address, "text": refused.sentence},
            )
        )
    values: tuple[tuple[str, Value], ...] = tuple(
        (name, given[0] if len(given) == 1 else tuple(given)) for name, given in texts.items()
    )
    headers = (Header("Accept", "application/json"),)
    target = Typed(step.address, step.method)
    return Request(target, values=values, headers=headers, options=_OPTIONS_OF_ADDRESS)


def _challenge(verifier: Secret) -> tuple[tuple[str, str], ...]:
    """Return what stands for a verifier until the code is exchanged. RFC 7636 section 4.2."""
    digest = hashlib.sha256(verifier.reveal().encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return ("code_challenge", challenge), ("code_challenge_method", "S256")


def _response(exchange: Exchange, called_at: datetime, now: datetime) -> CallResponse:
    outcome = exchange.outcome
    date = outcome.header("Date") if isinstance(outcome, Response) else None
    try:
        read = parsedate_to_datetime(date or "")
        # Python returns no zone for "-0000"; an HTTP-date is in UTC. RFC 9110 section 5.6.7.
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        # Date has whole seconds only, so the real time is half a second later on average.
        ahead_s = (aware + timedelta(milliseconds=500) - now).total_seconds()
    except (ValueError, IndexError, TypeError):
        ahead_s = 0.0
    return CallResponse(outcome, exchange.envelope, exchange.verdict, ahead_s, called_at)


def _redacted(exchange: Exchange) -> Exchange:
    """Return an exchange of signing in without secrets; a response may repeat one."""
    secrets = exchange.prepared.secrets
    verdict, outcome = exchange.verdict, redact_body(exchange.outcome, secrets)
    if isinstance(outcome, Response):
        # A token that was just issued is not among the secrets yet.
        body = replace(outcome.body, data=with_text_of(outcome.body.data, redact_unknown))
        outcome = replace(outcome, body=body)
    return replace(
        exchange,
        prepared=replace(redact_prepared(exchange.prepared), secrets=secrets),
        outcome=outcome,
        verdict=replace(
            verdict,
            message=redact_text(verdict.message, secrets),
            notes=(*verdict.notes, SIGN_IN_NOTE),
        ),
    )


class WrongValues(AuthError):
    """The values of a credential break the rules of the service that it signs in to.

    The text says which values and why. What is recorded of it names the credential alone, because
    the reasons are sentences in the language of now.
    """

    def __init__(self, text: Phrase, name: str) -> None:
        super().__init__(text)
        self._name = name

    @property
    def phrase(self) -> Phrase:
        """The sentence without the reasons."""
        text = marked("{name} cannot sign in: its values cannot be right.")
        return Phrase(text, {"name": self._name})


def cannot_sign_in(
    credential: Credential, service: Service | None, errors: tuple[Problem, ...]
) -> WrongValues:
    """Return the error to raise where the values of a credential break the rules of a service.

    It names the fields of the credential, which the person filled in, and not the parameters of
    the endpoint that signs in: ``appSecret`` of Archon is called App secret.
    """
    scheme = scheme_of(credential.scheme)
    # By names that any service might use.
    titles = {bare_name(f.name): f.shown_name for f in (scheme.fields if scheme else ())}
    told = [(titles.get(bare_name(error.field.parameter), ""), error.sentence) for error in errors]
    reasons = joined_sentences(titled(title, text) if title else text for title, text in told)
    if service is None or not all(title for title, _ in told):
        text = marked("Signing in with {name} is not possible. {reasons}")
        values = {"name": credential.name, "reasons": reasons}
        return WrongValues(Phrase(text, values), credential.name)
    wrong = tr(" and ").join(dict.fromkeys(title for title, _ in told))
    text = marked(
        "{name} cannot sign in: its {wrong} cannot be right for {service}. "
        "{reasons} Edit it in the credential manager."
    )
    values = {"name": credential.name, "wrong": wrong, "service": service.name, "reasons": reasons}
    return WrongValues(Phrase(text, values), credential.name)
