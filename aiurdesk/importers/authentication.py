"""Authentication in requests of other programs; a secret becomes the name of a credential."""

import re
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.fields import BASIC, BODY, BY_HAND, CLIENT, CODE, DEVICE, NO_SECRET
from aiurdesk.core.auth.oauth2 import OAuth2Scheme
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.environments.environment import is_reference, reference, variable_names
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutKind

_SCHEMES = {
    "basic": "Basic",
    "bearer": "Bearer",
    "apikey": tr("API key"),
    "digest": "Digest",
    "aws": tr("AWS Signature 4"),
    "oauth2": tr("OAuth 2"),
}
"""Kinds that there are here too, with their names here."""
_SCHEME_IDS = {"apikey": "api-key"}
"""Those that differ from the name of the kind."""
_CLIENT_SECRET = "client_secret"
_LONGEST_VALUE = 200
"""Of one that the command has; a longer one is no name, key or address."""
USER = {"username": "username", "password": "password"}
"""The names that most programs have for both."""
_SAME_KINDS = {
    "api-key": "apikey",
    "aws-signature": "aws",
    "awsv4": "aws",
    "iam": "aws",
    "oauth-2": "oauth2",
}
"""Other names of kinds in other programs; a name of one means nothing else in the others."""
_FIELDS = {
    "username": "user",
    "accessKey": "access_key",
    "secretKey": "secret_key",
    "sessionToken": "session_token",
}
"""Names of values → fields of the scheme, where they differ."""
_NOTHING_SAID = frozenset({"", "inherit"})
_NONE = frozenset({"none", "noauth"})


class ImportedAuthentication(msgspec.Struct, frozen=True):
    """The authentication of an imported request, or of the requests in a folder."""

    credential: str | None = None
    """As in a request: None where nothing is said."""
    header: Header | None = None
    """One whose value is a variable, such as a token that an earlier request gave."""
    query: str = ""
    """The same for a key in the query."""


def authentication_of(
    kind: str,
    values: Mapping[str, str],
    reading: ItemReading,
    source: str,
    *,
    is_shared: bool = False,
) -> ImportedAuthentication:
    """Return what is made of the authentication of a folder or request; equal ones are one.

    Args:
        kind: ``basic`` and ``digest`` with ``username`` and ``password``, ``bearer`` with
            ``token``, ``apikey`` with ``key``, ``value`` and ``in``, ``aws`` with
            ``accessKey``, ``secretKey``, ``sessionToken``, ``region`` and ``service``,
            ``oauth2`` with the fields of ``oauth2_values``, or another one.
        values: Its values; their variables have their names here.
        reading: Takes what has to be filled in, and what cannot be taken over.
        source: Where it stands in the text.
        is_shared: Whether it is of a folder, whose requests inherit it.
    """
    kind = _SAME_KINDS.get(kind, kind)
    # What the server says of Bearer anyway.
    if values.get("prefix") in ("", "Bearer"):
        values = {name: value for name, value in values.items() if name != "prefix"}
    if kind in _NOTHING_SAID:
        return ImportedAuthentication() if is_shared else _inherited(reading)
    made = _said(kind, values, reading, source)
    if is_shared:
        # Each request gets it: some say that they authenticate otherwise, or not at all.
        reading.header, reading.query = made.header, made.query
        if made.header or made.query:
            words = tr("the authentication as one of the folder. Each request in it has {text}.")
            header = made.header
            text = made.query if header is None else f"{header.name}: {header.value}"
            reading.note(words.format(text=text), source, LeftOutKind.AUTHENTICATION)
        made = ImportedAuthentication(made.credential)
        if made.credential is not None:
            reading.credential = made.credential
    return made


def _said(
    kind: str, values: Mapping[str, str], reading: ItemReading, source: str
) -> ImportedAuthentication:
    """Return what is made of a kind that is named."""
    # Another one must not take its place.
    without = NO_CREDENTIAL if reading.credential else None
    if kind not in _SCHEMES or (kind == "oauth2" and not values):
        if kind not in _NONE:
            words = tr("the authentication {kind}.").format(kind=kind)
            step = tr("Choose a credential in the Auth tab.")
            reading.note(words, source, LeftOutKind.AUTHENTICATION, step)
        return ImportedAuthentication(without)
    # A capture or an environment gives such a value, and no credential can hold it.
    if (written := _as_written(kind, values)) is not None:
        return replace(written, credential=without)
    collection = reading.collection
    name = collection.credential_names.name_for((kind, *sorted(values.items())), reading.title)
    words = tr("the secret of the authentication.")
    missing = _missing(name, kind, values)
    reading.note_missing(words, source, _next_step(name, kind, values), missing)
    if (offered := _offered(name, kind, values)) is not None:
        collection.offered[name] = offered
    return ImportedAuthentication(name)


def _inherited(reading: ItemReading) -> ImportedAuthentication:
    """Return what a folder has said of the requests in it that say nothing."""
    return ImportedAuthentication(None, reading.header, reading.query)


def values_of(holder: JsonObject, names: Mapping[str, str], reading: ItemReading) -> dict[str, str]:
    """Return texts of an object for ``authentication_of``, by the names that they have here."""
    return {
        here: reading.value(holder.text(theirs), holder.pointer) for theirs, here in names.items()
    }


