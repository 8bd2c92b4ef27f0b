"""The value of a parameter with its variables resolved."""

from collections.abc import Mapping

import msgspec

from aiurdesk.core.request.environment import resolve
from aiurdesk.core.request.request import FileValue, Value


class Unresolved(msgspec.Struct, frozen=True):
    """The names of missing variables in a value."""

    names: tuple[str, ...]


def resolve_value(value: Value, variables: Mapping[str, str]) -> Value | Unresolved:
    """Resolve the variables in a text or in each text of a list; files have no variables."""
    if isinstance(value, FileValue):
        return value
    texts = (value,) if isinstance(value, str) else value
    resolved = [resolve(text, variables) for text in texts]
    missing = [name for names in resolved if isinstance(names, tuple) for name in names]
    if missing:
        return Unresolved(tuple(dict.fromkeys(missing)))
    texts = tuple(text for text in resolved if isinstance(text, str))
    return texts[0] if isinstance(value, str) else texts
