"""Authentication in requests of other programs; a secret becomes the name of a credential."""

import re
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.fields import BASIC, BODY, BY_HAND, CLIENT, CODE, DEVICE, NO_SECRET
from aiurdesk.core.auth.jwt import BASE64, SHARED_ALGORITHMS, TEXT, JwtScheme
from aiurdesk.core.auth.oauth1 import METHODS, PLAINTEXT, OAuth1Scheme
from aiurdesk.core.auth.oauth2 import JWT_ALGORITHMS, OAuth2Scheme
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.environments.environment import is_reference, reference, variable_names
from aiurdesk.core.preparing.computed_authorization import computed_authorization
from aiurdesk.core.preparing.secret_offer import without_offered
from aiurdesk.core.request.request import Header, Row
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import CredentialNames, ItemReading
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOut, LeftOutKind

_SCHEMES = {
    "basic": "Basic",
    "bearer": "Bearer",
    "apikey": tr("API key"),
    "digest": "Digest",
    "aws": tr("AWS Signature 4"),
    "oauth1": "OAuth 1.0a",
    "jwt": tr("JWT"),
    "oauth2": tr("OAuth 2"),
}
"""Kinds that there are here too, with their names here."""
_SCHEME_IDS = {"apikey": "api-key"}
"""Those that differ from the name of the kind."""
_BY_FIELDS: Mapping[str, AuthScheme] = {
    "jwt": JwtScheme(),
    "oauth1": OAuth1Scheme(),
    "oauth2": OAuth2Scheme(),
}
"""Kinds whose values have the names of their fields here."""
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
            ``oauth1`` and ``oauth2`` with the fields of their schemes, or another one.
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
    if kind not in _SCHEMES or (kind in _BY_FIELDS and not values):
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
    scheme = _BY_FIELDS.get(kind)
    return _offered_by_fields(name, scheme, values) if scheme is not None else None


def _offered_by_fields(
    name: str, scheme: AuthScheme, values: Mapping[str, str]
) -> OfferedCredential | None:
    asked_for = scheme.fields_for(values)
    if not all(values.get(f.name) for f in asked_for if f.required and f.default is None):
        return None
    secret = {field.name for field in asked_for if field.traits.is_secret}
    hidden = tuple((n, Secret(v)) for n, v in values.items() if n in secret and v)
    # A secret of another grant has no place in a file.
    names = {field.name for field in asked_for} - secret
    plain = tuple((n, v) for n, v in values.items() if n in names)
    return OfferedCredential(scheme.id, name, "", plain, hidden)


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


_COMPUTED_OF = {
    "basic": ("password",),
    "digest": ("password",),
    "aws": ("secret_key",),
    "oauth1": ("consumer_secret", "token_secret"),
}
"""Schemes of what a command has as user and password, or computed; the fields of their secrets."""
_OF_AWS = frozenset({"authorization", "x-amz-date", "x-amz-content-sha256"})
"""Headers that a signature of AWS brings."""


def with_credential(
    imported: ImportedRequest, title: str, names: CredentialNames
) -> tuple[ImportedRequest, OfferedCredential | None]:
    """Return a request that names a credential instead of user and password, and the credential.

    Args:
        imported: A request that stood alone in its text, such as a command.
        title: What it is called in the collection.
        names: Gives equal credentials one name.
    """
    offered = imported.offered
    if offered is None or offered.scheme not in _COMPUTED_OF:
        return imported, None
    revealed = [(name, secret.reveal()) for name, secret in offered.secrets]
    name = names.name_for((offered.scheme, *offered.values, *revealed), title)
    entry = LeftOut(
        tr("the secret of the authentication."),
        title,
        kind=LeftOutKind.CREDENTIAL,
        next_step=_next_step(name, offered.scheme, dict(offered.values)),
        missing=_without_secret(offered.scheme, name, offered.values),
    )
    # What said that they are sent as Basic until then.
    others = (e for e in imported.left_out if e.kind is not LeftOutKind.AUTHENTICATION)
    request = replace(without_offered(imported.request, offered), credential=name)
    if offered.scheme == "aws":
        kept = tuple(h for h in request.headers if h.name.casefold() not in _OF_AWS)
        request = replace(request, headers=kept)
    made = replace(imported, request=request, left_out=(*others, entry), offered=None)
    # A header that was computed does not say the secret.
    own = replace(offered, name=name, header="", is_in_address=False)
    return made, own if offered.secrets else None


