"""Checks of a bound text or number; each has the framework's own words or ours.

The words of the framework are templates that name the member of the service's class; they are
what a client has to match to a field, so they are kept exactly. The services' own attributes
(GUID, site name, folder name) say it in words of this project, with the member in the same place.

Source:
    recorded/infrastructures-2020-*.jsonl, all answers with −10.
"""

import re
from collections.abc import Callable

Validator = Callable[[str, str | int], str | None]
"""Takes the member's name and its value, gives the validation text or None when all is well."""

_GUID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.I)


def min_length(least: int) -> Validator:
    """At least so many characters."""
    text = "The field {} must be a string or array type with a minimum length of '{}'."
    return lambda member, value: text.format(member, least) if len(str(value)) < least else None


def max_length(most: int) -> Validator:
    """At most so many characters."""
    text = "The field {} must be a string or array type with a maximum length of '{}'."
    return lambda member, value: text.format(member, most) if len(str(value)) > most else None


def string_length(most: int) -> Validator:
    """At most so many characters, in the words of the other attribute for it."""
    text = "The field {} must be a string with a maximum length of {}."
    return lambda member, value: text.format(member, most) if len(str(value)) > most else None


def between(least: int, most: int) -> Validator:
    """A number in a range, ends included."""
    text = "The field {} must be between {} and {}."

    def check(member: str, value: str | int) -> str | None:
        return None if least <= int(value) <= most else text.format(member, least, most)

    return check


def matches(pattern: str, text: str) -> Validator:
    """A text that fits as a whole; ``{}`` in ``text`` is the member."""
    compiled = re.compile(pattern)

    def check(member: str, value: str | int) -> str | None:
        return None if compiled.fullmatch(str(value)) else text.format(member)

    return check


def guid(member: str, value: str | int) -> str | None:
    """A GUID with or without dashes."""
    return None if _GUID.fullmatch(str(value)) else f"The {member} has to be a GUID."


def domain_name(member: str, value: str | int) -> str | None:
    """A name that could be a label of a host name, with dots and underlines."""
    if re.fullmatch(r"[-a-z0-9_.]+", str(value)):
        return None
    return f"The {member} takes small letters, digits, dot, dash and underline only."


def without_characters(characters: str) -> Validator:
    """A text with none of these characters."""

    def check(member: str, value: str | int) -> str | None:
        found = next((c for c in characters if c in str(value)), None)
        return f"The {member} must not have '{found}' in it." if found else None

    return check


def email(member: str, value: str | int) -> str | None:
    """Exactly one ``@``, neither first nor last."""
    name, _, host = str(value).partition("@")
    if name and host and "@" not in host:
        return None
    return f"The {member} field is not a valid e-mail address."


def url(member: str, value: str | int) -> str | None:
    """An absolute address with http, https or ftp."""
    # The real check looks no further than the scheme.
    if str(value).lower().startswith(("http://", "https://", "ftp://")):
        return None
    return f"The {member} field is not a valid fully-qualified http, https, or ftp URL."
