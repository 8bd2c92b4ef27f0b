"""Validators of a bound text or number, like the validation attributes of .NET.

Clients match the error messages of .NET to a parameter, so these messages are kept exactly. The
services' own attributes (GUID, site name) have the words of the catalogue, with the member name in
the same place.

Source:
    recorded/infrastructures-2020-*.jsonl, all responses with code −10.
"""

import re
from collections.abc import Callable

Validator = Callable[[str, str | int], str | None]
"""Takes the member name and the value. Returns the error message, or None for a valid value."""


def min_length(least: int) -> Validator:
    """``MinLength``: at least this many characters."""
    text = "The field {} must be a string or array type with a minimum length of '{}'."
    return lambda member, value: text.format(member, least) if len(str(value)) < least else None


def max_length(most: int) -> Validator:
    """``MaxLength``: at most this many characters."""
    text = "The field {} must be a string or array type with a maximum length of '{}'."
    return lambda member, value: text.format(member, most) if len(str(value)) > most else None


def between(least: float, most: float) -> Validator:
    """``Range``: a number in a range, both ends included."""
    text = "The field {} must be between {} and {}."

    def check(member: str, value: str | int) -> str | None:
        return None if least <= int(value) <= most else text.format(member, least, most)

    return check


def matches(pattern: str, text: str) -> Validator:
    """``RegularExpression``: the whole text matches. ``{}`` in ``text`` is the member name."""
    compiled = re.compile(pattern)

    def check(member: str, value: str | int) -> str | None:
        return None if compiled.fullmatch(str(value)) else text.format(member)

    return check


def email(member: str, value: str | int) -> str | None:
    """``EmailAddress``: exactly one ``@``, which is neither the first nor the last character."""
    name, _, host = str(value).partition("@")
    if name and host and "@" not in host:
        return None
    return f"The {member} field is not a valid e-mail address."


def url(member: str, value: str | int) -> str | None:
    """``Url``: an absolute URL with http, https or ftp."""
    # The attribute of .NET checks only the scheme.
    if str(value).lower().startswith(("http://", "https://", "ftp://")):
        return None
    return f"The {member} field is not a valid fully-qualified http, https, or ftp URL."
