"""Parses the address of a request and refuses addresses that must not be called."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import msgspec

from aiurdesk.core.preparing.header import DEFAULT_PORTS, wire_authority, wire_target
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.transport import SendFailure

_UNSAFE = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
"""Surrogates without their other half have no UTF-8 form."""
# Underscores are not allowed in host names (RFC 1123 section 2.1), but some hosts have them.
_HOST_NAME = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?"

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class Address(msgspec.Struct, frozen=True):
    """The address of a request, split into its parts."""

    scheme: str
    """``https`` or ``http``. Where the latter may go is up to ``transport.plain_http``."""
    host: str
    """Lower case and ASCII; an IPv6 address has no brackets."""
    port: int
    target: bytes
    """Path and query exactly as they are sent."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port. A credential must not be sent to another origin."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host, and the port unless it is the default port of the scheme."""
        return wire_authority(self.scheme, self.host, self.port)


def parse_address(url: str) -> Address:
    """Parse an absolute URL.

    Raises:
        SendFailure: The URL is not a valid http or https address, or it contains a user name or
            password.
    """
    try:
        split = urlsplit(url)
        scheme, host, port = _scheme(url, split), ascii_host(split.hostname or ""), split.port
    except ValueError as error:
        raise _invalid(_said(error)) from None
    # ``urlsplit`` accepts it, but no server can listen on it.
    if port == 0:
        raise _invalid(Phrase(marked("The port is 0.")))
    return Address(scheme, host, port or DEFAULT_PORTS[scheme], wire_target(url).encode("ascii"))


def format_host_port(host: str, port: int) -> str:
    """Return host and port, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@lru_cache(maxsize=64)
def ascii_host(host: str) -> str:
    """Return a host name or IP address in the form in which it is looked up and sent.

    Raises:
        ValueError: It is not a valid host.
    """
    if not host:
        raise ValueError(Phrase(marked("The address contains no host.")))
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    if not host.isascii():
        host = _idna_host(host)
    if not re.fullmatch(_HOST_NAME, host) or len(host) > 253:
        raise ValueError(
            Phrase(marked("The host contains a character that is not allowed in host names."))
        )
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        _check_ipv4(host)
    return host


def _check_ipv4(host: str) -> None:
    """Check a host that ends in a number.

    Systems read numbers such as ``127.1`` and ``0177.0.0.1`` as IP addresses, but not all of them
    alike. Source: https://url.spec.whatwg.org/#ends-in-a-number-checker.
    """
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        raise ValueError(
            Phrase(marked("The host ends in a number, but is not an IP address such as 192.0.2.1."))
        ) from None


def _said(error: ValueError) -> Phrase:
    """Return what is wrong; the words of the library stay as they are."""
    said = error.args[0] if error.args else ""
    if isinstance(said, Phrase):
        return said
    return Phrase(marked("The address is not valid: {error}."), {"error": str(said).rstrip(".")})


def _invalid(detail: str | Phrase) -> SendFailure:
    return SendFailure(FailureKind.ADDRESS_INVALID, detail)


def _scheme(url: str, split: SplitResult) -> str:
    # urlsplit drops line breaks and tabs without an error, so the whole text is checked first.
    if _UNSAFE.search(url):
        raise ValueError(
            Phrase(marked("The address contains a space or a character that cannot be sent."))
        )
    if split.scheme not in DEFAULT_PORTS:
        raise ValueError(Phrase(marked("The address must begin with https://.")))
    # Passwords in addresses end up in logs and history; credentials have a place of their own.
    if split.username is not None or split.password is not None:
        raise ValueError(Phrase(marked("The address contains a user name or password.")))
    return split.scheme


def _idna_host(host: str) -> str:
    # Imported here because it is slow to import, and few hosts are not ASCII.
    import httpx

    try:
        return httpx.URL(scheme="https", host=host).raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        raise ValueError(
            Phrase(marked("The host contains a character that is not allowed in host names."))
        ) from None
