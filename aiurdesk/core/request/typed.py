"""Typed addresses: requests to them belong to no service, and are sent like any endpoint's."""

import re
from collections import Counter
from collections.abc import Callable

import msgspec

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Returns
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.credentials.user_info import without_user_info
from aiurdesk.core.translation import tr

BODILESS_METHODS = frozenset({"GET", "HEAD"})
"""Methods whose values go in the query, even if their location is another one."""
METHODS_WITH_FORM = frozenset({"POST", "PUT", "PATCH"})
"""Methods that send an empty form where there are no values; ``prepare`` says why."""
# A whole segment ``:id``, or ``{id}``; not ``{{id}}``, which is a variable.
_PATH_NAME = re.compile(
    r"(?<=/):(?P<segment>[A-Za-z_][\w-]*)(?=[/?#]|$)|(?<!\{)\{(?P<braces>[A-Za-z_][\w.-]*)\}(?!\})"
)


class Typed(msgspec.Struct, frozen=True):
    """The target of a request that a person typed, instead of choosing an endpoint."""

    url: str
    """Absolute, and sent byte for byte; may hold ``{{variables}}``. It may be unfinished, which
    ``prepare`` reports. One that begins with ``ws://`` or ``wss://`` is a socket."""
    method: str = "GET"
    """A handshake is a GET all the same."""


def is_socket_address(text: str) -> bool:
    """Tell whether a text begins with the scheme of WebSocket."""
    return text.lstrip()[:6].lower().startswith(("ws://", "wss://"))


def typed_endpoint(
    typed: Typed, names: tuple[str, ...], *, has_body: bool, is_subscription: bool, is_stream: bool
) -> Endpoint:
    """Return how a typed address takes its values: an endpoint that belongs to no service.

    Args:
        names: The names of the values to send; a repeated one is a list, unless it is a secret.
        has_body: Whether the request has a body of its own; the values go in the query then.
        is_subscription: Whether the body is sent over a socket.
        is_stream: Whether the body asks for server-sent events.
    """
    url = typed.url
    is_handshake = is_socket_address(url)
    is_socket = is_handshake or is_subscription
    method = "GET" if is_handshake else typed.method.upper()
    in_path = {name.lower() for name in path_names(url)}
    in_query = method in BODILESS_METHODS or has_body
    elsewhere = Location.QUERY if in_query else Location.FORM
    return Endpoint(
        id=url,
        service_id="",
        group="",
        name=url,
        method=method,
        path=url,
        title=_title(url) or tr("New request"),
        parameters=tuple(
            Parameter(name, _kind(name, 1), Location.PATH)
            if name.lower() in in_path
            else Parameter(name, _kind(name, count), elsewhere)
            for name, count in Counter(names).items()
        ),
        returns=Returns.WEBSOCKET if is_socket else Returns.STREAM if is_stream else Returns.JSON,
        is_websocket=is_socket,
    )


def _kind(name: str, count: int) -> ParameterKind:
    if is_secret_name(name):
        return ParameterKind.SECRET
    return ParameterKind.LIST if count > 1 else ParameterKind.TEXT


def _title(url: str) -> str:
    """Return what tabs show of an address: no query, no fragment and no secret."""
    return redact_unknown(re.split("[?#]", without_user_info(url), maxsplit=1)[0])


def path_names(address: str) -> tuple[str, ...]:
    """Return the names of the path parameters in a typed address, each once, in their order."""
    _, path, _ = divided_at_path(address)
    names: dict[str, str] = {}
    for match in _PATH_NAME.finditer(path):
        name = match["segment"] or match["braces"]
        names.setdefault(name.lower(), name)
    return tuple(names.values())


def with_path_texts(address: str, written: Callable[[str], str | None]) -> str:
    """Return a typed address with its path parameters replaced.

    Args:
        written: Returns the text for a name in lower case, or None where the parameter stays.
    """
    start, path, rest = divided_at_path(address)

    def replaced(match: re.Match[str]) -> str:
        text = written((match["segment"] or match["braces"]).lower())
        return match.group() if text is None else text

    return start + _PATH_NAME.sub(replaced, path) + rest


def divided_at_path(address: str) -> tuple[str, str, str]:
    """Divide an address: before the path, the path, and the query with all that follows."""
    scheme = address.find("://")
    slash = address.find("/", scheme + 3 if scheme >= 0 else 0)
    mark = re.search("[?#]", address)
    end = mark.start() if mark else len(address)
    start = slash if 0 <= slash < end else end
    return address[:start], address[start:end], address[end:]
