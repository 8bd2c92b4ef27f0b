"""App credential: id and secret of an app, exchanged for an access token."""

from collections.abc import Mapping

from aiurdesk.core.auth.app_token import (
    ACCESS_TOKEN,
    APP_ID_FIELD,
    APP_SECRET_FIELD,
    AUTHORITY_FIELD,
    authority_of,
    fetch_token,
)
from aiurdesk.core.auth.scheme import AuthFlow, Grant, IdentityFlow, SignOutFlow
from aiurdesk.core.auth.steps import STAND_IN, has_parameter, named_values
from aiurdesk.core.credential import Credential
from aiurdesk.core.endpoint import Endpoint, Service
from aiurdesk.core.request import Request
from aiurdesk.core.secret import Secret
from aiurdesk.core.signature import Signature


class AppScheme:
    """An app proves itself by the access token that Archon or Directory gave it."""

    id = "app"
    title = "App"
    description = (
        "App id and app secret of the developer portal; "
        "fills the access token in and renews it before it expires."
    )
    fields = (AUTHORITY_FIELD, APP_ID_FIELD, APP_SECRET_FIELD)
    kept = ()

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the authority."""
        return (authority_of(credential).id,)

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint takes an access token; a typed address may."""
        return service is None or has_parameter(endpoint, ACCESS_TOKEN)

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Begin to fetch an access token."""
        return (yield from fetch_token(credential, secrets[APP_SECRET_FIELD.name]))

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Say that the authority knows the app; it has no call that tells more."""
        yield from ()
        authority = authority_of(credential)
        return f"{authority.name} knows the app {credential.value('app_id')} and gave it a token."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell nobody: an access token cannot be taken back; it expires within minutes."""
        yield from ()

    def sign(self, credential: Credential, grant: Grant, request: Request) -> Signature:
        """Add the access token as the parameter that takes it."""
        return Signature(values=named_values(request.endpoint, grant.values))

    def stand_in(self, credential: Credential) -> Grant:
        """Return dots as the access token."""
        return Grant(values=((ACCESS_TOKEN, STAND_IN),))
