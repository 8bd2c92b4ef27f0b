"""The way of a request to its server: proxy, version of HTTP, addresses that replace a look-up."""

from enum import StrEnum
from ipaddress import ip_address

import msgspec
from msgspec.structs import replace

from aiurdesk.core.environments.proxies import ProxyChoice
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr

PAC_NOTE = tr(
    "The system chooses its proxy by a PAC file, which is not understood, so "
    "none was used. Enter the proxy in the settings, or choose None there."
)
RESOLVE_FORM = tr("HOST:PORT:ADDRESS, such as api.example.com:443:127.0.0.1")


class HttpVersion(StrEnum):
    """The only version of HTTP that a request is sent over."""

    HTTP1 = "1.1"
    HTTP2 = "2"


class AddressOverride(msgspec.Struct, frozen=True):
    """The IP addresses that are connected to instead of those that a host has."""

    host: str
    """In lower case."""
    port: int
    """0 for every port."""
    addresses: tuple[str, ...]

    @property
    def target(self) -> str:
        """Host and port as they are typed."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def text(self) -> str:
        """The addresses as they are typed."""
        return ", ".join(self.addresses)


class Route(msgspec.Struct, frozen=True):
    """Proxy, addresses and HTTP version for the requests of an environment, or for one request."""

    proxy: ProxyChoice | None = None
    """None follows the settings of the program."""
    addresses: tuple[AddressOverride, ...] = ()
    """The first one for a host and port counts."""
    http_version: HttpVersion | None = None
    """None for HTTP/2 where the server offers it."""
    folder: str = ""
    """The collection whose file names the proxy or the addresses; empty if the person does."""

    def addresses_of(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses that replace a look-up; empty to look the host up."""
        return next(
            (
                override.addresses
                for override in self.addresses
                if override.host == host and override.port in (0, port)
            ),
            (),
        )

    def over(self, other: "Route") -> "Route":
        """Return a route with what is chosen here, and what is chosen in the other one below."""
        return replace(
            other,
            proxy=self.proxy or other.proxy,
            addresses=(*self.addresses, *other.addresses),
            http_version=self.http_version or other.http_version,
        )

    @property
    def diversions(self) -> tuple[str, ...]:
        """Settings that send requests elsewhere, as parts of a sentence."""
        proxy = self.proxy.url if self.proxy else ""
        named = (tr("the proxy {proxy}").format(proxy=proxy),) if proxy else ()
        return named + tuple(
            tr("the address {text} for {target}").format(text=override.text, target=override.target)
            for override in self.addresses
        )


DIRECT = Route()


class TakenRoute(msgspec.Struct, frozen=True):
    """Unusual properties of the connections that a request took."""

    proxies: tuple[str, ...] = ()
    """Host and port of each proxy."""
    overrides: tuple[str, ...] = ()
    """Such as ``api.example.com → 127.0.0.1``."""
    is_of_system: bool = False
    """Whether the proxy is the system's, so that there is nothing to say of it."""
    is_pac_ignored: bool = False
    """Whether the system names a PAC file."""

    def joined(self, other: "TakenRoute") -> "TakenRoute":
        """Return both, for a request that was redirected."""
        return TakenRoute(
            tuple(dict.fromkeys((*self.proxies, *other.proxies))),
            tuple(dict.fromkeys((*self.overrides, *other.overrides))),
            self.is_of_system or other.is_of_system,
            self.is_pac_ignored or other.is_pac_ignored,
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks about the connections for the banner."""
        proxies = () if self.is_of_system else self.proxies
        return (
            *(tr("Through the proxy {name}.").format(name=name) for name in proxies),
            *(
                tr("The address was overridden: {words}.").format(words=words)
                for words in self.overrides
            ),
            *((PAC_NOTE,) if self.is_pac_ignored else ()),
        )


USUAL_ROUTE = TakenRoute()


def is_localhost(host: str) -> bool:
    """Tell whether a name means this computer, whatever name servers say.

    Source: RFC 6761 section 6.3.
    """
    name = host.lower().removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


def read_override(target: str, addresses: str) -> AddressOverride:
    """Return the override that a host, maybe with a port, and its addresses make.

    Raises:
        ProblemError: The host is not a name, or an address is not an IP address.
    """
    host, _, port = target.strip().partition(":")
    host = host.lower()
    if not host or _is_ip(host) or host.strip("abcdefghijklmnopqrstuvwxyz0123456789-._"):
        raise ProblemError(
            tr("should name a host such as api.example.com:443, not {target!r}").format(
                target=target
            )
        )
    if is_localhost(host):
        # Plain HTTP is allowed to it, because it never leaves this computer.
        raise ProblemError(
            tr("should name another host: {host} always means this computer").format(host=host)
        )
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65_536):
        raise ProblemError(tr("should have a port from 1 to 65535, not {port!r}").format(port=port))
    listed = tuple(text.strip().strip("[]") for text in addresses.split(","))
    wrong = next((text for text in listed if not _is_ip(text)), None)
    if wrong is not None:
        raise ProblemError(
            tr("should have an IP address such as 127.0.0.1 for {host}, not {wrong!r}").format(
                host=host, wrong=wrong
            )
        )
    return AddressOverride(host, int(port or 0), listed)


def parse_resolve(text: str) -> AddressOverride:
    """Return the override that an argument like the one of curl's ``--resolve`` makes.

    Raises:
        ProblemError: It is not an override.
    """
    host, _, rest = text.removeprefix("+").partition(":")
    port, colon, addresses = rest.partition(":")
    if not colon or not port:
        raise ProblemError(
            tr("should be {resolve_form}, not {text!r}").format(
                resolve_form=RESOLVE_FORM, text=text
            )
        )
    return read_override(f"{host}:{port}", addresses)


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    # An interface of this computer, as in fe80::1%eth0, means nothing to others.
    return "%" not in text
