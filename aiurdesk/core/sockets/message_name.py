"""A name for a saved message without one, from what it says."""

import json

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.wording import truncate

_TELLING = ("type", "event", "action", "method", "command", "cmd", "op", "kind", "topic")
"""Members that say what a message is, in many protocols; the first one that is there counts."""
_LONGEST = 40
_MOST_READ = 20_000
"""Characters. A menu with nine messages should open at once."""


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
