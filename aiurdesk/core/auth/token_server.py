"""The access token of an app, and the two authorities that give it.

Source: reference of facts, section 5; recorded answers of Archon (2020) and Directory (2023).
"""

import msgspec

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.auth.scheme import Call, Grant
from aiurdesk.core.auth.steps import Step, ask, instant_of, is_success, members_of, refused, text_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError

ACCESS_TOKEN = "AccessToken"


class TokenServer(msgspec.Struct, frozen=True):
    """A service that gives access tokens, and the one where the users of its apps sign in."""

    id: str
    name: str
    token_endpoint: str
    account_service: str
    """Service of the authorize page and of the accounts behind it."""


TOKEN_SERVERS = (
    TokenServer("archon", "Archon", "archon.api.accesstoken", "gateway"),
    TokenServer("directory", "Directory", "directory.apps.accesstoken", "directory"),
)
TOKEN_SERVER_FIELD = Parameter(
    "authority",
    ParameterKind.CHOICE,
    Location.FORM,
    required=True,
    default="archon",
    choices=(Choice("archon", "Archon (2020)"), Choice("directory", "Directory (2023)")),
    description="The service that knows the app.",
    title="TokenServer",
)
APP_ID_FIELD = Parameter(
    "app_id",
    ParameterKind.TEXT,
    Location.FORM,
    required=True,
    example="5a4db0c5000040008000000000000001",
    description="As the developer portal shows it, exactly: an id with dashes is another one.",
    title="App id",
)
APP_SECRET_FIELD = Parameter(
    "app_secret",
    ParameterKind.SECRET,
    Location.FORM,
    required=True,
    description="A GUID, as the developer portal shows it. Kept in the system keyring.",
    title="App secret",
)


def token_server_of(credential: Credential) -> TokenServer:
    """Return the authority that a credential names; the first one where it names none."""
    named = credential.value(TOKEN_SERVER_FIELD.name)
    return next((known for known in TOKEN_SERVERS if known.id == named), TOKEN_SERVERS[0])


def fetch_token(credential: Credential, app_secret: Secret) -> Step[Grant]:
    """Exchange id and secret of an app for an access token.

    Raises:
        AuthError: The authority gave none.
    """
    authority = token_server_of(credential)
    app_id = Secret(credential.value(APP_ID_FIELD.name))
    values = (("appId", app_id), ("appSecret", app_secret))
    answer = yield from ask(Call(authority.token_endpoint, values))
    members = members_of(answer)
    token = text_of(members, "accessToken")
    if not is_success(answer):
        raise refused(answer, "Check app id and app secret in the credential manager.")
    if not token:
        raise AuthError(
            f"{authority.name} gave an answer without an access token. Try again later."
        )
    return Grant(
        values=((ACCESS_TOKEN, Secret(token)),),
        expires_at=instant_of(members, "deadTime"),
        server_ahead_s=answer.server_ahead_s,
    )
