"""Fixed token: a text that a service gave once, sent as a parameter or as a bearer token."""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import (
    Choice,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.auth.scheme import AuthFlow, Grant, IdentityFlow, SignOutFlow
from aiurdesk.core.auth.steps import PLACEHOLDER, has_parameter, named_values
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request

_PARAMETER, _BEARER = "parameter", "bearer"
_WORD = "Bearer "


class TokenScheme:
    """A token that lasts, for services that are none of the others."""

    id = "token"
    title = "Fixed token"
    description = "A token that you have already, sent as a parameter or in the header."
    fields = (
        Parameter(
            "place",
            ParameterKind.CHOICE,
            Location.FORM,
            required=True,
            default=_PARAMETER,
            choices=(
                Choice(_PARAMETER, "Parameter"),
                Choice(_BEARER, "Header Authorization: Bearer"),
            ),
            description="Where the token goes.",
            title="Place",
        ),
        Parameter(
            "parameter",
            ParameterKind.TEXT,
            Location.FORM,
            default="AccessToken",
            example="AccessToken",
            description="Name of the parameter, where it goes into one.",
            title="Parameter",
        ),
        Parameter(
            "token",
            ParameterKind.SECRET,
            Location.FORM,
            required=True,
            description="Kept in the system keyring.",
            title="Token",
        ),
    )
    kept = ()

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return none: the person says where it goes."""
        return ()

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint has the parameter; the header goes to all."""
        if service is None or credential.value("place") == _BEARER:
            return True
        return has_parameter(endpoint, _parameter_of(credential))

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Return the token; there is nothing to do."""
        yield from ()
        return _granted(credential, secrets["token"])

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Say that nobody can be asked."""
        yield from ()
        return "The token is there. Send a request to see whether the service takes it."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell nobody: the service keeps no session."""
        yield from ()

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Add the token where it goes; cookies are kept for the credential."""
        return AuthParameters(
            values=named_values(request.endpoint, grant.values),
            headers=grant.headers,
            secrets=tuple(_without_word(secret) for _, secret in grant.headers),
            jar=credential.id,
        )

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the token."""
        return _granted(credential, PLACEHOLDER)


def _parameter_of(credential: Credential) -> str:
    return credential.value("parameter") or "AccessToken"


def _without_word(header: Secret) -> Secret:
    """Return the token alone: an answer may repeat it so."""
    return Secret(header.reveal().removeprefix(_WORD))


def _granted(credential: Credential, token: Secret) -> Grant:
    if credential.value("place") == _BEARER:
        return Grant(headers=(("Authorization", Secret(_WORD + token.reveal())),))
    return Grant(values=((_parameter_of(credential), token),))
