"""Header: a name and a secret value that go along with every request."""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.auth.scheme import AuthFlow, Grant, IdentityFlow, SignOutFlow
from aiurdesk.core.auth.steps import PLACEHOLDER
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request


class HeaderScheme:
    """A header such as ``X-Api-Key``, for services that are none of the others."""

    id = "header"
    title = "Header"
    description = "A header with a secret value, such as X-Api-Key or Cookie."
    fields = (
        Parameter(
            "header",
            ParameterKind.TEXT,
            Location.FORM,
            required=True,
            pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
            pattern_hint="a word without spaces and colons",
            example="X-Api-Key",
            description="Name of the header.",
            title="Header",
        ),
        Parameter(
            "value",
            ParameterKind.SECRET,
            Location.FORM,
            required=True,
            pattern=r"[^\x00-\x1f\x7f]+",
            pattern_hint="one line",
            description="Kept in the system keyring.",
            title="Value",
        ),
    )
    kept = ()

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return none: the person says where it goes."""
        return ()

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell that it goes along with every request to its origins."""
        return True

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Return the header; there is nothing to do."""
        yield from ()
        return Grant(headers=((credential.value("header"), secrets["value"]),))

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Say that nobody can be asked."""
        yield from ()
        return "The header is there. Send a request to see whether the service takes it."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell nobody: the service keeps no session."""
        yield from ()

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Add the header; cookies are kept for the credential, unless they are the header."""
        has_cookies = credential.value("header").casefold() == "cookie"
        return AuthParameters(headers=grant.headers, jar="" if has_cookies else credential.id)

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the value."""
        return Grant(headers=((credential.value("header"), PLACEHOLDER),))
