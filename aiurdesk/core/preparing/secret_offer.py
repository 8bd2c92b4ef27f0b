"""Finds a secret that was typed or pasted into a request, so that a credential is made of it."""

from urllib.parse import unquote_plus

from msgspec.structs import replace

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.credentials.user_info import user_and_password, user_info_of, without_user_info
from aiurdesk.core.environments.environment import Environment, variable_names
from aiurdesk.core.preparing.address import absolute_address
from aiurdesk.core.preparing.computed_authorization import computed_authorization
from aiurdesk.core.preparing.query_rows import query_rows, shown_address, with_address
from aiurdesk.core.request.field import TextKind
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.request_texts import request_texts

_NO_VARIABLES = Environment("")


def offer_of(request: Request) -> OfferedCredential | None:
    """Return what a credential can be made of, or None where a custom URL holds no secret.

    A reference such as ``{{env:TOKEN}}`` is not a secret.
    """
    if not request.is_typed:
        return None
    address = shown_address(request)
    # Its query as a whole, a part of which may be kept as values.
    request = replace(request.with_url(address), values=())
    absolute = absolute_address(without_user_info(address), _NO_VARIABLES)
    origin = origin_of(absolute) if isinstance(absolute, str) else ""
    name = origin.partition("://")[2]
    both = user_info_of(address)
    if both is not None and both.user and both.password.reveal():
        values, secrets = (("user", both.user),), (("password", both.password),)
        return OfferedCredential("basic", name, origin, values, secrets, is_in_address=True)
    secret = [
        text
        for text in request_texts(request)
        if text.is_sent and text.text.strip() and text.is_secret and not variable_names(text.text)
    ]
    headers = [text for text in secret if text.kind is TextKind.HEADER]
    if headers:
        return _of_header(Header(headers[0].name, headers[0].text.strip()), name, origin)
    # A fragment is not sent.
    queries = [text for text in secret if text.kind is TextKind.QUERY]
    pairs = [text for text in queries if _without_pair(address, text.name) != address]
    if not pairs:
        return None
    fields, key = (("place", "query"), ("name", pairs[0].name)), Secret(pairs[0].plain)
    return OfferedCredential("api-key", name, origin, fields, (("key", key),), query=pairs[0].name)


def without_offered(request: Request, offer: OfferedCredential) -> Request:
    """Return a request without the secret that a credential holds now."""
    address = request.url
    if offer.is_in_address:
        address = without_user_info(address)
    if offer.query:
        address = _without_pair(shown_address(request), offer.query)
        request, _ = with_address(request, address, query_rows(request))
        address = request.url
    return replace(
        request.with_url(address),
        headers=tuple(
            header
            for header in request.headers
            if not offer.header or header.name.casefold() != offer.header.casefold()
        ),
    )


def _of_header(header: Header, name: str, origin: str) -> OfferedCredential:
    value = header.value
    if header.name.casefold() == "authorization":
        both = user_and_password(value)
        if both is not None and both.user and both.password.reveal():
            values, secrets = (("user", both.user),), (("password", both.password),)
            return OfferedCredential("basic", name, origin, values, secrets, header.name)
        word, _, token = value.partition(" ")
        if word.casefold() == "bearer" and token.strip() and " " not in token.strip():
            secrets = (("token", Secret(token.strip())),)
            return OfferedCredential("bearer", name, origin, (), secrets, header.name)
        computed = computed_authorization(value)
        if computed is not None:
            return OfferedCredential(computed[0], name, origin, computed[1], (), header.name)
    if header.name.casefold() in ("authorization", "cookie"):
        named, hidden = (("header", header.name),), (("value", Secret(value)),)
        return OfferedCredential("header", name, origin, named, hidden, header.name)
    placed = (("place", "header"), ("name", header.name))
    return OfferedCredential(
        "api-key", name, origin, placed, (("key", Secret(value)),), header.name
    )


def _without_pair(address: str, name: str) -> str:
    start, mark, query = address.partition("?")
    query, hash_mark, rest = query.partition("#")
    kept = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) != name]
    return f"{start}{mark if kept else ''}{'&'.join(kept)}{hash_mark}{rest}"
