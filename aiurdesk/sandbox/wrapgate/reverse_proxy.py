"""Fetches what a short link of type reverse proxy points at, from this computer only."""

import http.client
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LIMIT_BYTES = 16 * 2**20
TIMEOUT_S = 5.0
_HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer")
    + ("transfer-encoding", "upgrade", "content-length", "host")
)


class UnreachableTargetError(Exception):
    """The target gave no usable answer, or lies on another computer."""


@dataclass(frozen=True, slots=True)
class ProxyResponse:
    """The target's answer, without the headers that concern one connection only."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def forward(
    method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes = b""
) -> ProxyResponse:
    """Send one request to a plain http address on loopback and read the answer to its end.

    Redirects are answers like any other. Blocks: call it on a thread.

    Raises:
        UnreachableTargetError: There is no such server here, or its answer is broken or endless.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme != "http" or not _is_here(parts.hostname or ""):
            raise UnreachableTargetError(address)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S
        )
        target = quote(parts.path or "/", safe="/%!$&'()*+,;=:@~") + "?" * bool(parts.query)
        sent = {name: value for name, value in headers if name.lower() not in _HOP_BY_HOP}
        connection.request(method, target + parts.query, body or None, sent)
        return _read(connection)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableTargetError(address) from error


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(connection: http.client.HTTPConnection) -> ProxyResponse:
    try:
        with connection.getresponse() as response:
            body = response.read(LIMIT_BYTES + 1)
            if len(body) > LIMIT_BYTES:
                raise ValueError
            kept = (pair for pair in response.getheaders() if pair[0].lower() not in _HOP_BY_HOP)
            return ProxyResponse(response.status, tuple(kept), body)
    finally:
        connection.close()
