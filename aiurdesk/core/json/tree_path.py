"""From a path to the line of a tree that it leads to."""

import json
from collections.abc import Sequence

from aiurdesk.core.json.tree import JsonTree, LineKind

_MOST_LOOKED_AT = 20_000
"""Members of one object or list."""


def line_at(tree: JsonTree, steps: Sequence[str | int]) -> int | None:
    """Return the line of the value that names of members and numbers of entries lead to.

    Of several members of one name, the last one counts, as it does for most readers of JSON. None
    where there is no such value, or too many members come before it.
    """
    line = 0 if len(tree) else None
    for step in steps:
        if line is None:
            return None
        line = _member(tree, line, step) if isinstance(step, str) else _entry(tree, line, step)
    return line


def _member(tree: JsonTree, line: int, name: str) -> int | None:
    if tree.kinds[line] != LineKind.OBJECT:
        return None
    last = None
    for inner in _inner(tree, line):
        key = tree.text[tree.keys[inner] : tree.key_ends[inner]]
        # The last line of a text that was cut may have the beginning of a key.
        if len(key) > 1 and key.endswith('"') and json.loads(key) == name:
            last = inner
    return last


def _entry(tree: JsonTree, line: int, number: int) -> int | None:
    if tree.kinds[line] != LineKind.ARRAY:
        return None
    inner = _inner(tree, line)
    return inner[number] if number < len(inner) else None


def _inner(tree: JsonTree, line: int) -> list[int]:
    lines: list[int] = []
    at, last = line + 1, tree.last_lines[line]
    while at <= last and len(lines) < _MOST_LOOKED_AT:
        if tree.kinds[at] != LineKind.END:
            lines.append(at)
        at = tree.last_lines[at] + 1
    return lines
