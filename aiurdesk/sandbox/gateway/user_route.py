"""Rows of the calls under ``User``, which all take an access token and an open id."""

from collections.abc import Mapping

from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.routing import Handler, Route

_CALLER = (Field("AccessToken", required=True), Field("OpenId", required=True))


def user_view(
    action: str,
    handle: Handler,
    *fields: Field,
    sample: Mapping[str, object],
    methods: tuple[str, ...] = (),
) -> Route:
    """Return the row of a call that shows something, with any method unless told otherwise."""
    return Route(f"User/{action}", handle, (*fields, *_CALLER), methods, sample=sample)


def user_change(action: str, handle: Handler, *fields: Field) -> Route:
    """Return the row of a call that changes something and only says how it went."""
    return Route(f"User/{action}", handle, (*fields, *_CALLER), ("POST",))
