"""Environments: the base URL of each service, and variables for requests."""

import re
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import FileValue, Value

OF_PROCESS = "env:"
"""Before the name of a variable that the process has, as in ``{{env:TOKEN}}``."""
VARIABLE = re.compile(r"\{\{[ \t]*((?:env:)?[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}")
_ROUNDS = 8
"""How deeply variables may be nested. Deeper nesting is taken for a circular reference."""


class Environment(msgspec.Struct, frozen=True):
    """A named set of base URLs and variables."""

    name: str
    base_urls: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Service id → base URL without a slash at the end. Other services use their own base URL."""
    page_urls: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Service id → base URL of its sign-in pages, where a browser needs another one."""
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    """Values of variables that are shown as dots."""
    colour: str = ""
    """Name of a theme token, or empty."""
    is_sandbox: bool = False
    """Whether it is the sandbox: it has only the services in ``base_urls``, on this computer."""
    generations: tuple[str, ...] = ()
    """Generations whose own base addresses it accepts; empty means all."""

    @property
    def for_pages(self) -> "Environment":
        """The same environment with the base URLs that a browser opens."""
        return replace(self, base_urls={**self.base_urls, **self.page_urls})


def variable_names(text: str) -> tuple[str, ...]:
    """Return the names of the variables in a text, each once, in order."""
    return tuple(dict.fromkeys(VARIABLE.findall(text)))


def resolve(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Replace each ``{{name}}`` with the value of the variable.

    Returns:
        The text, or the names that have no value or that refer to themselves.
    """
    # The value of a variable may hold variables; one that holds itself would never end.
    for _ in range(_ROUNDS):
        names = variable_names(text)
        if not names:
            return text
        missing = tuple(name for name in names if name not in variables)
        if missing:
            return missing
        text = VARIABLE.sub(lambda found: variables[found.group(1)], text)
    return variable_names(text) or text


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
