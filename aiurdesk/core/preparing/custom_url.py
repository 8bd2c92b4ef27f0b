"""Custom URLs: typed addresses that belong to no service, sent like any endpoint."""

from collections.abc import Mapping

from msgspec.structs import replace

from aiurdesk.core.environments.environment import Environment, resolve, variable_names
from aiurdesk.core.preparing.address import absolute_address, why_unresolved, with_scheme
from aiurdesk.core.preparing.encoding import plain_path, segment
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    SSE,
    Body,
    FormBody,
    GraphqlBody,
    NoBody,
    Request,
    Row,
    Value,
)
from aiurdesk.core.request.typed import (
    BODILESS_METHODS,
    METHODS_WITH_FORM,
    Typed,
    divided_at_path,
    is_socket_address,
    path_names,
    with_path_texts,
)


def with_own_body(request: Request) -> Request:
    """Return the request of a custom URL with a body of its own; it sends the same bytes.

    Values that its endpoint sends as a form become rows of the body.
    """
    if not request.is_typed or request.body is not None:
        return request
    method = request.sent_method
    in_path = {name.lower() for name in path_names(request.url)}
    rows = tuple(Row(*pair) for pair in request.values if pair[0].lower() not in in_path)
    body: Body = NoBody()
    values = request.values
    if method not in BODILESS_METHODS and (rows or method in METHODS_WITH_FORM):
        values = tuple(pair for pair in values if pair[0].lower() in in_path)
        body = FormBody(rows)
    return replace(request, values=values, body=body)


def needed_body(request: Request) -> Body | None:
    """Return the body of a request, or None where the request sends the same without it.

    So a custom URL with GET need not say in its file that it has no body.
    """
    body = request.body
    if not isinstance(body, NoBody) or not request.is_typed:
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


def with_path_values(address: str, texts: Mapping[str, str]) -> str:
    """Return a typed address with its path parameters replaced; one without a text stays.

    Args:
        texts: Name in lower case → text, which is escaped.
    """
    return with_path_texts(address, lambda name: segment(texts[name]) if name in texts else None)


def with_plain_path(address: str) -> str:
    """Return an absolute address with all but plain letters of its path encoded."""
    start, path, rest = divided_at_path(address)
    return start + plain_path(path) + rest


def host_and_path(address: str) -> tuple[str, str]:
    """Return the host of a typed address, or the variable in its place, and the path."""
    start, path, _ = divided_at_path(address)
    return start.partition("://")[2] or start, path


def address_problem(url: str) -> Problem | None:
    """Say what is wrong with an address; with variables, that depends on the environment."""
    address = "" if variable_names(url) else absolute_address(url, Environment(""))
    return address if isinstance(address, Problem) else None


def over_events(request: Request) -> Request | None:
    """Return the request of a subscription over server-sent events; None where it has no other way.

    An address of a socket is one that the person has chosen.
    """
    body, url = request.body, request.url
    if not isinstance(body, GraphqlBody) or not request.is_typed or is_socket_address(url):
        return None
    method = "POST" if request.sent_method in BODILESS_METHODS else request.sent_method
    return replace(request, target=Typed(url, method), body=replace(body, transport=SSE), method="")


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
            errors.append(why_unresolved(resolved, environment, FieldPlace(name)))
        else:
            values.append((resolved, value))
    if errors:
        return tuple(errors)
    return replace(request, values=tuple(values))


def custom_request(address: str = "") -> Request:
    """Return a new request to a typed address, which may still be empty."""
    return Request(Typed(address), body=NoBody())
