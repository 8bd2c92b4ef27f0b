"""Addresses that begin with ``ws://`` or ``wss://``.

A handshake is an HTTP request to the same place (RFC 6455 section 1.3), so a request holds the
address with ``http``; only people see and type the other scheme.
"""

import re

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.request.custom_url import endpoint_for_url
from aiurdesk.core.request.request import FieldError

_SOCKET_SCHEME = re.compile(r"^\s*ws(s?)://", re.IGNORECASE)
_HTTP_SCHEME = re.compile(r"^http(s?)://", re.IGNORECASE)


def is_socket_address(text: str) -> bool:
    """Tell whether a text begins with the scheme of WebSocket."""
    return _SOCKET_SCHEME.match(text) is not None


def to_http(address: str) -> str:
    """Return an address with the scheme that the handshake is sent with."""
    return _SOCKET_SCHEME.sub(r"http\1://", address, count=1)


def to_socket(address: str) -> str:
    """Return an address with the scheme of WebSocket, as it is shown."""
    return _HTTP_SCHEME.sub(r"ws\1://", address, count=1)


def endpoint_for_socket(address: str, names: tuple[str, ...] = ()) -> Endpoint | FieldError:
    """Make an endpoint from a typed address; its values go in path and query.

    Args:
        address: With any of the four schemes.
        names: Those of the values to send.
    """
    made = endpoint_for_url(to_http(address), names, "GET")
    return made if isinstance(made, FieldError) else as_socket(made)


def as_socket(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint as one that is connected to by WebSocket."""
    return replace(endpoint, is_websocket=True, returns=Returns.WEBSOCKET)
