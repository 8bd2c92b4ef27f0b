"""Custom URLs: typed addresses that belong to no service, sent like any endpoint."""

from urllib.parse import unquote_plus

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.request.address import absolute_address, query_of
from aiurdesk.core.request.environment import Environment, variable_names
from aiurdesk.core.request.request import FieldError
from aiurdesk.core.request.user_info import without_user_info

BODILESS_METHODS = frozenset({"GET", "HEAD"})
"""Methods whose values go in the query whatever their location says."""


def is_custom_url(text: str) -> bool:
    """Return whether a text is a URL and not the id of an endpoint."""
    return "://" in text


def endpoint_for_url(
    url: str, names: tuple[str, ...] = (), method: str = ""
) -> Endpoint | FieldError:
    """Make an endpoint from a URL; it belongs to no service, so prepare it with None.

    Args:
        url: Absolute; a query in it is kept byte for byte. May hold ``{{variables}}``.
        names: Those of the values to send; a repeated one is a list, unless it is a secret.
        method: Empty means GET, or POST where there are names.
    """
    # An address with variables can be judged only when the environment is known.
    if not variable_names(url):
        address = absolute_address(url, Environment(""))
        if isinstance(address, FieldError):
            return address
    # As curl does: data without a method is posted.
    chosen = method.upper() or ("POST" if names else "GET")
    location = Location.QUERY if chosen in BODILESS_METHODS else Location.FORM
    return Endpoint(
        id=url,
        service_id="",
        group="",
        name=url,
        method=chosen,
        path=url,
        title=url.split("?")[0],
        parameters=tuple(
            Parameter(name, _kind(name, names.count(name)), location)
            for name in dict.fromkeys(names)
        ),
    )


def taking(endpoint: Endpoint, names: tuple[str, ...]) -> Endpoint:
    """Return the endpoint of a custom URL, extended to take values of these names."""
    location = Location.QUERY if endpoint.method in BODILESS_METHODS else Location.FORM
    added = tuple(
        Parameter(name, ParameterKind.SECRET, location)
        for name in names
        if endpoint.parameter(name) is None
    )
    return replace(endpoint, parameters=(*endpoint.parameters, *added)) if added else endpoint


def secrets_of_url(address: str) -> tuple[Secret, ...]:
    """Return the values in the query of an address that are secret by their names."""
    secrets: list[Secret] = []
    for pair in query_of(address).split("&"):
        name, _, value = pair.partition("=")
        if value and is_secret_name(unquote_plus(name)):
            # As it is written, and decoded, as a server may repeat it.
            secrets += [Secret(value), Secret(unquote_plus(value))]
    return tuple(secrets)


def without_secrets(address: str) -> str:
    """Return an address for saving, without the values that ``secrets_of_url`` finds.

    User name and password before the host are left out too.
    """
    start, mark, query = without_user_info(address).partition("?")
    query, hash_mark, rest = query.partition("#")
    kept = []
    for pair in query.split("&"):
        name, equals, _ = pair.partition("=")
        kept.append(name + equals if is_secret_name(unquote_plus(name)) else pair)
    return f"{start}{mark}{'&'.join(kept)}{hash_mark}{rest}"


def _kind(name: str, count: int) -> ParameterKind:
    if is_secret_name(name):
        return ParameterKind.SECRET
    return ParameterKind.LIST if count > 1 else ParameterKind.TEXT


def endpoint_for_typed_url(text: str, method: str, names: tuple[str, ...] = ()) -> Endpoint:
    """Return an endpoint for an address that is still being typed; ``prepare`` reports mistakes.

    Args:
        names: As for ``endpoint_for_url``.
    """
    found = endpoint_for_url(text, names, method)
    if not isinstance(found, FieldError):
        return found
    return Endpoint(
        id=text,
        service_id="",
        group="",
        name=without_user_info(text),
        method=method,
        path=text,
        title=without_user_info(text) or "New request",
    )
