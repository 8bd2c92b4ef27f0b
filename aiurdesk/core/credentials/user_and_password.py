"""A user name with its password, and the header Authorization: Basic that holds both.

Source: RFC 7617 section 2.
"""

import base64

import msgspec

from aiurdesk.core.credentials.secret import Secret


class UserAndPassword(msgspec.Struct, frozen=True):
    """What a Basic credential takes."""

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
