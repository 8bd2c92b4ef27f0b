"""What an authentication scheme is: its fields, how it signs in, and what it adds to a request."""

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime
from typing import ClassVar, TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import Endpoint, Parameter, Service
from aiurdesk.core.auth.fields import named_values
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.preparing.prepare import AuthParameters
from aiurdesk.core.request.request import Header, PreparedRequest, Request, Signed
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import Phrase, tr
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.verdict import Verdict

PLACEHOLDER = Secret(DOTS)
"""Takes the place of a secret in what is only shown."""


Secrets: TypeAlias = Mapping[str, Secret]
"""The secrets of a credential, by the names of their fields."""


class OnlyWith(msgspec.Struct, frozen=True):
    """A condition of a field: another field has one of some values."""

    field: str
    values: tuple[str, ...]


class Grant(msgspec.Struct, frozen=True):
    """The result of signing in; it is held in memory and not stored."""

    values: tuple[tuple[str, Secret], ...] = ()
    """Parameter and text, such as ``AccessToken``."""
    headers: tuple[tuple[str, Secret], ...] = ()
    query: tuple[tuple[str, Secret], ...] = ()
    """Name and text that go into the query, with any method."""
    expires_at: datetime | None = None
    """Timezone-aware, by the server's clock; None means that it lasts."""
    server_ahead_s: float = 0.0
    """How far the server's clock is ahead of ours."""
    user: str = ""
    """Who is signed in, in the words of the service."""
    to_keep: tuple[tuple[str, Secret], ...] = ()
    """Field and text to store in the keyring, such as an ``openId``."""
    secrets: tuple[Secret, ...] = ()
    """Further texts to show as dots, such as a password that is sent in an encoded form."""
    learned: tuple[tuple[str, str], ...] = ()
    """Plain fields of the credential to set, such as a host that the person has allowed."""


class Call(msgspec.Struct, frozen=True):
    """A request that signing in makes; it is composed, sent and judged like any other."""

    endpoint_id: str = ""
    """Empty where it goes to an address."""
    values: tuple[tuple[str, Secret], ...] = ()
    """They go out exactly as they are: ``{{…}}`` in them is not a variable."""
    with_jar: bool = False
    """Sends the cookies of the credential, and stores the ones in the response."""
    address: str = ""
    """Absolute; of a server that belongs to no service. Its secrets go to that origin only."""
    method: str = "POST"
    """For an address; POST sends a form."""
    plain_values: tuple[tuple[str, str], ...] = ()
    """For an address: what is not a secret, and need not be dots where the response is shown."""
    headers: tuple[tuple[str, Secret], ...] = ()
    """For an address."""
    secrets: tuple[Secret, ...] = ()
    """Further texts to show as dots, such as parts of a header."""


class CallResponse(msgspec.Struct, frozen=True):
    """The result of a call."""

    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    verdict: Verdict
    server_ahead_s: float = 0.0
    """How far the server's clock is ahead of ours, by the ``Date`` of the response."""
    called_at: datetime | None = None
    """When the call was made, timezone-aware, by our clock."""


class Visit(msgspec.Struct, frozen=True):
    """A page for the person's browser to open; it redirects back to this computer."""

    endpoint_id: str = ""
    """Whose address to open, such as the authorize page's; empty where there is an address."""
    values: tuple[tuple[str, str], ...] = ()
    """Without ``redirect_uri`` and ``state``, which the receiver adds and checks."""
    address: str = ""
    """Absolute; of a page that belongs to no service."""
    redirect_address: str = ""
    """The only one that the page redirects to; empty means any port of this computer."""
    has_challenge: bool = False
    """Adds a code challenge, whose verifier comes back. RFC 7636."""
    method: ClassVar[str] = "GET"


class Return(msgspec.Struct, frozen=True):
    """Parameters of the redirect that ended a sign-in in the browser; ``state`` was checked."""

    values: Mapping[str, str]
    redirect_address: str = ""
    """The address that the page was told to redirect to."""
    verifier: Secret = Secret("")
    """Of the code challenge, if there was one."""


class ShowCode(msgspec.Struct, frozen=True):
    """A code that the person enters on a page, on any device; shown until signing in ends."""

    code: str
    address: str
    expires_in_s: float


class Pause(msgspec.Struct, frozen=True):
    """A time to wait before the next step."""

    seconds: float


class AskMoment(msgspec.Struct, frozen=True):
    """A question for the time, for what is valid for a while."""


