"""Named values that are put into requests, and where each service is."""

import re
from collections.abc import Mapping

import msgspec

from aiurdesk.core.request.request import FileValue, Value

_VARIABLE = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}")
_ROUNDS = 8
"""How deep variables may stand inside variables; more can only be a circle."""


class Environment(msgspec.Struct, frozen=True):
    """A set of base addresses and variables."""

    name: str
    base_urls: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Service id → base address without a slash at the end, where it is not the service's own."""
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    colour: str = ""
    """Name of a theme token, or empty."""
    is_sandbox: bool = False
    """Only the services in ``base_urls`` exist in it; the program starts their server."""
    generations: tuple[str, ...] = ()
    """Generations whose own base addresses it accepts; empty means all."""


def variable_names(text: str) -> tuple[str, ...]:
    """Return the names that stand in ``{{…}}`` in a text, each once, in order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def resolve(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Put the values of variables in the place of their ``{{names}}``.

    Returns:
        The text, or the names that no variable has (or that lead back to themselves).
    """
    for _ in range(_ROUNDS):
        names = variable_names(text)
        if not names:
            return text
        missing = tuple(name for name in names if name not in variables)
        if missing:
            return missing
        text = _VARIABLE.sub(lambda found: variables[found.group(1)], text)
    return variable_names(text) or text


class Unresolved(msgspec.Struct, frozen=True):
    """Names in a value that no variable has."""

    names: tuple[str, ...]


def resolve_value(value: Value, variables: Mapping[str, str]) -> Value | Unresolved:
    """Resolve the variables in a text or in each text of a list; a file has none."""
    if isinstance(value, FileValue):
        return value
    texts = (value,) if isinstance(value, str) else value
    resolved = [resolve(text, variables) for text in texts]
    missing = [name for names in resolved if isinstance(names, tuple) for name in names]
    if missing:
        return Unresolved(tuple(dict.fromkeys(missing)))
    texts = tuple(text for text in resolved if isinstance(text, str))
    return texts[0] if isinstance(value, str) else texts
