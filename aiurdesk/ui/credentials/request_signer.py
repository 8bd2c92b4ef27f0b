"""What the credentials of the window mean for one request."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.auth_parameters import (
    NO_AUTH_PARAMETERS,
    AuthParameters,
    filled_names,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import FieldError, Request
from aiurdesk.services.binding import origin_of_request
from aiurdesk.services.services import Services
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.credentials.shown_credential import origin_words
from aiurdesk.ui.credentials.signing import Signed


class Consent(StrEnum):
    """What a person says to a credential that would go to an address it is not bound to."""

    ALLOW = "allow"
    WITHOUT = "without"
    """Send the request, but not the credential."""
    CANCEL = "cancel"


AskConsent = Callable[[Credential, str], Awaitable[Consent]]
"""Asks about a credential and where it would go, in words that end in the exact origin."""


class Consented(msgspec.Struct, frozen=True):
    """A request may go out, with a credential or without."""

    credential: Credential | None


async def _nobody_to_ask(_credential: Credential, _words: str) -> Consent:
    return Consent.CANCEL


class RequestSigner:
    """Tells which credential signs a request, and what that looks like before it is sent."""

    def __init__(self, services: Services, choice: CredentialChoice) -> None:
        self.choice = choice
        self.ask_consent: AskConsent = _nobody_to_ask
        """Set by the window, which has somebody to ask."""
        self._login = services.login
        self._credentials = services.credentials

    def shown(
        self, request: Request, service: Service | None, environment: Environment
    ) -> AuthParameters:
        """Return what a request would be signed with, of dots as far as it is not known yet.

        It may go where the request goes: whether the real one may is asked when it is sent.
        """
        credential = self.choice.of(request)
        auth_parameters = self._shown(credential, request, service, environment)
        if auth_parameters.is_empty:
            return NO_AUTH_PARAMETERS
        origin = origin_of_request(request.endpoint, service, environment)
        return replace(auth_parameters, origins=(*auth_parameters.origins, origin))

    def signed(self, request: Request, service: Service | None, environment: Environment) -> Signed:
        """Return what signs a request, and all that it could fill in."""
        credential = self.choice.of(request)
        untouched = replace(request, values=())
        return Signed(
            request,
            credential,
            self._shown(credential, untouched, service, environment),
            self.choice.trouble(request),
        )

    async def consented(
        self, request: Request, service: Service | None, environment: Environment
    ) -> Consented | None:
        """Return what may sign a request; asks where that is open. None: it is not to be sent.

        Raises:
            AiurdeskError: The credential cannot sign anything, or could not be bound anew.
        """
        credential = self.choice.of(request)
        if credential is None:
            return Consented(None)
        origin = self._login.origin_to_ask(credential, request, service, environment)
        if origin is None:
            return Consented(credential)
        exact = origin_of_request(request.endpoint, service, environment)
        words = exact if origin == exact else f"{origin_words(origin)} ({exact})"
        match await self.ask_consent(credential, words):
            case Consent.ALLOW:
                await self._credentials.allow(credential.id, origin)
                return Consented(self._credentials.by_id(credential.id))
            case Consent.WITHOUT:
                return Consented(None)
        return None

    def still_wrong(
        self, errors: tuple[FieldError, ...], request: Request, auth_parameters: AuthParameters
    ) -> tuple[FieldError, ...]:
        """Leave out that a value is missing where the credential fills it in."""
        filled = set(filled_names(auth_parameters, request.endpoint))
        return tuple(
            error
            for error in errors
            if error.parameter not in filled or request.value(error.parameter) is not None
        )

    def _shown(
        self,
        credential: Credential | None,
        request: Request,
        service: Service | None,
        environment: Environment,
    ) -> AuthParameters:
        if credential is None:
            return NO_AUTH_PARAMETERS
        try:
            return self._login.shown_auth_parameters(credential, request, service, environment)
        except AuthError:
            # Why it cannot sign is told when the request is sent.
            return NO_AUTH_PARAMETERS
