"""Finds values in JSON, forms, queries and XML that are secret by their names."""

import json
import re
from collections.abc import Callable, Container, Iterator

import msgspec

from aiurdesk.core.credentials.secret_names import is_secret_name

# The text may be cut off before the end of the value.
MEMBER = re.compile(r'(?P<start>"(?P<name>[^"\\]{1,64})"\s*:\s*")(?P<value>(?:[^"\\]|\\.)+\\?)')
# Only where a word begins, and without going back: in a body of one word of a megabyte, trying each
# of its letters as the beginning of a name would take seconds, without releasing the interpreter.
PAIR = re.compile(
    r"(?P<start>(?<![A-Za-z0-9_.-])[0-9_.-]*+(?P<name>[A-Za-z][A-Za-z0-9_.-]*+)=)"
    # The name of a credential in a reference may have spaces.
    r"(?P<value>(?:\{\{[^{}\r\n]*+\}\}|[^\s&;,\"'<>{]++|\{)++)"
)
_ELEMENT = re.compile(r"(?P<start><(?P<name>[A-Za-z][\w.:-]{0,63})>)(?P<value>[^<]+)")
_REFERENCE = re.compile(r"\{\{[^{}]*\}\}")
_PATTERNS = (MEMBER, PAIR, _ELEMENT)
_NAMES = {
    # Without the last quotation mark, which may be the first one of the next name.
    MEMBER: ('"', re.compile(r'"([^"\\]{1,64})(?="\s*:\s*")')),
    PAIR: ("=", re.compile(r"(?<![A-Za-z0-9_.-])[0-9_.-]*+([A-Za-z][A-Za-z0-9_.-]*+)=")),
    _ELEMENT: ("<", re.compile(r"<([A-Za-z][\w.:-]{0,63})>")),
}
"""For each pattern a sign without which it finds nothing, and what finds at least its names. A
megabyte may have 30,000 of them, most often the same few, and looking at each match in Python takes
a tenth of a second."""

_AT_ONCE = 64 * 1024
"""Characters in which all names are found at once. In a megabyte that would hold the interpreter,
and so the window, for 40 ms."""


class NamedSecret(msgspec.Struct, frozen=True):
    """A value that is secret by its name."""

    name: str
    value: str


def named_secrets(text: str) -> Iterator[NamedSecret]:
    """Yield what is secret by its name in a text of any type."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text) if _may_find(pattern, text) else ():
            if is_secret_name(found["name"]):
                is_member = pattern is MEMBER
                yield NamedSecret(
                    found["name"], _unescaped(found["value"]) if is_member else found["value"]
                )


def without_named_secrets(text: str, kept: Container[str] = ()) -> str:
    """Return a text with empty values in the place of what is secret by its name.

    A value that is a reference to a variable stays.

    Args:
        kept: Names whose values stay as well.
    """
    for pattern in _PATTERNS:
        text = _replaced(pattern, text, "", kept)
    return text


def with_named_value(text: str, name: str, value: str) -> str:
    """Return a text with another value at each place of a name, such as a reference."""

    def replaced(found: re.Match[str]) -> str:
        return found["start"] + value if found["name"] == name else found.group()

    for pattern in _PATTERNS:
        text = pattern.sub(replaced, text)
    return text


def redact_named(text: str, dots: str) -> str:
    """Return a text with dots in the place of what is secret by its name; XML is left alone."""
    return _replaced(PAIR, _replaced(MEMBER, text, dots), dots)


def redact_elements(text: str, dots: str) -> str:
    """Return a text with dots in the place of the content of XML elements with secret names."""
    return _replaced(_ELEMENT, text, dots)


def _replaced(pattern: re.Pattern[str], text: str, by: str, kept: Container[str] = ()) -> str:
    return pattern.sub(_replacing(by, kept), text) if _may_find(pattern, text) else text


def _may_find(pattern: re.Pattern[str], text: str) -> bool:
    """Return whether a pattern may find a secret name in a text."""
    sign, names = _NAMES[pattern]
    # Most texts are words, and a plain search is faster than a pattern.
    if sign not in text:
        return False
    if len(text) <= _AT_ONCE:
        return any(map(is_secret_name, set(names.findall(text))))
    seen: set[str] = set()
    for found in names.finditer(text):
        name = found[1]
        if name not in seen:
            if is_secret_name(name):
                return True
            seen.add(name)
    return False


def _replacing(by: str, kept: Container[str]) -> Callable[[re.Match[str]], str]:
    def replaced(found: re.Match[str]) -> str:
        is_secret = is_secret_name(found["name"]) and found["name"] not in kept
        is_literal = not _REFERENCE.fullmatch(found["value"])
        return found["start"] + by if is_secret and is_literal else found.group()

    return replaced


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        unescaped = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text
    return unescaped if isinstance(unescaped, str) else text
