"""How the connections of one pool are opened."""

import msgspec

from aiurdesk.core.addresses.address import is_loopback
from aiurdesk.core.network.proxies import SYSTEM, ProxyMode
from aiurdesk.core.network.route import HttpVersion, Route, TakenRoute
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import Address
from aiurdesk.transport.proxy import Proxy, find_proxy, names_pac_file
from aiurdesk.transport.send_failure import SendFailure


class Way(msgspec.Struct, frozen=True):
    """What the connections of a pool have in common, beside the origin that they lead to."""

    version: HttpVersion | None = None
    """None for HTTP/2 if the server offers it."""
    proxy: Proxy | None = None
    addresses: tuple[str, ...] = ()
    """The IP addresses to connect to; empty to look the host up."""
    taken: TakenRoute = TakenRoute()


def way_for(route: Route, address: Address, *, is_long: bool) -> Way:
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
        return Way(version, None, addresses, TakenRoute(overrides=(words,)))
    proxy = find_proxy(route.proxy, address)
    is_of_system = (route.proxy or SYSTEM).mode is ProxyMode.SYSTEM
    if proxy is None:
        is_ignored = is_of_system and not stays_here and names_pac_file()
        return Way(version, taken=TakenRoute(is_pac_ignored=is_ignored))
    return Way(version, proxy, (), TakenRoute((proxy.name,), (), is_of_system))
