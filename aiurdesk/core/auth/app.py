"""App credential: id and secret of an app, exchanged for an access token."""

from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint, Service
from aiurdesk.core.auth.fields import has_parameter
from aiurdesk.core.auth.scheme import (
    PLACEHOLDER,
    AuthFlow,
    AuthScheme,
    Grant,
    IdentityFlow,
    Secrets,
)
from aiurdesk.core.auth.token_server import (
    APP_FIELDS,
    APP_ID_FIELD,
    APP_SECRET_FIELD,
    FORMER_NAMES,
    fetch_token,
    token_server_of,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr


class AppScheme(AuthScheme):
    """An app authenticates by the access token that Archon or Directory gave it.

    There is nothing to sign out of: an access token cannot be revoked, and expires in minutes.
    """

    id = "app"
    title = tr("App")
    description = tr(
        "App id and app secret from the developer portal. Fills in the access "
        "token and renews it before it expires."
    )
    fields = APP_FIELDS
    former_names = FORMER_NAMES
    state_before_sign_in = tr("gets a token when needed")

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the token server."""
        return (token_server_of(credential).id,)

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Return whether an endpoint takes an access token; a custom URL may."""
        # By the parameter and not by the service: some endpoints of a service are open to all.
        return service is None or has_parameter(endpoint, ACCESS_TOKEN)

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to fetch an access token."""
        return (yield from fetch_token(credential, secrets[APP_SECRET_FIELD.name]))

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Return that the token server knows the app; it has no call that says more."""
        yield from ()
        # The grant is the proof: the server gives tokens only to apps that it knows.
        server, app_id = token_server_of(credential), credential.value(APP_ID_FIELD.name)
        return tr("{name} accepted the app {app_id} and issued a token.").format(
            name=server.name, app_id=app_id
        )

    def keeps_cookies(self, credential: Credential) -> bool:
        """Return False: the services that take an access token have no session."""
        return False

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the access token."""
        return Grant(values=((ACCESS_TOKEN, PLACEHOLDER),))
