"""Tells the description of an API from other texts, without reading it."""

import re

_NAMES = (b"openapi", b"swagger")
_MOST_PLACES = 50
_VERSION = re.compile(rb"[\"']?[ \t]{0,20}:[ \t\r\n]{0,20}[\"']?[23]")
_ADDRESS = re.compile(
    r"https?://[^\s/]+/\S*(?:openapi|swagger|api-docs)[^\s/?#]*(?:\?\S*)?", re.IGNORECASE
)


def is_description(text: bytes) -> bool:
    """Tell whether a text seems to be a description: it says a version of OpenAPI or Swagger."""
    return any(_says_version(text, name) for name in _NAMES)


def is_description_address(text: str) -> bool:
    """Tell whether a text is an address that a description is usually at."""
    return len(text) < 2000 and _ADDRESS.fullmatch(text.strip()) is not None


def _says_version(text: bytes, name: bytes) -> bool:
    # Not one pattern for all of it: that would take a second for a long text.
    position = text.find(name)
    for _ in range(_MOST_PLACES):
        if position < 0:
            return False
        before = text[max(position - 1, 0) : position]
        if before in (b"", b"\n", b'"', b"'", b"\xbf") and _VERSION.match(
            text, position + len(name)
        ):
            return True
        position = text.find(name, position + 1)
    return False
