"""Looks up host names in threads that nothing waits for, neither a cancelled request nor the exit.

``loop.getaddrinfo`` uses the threads of the event loop. If a name server does not respond, such a
thread is busy for many seconds, and the event loop waits for it when it is closed.
"""

import asyncio
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeAlias

from aiurdesk.core.environments.route import is_localhost

LOOPBACK = ("::1", "127.0.0.1")
"""What ``localhost`` and the names below it mean. Source: RFC 6761 section 6.3."""

Lookup: TypeAlias = Callable[[str, int], list[str]]


def get_addresses(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, the preferred ones first. Blocks.

    Raises:
        socket.gaierror: The host has no address, or no name server responded.
        OSError: The system has no resources for the lookup.
    """
    try:
        # As bytes: Python would encode a text as IDNA once more and refuse some names.
        rows = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        # The lookup also fails like this if it cannot open a socket. Then this fails too, but with
        # the true reason.
        socket.socket().close()
        raise
    return list(dict.fromkeys(str(address[0]) for *_, address in rows))


async def look_up(host: str, port: int, lookup: Lookup = get_addresses) -> list[str]:
    """Return the IP addresses to try, one after the other. Cancelling ends it at once.

    IPv6 and IPv4 alternate at the beginning, because one of them may not work in this network.

    Args:
        host: A host name in ASCII, or an IP address.
        port: The port of the connection.
        lookup: The blocking function that looks up names.

    Raises:
        OSError: As in ``get_addresses``.
    """
    # ``is_loopback`` relies on this: plain HTTP to these names never leaves the computer.
    if is_localhost(host):
        return list(LOOPBACK)
    if _is_ip_address(host):
        return [host]
    return _alternate(await _in_daemon_thread(partial(lookup, host, port)))


async def _in_daemon_thread(function: Callable[[], list[str]]) -> list[str]:
    result: Future[list[str]] = Future()
    # From here on, cancelling the request does not cancel it: the thread sets it in any case.
    result.set_running_or_notify_cancel()

    def work() -> None:
        try:
            result.set_result(function())
        except OSError as error:
            result.set_exception(error)

    try:
        threading.Thread(target=work, name="name lookup", daemon=True).start()
    except RuntimeError as error:  # no further thread can be started
        raise OSError(errno.ENOMEM, str(error)) from error
    return await asyncio.wrap_future(result)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _alternate(addresses: list[str]) -> list[str]:
    """Move the first address of the other IP version to the second place."""
    first_is_ipv6 = ":" in addresses[0] if addresses else False
    other = next((other for other in addresses if (":" in other) is not first_is_ipv6), None)
    if other is None:
        return addresses
    rest = [address for address in addresses[1:] if address != other]
    return [addresses[0], other, *rest]
