"""A value of received JSON that a person picked, to do something with it."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.json.tree import INDENT_LEVELS, JsonTree, LineKind

_LONGEST_PATH = 1_000
_ADDRESS = re.compile(r"(?:(?:https?|wss?)://[^\s/]|/(?!/))[^\s\x00-\x1f\x7f]*", re.IGNORECASE)
_LONGEST_ADDRESS = 8_000


class ValueUse(StrEnum):
    """What can be done with a value."""

    EXPECT = "expect"
    """Test that it stays so."""
    CAPTURE = "capture"
    """Take it into a variable."""
    OPEN = "open"
    """Send a request to the address that it is."""
    WORKED = "worked"
    """Teach that it says whether the request worked. So the following ones, with what they are."""
    CODE = "code"
    MESSAGE = "message"
    FIELDS = "fields"
    RETRY = "retry"


TEACHING_USES = (
    ValueUse.WORKED, ValueUse.CODE, ValueUse.MESSAGE, ValueUse.FIELDS, ValueUse.RETRY,
)  # fmt: skip
"""What a person says of a value to teach a dialect; each is a ``Role`` of the same value."""


class PickedValue(msgspec.Struct, frozen=True):
    """A value, and what can be done with it."""

    path: str
    """In the notation of JMESPath."""
    source: str
    """The value as it was received; cut where the text ends in it."""
    address: str = ""
    """The address of HTTP or WebSocket, or the path on its host, that the value is."""
    use: ValueUse = ValueUse.EXPECT


def picked_value(tree: JsonTree, line: int) -> PickedValue | None:
    """Return the value on a line; None where it is too deep for a path, or cut."""
    if tree.kinds[line] == LineKind.END:
        line = tree.parents[line]
    # A path into each level would be followed by a function that calls itself.
    if tree.kinds[line] == LineKind.CUT or tree.depths[line] > INDENT_LEVELS:
        return None
    path = tree.path(line)
    if len(path) > _LONGEST_PATH:
        return None
    source = tree.source(line)
    is_short_text = tree.kinds[line] == LineKind.STRING and len(source) <= _LONGEST_ADDRESS
    text = tree.plain(line) if is_short_text else ""
    return PickedValue(path, source, text if _ADDRESS.fullmatch(text) else "")


def address_from(text: str, url: str) -> str:
    """Return the whole address that a text of a response stands for.

    Args:
        text: The ``address`` of a picked value.
        url: Where the response came from.
    """
    # What a server sends must not name variables: their values would go to the server.
    text = text.replace("{{", "%7B%7B")
    if not text.startswith("/"):
        return text
    base = urlsplit(url)
    return f"{base.scheme}://{base.netloc.rpartition('@')[2]}{text}"
