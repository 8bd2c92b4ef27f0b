"""User name and password in a typed address: ``https://user:password@host``.

They are never sent or stored. An address that is still being typed may hold only a part of them.
"""

import re
from urllib.parse import unquote

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_and_password import UserAndPassword

_START = re.compile(r"\s*(?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?")
_END_OF_AUTHORITY = re.compile(r"[/?#\\]|$")
_PORT = re.compile(r"[0-9]*|.*\{\{.*")


def user_info_of(address: str) -> UserAndPassword | None:
    """Return user name and password in an address; None where it has neither, as it should be."""
    start, end = _span(address)
    if not address[start:end].endswith("@"):
        return None
    user, _, password = address[start : end - 1].partition(":")
    return UserAndPassword(unquote(user), Secret(unquote(password)))


def without_user_info(address: str) -> str:
    """Return an address without user name and password, to be shown and stored."""
    start, _, rest = divided_at_user_info(address)
    return start + rest


def divided_at_user_info(address: str) -> tuple[str, str, str]:
    """Divide an address: before user name and password, these with their ``@``, and the rest.

    What is still being typed, and may be a password, counts as one; no ``@`` follows it yet.
    """
    start, end = _span(address)
    return address[:start], address[start:end], address[end:]


def _span(address: str) -> tuple[int, int]:
    """Return where user name and password begin, and where the host begins behind them."""
    beginning = _START.match(address)
    start = beginning.end() if beginning else 0
    match = _END_OF_AUTHORITY.search(address, start)
    end = match.start() if match else len(address)
    if "@" in address[start:end]:
        return start, address.rindex("@", start, end) + 1
    authority = address[start:end]
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]") or _PORT.fullmatch(port):
        return start, start
    # A password is still being typed, or has a slash in it.
    path = re.split(r"[?#]", address[end:], maxsplit=1)[0]
    if "@" in path:
        return start, end + path.rindex("@") + 1
    return start + len(host), len(address)
