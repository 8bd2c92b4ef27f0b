"""Rows of the calls under ``User``, which all take an access token and an open id."""

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
    """Return the row of a call that shows something, with any method unless told otherwise."""
    return Route(f"User/{action}", handle, (*parameters, *_CALLER), methods, sample=sample)


def change_route(action: str, handle: Handler, *parameters: Parameter) -> Route:
    """Return the row of a call that changes something and only says how it went."""
    return Route(f"User/{action}", handle, (*parameters, *_CALLER), ("POST",))