class Moment(msgspec.Struct, frozen=True):
    """The time, and a text that is used once."""

    at: datetime
    """Timezone-aware, by our clock."""
    random: str
    """32 hexadecimal digits that cannot be guessed."""


class Question(msgspec.Struct, frozen=True):
    """A question that a person has to allow before the sign-in continues."""

    text: str
    """The question, then, after an empty line, what depends on it."""
    otherwise: Phrase
    """What to do where no person can be asked."""
    title: str = tr("Another host")


class RunCommand(msgspec.Struct, frozen=True):
    """A program of this computer to run, without a shell; a person has named it."""

    arguments: tuple[str, ...]
    """The program and what it gets."""


class CommandOutput(msgspec.Struct, frozen=True):
    """Output of a command that prints a token."""

    output: Secret
    errors: str
    """What it wrote to standard error."""
    ended_at: datetime
    """Timezone-aware, by our clock."""
    problem: str | Phrase = ""
    """Why its output is of no use, as the end of a sentence about it; else empty."""


AuthStep: TypeAlias = Call | Visit | ShowCode | Pause | AskMoment | Question | RunCommand
StepResult: TypeAlias = CallResponse | Return | CommandOutput | Moment | bool | None
"""A response for a call, what came back for a visit, what a program printed, a bool for a question,
the time for a question for it, else None."""
AuthFlow: TypeAlias = Generator[AuthStep, StepResult, Grant]
"""Signing in, step by step and without I/O: yields a step, and is sent its result.

Raises ``AuthError`` where it cannot go on.
"""
IdentityFlow: TypeAlias = Generator[AuthStep, StepResult, str]
"""Asking who is signed in; returns a sentence for the person."""
SignOutFlow: TypeAlias = Generator[AuthStep, StepResult, None]
"""Ending the session at the service.

Raises ``AuthError`` if the service did not end it; its text says what that means.
"""


class Signing(msgspec.Struct, frozen=True):
    """The request and its surroundings, from which a scheme computes headers."""

    prepared: PreparedRequest
    """With everything else that is sent; a file in its body is named, not read."""
    at: datetime
    """The time of sending, timezone-aware."""
    random: str
    """32 hexadecimal digits that cannot be guessed, the same as long as the challenge is."""
    body_hash: str = ""
    """Of the whole body, in hexadecimal digits, by the algorithm that ``body_hash`` names."""
    challenge: Response | None = None
    """What ``challenge`` returned last for this origin, without its body; None at first."""
    count: int = 1
    """How many requests have been signed for the challenge, this one included."""


class Signature(msgspec.Struct, frozen=True):
    """Headers that were computed from a request."""

    headers: tuple[Header, ...]
    secrets: tuple[Secret, ...]
    """Texts in them to show as dots."""


