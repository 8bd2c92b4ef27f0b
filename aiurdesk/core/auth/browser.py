"""Browser sign-in: a person at Gateway or Directory, by way of their browser.

Source: reference of facts, section 5, "OAuth sign-in".
"""

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint, Service
from aiurdesk.core.auth.app import AppScheme
from aiurdesk.core.auth.fields import has_parameter
from aiurdesk.core.auth.scheme import (
    PLACEHOLDER,
    AuthFlow,
    Call,
    CallResponse,
    Grant,
    IdentityFlow,
    Secrets,
    Visit,
)
from aiurdesk.core.auth.steps import (
    SignInSteps,
    ask,
    is_success,
    members_of,
    refused,
    text_of,
    visit,
)
from aiurdesk.core.auth.token_server import (
    APP_ID_FIELD,
    APP_SECRET_FIELD,
    fetch_token,
    token_server_of,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, tr

OPEN_ID = "OpenId"
_KEPT = "open_id"


class BrowserScheme(AppScheme):
    """A person signs in at the page of an app; the app then acts for them.

    There is nothing to sign out of: the session belongs to the browser, and the access token
    expires in minutes.
    """

    id = "browser"
    title = tr("Browser sign-in")
    description = tr(
        "You sign in with the browser. Fills in the access token and the open "
        "id. The app must be in debug mode or have this computer as its domain."
    )
    kept = (_KEPT,)
    state_before_sign_in = tr("not signed in")

    def signs_in_when_added(self, credential: Credential) -> bool:
        """Return True: the person has to be there."""
        return True

    def service_ids(self, credential: Credential) -> tuple[str, ...]:
        """Return the token server of the app and the service of the sign-in page."""
        server = token_server_of(credential)
        return tuple(dict.fromkeys((server.id, server.account_service)))

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Return whether an endpoint takes an access token or an open id; a custom URL may."""
        names = (ACCESS_TOKEN, OPEN_ID)
        return service is None or any(has_parameter(endpoint, name) for name in names)

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to sign in; without the browser while the stored open id is still valid."""
        # The app first: without its access token neither the profile nor the code can be asked for.
        grant = yield from fetch_token(credential, secrets[APP_SECRET_FIELD.name])
        open_id = secrets.get(_KEPT)
        # An open id lasts, so the person need not be asked again after the program was closed.
        if open_id is not None:
            response = yield from ask(_profile_call(credential, grant, open_id))
            if is_success(response):
                return _signed_in(grant, open_id, response)
            # No response says nothing about the open id; a page to sign in would not open either.
            if not isinstance(response.outcome, Response):
                raise refused(response, tr("Try again later."))
        open_id = yield from _let_sign_in(credential, grant)
        response = yield from ask(_profile_call(credential, grant, open_id))
        if not is_success(response):
            raise refused(response, tr("Check that the app has permission to view its users."))
        return _signed_in(grant, open_id, response)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Ask for the profile behind the open id."""
        response = yield from ask(_profile_call(credential, grant, dict(grant.values)[OPEN_ID]))
        if not is_success(response):
            raise refused(response, tr("Sign out and sign in again."))
        return tr("Signed in as {name_in}.").format(name_in=_name_in(response))

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as access token and open id."""
        return Grant(values=((ACCESS_TOKEN, PLACEHOLDER), (OPEN_ID, PLACEHOLDER)))


def _let_sign_in(credential: Credential, grant: Grant) -> SignInSteps[Secret]:
    """Open the sign-in page and return the open id of the person who signed in."""
    service = token_server_of(credential).account_service
    page = Visit(f"{service}.oauth.authorize", (("appid", credential.value(APP_ID_FIELD.name)),))
    # The authorization code flow, RFC 6749 section 4.1, but the code is exchanged at CodeToOpenId.
    returned = yield from visit(page)
    code = returned.values.get("code", "")
    if not code:
        raise AuthError(Phrase(marked("The sign-in page sent no code back. Sign in again.")))
    values = (*grant.values, ("Code", Secret(code)))
    response = yield from ask(Call(f"{service}.account.codetoopenid", values))
    open_id = text_of(members_of(response), "openId")
    if not open_id:
        raise refused(response, tr("Sign in again."))
    return Secret(open_id)


def _profile_call(credential: Credential, grant: Grant, open_id: Secret) -> Call:
    service = token_server_of(credential).account_service
    token = dict(grant.values)[ACCESS_TOKEN]
    values = ((ACCESS_TOKEN, token), (OPEN_ID, open_id))
    return Call(f"{service}.account.userinfo", values)


def _signed_in(grant: Grant, open_id: Secret, response: CallResponse) -> Grant:
    return replace(
        grant,
        values=(*grant.values, (OPEN_ID, open_id)),
        user=_name_in(response),
        to_keep=((_KEPT, open_id),),
    )


def _name_in(response: CallResponse) -> str:
    user = members_of(response).get("user")
    # Members are checked one by one: a service may send null or another type.
    members = user if isinstance(user, dict) else {}
    name, email = text_of(members, "nickName"), text_of(members, "email")
    return f"{name} ({email})" if name and email else name or email or tr("a user without a name")
