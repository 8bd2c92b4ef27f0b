"""The messages that are saved with the request of a socket."""

import json
from typing import Literal, TypeAlias

import msgspec

from aiurdesk.core.wording import truncate

MessageKind: TypeAlias = Literal["text", "json", "file", "base64", "request"]
MESSAGE_KINDS: tuple[MessageKind, ...] = ("text", "json", "file", "base64", "request")
_TELLING = ("type", "event", "action", "method", "command", "cmd", "op", "kind", "topic")
"""Members that say what a message is, in many protocols; the first one that is there counts."""
_LONGEST = 40
_MOST_READ = 20_000
"""Characters. A menu with nine messages should open at once."""


class SocketMessage(msgspec.Struct, frozen=True, gc=False):
    """A message that is saved with the request of a socket."""

    content: str
    """Text or JSON, the path of a file, bytes in base64, or the path of a saved request without the
    end of its file name. Text and JSON may hold ``{{variables}}``."""
    kind: MessageKind = "text"
    """Text and JSON are sent as a text message, files and base64 as a binary one. A request is sent
    by HTTP instead of a message: such as one that makes the server push a frame."""
    name: str = ""


def default_name(message: SocketMessage) -> str:
    """Return a name such as "type: ping", or empty text where the message does not say what it is.

    Nothing else of the message becomes part of it: that could be a secret, which stays in the name
    when it is taken out of the message.
    """
    if message.kind not in ("text", "json") or len(message.content) > _MOST_READ:
        return ""
    try:
        read = json.loads(message.content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(read, dict):
        return ""
    for key in _TELLING:
        value = read.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return f"{key}: {truncate(' '.join(str(value).split()), _LONGEST)}"
    return ""
