"""What other programs say of OAuth 2, as the fields of a credential."""

from collections.abc import Mapping

from aiurdesk.core.auth.oauth_values import BASIC, BODY, BY_HAND, CLIENT, CODE, DEVICE, NO_SECRET
from aiurdesk.importers.collection_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject

_FIELDS = {
    # Postman, Insomnia, Bruno and Hoppscotch; a name of one means nothing else in the others.
    **dict.fromkeys(
        ("authUrl", "authorizationUrl", "authorization_url", "authEndpoint"), "authorize_address"
    ),
    **dict.fromkeys(("accessTokenUrl", "access_token_url", "tokenEndpoint"), "token_address"),
    **dict.fromkeys(("deviceAuthorizationUrl", "device_authorization_url"), "device_address"),
    **dict.fromkeys(("clientId", "client_id", "clientID"), "client_id"),
    **dict.fromkeys(("clientSecret", "client_secret"), "client_secret"),
    **dict.fromkeys(("redirect_uri", "redirectUrl", "callback_url"), "redirect_address"),
    **dict.fromkeys(("scope", "scopes"), "scopes"),
    "audience": "audience",
}
_GRANTS = {
    "authorization_code": CODE,
    "authorization_code_with_pkce": CODE,
    "client_credentials": CLIENT,
    "device_code": DEVICE,
    "urn:ietf:params:oauth:grant-type:device_code": DEVICE,
}
_IN_BODY = (
    ("client_authentication", "body"),
    ("credentialsInBody", "true"),
    ("credentials_placement", "body"),
    ("clientAuthentication", "IN_BODY"),
)


def read_oauth2(holder: JsonObject, reading: ItemReading) -> dict[str, str]:
    """Return the fields of a credential that an object has, as ``oauth2_values`` does."""
    names = holder.names()
    return oauth2_values({n: reading.value(holder.text(n), holder.pointer) for n in names})


def oauth2_values(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a credential, the secret among them.

    Empty where the grant is one that there is not here, such as a password's.

    Args:
        settings: Names and texts of the other program.
    """
    names = ("grant_type", "grantType", "flow")
    given = next((settings[name] for name in names if settings.get(name)), "").lower()
    values = {field: settings[name] for name, field in _FIELDS.items() if settings.get(name)}
    usual = CODE if "authorize_address" in values else CLIENT
    grant = _GRANTS.get(given) if given else usual
    if grant is None:
        return {}
    is_in_body = any(settings.get(name) == value for name, value in _IN_BODY)
    client_auth = BODY if is_in_body else BASIC
    if "client_secret" not in values and grant != CLIENT:
        client_auth = NO_SECRET
    return {"grant": grant, "server": BY_HAND, "client_auth": client_auth, **values}
