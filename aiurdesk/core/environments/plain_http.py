"""Where requests may go over plain HTTP, which anyone on the way can read.

The name that was typed decides, never what it resolves to: name servers are not under the control
of the person, and the answer of one must not make a public host a local one.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.environments.route import is_localhost
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

MOST_HOSTS = 500
"""So many are remembered; the oldest one makes room for another."""
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""Systems read such a last label as a part of an IP address, but not all of them alike. Source:
https://url.spec.whatwg.org/#ends-in-a-number-checker."""
_LONGEST_NAME = 253
"""Characters. Source: RFC 1035 section 2.3.4, without the dot at the end."""
# Not ``is_private`` of Python, which also holds for the addresses of documentation and others.
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""Source: RFC 1918 section 3, RFC 4193."""
_LOCAL = (".local", ".internal", ".test")
"""Source: RFC 6762; ICANN resolution 2024.07.29.06; RFC 6761 section 6.2."""


class Nearness(IntEnum):
    """How far a request goes to a host, by its name."""

    HERE = 0
    """It stays on this computer."""
    NEAR = 1
    """In the network around: a private address, or a name that no public name server has."""
    PUBLIC = 2


@lru_cache(maxsize=256)
def nearness(host: str) -> Nearness:
    """Return how far a host is, without a name look-up.

    Args:
        host: In lower case and ASCII; an IPv6 address has no brackets.
    """
    if is_localhost(host):
        return Nearness.HERE
    try:
        address = ip_address(host)
    except ValueError:
        return Nearness.NEAR if _is_local_name(host) else Nearness.PUBLIC
    if address.is_loopback:
        return Nearness.HERE
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    is_near = any(address in network for network in _PRIVATE)
    return Nearness.NEAR if is_near else Nearness.PUBLIC


def _is_local_name(host: str) -> bool:
    # A dot at the end makes a name of one label a top-level domain, and some of them have hosts.
    is_single = bool(host) and "." not in host and not host.isdigit()
    return is_single or host.rstrip(".").endswith(_LOCAL)


def plain_host(address: str) -> str:
    """Return the host that an address without variables reaches unencrypted.

    Empty for an encrypted one, and for one of this computer.
    """
    try:
        split = urlsplit(address.strip())
        host = (split.hostname or "").lower()
        # In one form, as it is compared with what the person allowed.
        host = str(ip_address(host)) if ":" in host else host
    except ValueError:
        return ""
    is_plain = split.scheme in {"http", "ws"} and _is_host(host)
    return host if is_plain and nearness(host) is not Nearness.HERE else ""


def _is_host(host: str) -> bool:
    """Tell whether a name reaches something: a number that is no IP address is refused later."""
    if not _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return bool(host)
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_public(host: str) -> bool:
    """Tell whether a person is asked before the first request goes to a host over plain HTTP."""
    return nearness(host) is Nearness.PUBLIC


def typed_host(text: str) -> str | Problem:
    """Return a host that a person typed to allow plain HTTP to it, or why it is none."""
    host = text.strip().strip("[]").lower()
    refused = Problem(
        tr("{text} is not a host. Write it alone, such as legacy.example.com.").format(text=text)
    )
    if len(host) > _LONGEST_NAME:
        return refused
    try:
        if ":" in host:
            return str(IPv6Address(host))
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return refused
    return host if _NAME.fullmatch(host) else refused


class PlainHttp(msgspec.Struct, frozen=True):
    """Hosts that a person allowed to be reached unencrypted."""

    hosts: tuple[str, ...] = ()
    """Public ones that requests may go to."""
    credential_hosts: tuple[str, ...] = ()
    """Those that credentials and cookies may go to as well."""

    def allows(self, host: str) -> bool:
        """Tell whether a request may go to a host that is not on this computer."""
        return not is_public(host) or host in self.hosts or host in self.credential_hosts

    def allows_credentials(self, host: str) -> bool:
        """Tell whether a request may carry a credential or cookies there."""
        return host in self.credential_hosts

    def joined(self, other: "PlainHttp") -> "PlainHttp":
        """Return all hosts of both."""
        return PlainHttp(
            _unique((*self.hosts, *other.hosts)),
            _unique((*self.credential_hosts, *other.credential_hosts)),
        )

    def allowing(self, host: str, *, with_credentials: bool) -> "PlainHttp":
        """Return the same with one host more."""
        more = PlainHttp((), (host,)) if with_credentials else PlainHttp((host,))
        both = self.joined(more)
        return PlainHttp(both.hosts[-MOST_HOSTS:], both.credential_hosts[-MOST_HOSTS:])


def hosts_problem(hosts: Iterable[str]) -> Problem | None:
    """Return what is wrong with a list of hosts, as a part of a sentence; None if nothing is."""
    for host in hosts:
        if typed_host(host) != host:
            words = tr("should be hosts in lower case, one a line, not “{host}”")
            return Problem(words.format(host=host))
    return None


def _unique(hosts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hosts))
