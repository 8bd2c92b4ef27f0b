"""Custom URLs: typed addresses that belong to no service, sent like any endpoint."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from msgspec.structs import replace

from aiurdesk.core.addresses.address import (
    absolute_address,
    is_socket_address,
    unresolved,
    with_scheme,
)
from aiurdesk.core.addresses.encoding import plain_path, segment
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Returns
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.credentials.user_info import without_user_info
from aiurdesk.core.graphql.schema import is_subscription
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    SSE,
    Body,
    FormBody,
    GraphqlBody,
    MultipartBody,
    NoBody,
    Pairs,
    Request,
    Row,
    Value,
)
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment, resolve, variable_names

BODILESS_METHODS = frozenset({"GET", "HEAD"})
"""Methods whose values go in the query, even if their location is another one."""
METHODS_WITH_FORM = frozenset({"POST", "PUT", "PATCH"})
"""Methods that send an empty form where there are no values; ``prepare`` says why."""
# A whole segment ``:id``, or ``{id}``; not ``{{id}}``, which is a variable.
_PATH_NAME = re.compile(
    r"(?<=/):(?P<segment>[A-Za-z_][\w-]*)(?=[/?#]|$)|(?<!\{)\{(?P<braces>[A-Za-z_][\w.-]*)\}(?!\})"
)


def with_own_body(request: Request) -> Request:
    """Return the request of a custom URL with a body of its own; it sends the same bytes.

    Values that its endpoint sends as a form become rows of the body.
    """
    endpoint = request.endpoint
    if endpoint.service_id or request.body is not None:
        return request
    method = request.sent_method
    in_path = {name.lower() for name in path_names(endpoint.path)}
    rows = tuple(Row(*pair) for pair in request.values if pair[0].lower() not in in_path)
    body: Body = NoBody()
    values = request.values
    if method not in BODILESS_METHODS and (rows or method in METHODS_WITH_FORM):
        values = tuple(pair for pair in values if pair[0].lower() in in_path)
        body = FormBody(rows)
    endpoint = endpoint_for_typed_url(endpoint.path, method, value_names(values), body)
    return replace(request, endpoint=endpoint, values=values, body=body)


def needed_body(request: Request) -> Body | None:
    """Return the body of a request, or None where the request sends the same without it.

    So a custom URL with GET need not say in its file that it has no body.
    """
    body = request.body
    if not isinstance(body, NoBody) or request.endpoint.service_id:
        return body
    return None if with_own_body(replace(request, body=None)).body == body else body


def is_custom_url(text: str) -> bool:
    """Return whether a text is a URL and not the id of an endpoint.

    One without a scheme has a port, a path, a query or a variable, or is this computer: a name
    alone, such as ``gateway.home.index``, could be a host, too.
    """
    if "://" in text or text.startswith("{{"):
        return True
    completed = with_scheme(text)
    is_host = completed != text
    return is_host and (completed.startswith("http://") or any(sign in text for sign in ":/?#"))


def path_names(address: str) -> tuple[str, ...]:
    """Return the names of the path parameters in a typed address, each once, in their order."""
    _, path, _ = _divided(address)
    names: dict[str, str] = {}
    for match in _PATH_NAME.finditer(path):
        name = match["segment"] or match["braces"]
        names.setdefault(name.lower(), name)
    return tuple(names.values())


def with_path_values(address: str, texts: Mapping[str, str]) -> str:
    """Return a typed address with its path parameters replaced; one without a text stays.

    Args:
        texts: Name in lower case → text, which is escaped.
    """
    start, path, rest = _divided(address)

    def written(match: re.Match[str]) -> str:
        text = texts.get((match["segment"] or match["braces"]).lower())
        return match.group() if text is None else segment(text)

    return start + _PATH_NAME.sub(written, path) + rest


def with_plain_path(address: str) -> str:
    """Return an absolute address with all but plain letters of its path encoded."""
    start, path, rest = _divided(address)
    return start + plain_path(path) + rest


def host_and_path(address: str) -> tuple[str, str]:
    """Return the host of a typed address, or the variable in its place, and the path."""
    start, path, _ = _divided(address)
    return start.partition("://")[2] or start, path


def _divided(address: str) -> tuple[str, str, str]:
    """Divide an address: before the path, the path, and the query with all that follows."""
    scheme = address.find("://")
    slash = address.find("/", scheme + 3 if scheme >= 0 else 0)
    mark = re.search("[?#]", address)
    end = mark.start() if mark else len(address)
    start = slash if 0 <= slash < end else end
    return address[:start], address[start:end], address[end:]


def endpoint_for_url(
    url: str, names: tuple[str, ...] = (), method: str = "", body: Body | None = None
) -> Endpoint | Problem:
    """Make an endpoint from a URL; it belongs to no service, so prepare it with None.

    Args:
        url: Absolute; a query in it is kept byte for byte. May hold ``{{variables}}``. One that
            begins with ``ws://`` or ``wss://`` is a socket.
        names: The names of the values to send, as ``value_names`` has them; a repeated one is a
            list, unless it is a secret.
        method: Empty means GET, or POST where there are names or a body.
        body: The body of the request; with one of its own, the values go in the query. A
            subscription of GraphQL is a socket, too.
    """
    # An address with variables can be judged only when the environment is known.
    if not variable_names(url):
        address = absolute_address(url, Environment(""))
        if isinstance(address, Problem):
            return address
    is_socket = is_socket_address(url) or has_subscription(body)
    # As curl does: data without a method is posted. A handshake is always a GET; a subscription
    # keeps the method that the request has with another document.
    in_path = {name.lower() for name in path_names(url)}
    is_posted = body is not None or any(name.lower() not in in_path for name in names)
    chosen = method.upper() or ("POST" if is_posted else "GET")
    chosen = "GET" if is_socket_address(url) else chosen
    in_query = chosen in BODILESS_METHODS or body is not None
    elsewhere = Location.QUERY if in_query else Location.FORM
    return Endpoint(
        id=url,
        service_id="",
        group="",
        name=url,
        method=chosen,
        path=url,
        title=_title(url),
        parameters=tuple(
            Parameter(
                name,
                _kind(name, 1 if name.lower() in in_path else names.count(name)),
                Location.PATH if name.lower() in in_path else elsewhere,
            )
            for name in dict.fromkeys(names)
        ),
        returns=Returns.WEBSOCKET if is_socket else Returns.JSON,
        is_websocket=is_socket,
    )


def value_names(values: Pairs) -> tuple[str, ...]:
    """Return the names of values; that of a list comes twice, also if it is given once."""
    names = ((name, name) if isinstance(value, tuple) else (name,) for name, value in values)
    return tuple(chain.from_iterable(names))


def has_subscription(body: Body | None) -> bool:
    """Tell whether a body is carried out over a socket, with any address."""
    if not isinstance(body, GraphqlBody) or body.transport == SSE:
        return False
    return is_subscription(body.query, body.operation)


def over_events(request: Request) -> Request | None:
    """Return the request of a subscription over server-sent events; None where it has no other way.

    An address of a socket is one that the person has chosen.
    """
    body, endpoint = request.body, request.endpoint
    if not isinstance(body, GraphqlBody) or endpoint.service_id or is_socket_address(endpoint.path):
        return None
    method = "POST" if endpoint.method in BODILESS_METHODS else endpoint.method
    plain = replace(endpoint, is_websocket=False, returns=Returns.STREAM, method=method)
    return replace(request, endpoint=plain, body=replace(body, transport=SSE), method="")


def taking(endpoint: Endpoint, names: Iterable[str], body: Body | None = None) -> Endpoint:
    """Return the endpoint of a custom URL, extended to take values of these names.

    They are sent in the form, where the request has one.
    """
    has_form = isinstance(body, FormBody | MultipartBody) or (
        body is None and endpoint.method not in BODILESS_METHODS
    )
    location = Location.FORM if has_form else Location.QUERY
    added = tuple(
        Parameter(name, ParameterKind.SECRET, location)
        for name in names
        if endpoint.parameter(name) is None
    )
    return replace(endpoint, parameters=(*endpoint.parameters, *added)) if added else endpoint


def with_resolved_names(
    request: Request, environment: Environment
) -> Request | tuple[Problem, ...]:
    """Return the request of a custom URL with the variables in its names resolved."""
    if not any("{{" in name for name, _ in request.values):
        return request
    values: list[tuple[str, Value]] = []
    errors: list[Problem] = []
    for name, value in request.values:
        resolved = resolve(name, environment.variables)
        if isinstance(resolved, tuple):
            errors.append(unresolved(name, resolved, environment))
        else:
            values.append((resolved, value))
    if errors:
        return tuple(errors)
    endpoint = request.endpoint
    # What the name says decides whether the value is a secret.
    endpoint = endpoint_for_typed_url(
        endpoint.path, request.method or endpoint.method, value_names(tuple(values)), request.body
    )
    return replace(request, endpoint=endpoint, values=tuple(values))


def _kind(name: str, count: int) -> ParameterKind:
    if is_secret_name(name):
        return ParameterKind.SECRET
    return ParameterKind.LIST if count > 1 else ParameterKind.TEXT


def _title(url: str) -> str:
    """Return what tabs show of an address: no query, no fragment and no secret."""
    return redact_unknown(re.split("[?#]", without_user_info(url), maxsplit=1)[0])


def endpoint_for_typed_url(
    text: str, method: str, names: tuple[str, ...] = (), body: Body | None = None
) -> Endpoint:
    """Return an endpoint for an address that is still being typed; ``prepare`` reports mistakes.

    Args:
        names: As for ``endpoint_for_url``, and so is the body.
    """
    endpoint = endpoint_for_url(text, names, method, body)
    if not isinstance(endpoint, Problem):
        return endpoint
    return Endpoint(
        id=text,
        service_id="",
        group="",
        name=_title(text),
        method=method,
        path=text,
        title=_title(text) or tr("New request"),
        is_websocket=is_socket_address(text) or has_subscription(body),
    )


def custom_request(address: str = "") -> Request:
    """Return a new request to a typed address, which may still be empty."""
    return Request(endpoint_for_typed_url(address, "GET", (), NoBody()), body=NoBody())
