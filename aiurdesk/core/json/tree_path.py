"""From a path to the line of a tree that it leads to."""

import json
from collections.abc import Sequence

from aiurdesk.core.json.tree import JsonTree, LineKind

_MOST_LOOKED_AT = 20_000
"""Members of one object or list."""


def line_at(tree: JsonTree, steps: Sequence[str | int], *, any_case: bool = False) -> int | None:
    """Return the line of the value that names of members and numbers of entries lead to.

    Of several members of one name, the last one counts, as it does for most readers of JSON. None
    where there is no such value, or too many members come before it.

    Args:
        any_case: Whether a member may be written in capitals or not, where none has the same name.
    """
    line = 0 if len(tree) else None
    for step in steps:
        if line is None:
            return None
        line = _step(tree, line, step, any_case=any_case)
    return line


def _step(tree: JsonTree, line: int, step: str | int, *, any_case: bool) -> int | None:
    if tree.kinds[line] == LineKind.ARRAY:
        inner = _inner(tree, line)
        number = int(step) if str(step).isascii() and str(step).isdigit() else len(inner)
        return inner[number] if number < len(inner) else None
    if tree.kinds[line] != LineKind.OBJECT or not isinstance(step, str):
        return None
    by_name = {_name(tree, inner): inner for inner in _inner(tree, line)}
    if step in by_name or not any_case:
        return by_name.get(step)
    folded = step.casefold()
    return next((at for name, at in by_name.items() if name and name.casefold() == folded), None)


def _name(tree: JsonTree, line: int) -> str | None:
    key = tree.text[tree.keys[line] : tree.key_ends[line]]
    # The last line of a text that was cut may have the beginning of a key.
    return str(json.loads(key)) if len(key) > 1 and key.endswith('"') else None


def _inner(tree: JsonTree, line: int) -> list[int]:
    lines: list[int] = []
    at, last = line + 1, tree.last_lines[line]
    while at <= last and len(lines) < _MOST_LOOKED_AT:
        if tree.kinds[at] != LineKind.END:
            lines.append(at)
        at = tree.last_lines[at] + 1
    return lines
