"""What a person is asked before an agent may send something."""

from collections.abc import Awaitable, Callable

import msgspec

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import origin_of_request
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.translation import joined_sentences, listed, printable, tr, truncate
from aiurdesk.services.sending.asking import (
    Asking,
    Consent,
    OutsideQuestion,
    PlainQuestion,
    everything_is_confirmed,
)
from aiurdesk.services.sending.planned_request import PlannedRequest

Ask = Callable[[str], Awaitable[bool]]
"""Asks the person with a sentence, and returns whether the answer is yes.

Raises ``ProblemError`` where the client of the agent cannot ask.
"""
_LONGEST = 300


class Declined(ProblemError):
    """The person did not want it."""

    def __init__(self) -> None:
        super().__init__(tr("Nothing was sent: the person at the client said no."))


def asking_by(ask: Ask) -> Asking:
    """Return whom the street asks, where the agent was asked about by ``confirm`` before."""

    async def outside(question: OutsideQuestion) -> bool:
        await _need(ask, question.sentence)
        return True

    async def plain(question: PlainQuestion) -> Consent:
        if question.is_optional:
            return Consent.WITHOUT
        await _need(ask, question.sentence)
        return Consent.ALLOW

    async def value(variable: AskedVariable, environment: Environment) -> str | None:
        words = tr(
            "The environment {name} asks for the variable {variable}. Give it in variables, or, "
            "where it is a secret, let the person use a credential instead."
        )
        raise ProblemError(words.format(name=environment.name, variable=variable.name))

    # A credential is bound to further hosts by a person, never because of an agent.
    return Asking(value=value, outside=outside, plain=plain, careful=everything_is_confirmed)


async def _need(ask: Ask, sentence: str) -> None:
    words = tr("An agent wants to send a request. {sentence} Send it?")
    if not await ask(words.format(sentence=sentence)):
        raise Declined


class Reason(msgspec.Struct, frozen=True):
    """Why a person is asked about a request."""

    writes: bool
    is_careful: bool
    variables: tuple[str, ...] = ()
    """Variables of the process that go into something the agent has composed."""


def reason_of(plan: PlannedRequest, *, is_composed: bool) -> Reason:
    """Return why a person has to be asked about a request.

    Args:
        plan: The request.
        is_composed: Whether the agent chose more of it than its name.
    """
    request = plan.request
    writes = may_write(request.sent_method, request.body) or request.endpoint.is_websocket
    variables = plan.needs.all.of_process if is_composed else ()
    return Reason(writes, plan.environment.is_careful, variables)


async def confirm(plan: PlannedRequest, ask: Ask, *, is_composed: bool) -> None:
    """Ask the person about a request that may change something, or that goes to a careful place.

    Args:
        plan: The request.
        ask: Asks the person.
        is_composed: As in ``reason_of``.

    Raises:
        Declined: The person said no.
        ProblemError: The client cannot ask.
    """
    reason = reason_of(plan, is_composed=is_composed)
    words = list(_words(reason, plan.environment.shown_name))
    if not words:
        return
    request, environment = plan.request, plan.environment
    origin = origin_of_request(request.endpoint, plan.service, environment)
    target = f"{origin}{request.endpoint.path}" if request.endpoint.service_id else request.url
    text = tr(
        "An agent wants to send {method} {target} in the environment {environment}. {reasons} "
        "Send it?"
    )
    sentence = text.format(
        method=printable(request.sent_method),
        target=_shown(target, plan),
        environment=printable(environment.shown_name),
        reasons=joined_sentences(words),
    )
    if not await ask(sentence):
        raise Declined


def _words(reason: Reason, environment: str) -> list[str]:
    words = []
    if reason.is_careful:
        text = tr("The environment {environment} is careful.")
        words.append(text.format(environment=printable(environment)))
    if reason.writes:
        words.append(tr("It may change something."))
    if reason.variables:
        text = tr("It contains variables of the process: {names}.")
        words.append(text.format(names=listed(map(printable, reason.variables))))
    return words


def _shown(target: str, plan: PlannedRequest) -> str:
    text = redact_unknown(redact_text(target, plan.environment.secrets))
    return truncate(printable(text), _LONGEST)


async def confirm_run(
    title: str, titles: list[str], environment: Environment, variables: tuple[str, ...], ask: Ask
) -> None:
    """Ask once about all requests of a run that may change something.

    Args:
        title: What is run.
        titles: The requests that may change something.
        environment: Where to.
        variables: As in ``Reason``.
        ask: Asks the person.

    Raises:
        Declined: The person said no.
        ProblemError: The client cannot ask.
    """
    reason = Reason(bool(titles), environment.is_careful, variables)
    words = _words(replace_writes(reason), environment.shown_name)
    if titles:
        text = tr("These requests may change something: {titles}.")
        shown = [truncate(printable(one), 80) for one in titles[:10]]
        words.append(text.format(titles=listed([*shown, *(["…"] if len(titles) > 10 else [])])))
    if not words:
        return
    text = tr(
        "An agent wants to run the saved requests of {title} in the environment {environment}. "
        "{reasons} Send them?"
    )
    sentence = text.format(
        title=printable(title),
        environment=printable(environment.shown_name),
        reasons=joined_sentences(words),
    )
    if not await ask(sentence):
        raise Declined


def replace_writes(reason: Reason) -> Reason:
    """Return a reason whose requests are named one by one."""
    return msgspec.structs.replace(reason, writes=False)
