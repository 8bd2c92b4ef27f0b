"""From a path to the line of a tree that it leads to, in any of the usual notations."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from aiurdesk.core.json.reader import JsonReader
from aiurdesk.core.json.tree import JsonTree, LineKind

_MOST_LOOKED_AT = 20_000
"""Members of one object or list."""
_MOST_CHARACTERS = 200_000
"""Of a text; a longer one is not edited in the window."""
_MOST_STEPS = 20
_DOTTED = re.compile(r"[^.\[\]]+")


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


def lines_of(text: str, names: Iterable[str]) -> dict[str, int]:
    """Return for each name the line of the text, from 0, that it means.

    A name is a JSON pointer (``/items/0/qty``), a path (``items[0].qty``) or a plain name. Its
    first steps may belong to the server's own class. A name that leads nowhere is left out.
    """
    if len(text) > _MOST_CHARACTERS:
        return {}
    reader = JsonReader(text)
    while not reader.advance(10_000):
        pass
    tree = reader.tree
    lines = {name: _line_of(tree, name) for name in names}
    return {name: text.count("\n", 0, at) for name, at in lines.items() if at is not None}


def _line_of(tree: JsonTree, name: str) -> int | None:
    """Return where in the text the value begins that a name means."""
    steps = tuple(_steps(name))[:_MOST_STEPS]
    for start in range(len(steps)):
        line = line_at(tree, steps[start:], any_case=True)
        if line is not None:
            return tree.keys[line]
    return None


def _steps(name: str) -> Iterator[str]:
    # Source: RFC 6901, section 3; as a fragment of an address it begins with a hash (section 6).
    pointer = name.removeprefix("#")
    if pointer.startswith("/"):
        yield from (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        return
    yield from (step.strip("'\" ") for step in _DOTTED.findall(name.removeprefix("$")))