class AuthScheme:
    """A way to authenticate; a scheme is a subclass in a file of its own and a line in ``SCHEMES``.

    A scheme names itself and its fields, and says what these give: in ``grant`` where no one has
    to be asked, in ``sign_in`` and ``placeholder_grant`` where signing in takes calls. All other
    methods have a default that fits a secret that is sent as it is.

    A scheme that computes headers from method, URL and body, as Digest and AWS do, has a
    ``signature_word`` and does it in ``signature``; its grant only holds what that needs, in
    ``Grant.secrets``.
    """

    id: ClassVar[str]
    """Short and lasting: it is written into files, and typed on the command line."""
    title: ClassVar[str]
    """What the window calls it."""
    description: ClassVar[str]
    """One sentence: what it is for, and what a person needs for it."""
    fields: ClassVar[tuple[Parameter, ...]]
    """What a person fills in; the values of secret kinds go to the keyring."""
    conditions: ClassVar[Mapping[str, tuple[OnlyWith, ...]]] = {}
    """Field → what has to hold before it is asked for; the other fields are always asked for."""
    kept: ClassVar[tuple[str, ...]] = ()
    """Names under which signing in stores something in the keyring, beside the fields."""
    former_names: ClassVar[Mapping[str, str]] = {}
    """What a field was called in earlier versions → its name now; files may hold either."""
    runs_program: ClassVar[bool] = False
    """Whether its fields name a program, so that only a person may fill them in."""
    state_before_sign_in: ClassVar[str] = ""
    """What the window says of a credential until it has signed in; empty if it need not."""
    signature_word: ClassVar[str] = ""
    """What the header Authorization of a scheme that computes it begins with."""

    def state(self, grant: Grant | None) -> str:
        """Return what the window says of a credential, beside how long its token is valid.

        Args:
            grant: None before the credential has signed in.
        """
        if not self.state_before_sign_in:
            return tr("needs no sign-in")
        if grant is None:
            return self.state_before_sign_in
        if grant.user:
            return tr("signed in as {user}").format(user=grant.user)
        return "" if grant.expires_at else tr("has a token")

    def signs_in_when_added(self, credential: Credential) -> bool:
        """Return whether adding a credential signs it in at once; by default it does not.

        It does where a person has to be there for that.
        """
        return False

    def fields_for(self, values: Mapping[str, str]) -> tuple[Parameter, ...]:
        """Return the fields that are asked for beside some values, see ``conditions``.

        Args:
            values: By the names of fields; one without a value has its default.
        """
        given = {field.name: field.default or "" for field in self.fields} | dict(values)

        def is_asked_for(name: str) -> bool:
            return all(
                given.get(condition.field) in condition.values and is_asked_for(condition.field)
                for condition in self.conditions.get(name, ())
            )

        return tuple(field for field in self.fields if is_asked_for(field.name))

    def secret_fields_for(self, values: Mapping[str, str]) -> tuple[Parameter, ...]:
        """Return the fields of ``fields_for`` whose values go to the keyring."""
        return tuple(field for field in self.fields_for(values) if field.traits.is_secret)

    @property
    def secret_fields(self) -> tuple[Parameter, ...]:
        """The fields whose values go to the keyring."""
        return tuple(field for field in self.fields if field.traits.is_secret)

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the services that sign a credential in, the most important one first.

        Empty, the default, means that no service does, and that the person names the origins.
        """
        return ()

    def signs_in(self, credential: Credential) -> bool:
        """Return whether a credential gets something by signing in; by default at a service."""
        return bool(self.service_ids(credential))

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Return whether an endpoint takes what this credential gives; by default all do.

        Args:
            service: None for a custom URL.
        """
        return True

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return what the fields give without asking anybody.

        Args:
            secrets: One for each secret field; dots where the grant is only shown.
        """
        raise NotImplementedError

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to sign in; the default takes no step.

        Args:
            secrets: The secrets of the fields and of the last sign-in, as far as they exist.
        """
        yield from ()
        return self.grant(credential, secrets)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Begin to ask who is signed in; the default asks nothing."""
        yield from ()
        return tr(
            "{name} is complete. Send a request to see whether the service accepts it."
        ).format(name=credential.name)

    def sign_out(self, credential: Credential, grant: Grant, secrets: Secrets) -> SignOutFlow:
        """Begin to end the session at the service; the default does nothing.

        Args:
            secrets: As for ``sign_in``.
        """
        yield from ()

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Return what the grant adds to a request; the caller fills in name and origins."""
        return AuthParameters(
            values=named_values(request.endpoint, grant.values),
            headers=grant.headers,
            query=grant.query,
            secrets=(*grant.secrets, *_bare_tokens(grant)),
            jar=credential.id if self.keeps_cookies(credential) else "",
            signed=self._signed(credential) if self.signature_word else None,
        )

    def _signed(self, credential: Credential) -> Signed:
        encodes_path = self.encodes_path(credential)
        word = self.signature_word
        return Signed(self.id, word, credential.values, encodes_path=encodes_path)

    def encodes_path(self, credential: Credential) -> bool:
        """Tell whether ``Signed.encodes_path`` holds for the hosts of a credential."""
        return False

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature | None:
        """Return the headers that are computed from what goes on the wire; by default none.

        Raises:
            AuthError: The credential lacks something for this request.
        """
        return None

    def body_hash(self, prepared: PreparedRequest, challenge: Response | None) -> str:
        """Return the algorithm that ``signature`` needs the hash of the body by; empty for none."""
        return ""

    def challenge(self, response: Response, before: Response | None) -> Response | None:
        """Return what further requests are signed for, after a response; by default nothing.

        A request that was refused with status 401 is sent once more if this is something new.

        Args:
            before: What was returned last; it is returned again where nothing has changed.
        """
        return None

    def keeps_cookies(self, credential: Credential) -> bool:
        """Return whether requests use the cookie jar of the credential; by default they do."""
        return True

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return a grant of dots, to show what would be added without signing in."""
        return self.grant(credential, {field.name: PLACEHOLDER for field in self.secret_fields})


def _bare_tokens(grant: Grant) -> Iterator[Secret]:
    """Yield what follows the word in ``Authorization: Bearer …``: a response may repeat it so."""
    for name, secret in grant.headers:
        word, space, token = secret.reveal().partition(" ")
        if name.casefold() == "authorization" and word.isalpha() and space:
            yield Secret(token)
