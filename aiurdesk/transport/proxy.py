"""Finds the proxy that the system settings name."""

import urllib.request
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec

from aiurdesk.core.addresses.address import is_loopback
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import Address, ascii_host, format_host_port
from aiurdesk.transport.send_failure import SendFailure


class Proxy(msgspec.Struct, frozen=True):
    """An HTTP proxy."""

    host: str
    port: int
    is_secure: bool
    """Whether the connection to the proxy itself uses TLS."""
    auth: tuple[bytes, bytes] | None = None
    """User name and password for the proxy."""

    @property
    def url(self) -> str:
        """URL of the proxy, without user name and password."""
        scheme = "https" if self.is_secure else "http"
        return f"{scheme}://{format_host_port(self.host, self.port)}"


def find_proxy(address: Address) -> Proxy | None:
    """Return the proxy for a request, or None to connect directly.

    Uses ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``, and the settings of Windows and macOS.
    A loopback address never uses a proxy.

    Raises:
        SendFailure: The setting is not the address of an HTTP proxy.
    """
    # A proxy elsewhere would connect to its own loopback, and get a request that was to stay here.
    if is_loopback(address.host):
        return None
    proxies = urllib.request.getproxies()
    # The proxy for the scheme comes before the one for all schemes, as curl does.
    proxy = proxies.get(address.scheme) or proxies.get("all")
    # With the port: an entry of NO_PROXY may name one.
    if not proxy or urllib.request.proxy_bypass(f"{address.host}:{address.port}"):
        return None
    # curl and others accept a proxy setting without a scheme, so it is accepted here too.
    return _parse(proxy if "://" in proxy else f"http://{proxy}")


def _parse(setting: str) -> Proxy:
    try:
        split = urlsplit(setting)
        port = split.port or (443 if split.scheme == "https" else 80)
        host = ascii_host(split.hostname or "")
    except ValueError:
        raise _invalid_setting() from None
    if split.scheme not in ("http", "https"):
        raise _invalid_setting()
    auth = None
    if split.username is not None:
        # An "@" or ":" in the password is percent-encoded in the setting.
        auth = unquote_to_bytes(split.username), unquote_to_bytes(split.password or "")
    return Proxy(host, port, split.scheme == "https", auth)


def _invalid_setting() -> SendFailure:
    # The setting itself is not shown, because it may contain a password.
    detail = "the proxy setting of the system is not the address of an HTTP proxy"
    return SendFailure(FailureKind.PROXY_ERROR, detail)