def of_computed_header(
    auth: ImportedAuthentication, rows: tuple[Row, ...], reading: ItemReading, source: str
) -> tuple[ImportedAuthentication, tuple[Row, ...]]:
    """Return how a request authenticates, by a computed header Authorization, and other headers.

    Such a header was valid for one request only: it is neither sent again nor a secret.

    Args:
        auth: What the text says besides the headers; that counts.
    """
    sent = [row for row in rows if row.is_sent and row.name.casefold() == "authorization"]
    computed = computed_authorization(str(sent[0].value)) if len(sent) == 1 else None
    if computed is None:
        return auth, rows
    scheme, values = computed
    words = tr("the header Authorization, which was computed for one request.")
    dropped = _OF_AWS if scheme == "aws" else {"authorization"}
    others = tuple(row for row in rows if not row.is_sent or row.name.casefold() not in dropped)
    if auth != ImportedAuthentication():
        reading.note(words, source, LeftOutKind.HEADER)
        return auth, others
    name = reading.collection.credential_names.name_for((scheme, *values), reading.title)
    step = _next_step(name, scheme, dict(values))
    reading.note_missing(words, source, step, _without_secret(scheme, name, values))
    return ImportedAuthentication(name), others


def _without_secret(
    scheme: str, name: str, values: tuple[tuple[str, str], ...]
) -> OfferedCredential:
    """Return what a credential is made of, as it is typed in a command."""
    hidden = tuple((field, "-") for field in _COMPUTED_OF[scheme])
    return OfferedCredential(scheme, name, "", (*values, *hidden))


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


_OAUTH1_FIELDS = {
    # Postman, Insomnia, Bruno and OpenCollection; a name of one means nothing else in the others.
    **dict.fromkeys(("signatureMethod", "signature_method"), "signature_method"),
    **dict.fromkeys(("consumerKey", "consumer_key"), "consumer_key"),
    **dict.fromkeys(("consumerSecret", "consumer_secret"), "consumer_secret"),
    **dict.fromkeys(("privateKey", "private_key"), "private_key"),
    **dict.fromkeys(("token", "tokenKey", "accessToken", "access_token"), "token"),
    **dict.fromkeys(("tokenSecret", "token_secret", "accessTokenSecret"), "token_secret"),
    "realm": "realm",
}
_IN_HEADER = (
    ("addParamsToHeader", ("", "true")),
    ("placement", ("", "header")),
    ("addParamsTo", ("", "header")),
    ("add_params_to", ("", "header")),
)
"""How programs say where the parameters of OAuth 1 go, and what means the header."""


def oauth1_values(settings: Mapping[str, str], reading: ItemReading, source: str) -> dict[str, str]:
    """Return the fields of a credential, the secrets among them.

    Empty where the signature is one that there is not here, such as HMAC-MD5.

    Args:
        settings: Names and texts of the other program.
        reading: Takes that the parameters are not sent where they were.
        source: Where they stand in the text.
    """
    if any(settings.get(name, "").casefold() not in known for name, known in _IN_HEADER):
        words = tr("the place of the signature; it is sent in the header Authorization.")
        reading.note(words, source, LeftOutKind.AUTHENTICATION)
    values = {field: settings[name] for name, field in _OAUTH1_FIELDS.items() if settings.get(name)}
    method = values.setdefault("signature_method", METHODS[0]).upper()
    if method not in (*METHODS, PLAINTEXT):
        return {}
    # Bruno can name a file, which is no part of the text.
    if values.get("private_key", "").startswith("@file("):
        del values["private_key"]
    asked_for = {field.name for field in OAuth1Scheme().fields_for({"signature_method": method})}
    values = {name: text for name, text in values.items() if name in asked_for}
    return {**values, "signature_method": method}


def jwt_values(settings: Mapping[str, str], reading: ItemReading, source: str) -> dict[str, str]:
    """Return the fields of a credential that signs its tokens, the key among them.

    Empty where the algorithm is one that there is not here.

    Args:
        settings: Names and texts of Postman or Hoppscotch.
        reading: Takes that the token is not sent where it was.
        source: Where they stand in the text.
    """
    places = (settings.get("addTokenTo", ""), settings.get("addTo", ""))
    prefix = settings.get("headerPrefix", "").strip()
    if any(place.casefold() not in ("", "header", "headers") for place in places) or (
        prefix.casefold() not in ("", "bearer")
    ):
        words = tr("the place of the JWT; it is sent as Authorization: Bearer.")
        reading.note(words, source, LeftOutKind.AUTHENTICATION)
    algorithm = settings.get("algorithm") or SHARED_ALGORITHMS[0]
    if algorithm not in JWT_ALGORITHMS:
        return {}
    is_shared = algorithm in SHARED_ALGORITHMS
    is_encoded = settings.get("isSecretBase64Encoded", "").casefold() == "true"
    values = {
        "algorithm": algorithm,
        "key": settings.get("secret" if is_shared else "privateKey", ""),
        "key_encoding": (BASE64 if is_encoded else TEXT) if is_shared else "",
        "claims": settings.get("payload", ""),
        "header": settings.get("header", "") or settings.get("jwtHeaders", ""),
    }
    values["header"] = "" if values["header"].strip() == "{}" else values["header"]
    return {name: text for name, text in values.items() if text}


def read_oauth1(holder: JsonObject, reading: ItemReading) -> dict[str, str]:
    """Return the fields of a credential that an object has, as ``oauth1_values`` does."""
    settings = {n: reading.value(holder.text(n), holder.pointer) for n in holder.names()}
    return oauth1_values(settings, reading, holder.pointer)


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
