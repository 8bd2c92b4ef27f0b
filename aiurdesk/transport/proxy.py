"""Finds the proxy for a request: the one that was chosen, or the one of the system."""

import urllib.request
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.proxies import (
    SYSTEM,
    ProxyChoice,
    ProxyMode,
    is_exception,
    proxy_url,
)
from aiurdesk.core.environments.route import HttpVersion, Route, TakenRoute
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import is_loopback
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import Address, ascii_host, format_host_port
from aiurdesk.transport.transport import SendFailure


class Proxy(msgspec.Struct, frozen=True):
    """A proxy that connections go through."""

    scheme: str
    """``http``, ``https`` or ``socks5``. With ``https``, the connection to it uses TLS."""
    host: str
    port: int
    login: UserAndPassword | None = None
    choice: ProxyChoice | None = None
    """What its login is read by; None if the login is known already, or not needed."""

    @property
    def name(self) -> str:
        """Host and port."""
        return format_host_port(self.host, self.port)


FindLogin: TypeAlias = Callable[[ProxyChoice], Awaitable[UserAndPassword]]
"""Returns user name and password of the credential that is named for a proxy. Raises
``ProblemError``."""


def find_proxy(choice: ProxyChoice | None, address: Address) -> Proxy | None:
    """Return the proxy for a request, or None to connect directly.

    A server on this computer is called through a proxy on this computer only, and only if one was
    chosen that covers it. A proxy elsewhere would connect to its own loopback, and get what was to
    stay here, maybe without TLS.

    Args:
        choice: None stands for the system's.
        address: Where the request goes.

    Raises:
        SendFailure: There is no address of a proxy, in the settings or in the system's.
    """
    choice = choice or SYSTEM
    stays_here = is_loopback(address.host)
    if choice.mode is ProxyMode.NONE:
        return None
    if choice.mode is ProxyMode.SYSTEM:
        return None if stays_here else _of_system(address)
    if is_exception(address.host, address.port, choice.exceptions):
        return None
    if not choice.url:
        # Not the system's instead: the person may not want others to see what is called.
        if stays_here:
            return None
        raise _invalid(
            Phrase(marked("the settings choose a manual proxy and have no address for it"))
        )
    proxy = _parse(choice.url)
    if choice.credential:
        proxy = replace(proxy, choice=choice)
    is_covered = choice.covers_loopback and is_loopback(proxy.host)
    return None if stays_here and not is_covered else proxy


def _of_system(address: Address) -> Proxy | None:
    """Return the proxy that ``HTTPS_PROXY``, ``ALL_PROXY`` and the system's settings name."""
    proxies = urllib.request.getproxies()
    # The proxy for the scheme comes before the one for all schemes, as curl does.
    setting = proxies.get(address.scheme) or proxies.get("all")
    # With the port: an entry of NO_PROXY may name one.
    if not setting or urllib.request.proxy_bypass(f"{address.host}:{address.port}"):
        return None
    before, at, rest = setting.rpartition("@")
    scheme, mark, named = before.rpartition("://")
    user, _, password = named.partition(":")
    try:
        url = proxy_url(f"{scheme}{mark}{rest}")
    except ProblemError as mistake:
        # The setting itself is not shown, because it may contain a password.
        raise _invalid(
            Phrase(marked("the proxy setting of the system {mistake}"), {"mistake": mistake.phrase})
        ) from None
    # An "@" or ":" in the password is percent-encoded in the setting.
    login = UserAndPassword(unquote(user), Secret(unquote(password))) if at else None
    return _parse(url, login)


def names_pac_file() -> bool:
    """Tell whether the system names a PAC file, as far as Python knows its settings."""
    return "auto" in urllib.request.getproxies_environment()


def _parse(url: str, login: UserAndPassword | None = None) -> Proxy:
    split = urlsplit(url)
    try:
        host = ascii_host(split.hostname or "")
    except ValueError:
        raise _invalid(Phrase(marked("the proxy is not at a valid host"))) from None
    assert split.port is not None, "proxy_url adds it"
    return Proxy(split.scheme, host, split.port, login)


def _invalid(detail: str | Phrase) -> SendFailure:
    return SendFailure(FailureKind.PROXY_ERROR, detail)


class ConnectionOptions(msgspec.Struct, frozen=True):
    """Options that the connections of a pool share, beside the origin that they lead to."""

    version: HttpVersion | None = None
    """None for HTTP/2 if the server offers it."""
    proxy: Proxy | None = None
    addresses: tuple[str, ...] = ()
    """The IP addresses to connect to; empty to look the host up."""
    taken: TakenRoute = TakenRoute()


def way_for(route: Route, address: Address, *, is_long: bool) -> ConnectionOptions:
    """Return the way of a request.

    A host whose address is overridden is called directly: a proxy would look it up by itself.

    Args:
        route: What was chosen for the request.
        address: Where it goes.
        is_long: Whether head or body are too long for HTTP/2.

    Raises:
        SendFailure: What was chosen is not possible.
    """
    version = route.http_version
    if is_long:
        if version is HttpVersion.HTTP2:
            text = marked(
                "a body of more than 64 KB, or a head of more than 16 KB, is sent over HTTP/1.1 "
                "only"
            )
            raise SendFailure(FailureKind.HTTP_VERSION_REFUSED, Phrase(text))
        version = HttpVersion.HTTP1
    # Plain HTTP is allowed to loopback, because it stays on this computer.
    stays_here = is_loopback(address.host)
    addresses = () if stays_here else route.addresses_of(address.host, address.port)
    if addresses:
        words = f"{address.host} → {', '.join(addresses)}"
        return ConnectionOptions(version, None, addresses, TakenRoute(overrides=(words,)))
    proxy = find_proxy(route.proxy, address)
    is_of_system = (route.proxy or SYSTEM).mode is ProxyMode.SYSTEM
    if proxy is None:
        is_ignored = is_of_system and not stays_here and names_pac_file()
        return ConnectionOptions(version, taken=TakenRoute(is_pac_ignored=is_ignored))
    return ConnectionOptions(version, proxy, (), TakenRoute((proxy.name,), (), is_of_system))
