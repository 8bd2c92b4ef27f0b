"""Routes of a service, and the router that finds the route of a path."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.datastructures import Headers

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.sandbox.aspnet.binding import Parameter, Values
from aiurdesk.sandbox.aspnet.form import Form, Pair, percent_decoded
from aiurdesk.sandbox.aspnet.response import Response, WebSocketUpgrade

_PLACEHOLDER = re.compile(r"/\{(\*\*)?(\w+)\}")
_SLASH = re.compile("%2f", re.I)


@dataclass(frozen=True, slots=True)
class Request:
    """The request as an action sees it."""

    method: str
    path: str
    """Path as received, not decoded."""
    query_string: str
    headers: Headers
    client_address: str
    origin: str
    """Scheme, host and port that the client used, without a trailing slash."""
    is_websocket: bool
    values: Values = Values({})
    """The bound parameters."""
    form: Form = Form()
    validation_errors: tuple[str, ...] = ()
    """Validation errors, for a route that shows them itself."""


Handler = Callable[[Request], Awaitable[Response | WebSocketUpgrade]]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint of the catalogue with its action and the parameters that are bound for it."""

    endpoint: Endpoint
    handle: Handler
    parameters: tuple[Parameter, ...] = ()

    @property
    def path(self) -> str:
        """The template of the path without the first slash, as in ``/doc``.

        ``Controller/Action`` also matches with one more segment, the ``id`` of the default route.
        """
        return self.endpoint.path.lstrip("/") or "Home/Index"


Match: TypeAlias = tuple[Route, tuple[Pair, ...]]
"""A route with the parameter values from the path."""


def _placeholder(match: re.Match[str]) -> str:
    # "{**rest}" may be empty and hold slashes, "{name}" is one segment.
    return f"(?:/(?P<{match[2]}>.*))?" if match[1] else f"/(?P<{match[2]}>[^/]+)"


def _pattern(template: str) -> re.Pattern[str]:
    """Compile a path template to a regular expression."""
    pattern = _PLACEHOLDER.sub(_placeholder, f"/{template}")
    # The default route of ASP.NET is ``{controller=Home}/{action=Index}/{id?}``.
    if "{" not in template and template.count("/") == 1:
        pattern += "(?:/(?P<id>[^/]+))?"
    # "/", "/home" and "/home/index" are the same action.
    if template.lower() == "home/index":
        pattern = f"|/home|{pattern}"
    return re.compile(pattern, re.IGNORECASE)


def _decoded(path: str) -> str:
    """Decode a path, but keep ``%2F``: ASP.NET does not treat it as a separator."""
    return "%2F".join(percent_decoded(part) for part in _SLASH.split(path))


class Router:
    """Finds the route of a path. Ignores case and one trailing slash."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._rows = [(_pattern(route.path), route) for route in routes]

    def matches(self, path: str) -> list[Match]:
        """Return the routes that match a path, for any HTTP method."""
        text = _decoded(path)
        matches = []
        for pattern, route in self._rows:
            # A ``{**rest}`` parameter keeps its trailing slash, so try the unchanged path first.
            if match := pattern.fullmatch(text) or pattern.fullmatch(text.removesuffix("/")):
                route_values = tuple((n, v) for n, v in match.groupdict().items() if v is not None)
                matches.append((route, route_values))
        return matches
