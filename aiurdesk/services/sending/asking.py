"""Questions before a request is sent; window and command line ask them in their own way."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import msgspec

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.environments.environment import AskedVariable, Environment, reference
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr, truncate
from aiurdesk.services.sending.trust import NotTrusted, TrustQuestion

_LONGEST_NAME = 60
"""Characters of the name of a service, which a stranger chose."""


class Consent(StrEnum):
    """Answer to whether a credential may go to an address that it is not bound to."""

    ALLOW = "allow"
    """Bind the credential to the address, and send."""
    WITHOUT = "without"
    """Send the request, but not the credential."""
    CANCEL = "cancel"
    """Do not send."""
    REFUSE = "refuse"
    """Do not send, and say why: there is no person to ask."""


class ConsentQuestion(msgspec.Struct, frozen=True):
    """Asks whether a credential may go to an address that it is not bound to."""

    credential: Credential
    origin: str
    """Where it would go, exactly."""
    binding: str
    """What it would be bound to: the origin, or ``IN_SANDBOX``."""
    is_variable: bool = False
    """Whether the request holds the secret as a variable, so that it cannot be sent without."""


class OutsideQuestion(msgspec.Struct, frozen=True):
    """Asks whether a request may leave the sandbox for the address of a service of the person."""

    service: str
    """What the service is called."""
    origin: str
    """Where it would go."""
    environment: str

    @property
    def sentence(self) -> str:
        """What is to be decided, in words."""
        return tr("{service} is at {origin}, outside of the sandbox.").format(
            service=truncate(self.service, _LONGEST_NAME), origin=self.origin
        )


class PlainQuestion(msgspec.Struct, frozen=True):
    """Asks whether a request may go to a host over plain HTTP, or a credential with it."""

    host: str
    option: str
    """What allows it on the command line."""
    carries: bool = False
    """Whether the request carries a credential or cookies, which is a question of its own."""
    is_optional: bool = False
    """Whether only cookies are carried, without which the request can be sent."""
    scheme: str = "https://"
    """The encrypted one that the request could have: also ``wss://``."""

    @property
    def sentence(self) -> str:
        """What is to be decided, in words."""
        words = (
            tr("A credential or cookie would go to {host} without encryption.")
            if self.carries
            else tr("Requests to {host} are not encrypted.")
        )
        return words.format(host=self.host)

    @property
    def refusal(self) -> str:
        """What is said where the answer is no."""
        words = tr("Nothing was sent: {host} would be reached without encryption.")
        return words.format(host=self.host)


class CarefulQuestion(msgspec.Struct, frozen=True):
    """Asks whether what may change something is to go to a careful environment."""

    what: str
    """The method of a request, or ``A_MESSAGE``."""
    host: str
    """Name and unusual port; empty while it is not known."""
    environment: str
    is_elsewhere: bool = False
    """Whether it is asked because the environment is not the chosen one, careful or not."""

    @property
    def sentence(self) -> str:
        """What is to be decided, in words."""
        host = self.host or tr("a service")
        what = f"{self.what[0].upper()}{self.what[1:]}"
        words = (
            tr("{what} to {host} may change something in the environment {environment}.")
            if self.is_elsewhere
            else tr(
                "{what} to {host} may change something, and the environment {environment} is "
                "careful."
            )
        )
        return words.format(what=what, host=host, environment=self.environment)


A_MESSAGE = tr("a message")
"""What is sent over a socket; its handshake is a GET, which changes nothing."""


class MessageConsent(StrEnum):
    """Answer to whether a message may be sent over a socket in a careful environment."""

    ONCE = "once"
    """Send this one, and ask again at the next one."""
    ALL = "all"
    """Send this one, and those that follow over the same connection."""
    CANCEL = "cancel"
    """Do not send."""


AskConsent = Callable[[ConsentQuestion], Awaitable[Consent]]
AskMessage = Callable[[CarefulQuestion], Awaitable[MessageConsent]]
"""Raises ``ProblemError`` where there is no person to ask."""
AskValue = Callable[[AskedVariable, Environment], Awaitable[str | None]]
"""Asks for the value of a variable; None where the person does not want to send.

Raises ``ProblemError`` where there is no person to ask.
"""
AskCareful = Callable[[CarefulQuestion], Awaitable[bool]]
"""Returns whether the request is to be sent.

Raises ``ProblemError`` where there is no person to ask.
"""
AskOutside = Callable[[OutsideQuestion], Awaitable[bool]]
"""Returns whether the request is to be sent.

Raises ``ProblemError`` where there is no person to ask.
"""
AskPlain = Callable[[PlainQuestion], Awaitable[Consent]]
"""Returns ``ALLOW``, ``CANCEL``, or ``WITHOUT`` where the question is optional.

Raises ``ProblemError`` where there is no person to ask.
"""
AskTrust = Callable[[TrustQuestion], Awaitable[bool]]
"""Returns whether the folder is trusted now; where it is not, the request is not sent.

Raises ``NotTrusted`` where there is no person to ask.
"""


