"""Rows of routes, and which of them a path belongs to."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers

from aiurdesk.sandbox.aspnet.binding import Parameter, Values
from aiurdesk.sandbox.aspnet.form import Form, Pair, percent_decoded
from aiurdesk.sandbox.aspnet.response import Response, WebSocketUpgrade

_PLACEHOLDER = re.compile(r"/\{(\*\*)?(\w+)\}")
_SLASH = re.compile("%2f", re.I)


@dataclass(frozen=True, slots=True)
class Request:
    """What an action learns about the request."""

    method: str
    path: str
    """As sent, not decoded."""
    query_string: str
    headers: Headers
    client_address: str
    """Address of the client, or the one that a proxy says it has."""
    origin: str
    """Scheme, host and port that the client used, without a slash at the end."""
    values: Values
    query: tuple[Pair, ...]
    form: Form
    body: bytes
    is_websocket: bool
    validation_errors: tuple[str, ...] = ()
    """Validation texts, for a route that shows them itself."""


Handler = Callable[[Request], Awaitable[Response | WebSocketUpgrade]]


@dataclass(frozen=True, slots=True)
class Route:
    """An action: its path, its parameters, and what it does."""

    path: str
    """``Controller/Action``, which the default route also serves with an ``id`` behind it, or a
    template with ``{name}`` and ``{**rest}``. The real spelling, as ``/doc`` prints it."""
    handle: Handler
    parameters: tuple[Parameter, ...] = ()
    """In the order in which ``/doc`` lists them."""
    methods: tuple[str, ...] = ()
    """The methods taken; empty means all."""
    shows_validation_errors: bool = False
    """Whether it shows mistakes on a page of its own instead of being refused with −10."""
    is_rate_limited: bool = False
    """Whether the rate limiter watches it."""
    other_paths: tuple[str, ...] = ()
    sample: Mapping[str, object] | None = None
    """Members of the successful answer in ``/doc``, None where it lists none."""
    is_documented: bool = True
    controller: str = ""
    """Name of the class in ``/doc`` where it is not the first part of the path."""
    action: str = ""
    """Name of the method in ``/doc`` where it is not the second part of the path."""

    @property
    def paths(self) -> tuple[str, ...]:
        """All templates of the action, in the order of ``/doc``."""
        return (self.path, *self.other_paths)


@dataclass(frozen=True, slots=True)
class Match:
    """A route with the parts of the path that are parameters."""

    route: Route
    route_values: tuple[Pair, ...]


def _placeholder(match: re.Match[str]) -> str:
    return f"(?:/(?P<{match[2]}>.*))?" if match[1] else f"/(?P<{match[2]}>[^/]+)"


def _pattern(template: str) -> re.Pattern[str]:
    """Compile a template against paths without a slash at either end."""
    pattern = _PLACEHOLDER.sub(_placeholder, "/" + template.strip("/"))
    if "{" not in template and template.count("/") == 1:
        pattern += "(?:/(?P<id>[^/]+))?"
    if template.lower() == "home/index":
        pattern = f"|/home|{pattern}"
    return re.compile(pattern, re.IGNORECASE)


def _decoded(path: str) -> str:
    """Decode a path except for ``%2F``, which stays what it is."""
    return "%2F".join(percent_decoded(part) for part in _SLASH.split(path))


class Router:
    """Finds the action of a path without regard to case and to one slash at the end."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._rows = [(_pattern(path), route) for route in routes for path in route.paths]

    def matches(self, path: str) -> list[Match]:
        """Return the actions that the path belongs to, whatever the method."""
        text = _decoded(path)
        found = []
        for pattern, route in self._rows:
            # The rest of a path keeps its slash at the end: it is part of the value.
            if match := pattern.fullmatch(text) or pattern.fullmatch(text.removesuffix("/")):
                route_values = tuple((n, v) for n, v in match.groupdict().items() if v is not None)
                found.append(Match(route, route_values))
        return found
