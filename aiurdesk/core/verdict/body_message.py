"""The sentence in which a host of no known service says in its JSON body what went wrong."""

_NAMES = (
    "message", "detail", "error_description", "error_message", "error", "errors", "msg", "reason",
    "description", "title",
)  # fmt: skip
"""Members that hold such a sentence, the most telling first. ``detail`` and ``title`` come from
problem details (RFC 9457 section 3.1), ``error_description`` is of OAuth (RFC 6749 section 5.2).
"""
_DEEPEST = 3
"""``{"errors": [{"message": "…"}]}`` is the deepest form that is usual."""
_LONGEST = 2000


def body_message(value: object, depth: int = 0) -> str:
    """Return the sentence in a JSON value, or an empty text.

    Args:
        value: Objects are tuples of pairs, as ``envelope`` reads them.
    """
    if isinstance(value, str):
        return value.strip()[:_LONGEST]
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        return body_message(value[0], depth + 1) if value else ""
    # Names in lower case: ``Message`` is usual where the server is made with .NET.
    pairs = value if isinstance(value, tuple) else ()
    members = {name.casefold(): member for name, member in pairs}
    messages = (body_message(members[name], depth + 1) for name in _NAMES if name in members)
    return next((text for text in messages if text), "")
