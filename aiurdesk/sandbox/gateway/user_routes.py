"""Routes of the actions under ``User``, which all have an access token and an open id."""

from collections.abc import Mapping

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.routing import Handler, Route

_CALLER = (Parameter("AccessToken", required=True), Parameter("OpenId", required=True))


def view_route(
    action: str,
    handle: Handler,
    *parameters: Parameter,
    sample: Mapping[str, object],
    methods: tuple[str, ...] = (),
) -> Route:
    """Return the route of an action that returns data. By default it allows all methods."""
    return Route(f"User/{action}", handle, (*parameters, *_CALLER), methods, sample=sample)


def change_route(action: str, handle: Handler, *parameters: Parameter) -> Route:
    """Return the route of an action that changes data and returns only the result code."""
    return Route(f"User/{action}", handle, (*parameters, *_CALLER), ("POST",))
