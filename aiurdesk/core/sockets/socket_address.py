"""Endpoints for typed addresses of sockets, of any of the four schemes."""

from msgspec.structs import replace

from aiurdesk.core.addresses.custom_url import endpoint_for_url
from aiurdesk.core.addresses.socket_scheme import to_http
from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.request.request import FieldError


def endpoint_for_socket(address: str, names: tuple[str, ...] = ()) -> Endpoint | FieldError:
    """Make an endpoint from a typed address; its values go in path and query.

    Args:
        address: With any of the four schemes.
        names: The names of the values to send.
    """
    # The rules for addresses know http and https; a socket has the same ones.
    made = endpoint_for_url(to_http(address), names, "GET")
    return made if isinstance(made, FieldError) else as_socket(made)


def as_socket(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint as one that is connected to by WebSocket."""
    return replace(endpoint, is_websocket=True, returns=Returns.WEBSOCKET)
