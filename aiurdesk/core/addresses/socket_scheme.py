"""Addresses that begin with ``ws://`` or ``wss://``.

A handshake is an HTTP request to the same place (RFC 6455 section 1.3), so it is sent to an address
with ``http``; only people see and type the other scheme.
"""

_TO_HTTP = {"ws://": "http://", "wss://": "https://"}
_TO_SOCKET = {http: socket for socket, http in _TO_HTTP.items()}


def is_socket_address(text: str) -> bool:
    """Tell whether a text begins with the scheme of WebSocket."""
    return text.lstrip()[:6].lower().startswith(tuple(_TO_HTTP))


def to_http(address: str) -> str:
    """Return an address with the scheme that the handshake is sent with."""
    return _with_scheme(address.lstrip(), _TO_HTTP) if is_socket_address(address) else address


def to_socket(address: str) -> str:
    """Return an address with the scheme of WebSocket, as it is shown."""
    return _with_scheme(address, _TO_SOCKET)


def _with_scheme(address: str, schemes: dict[str, str]) -> str:
    start = address[:8].lower()
    pairs = ((old, new) for old, new in schemes.items() if start.startswith(old))
    return next((new + address[len(old) :] for old, new in pairs), address)
