"""Reverse proxy for short links. It forwards requests to servers on loopback only."""

import http.client
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LIMIT_BYTES = 16 * 2**20
TIMEOUT_S = 5.0
_HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer")
    # The last two are not hop-by-hop, but http.client writes its own.
    + ("transfer-encoding", "upgrade", "content-length", "host")
)


class UnreachableTargetError(Exception):
    """The target sent no usable response, or is not on loopback."""


@dataclass(frozen=True, slots=True)
class ProxyResponse:
    """The target's response, without hop-by-hop headers (RFC 9110, section 7.6.1)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def forward(
    method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes = b""
) -> ProxyResponse:
    """Send one request to an http URL on loopback and read the response to its end.

    Redirects are returned, not followed. The function blocks, so call it on a thread.

    Raises:
        UnreachableTargetError: The target is not on loopback, does not answer, or sends a response
            that is broken or larger than ``LIMIT_BYTES``.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
            raise UnreachableTargetError(url)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S
        )
        # http.client sends the path as it is, so escape it here.
        target = quote(parts.path or "/", safe="/%!$&'()*+,;=:@~") + "?" * bool(parts.query)
        sent = {name: value for name, value in headers if name.lower() not in _HOP_BY_HOP}
        connection.request(method, target + parts.query, body or None, sent)
        return _read(connection)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableTargetError(url) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(connection: http.client.HTTPConnection) -> ProxyResponse:
    try:
        with connection.getresponse() as response:
            # One more byte than the limit shows that the response is too large.
            body = response.read(LIMIT_BYTES + 1)
            if len(body) > LIMIT_BYTES:
                raise ValueError
            headers = (pair for pair in response.getheaders() if pair[0].lower() not in _HOP_BY_HOP)
            return ProxyResponse(response.status, tuple(headers), body)
    finally:
        connection.close()
