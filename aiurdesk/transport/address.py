"""Reads the address of a request and refuses what must not or cannot be called."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import msgspec

from aiurdesk.core.request.request_head import DEFAULT_PORTS, wire_authority, wire_target
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.send_failure import SendFailure

_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_HOST_NAME = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?"


class Address(msgspec.Struct, frozen=True):
    """Where a request goes."""

    scheme: str
    """``https``, or ``http`` for this computer itself."""
    host: str
    """Lower case, in ASCII, an IPv6 address without its brackets."""
    port: int
    target: bytes
    """Path and query exactly as they go out."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a credential must not leave."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port."""
        return wire_authority(self.scheme, self.host, self.port)

    @property
    def place(self) -> str:
        """Host and port, for the words about a failure."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_address(url: str) -> Address:
    """Read an absolute address.

    Raises:
        NoAnswer: It is no address of the web, it carries a password, or it is plain HTTP to
            another computer.
    """
    try:
        parts = urlsplit(url)
        scheme, host, port = _scheme(url, parts), _host(parts), parts.port
    except ValueError as error:
        raise _invalid(str(error)) from None
    if port == 0:
        raise _invalid("The port is 0.")
    if scheme == "http" and not is_loopback(host):
        raise SendFailure(FailureKind.PLAIN_HTTP_REFUSED, f"http://{host}")
    return Address(scheme, host, port or DEFAULT_PORTS[scheme], wire_target(url).encode("ascii"))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this computer itself, by its spelling alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _invalid(detail: str) -> SendFailure:
    return SendFailure(FailureKind.ADDRESS_INVALID, detail)


def _scheme(url: str, parts: SplitResult) -> str:
    if _UNSAFE.search(url):
        raise ValueError("There is a space or a control character in it.")
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError("It has to begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("There is a user name or password in front of the host.")
    return parts.scheme


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise ValueError("There is no host in it.")
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    if not host.isascii():
        host = _in_ascii(host)
    if not re.fullmatch(_HOST_NAME, host) or len(host) > 253:
        raise ValueError("The host holds a character that no host name has.")
    return host


def _in_ascii(host: str) -> str:
    import httpx  # a slow import for a rare need

    try:
        return httpx.URL(scheme="https", host=host).raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        raise ValueError("The host holds a character that no host name has.") from None