async def refuse_consent(_question: ConsentQuestion) -> Consent:
    """Refuse, as the command line does."""
    return Consent.REFUSE


async def refuse_value(variable: AskedVariable, environment: Environment) -> str | None:
    """Refuse to ask for the value of a variable, with an error that says what to do.

    Raises:
        ProblemError: Always.
    """
    # Not refused in silence: a script has to see what to add to its command.
    source = "env:VARIABLE" if variable.is_secret else "VALUE"
    text = tr(
        "The environment {name} asks for {reference}, and there is nobody to "
        "ask. Set it with {set_option} {variable}={source}."
    )
    raise ProblemError(
        text.format(
            name=environment.name,
            reference=reference(variable.name),
            set_option=environment.set_option,
            variable=variable.name,
            source=source,
        )
    )


async def refuse_careful(question: CarefulQuestion) -> bool:
    """Raise an error that says what to do instead.

    Raises:
        ProblemError: Always.
    """
    raise ProblemError(
        tr("{sentence} Add --yes to send it nevertheless.").format(sentence=question.sentence)
    )


async def everything_is_confirmed(_question: CarefulQuestion) -> bool:
    """Let the request be sent."""
    return True


async def refuse_message(question: CarefulQuestion) -> MessageConsent:
    """Raise an error that says what to do instead.

    Raises:
        ProblemError: Always.
    """
    await refuse_careful(question)
    return MessageConsent.CANCEL


async def every_message_is_confirmed(_question: CarefulQuestion) -> MessageConsent:
    """Let all messages be sent."""
    return MessageConsent.ALL


async def refuse_outside(question: OutsideQuestion) -> bool:
    """Raise an error that says what to do instead.

    Raises:
        ProblemError: Always.
    """
    words = tr("{sentence} Choose another environment to send there.")
    raise ProblemError(words.format(sentence=question.sentence))


async def refuse_plain(question: PlainQuestion) -> Consent:
    """Raise an error that says what to do instead.

    Raises:
        ProblemError: Always.
    """
    words = tr(
        "{sentence} Others on the network could read them. Use {scheme}, or allow it with "
        "{option} {host}; in the window, send the request by itself and answer the question."
    )
    raise ProblemError(
        words.format(
            sentence=question.sentence,
            scheme=question.scheme,
            option=question.option,
            host=question.host,
        )
    )


async def refuse_trust(question: TrustQuestion) -> bool:
    """Raise an error that says what to do instead.

    Raises:
        NotTrusted: Always.
    """
    raise NotTrusted(question)


class Asking(msgspec.Struct, frozen=True):
    """The functions that ask a person before a request is sent."""

    # By default the careful answer, so that a caller who forgets to ask sends no secret anywhere.
    consent: AskConsent = refuse_consent
    """Whether a credential may go to an address that it is not bound to."""
    value: AskValue = refuse_value
    """The values of variables that an environment asks for."""
    careful: AskCareful = refuse_careful
    """Whether a request that may change something is to be sent in a careful environment."""
    message: AskMessage = refuse_message
    """Whether a message is to be sent over a socket in a careful environment."""
    trust: AskTrust = refuse_trust
    """Whether a folder is trusted that wants more than its own files."""
    outside: AskOutside = refuse_outside
    """Whether a request to a service of the person may leave the sandbox."""
    plain: AskPlain = refuse_plain
    """Whether a request may go to a host without encryption, and whether a credential may."""


NOBODY = Asking()
"""No one is asked: what needs an answer is not sent."""


def asked_once(ask: AskConsent) -> AskConsent:
    """Return a function that asks each question once, and one at a time, such as for a run."""
    answers: dict[tuple[str, str], Consent] = {}
    turn = asyncio.Lock()

    async def asked(question: ConsentQuestion) -> Consent:
        key = (question.credential.id, question.origin)
        async with turn:
            if key not in answers:
                answer = await ask(question)
                # The others are sent: this one has to say why it is not.
                answers[key] = Consent.REFUSE if answer is Consent.CANCEL else answer
        return answers[key]

    return asked


def followed(asking: Asking, on_question: Callable[[bool], None]) -> Asking:
    """Return the questions with a callback before and after each of them.

    Args:
        asking: Whom to ask.
        on_question: Called with True when somebody is asked, and with False after the answer.
    """

    def follow(ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def asked(*question: object) -> Any:
            on_question(True)
            try:
                return await ask(*question)
            finally:
                on_question(False)

        return asked

    return Asking(*map(follow, msgspec.structs.astuple(asking)))
