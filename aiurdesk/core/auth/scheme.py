"""What every authentication scheme is: its fields, how it signs in, and what it adds."""

from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import Endpoint, Parameter, Service
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Outcome
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.verdict import Verdict


class Grant(msgspec.Struct, frozen=True):
    """What signing in gave: kept in memory and nowhere else."""

    values: tuple[tuple[str, Secret], ...] = ()
    """Parameter and text, such as ``AccessToken``."""
    headers: tuple[tuple[str, Secret], ...] = ()
    expires_at: datetime | None = None
    """Timezone-aware, by the server's clock; None means that it lasts."""
    server_ahead_s: float = 0.0
    """How far the server's clock is ahead of ours."""
    user: str = ""
    """Who is signed in, in the words of the service."""
    to_keep: tuple[tuple[str, Secret], ...] = ()
    """Field and text that belong into the keyring, such as an ``openId``."""


class Call(msgspec.Struct, frozen=True):
    """A request that signing in makes; it is composed, sent and judged like any other."""

    endpoint_id: str
    values: tuple[tuple[str, Secret], ...] = ()
    """They go out exactly as they are: nothing in them is taken for a variable."""
    with_jar: bool = False
    """Cookies of the credential go along and are kept."""


class CallResponse(msgspec.Struct, frozen=True):
    """What came of a call."""

    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    verdict: Verdict
    server_ahead_s: float = 0.0
    """How far the server's clock is ahead of ours, by the ``Date`` of the answer."""


class Visit(msgspec.Struct, frozen=True):
    """A page that the person's browser is to open, and that comes back to this computer."""

    endpoint_id: str
    """Its address begins the visit, such as that of the authorize page."""
    values: tuple[tuple[str, str], ...]
    """Without ``redirect_uri`` and ``state``, which the receiver adds and checks."""


class Return(msgspec.Struct, frozen=True):
    """What the browser brought back; the ``state`` has been checked and taken out."""

    values: Mapping[str, str]


AuthFlow: TypeAlias = Generator[Call | Visit, CallResponse | Return, Grant]
"""Signing in, step by step and without I/O: yields what is to be done, is sent what came of it.

Raises ``AuthError`` where it cannot go on.
"""
IdentityFlow: TypeAlias = Generator[Call | Visit, CallResponse | Return, str]
"""Asking who is signed in; returns a sentence for the person."""


SignOutFlow: TypeAlias = Generator[Call | Visit, CallResponse | Return, None]
"""Telling the service that the person has gone.

Raises ``AuthError`` where the service does not know of it; its text says what becomes of that.
"""


class AuthScheme(Protocol):
    """One way to prove who one is; a file and a line in ``core/auth/__init__.py`` each."""

    @property
    def id(self) -> str:
        """Short and lasting: it is written into files."""
        ...

    @property
    def title(self) -> str:
        """What the window calls it."""
        ...

    @property
    def description(self) -> str:
        """One sentence: what it is for and what one needs."""
        ...

    @property
    def fields(self) -> tuple[Parameter, ...]:
        """What a person fills in; those of kind SECRET go to the keyring."""
        ...

    @property
    def kept(self) -> tuple[str, ...]:
        """Names under which signing in keeps something in the keyring, beside the fields."""
        ...

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the services that sign it in, the most important one first.

        Empty means that there is none, and that the person names the origins.
        """
        ...

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint wants what this credential gives.

        Args:
            service: None for an address that belongs to none.
        """
        ...

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Begin to sign in; a scheme without any step returns its grant at once.

        Args:
            secrets: Those of the fields and those that were kept, as far as there are any.
        """
        ...

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Begin to ask who is signed in."""
        ...

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Begin to tell the service that the person has gone, where it keeps a session."""
        ...

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Return what the grant adds to a request; name and origins are filled in by the caller."""
        ...

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return a grant of dots, to show what would be added without signing in."""
        ...
