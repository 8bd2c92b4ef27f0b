"""Where a token comes from that a parameter takes beside any credential, such as a site token.

Read from the catalogue: a secret ``Token`` is issued by the endpoint ``GetToken`` of the service.
"""

import json
import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint, Parameter, ParameterKind
from aiurdesk.core.request.request import Request, Value

_TOKEN = "token"


class TokenSource(msgspec.Struct, frozen=True):
    """How to get a token, and where it goes."""

    parameter: str
    """Name of the parameter that takes the token."""
    request: Request
    """Gets the token, with the values of the refused request."""
    member: str
    """Name of the member of the response that holds the token."""


def token_source(request: Request, siblings: Sequence[Endpoint]) -> TokenSource | None:
    """Return where the token of a request comes from, or None if it takes none.

    Args:
        siblings: Endpoints of the same service.
    """
    parameter = next(filter(_takes_token, request.endpoint.parameters), None)
    # With an access token beside it, a credential may be what is missing; that is tried first.
    if parameter is None or request.endpoint.parameter(ACCESS_TOKEN) is not None:
        return None
    # By name and shape: ``GetToken`` of Probe, whose response holds one text.
    issuers = [
        (sibling, field.name)
        for sibling in siblings
        if sibling.name.casefold() == f"get{_TOKEN}"
        for field in sibling.response_fields
        if field.type == "string"
    ]
    # Nothing is guessed: with two of them it is not known which one issues this token.
    if len(issuers) != 1:
        return None
    issuer, member = issuers[0]
    values = tuple(_values(issuer, request, parameter))
    asking = Request(issuer, values=values, credential=request.credential)
    return TokenSource(parameter.name, asking, member)


def with_token(request: Request, source: TokenSource, body: bytes) -> Request | None:
    """Return the request with the token that a response holds, or None if it holds none."""
    try:
        members = json.loads(body)
    except ValueError:
        return None
    token = members.get(source.member) if isinstance(members, dict) else None
    if not isinstance(token, str) or not token:
        return None
    # The refused token is replaced, not sent beside the new one.
    kept = tuple(pair for pair in request.values if pair[0] != source.parameter)
    return replace(request, values=(*kept, (source.parameter, token)))


def _takes_token(parameter: Parameter) -> bool:
    # Older services call it pbtoken.
    is_token = parameter.name.casefold().endswith(_TOKEN)
    return parameter.kind is ParameterKind.SECRET and is_token


def _values(
    issuer: Endpoint, request: Request, parameter: Parameter
) -> Iterator[tuple[str, Value]]:
    """Yield the values of the same name, and a choice that the parameter's description names."""
    given = {name.casefold(): value for name, value in request.values}
    # In each language, the name of the choice stands as the server spells it.
    words = set(re.findall(r"[A-Za-z]+", parameter.description))
    for needed in issuer.parameters:
        value = given.get(needed.name.casefold())
        if value is not None:
            yield needed.name, value
        elif named := [choice.value for choice in needed.choices if choice.value in words]:
            yield needed.name, named[0]
