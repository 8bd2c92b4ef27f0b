"""Session: e-mail and password, exchanged for a cookie.

Source: AiursoftWeb/Kahla, ``AuthController``; recorded answers of Kahla v2.
"""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import (
    Authentication,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.auth.scheme import AuthFlow, Call, Grant, IdentityFlow, SignOutFlow
from aiurdesk.core.auth.steps import ask, is_success, members_of, refused, text_of
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Request

_SERVICE = "kahla-v2"
_NOT_SIGNED_IN = -8


class SessionScheme:
    """A person proves themselves by the cookie that Kahla gave for e-mail and password."""

    id = "session"
    title = "Session"
    description = "E-mail and password of a Kahla account; signs in and keeps the cookie."
    fields = (
        Parameter(
            "email",
            ParameterKind.TEXT,
            Location.FORM,
            required=True,
            example="anduin@aiursoft.com",
            description="Of the account.",
            title="E-mail",
        ),
        Parameter(
            "password",
            ParameterKind.SECRET,
            Location.FORM,
            required=True,
            description="Kept in the system keyring.",
            title="Password",
        ),
    )
    kept = ()

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return Kahla v2, the only one that signs in without a browser."""
        return (_SERVICE,)

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint takes the cookie; a typed address may."""
        if service is None:
            return True
        return service.id == _SERVICE and endpoint.authentication is Authentication.COOKIE

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Begin to sign in; what comes of it is a cookie in the jar of the credential."""
        email = credential.value("email")
        values = (("Email", Secret(email)), ("Password", secrets["password"]))
        answer = yield from ask(Call("kahla-v2.auth.signin", values, with_jar=True))
        if not is_success(answer):
            raise refused(answer, "Check e-mail and password in the credential manager.")
        return Grant(user=email)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Ask Kahla for the own profile."""
        answer = yield from ask(Call("kahla-v2.auth.me", with_jar=True))
        user = members_of(answer).get("user")
        if not is_success(answer) or not isinstance(user, dict):
            raise refused(answer, "Sign out and try again.")
        return f"Signed in as {text_of(user, 'nickName') or grant.user} ({grant.user})."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell Kahla, which keeps a session for 30 days after its last use."""
        answer = yield from ask(Call("kahla-v2.auth.signoutuser", with_jar=True))
        if is_success(answer) or answer.verdict.code == _NOT_SIGNED_IN:
            return
        headline = answer.verdict.headline.rstrip(".")
        raise AuthError(
            f"Kahla could not be told ({headline}). Its session there ends by itself in 30 days."
        )

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Send the cookies of the credential along."""
        return AuthParameters(jar=credential.id)

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return a grant; what goes along are cookies."""
        return Grant()
