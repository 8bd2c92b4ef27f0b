"""User name and password in a typed address: ``https://user:password@host``.

They are never sent or stored. An address that is still being typed may hold only a part of them.
"""

import base64
import re
from urllib.parse import unquote

import msgspec

from aiurdesk.core.credentials.secret import Secret


class UserAndPassword(msgspec.Struct, frozen=True):
    """The user name and password of HTTP Basic authentication."""

    user: str
    password: Secret


def basic_header(both: UserAndPassword) -> str:
    """Return the value of the header."""
    text = f"{both.user}:{both.password.reveal()}".encode("utf-8", "surrogatepass")
    return f"Basic {base64.b64encode(text).decode()}"


def user_and_password(value: str) -> UserAndPassword | None:
    """Return what the value of a header holds, or None where it is not Basic."""
    word, _, encoded = value.strip().partition(" ")
    if word.casefold() != "basic":
        return None
    text = encoded.strip()
    if ":" not in text:
        try:
            text = base64.b64decode(text, validate=True).decode()
        except ValueError:  # no base64, or no UTF-8
            return None
    user, colon, password = text.partition(":")
    return UserAndPassword(user, Secret(password)) if colon else None


def encoded_login(value: str) -> str:
    """Return the value of a header with user name and password encoded, if they stand in it.

    ``Basic {{user}}:{{password}}`` is what a file can hold: its variables are encoded with it.
    """
    # Base64 has no colon.
    both = user_and_password(value) if ":" in value else None
    return value if both is None else basic_header(both)


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
