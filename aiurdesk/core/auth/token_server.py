"""The access token of an app, and the two services that issue it.

Source: reference of facts, section 5; recorded answers of Archon (2020) and Directory (2023).
"""

from collections.abc import Mapping

import msgspec

from aiurdesk.core.api.endpoint import ACCESS_TOKEN
from aiurdesk.core.auth.fields import choice_field, secret_field, text_field
from aiurdesk.core.auth.scheme import Call, Grant
from aiurdesk.core.auth.steps import (
    SignInSteps,
    ask,
    is_success,
    members_of,
    refused,
    text_of,
    timestamp_of,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked, tr


class TokenServer(msgspec.Struct, frozen=True):
    """A service that issues access tokens, and the one where the users of its apps sign in."""

    id: str
    name: str
    token_endpoint: str
    account_service: str
    """Service of the authorize page and of the accounts behind it."""


TOKEN_SERVERS = (
    # Directory took over the tasks of Archon and Gateway in 2023.
    TokenServer("archon", "Archon", "archon.api.accesstoken", "gateway"),
    TokenServer("directory", "Directory", "directory.apps.accesstoken", "directory"),
)
TOKEN_SERVER_FIELD = choice_field(
    "token_server",
    tr("Token server"),
    tr("The service where the app is registered."),
    ("archon", tr("Archon (2020)")),
    ("directory", tr("Directory (2023)")),
)
_GUID = "[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_GUID_HINT = tr("a GUID of 32 hexadecimal digits, with or without dashes")
APP_ID_FIELD = text_field(
    "app_id",
    required=True,
    pattern=_GUID,
    pattern_hint=_GUID_HINT,
    example="5a4db0c5000040008000000000000001",
    description=tr(
        "Exactly as the developer portal shows it. An id with dashes is a different id."
    ),
    title=tr("App id"),
)
APP_SECRET_FIELD = secret_field(
    "app_secret",
    pattern=_GUID,
    pattern_hint=_GUID_HINT,
    description=tr("A GUID, as the developer portal shows it. Stored in the system keyring."),
    title=tr("App secret"),
)
APP_FIELDS = (TOKEN_SERVER_FIELD, APP_ID_FIELD, APP_SECRET_FIELD)
"""The fields of the schemes that authenticate an app."""
FORMER_NAMES: Mapping[str, str] = {"authority": TOKEN_SERVER_FIELD.name}


def token_server_of(credential: Credential) -> TokenServer:
    """Return the token server that a credential names, or the first one."""
    named = credential.value(TOKEN_SERVER_FIELD.name)
    return next((server for server in TOKEN_SERVERS if server.id == named), TOKEN_SERVERS[0])


def fetch_token(credential: Credential, app_secret: Secret) -> SignInSteps[Grant]:
    """Exchange id and secret of an app for an access token.

    Raises:
        AuthError: The token server gave none.
    """
    server = token_server_of(credential)
    app_id = Secret(credential.value(APP_ID_FIELD.name))
    # Archon and Directory read both from the query only.
    values = (("appId", app_id), ("appSecret", app_secret))
    response = yield from ask(Call(server.token_endpoint, values))
    members = members_of(response)
    token = text_of(members, "accessToken")
    # Archon answers −1 to an unknown id and to a wrong secret; Directory −4 and −1.
    if not is_success(response):
        raise refused(
            response, tr("Check the app id and the app secret in the credential manager.")
        )
    # Without the token it is not a success: nothing could be sent with it.
    if not token:
        raise AuthError(
            Phrase(
                marked("The response of {name} has no access token. Try again later."),
                {"name": server.name},
            )
        )
    return Grant(
        values=((ACCESS_TOKEN, Secret(token)),),
        # 20 minutes ahead, by the clock of the server.
        expires_at=timestamp_of(members, "deadTime"),
        server_ahead_s=response.server_ahead_s,
    )
