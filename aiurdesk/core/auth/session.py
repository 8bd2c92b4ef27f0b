"""Session: e-mail and password, exchanged for a cookie.

Source: AiursoftWeb/Kahla, ``AuthController``; recorded answers of Kahla v2.
"""

from aiurdesk.core.api.endpoint import Authentication, Endpoint, Service
from aiurdesk.core.auth.fields import secret_field, text_field
from aiurdesk.core.auth.scheme import (
    AuthFlow,
    AuthScheme,
    Call,
    Grant,
    IdentityFlow,
    Secrets,
    SignOutFlow,
)
from aiurdesk.core.auth.steps import ask, is_success, members_of, refused, text_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked, tr
from aiurdesk.core.verdict.verdict import Severity

_SERVICE = "kahla-v2"


class SessionScheme(AuthScheme):
    """A person authenticates by the cookie that Kahla gives for e-mail and password."""

    id = "session"
    title = tr("Session")
    description = tr(
        "E-mail address and password of a Kahla account. Signs in and sends the session cookie."
    )
    fields = (
        text_field(
            "email",
            required=True,
            example="anduin@aiursoft.com",
            description=tr("E-mail address of the account."),
            title=tr("E-mail"),
        ),
        secret_field("password", title=tr("Password")),
    )
    state_before_sign_in = tr("not signed in")

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return Kahla v2, the only one that signs in without a browser."""
        return (_SERVICE,)

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint takes the cookie; a custom URL may."""
        if service is None:
            return True
        return service.id == _SERVICE and endpoint.authentication is Authentication.COOKIE

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to sign in; the result is a cookie in the jar of the credential."""
        email = credential.value("email")
        # The names of Kahla's form; the address is hidden, too, so that it is not in a report.
        values = (("Email", Secret(email)), ("Password", secrets["password"]))
        # The session is an HttpOnly cookie; nothing of it stands in the body.
        response = yield from ask(Call("kahla-v2.auth.signin", values, with_jar=True))
        if not is_success(response):
            raise refused(
                response, tr("Check the e-mail address and the password in the credential manager.")
            )
        return Grant(user=email)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Begin to ask Kahla for the profile of the account."""
        response = yield from ask(Call("kahla-v2.auth.me", with_jar=True))
        user = members_of(response).get("user")
        if not is_success(response) or not isinstance(user, dict):
            raise refused(response, tr("Sign out and try again."))
        return tr("Signed in as {value} ({user}).").format(
            value=text_of(user, "nickName") or grant.user, user=grant.user
        )

    def sign_out(self, credential: Credential, grant: Grant, secrets: Secrets) -> SignOutFlow:
        """Begin to end the session at Kahla, which lasts 30 days after its last use."""
        response = yield from ask(Call("kahla-v2.auth.signoutuser", with_jar=True))
        # A session that is over already needs no end.
        if is_success(response) or response.verdict.severity is Severity.CREDENTIAL:
            return
        # The cookie is deleted here in any case; only the session on the server goes on.
        headline = response.verdict.headline.rstrip(".")
        raise AuthError(
            Phrase(
                marked("Kahla did not end the session ({headline}). It ends by itself in 30 days."),
                {"headline": headline},
            )
        )

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return an empty grant: what is added to a request are cookies."""
        return Grant()
