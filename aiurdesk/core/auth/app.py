"""App credential: id and secret of an app, exchanged for an access token."""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.auth.scheme import AuthFlow, Grant, IdentityFlow, SignOutFlow
from aiurdesk.core.auth.steps import PLACEHOLDER, has_parameter, named_values
from aiurdesk.core.auth.token_server import (
    ACCESS_TOKEN,
    APP_ID_FIELD,
    APP_SECRET_FIELD,
    TOKEN_SERVER_FIELD,
    fetch_token,
    token_server_of,
)
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request


class AppScheme:
    """An app proves itself by the access token that Archon or Directory gave it."""

    id = "app"
    title = "App"
    description = (
        "App id and app secret of the developer portal; "
        "fills the access token in and renews it before it expires."
    )
    fields = (TOKEN_SERVER_FIELD, APP_ID_FIELD, APP_SECRET_FIELD)
    kept = ()

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the authority."""
        return (token_server_of(credential).id,)

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint takes an access token; a typed address may."""
        return service is None or has_parameter(endpoint, ACCESS_TOKEN)

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Begin to fetch an access token."""
        return (yield from fetch_token(credential, secrets[APP_SECRET_FIELD.name]))

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Say that the authority knows the app; it has no call that tells more."""
        yield from ()
        authority = token_server_of(credential)
        return f"{authority.name} knows the app {credential.value('app_id')} and gave it a token."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell nobody: an access token cannot be taken back; it expires within minutes."""
        yield from ()

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Add the access token as the parameter that takes it."""
        return AuthParameters(values=named_values(request.endpoint, grant.values))

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the access token."""
        return Grant(values=((ACCESS_TOKEN, PLACEHOLDER),))