def _offered(name: str, kind: str, values: Mapping[str, str]) -> OfferedCredential | None:
    """Return the credential that a text holds whole; None where its secret is a variable."""
    if any(variable_names(value) for value in values.values()):
        return None
    match kind, values:
        case "basic" | "digest", {"username": user, "password": password} if user and password:
            secrets = (("password", Secret(password)),)
            return OfferedCredential(kind, name, "", (("user", user),), secrets)
        case "aws", {"accessKey": access_key, "secretKey": secret_key} if access_key and secret_key:
            return _offered_aws(name, values)
        case "bearer", {"token": token} if token:
            return OfferedCredential("bearer", name, "", (), (("token", Secret(token)),))
        case "apikey", {"key": key, "value": value} if key and value:
            location = values.get("in") or "header"
            if location in ("header", "query"):
                fields = (("place", location), ("name", key))
                return OfferedCredential("api-key", name, "", fields, (("key", Secret(value)),))
        case "oauth2", _:
            return _offered_oauth2(name, values)
    return None


def _offered_oauth2(name: str, values: Mapping[str, str]) -> OfferedCredential | None:
    asked_for = OAuth2Scheme().fields_for(values)
    if not all(values.get(f.name) for f in asked_for if f.required and f.default is None):
        return None
    secret = values.get(_CLIENT_SECRET)
    hidden = ((_CLIENT_SECRET, Secret(secret)),) if secret else ()
    plain = tuple((n, v) for n, v in values.items() if n != _CLIENT_SECRET)
    return OfferedCredential("oauth2", name, "", plain, hidden)


def _offered_aws(name: str, values: Mapping[str, str]) -> OfferedCredential:
    plain = {"access_key": "accessKey", "region": "region", "service": "service"}
    hidden = {"secret_key": "secretKey", "session_token": "sessionToken"}
    return OfferedCredential(
        "aws",
        name,
        "",
        tuple((here, values[there]) for here, there in plain.items() if values.get(there)),
        tuple((here, Secret(values[there])) for here, there in hidden.items() if values.get(there)),
    )


def _as_written(kind: str, values: Mapping[str, str]) -> ImportedAuthentication | None:
    """Return what a secret adds to a request that consists of variables; None where it does not."""
    match kind, values:
        case "basic", {"username": user, "password": password}:
            # Many an API takes a key as user name, without a password.
            is_variable = is_reference(password) or not password and is_reference(user)
            # A colon in the name would end it.
            if is_variable and not re.search(r"[:\s]", user):
                return ImportedAuthentication(
                    header=Header("Authorization", f"Basic {user}:{password}")
                )
        case "bearer", {"token": token, **others} if is_reference(token) and not others:
            return ImportedAuthentication(header=Header("Authorization", f"Bearer {token}"))
        case "apikey", {"key": key, "value": value, **others} if key and is_reference(value):
            if others in ({}, {"in": "header"}):
                return ImportedAuthentication(header=Header(key, value))
            if others == {"in": "query"}:
                return ImportedAuthentication(query=f"{quote(key, safe='')}={value}")
    return None


def _next_step(name: str, kind: str, values: Mapping[str, str]) -> str:
    text = (
        tr(" for the query parameter {key}")
        if values.get("in") == "query"
        else tr(" for the header {key}")
    )
    has_name = kind == "apikey" and values.get("key")
    where = text.format(key=values["key"]) if has_name else ""
    names = dict.fromkeys(n for value in values.values() for n in variable_names(value))
    variables = tr(" and ").join(map(reference, names))
    origin = tr(" Its value was {variables}.").format(variables=variables) if names else ""
    return tr(
        "Add a credential {name!r} of the scheme {value}{where}; the file refers to it.{origin}"
    ).format(name=name, value=_SCHEMES[kind], where=where, origin=origin)


def _missing(name: str, kind: str, values: Mapping[str, str]) -> OfferedCredential:
    """Return what the credential is made of that has to be added, without its secrets."""
    scheme_id = _SCHEME_IDS.get(kind, kind)
    given = {_FIELDS.get(key, key): value for key, value in values.items() if value}
    if kind == "apikey":
        given = {"place": given.get("in", "header"), "name": given.get("key", "")}
    # No scheme sends a key at another place, such as in a cookie.
    if given.get("place", "header") not in ("header", "query"):
        scheme_id = ""
    scheme = scheme_of(scheme_id)
    secret = {f.name for f in scheme.fields if f.traits.is_secret} if scheme else given.keys()
    shown = ((field, "-" if field in secret else text) for field, text in given.items())
    return OfferedCredential(scheme_id, name, "", tuple(shown))


_OAUTH2_FIELDS = {
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
    values = {field: settings[name] for name, field in _OAUTH2_FIELDS.items() if settings.get(name)}
    usual = CODE if "authorize_address" in values else CLIENT
    grant = _GRANTS.get(given) if given else usual
    if grant is None:
        return {}
    is_in_body = any(settings.get(name) == value for name, value in _IN_BODY)
    client_auth = BODY if is_in_body else BASIC
    if "client_secret" not in values and grant != CLIENT:
        client_auth = NO_SECRET
    return {"grant": grant, "server": BY_HAND, "client_auth": client_auth, **values}
