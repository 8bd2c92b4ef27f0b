"""Finds the line of a JSON text that a server names in an error, in any of the usual notations."""

import re
from collections.abc import Iterable, Iterator

from aiurdesk.core.json.reader import JsonReader
from aiurdesk.core.json.tree import JsonTree
from aiurdesk.core.json.tree_path import line_at

_MOST_CHARACTERS = 200_000
"""Of a text; a longer one is not edited in the window."""
_MOST_STEPS = 20
_DOTTED = re.compile(r"[^.\[\]]+")


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
    lines = {name: _line(tree, name) for name in names}
    return {name: text.count("\n", 0, at) for name, at in lines.items() if at is not None}


def _line(tree: JsonTree, name: str) -> int | None:
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
