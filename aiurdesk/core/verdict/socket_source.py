"""Responses that hand out the address of a socket, and the request that connects to it.

Read from the catalogue: a response has a member with an address (``webSocketEndpoint`` of Kahla v2,
``serverPath`` of Kahla 2020), or one for each value that a socket of the same service needs
(``channelId`` and ``connectKey`` of Stargate).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.preparing.address import to_http
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import is_socket_address

_ADDRESSES = frozenset({"websocketendpoint", "serverpath"})
_PLACE = re.compile(r"\\\{(\w+)\\\}")

Known = tuple[str, Endpoint]
"""The base address of a service, and a socket of that service."""


def hands_out_socket(endpoint: Endpoint, siblings: Sequence[Endpoint]) -> bool:
    """Tell whether a success of an endpoint says how to connect to a socket.

    Args:
        siblings: Endpoints of the same service.
    """
    names = [field.name for field in endpoint.response_fields]
    # Asked at each success, and most endpoints document no members.
    if not names:
        return False
    has_address = any(name.casefold() in _ADDRESSES for name in names)
    return has_address or any(_members_for(one, names) for one in siblings if one.is_websocket)


def socket_request(
    endpoint: Endpoint, body: bytes, siblings: Sequence[Endpoint], endpoints: Iterable[Known]
) -> Request | None:
    """Return a request to the socket that a response hands out, or None if it hands out none.

    Args:
        endpoint: The one that responded.
        body: The body of the response.
        siblings: As in ``hands_out_socket``.
        endpoints: All sockets of known services; an address of one of them opens that endpoint.
    """
    try:
        members = json.loads(body)
    except ValueError:
        return None
    if not isinstance(members, dict):
        return None
    for name, value in members.items():
        if name.casefold() in _ADDRESSES and isinstance(value, str) and is_socket_address(value):
            return request_for_address(value, endpoints)
    for sibling in siblings:
        members_of = _members_for(sibling, members)
        if members_of:
            values = tuple((name, _text(members[member])) for name, member in members_of.items())
            return Request(sibling, values=values)
    return None


def request_for_address(address: str, endpoints: Iterable[Known]) -> Request:
    """Return a request to the socket at an address: to its endpoint where it is a known one."""
    split = urlsplit(to_http(address))
    for base, endpoint in endpoints:
        values = _values_in(base, endpoint, split.path, to_http(address))
        names = {name.casefold() for name, _ in values or ()}
        required = {p.name.casefold() for p in endpoint.parameters if p.required}
        if values is not None and required <= names:
            return Request(endpoint, values=values)
    return custom_request(address)


def _values_in(
    base: str, endpoint: Endpoint, path: str, address: str
) -> tuple[tuple[str, str], ...] | None:
    """Return the values in an address, or None if it is not one of the endpoint."""
    start = urlsplit(base)
    here = urlsplit(address)
    if (start.scheme, start.netloc.lower()) != (here.scheme, here.netloc.lower()):
        return None
    pattern = _PLACE.sub(r"(?P<\1>[^/]+)", re.escape(start.path.rstrip("/") + endpoint.path))
    match = re.fullmatch(pattern, path, re.IGNORECASE)
    if match is None:
        return None
    in_path = ((name, unquote(value)) for name, value in match.groupdict().items())
    in_query = parse_qsl(here.query, keep_blank_values=True)
    named = [(endpoint.parameter(name), value) for name, value in (*in_path, *in_query)]
    if any(parameter is None for parameter, _ in named):
        return None
    return tuple((parameter.name, value) for parameter, value in named if parameter)


def _members_for(socket: Endpoint, names: Iterable[str]) -> Mapping[str, str]:
    """Return the member for each parameter of a socket; empty if one is missing.

    ``Id`` is filled by ``channelId``, and ``Key`` by ``connectKey``.
    """
    if not socket.is_websocket:
        return {}
    given = tuple(names)
    by_parameter = dict(_pairs(socket, given))
    required = [parameter.name for parameter in socket.parameters if parameter.required]
    return by_parameter if required and all(name in by_parameter for name in required) else {}


def _pairs(socket: Endpoint, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for parameter in socket.parameters:
        ending = parameter.name.casefold()
        matching = [name for name in names if name.casefold().endswith(ending)]
        if len(matching) == 1:
            yield parameter.name, matching[0]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
