"""Browser sign-in: a person at Gateway or Directory, by way of their browser.

Source: reference of facts, section 5, "OAuth sign-in".
"""

from collections.abc import Mapping

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.auth.scheme import (
    AuthFlow,
    Call,
    CallResponse,
    Grant,
    IdentityFlow,
    SignOutFlow,
    Visit,
)
from aiurdesk.core.auth.steps import (
    PLACEHOLDER,
    Step,
    ask,
    has_parameter,
    is_success,
    members_of,
    named_values,
    refused,
    text_of,
    visit,
)
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
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response

OPEN_ID = "OpenId"
_KEPT = "open_id"


class BrowserScheme:
    """A person proves themselves to an app at the sign-in page; the app acts for them."""

    id = "browser"
    title = "Browser sign-in"
    description = (
        "A person signs in with the browser, for an app that is in debug mode or has this "
        "computer as its domain; fills in the access token and the open id."
    )
    fields = (TOKEN_SERVER_FIELD, APP_ID_FIELD, APP_SECRET_FIELD)
    kept = (_KEPT,)

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the authority of the app and the service of the sign-in page."""
        authority = token_server_of(credential)
        return tuple(dict.fromkeys((authority.id, authority.account_service)))

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint takes an access token or an open id; a typed address may."""
        names = (ACCESS_TOKEN, OPEN_ID)
        return service is None or any(has_parameter(endpoint, name) for name in names)

    def sign_in(self, credential: Credential, secrets: Mapping[str, Secret]) -> AuthFlow:
        """Begin to sign in; without the browser where it is known who did so before."""
        grant = yield from fetch_token(credential, secrets[APP_SECRET_FIELD.name])
        open_id = secrets.get(_KEPT)
        if open_id is not None:
            answer = yield from ask(_profile_call(credential, grant, open_id))
            if is_success(answer):
                return _signed_in(grant, open_id, answer)
            if not isinstance(answer.outcome, Response):
                raise refused(answer, "Try again later.")
        open_id = yield from _let_sign_in(credential, grant)
        answer = yield from ask(_profile_call(credential, grant, open_id))
        if not is_success(answer):
            raise refused(answer, "See whether the app may view who its users are.")
        return _signed_in(grant, open_id, answer)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Ask for the profile behind the open id."""
        answer = yield from ask(_profile_call(credential, grant, dict(grant.values)[OPEN_ID]))
        if not is_success(answer):
            raise refused(answer, "Sign out and sign in again.")
        return f"Signed in as {_name_in(answer)}."

    def sign_out(self, credential: Credential, grant: Grant) -> SignOutFlow:
        """Tell nobody: the session is that of the browser; the token expires within minutes."""
        yield from ()

    def auth_parameters(
        self, credential: Credential, grant: Grant, request: Request
    ) -> AuthParameters:
        """Add access token and open id as the parameters that take them."""
        return AuthParameters(values=named_values(request.endpoint, grant.values))

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as access token and open id."""
        return Grant(values=((ACCESS_TOKEN, PLACEHOLDER), (OPEN_ID, PLACEHOLDER)))


def _let_sign_in(credential: Credential, grant: Grant) -> Step[Secret]:
    """Open the sign-in page and return the open id of who signed in there."""
    service = token_server_of(credential).account_service
    page = Visit(f"{service}.oauth.authorize", (("appid", credential.value(APP_ID_FIELD.name)),))
    came = yield from visit(page)
    code = came.values.get("code", "")
    if not code:
        raise AuthError("The sign-in page sent no code back. Sign in again.")
    values = (*grant.values, ("Code", Secret(code)))
    answer = yield from ask(Call(f"{service}.account.codetoopenid", values))
    open_id = text_of(members_of(answer), "openId")
    if not open_id:
        raise refused(answer, "Sign in again.")
    return Secret(open_id)


def _profile_call(credential: Credential, grant: Grant, open_id: Secret) -> Call:
    service = token_server_of(credential).account_service
    token = dict(grant.values)[ACCESS_TOKEN]
    values = ((ACCESS_TOKEN, token), (OPEN_ID, open_id))
    return Call(f"{service}.account.userinfo", values)


def _signed_in(grant: Grant, open_id: Secret, answer: CallResponse) -> Grant:
    return replace(
        grant,
        values=(*grant.values, (OPEN_ID, open_id)),
        user=_name_in(answer),
        to_keep=((_KEPT, open_id),),
    )


def _name_in(answer: CallResponse) -> str:
    user = members_of(answer).get("user")
    found = user if isinstance(user, dict) else {}
    name, email = text_of(found, "nickName"), text_of(found, "email")
    return f"{name} ({email})" if name and email else name or email or "somebody without a name"
