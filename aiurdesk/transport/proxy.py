"""Finds the proxy that the system asks for."""

import urllib.request
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec

from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import Address, is_loopback
from aiurdesk.transport.send_failure import SendFailure


class Proxy(msgspec.Struct, frozen=True):
    """A server that carries requests on."""

    host: str
    port: int
    is_secure: bool
    """Whether the way to the proxy itself is encrypted."""
    auth: tuple[bytes, bytes] | None = None
    """User name and password that the proxy asks for."""

    @property
    def url(self) -> str:
        """Its address without user name and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_secure else 'http'}://{host}:{self.port}"


def find_proxy(address: Address) -> Proxy | None:
    """Return the proxy for a request, or None to connect directly.

    ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` are heard, and the settings of Windows and
    macOS. This computer itself is never called through a proxy.

    Raises:
        NoAnswer: The setting names something that is no HTTP proxy.
    """
    if is_loopback(address.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    if not proxy or urllib.request.proxy_bypass(f"{address.host}:{address.port}"):
        return None
    return _read(proxy if "://" in proxy else f"http://{proxy}")


def _read(setting: str) -> Proxy:
    try:
        parts = urlsplit(setting)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _no_proxy() from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_proxy()
    auth = None
    if parts.username is not None:
        auth = unquote_to_bytes(parts.username), unquote_to_bytes(parts.password or "")
    return Proxy(parts.hostname, port, parts.scheme == "https", auth)


def _no_proxy() -> SendFailure:
    detail = "the proxy setting of the system names no HTTP proxy"
    return SendFailure(FailureKind.PROXY_ERROR, detail)
