"""The value of a parameter with its variables resolved."""

import re
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.core.variables.environment import missing_names, resolve

_ABSOLUTE = re.compile(r"/|\\\\|[A-Za-z]:[/\\]")
_SEPARATOR = re.compile(r"[/\\]")


class Unresolved(msgspec.Struct, frozen=True):
    """The names of missing variables in a value."""

    names: tuple[str, ...]


def resolve_value(value: Value, variables: Mapping[str, str]) -> Value | Unresolved:
    """Resolve the variables in a text, in each text of a list, or in the path of a file."""
    if isinstance(value, FileValue):
        return _resolve_file(value, variables)
    texts = (value,) if isinstance(value, str) else value
    resolved = [resolve(text, variables) for text in texts]
    if missing := missing_names(*resolved):
        return Unresolved(tuple(dict.fromkeys(missing)))
    texts = tuple(text for text in resolved if isinstance(text, str))
    return texts[0] if isinstance(value, str) else texts


def resolve_path(path: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Resolve the variables in the path of a file.

    A variable may hold a whole path: what was typed before it is then the folder of the request,
    which counts for relative paths only.

    Returns:
        The path, or the names that have no value or that refer to themselves.
    """
    head, braces, tail = path.partition("{{")
    resolved = resolve(braces + tail, variables)
    if isinstance(resolved, tuple):
        return resolved
    is_whole = head.endswith(("/", "\\")) and _ABSOLUTE.match(resolved)
    return resolved if is_whole else head + resolved


def _resolve_file(file: FileValue, variables: Mapping[str, str]) -> FileValue | Unresolved:
    path, filename = resolve_path(file.path, variables), resolve(file.filename, variables)
    if isinstance(path, tuple) or isinstance(filename, tuple):
        return Unresolved(tuple(dict.fromkeys(missing_names(path, filename))))
    # A name that was typed stays as it is, also one that cannot be sent.
    if "{{" not in file.filename:
        return replace(file, path=path)
    # Of a variable that holds a path, only the end is the name of the file.
    return replace(file, path=path, filename=_SEPARATOR.split(filename)[-1])
