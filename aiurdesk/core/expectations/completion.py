"""Names of members that are offered while a path is typed."""

import json
import re

from aiurdesk.core.formats.json.tree import JsonTree, member_step

_MOST_LINES = 20_000
_MOST_NAMES = 1_000
_WORD = re.compile(r'(?:"(?:[^"\\]|\\.)*|[A-Za-z_][A-Za-z0-9_]*)$')
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?")


def names_in(tree: JsonTree) -> tuple[str, ...]:
    """Return the names of members in a tree, in the order in which they come, each once."""
    names: dict[str, None] = {}
    for line in range(min(len(tree), _MOST_LINES)):
        key = tree.key(line)
        if len(key) > 1 and key.endswith('"'):
            names[key] = None
            if len(names) >= _MOST_NAMES:
                break
    read = (str(json.loads(key)) for key in names)
    return tuple(name for name in dict.fromkeys(read) if name.isprintable() and name)


def word_before(path: str, caret: int) -> str:
    """Return the name that is being typed before the caret; empty where none can be."""
    before = path[:caret]
    match = _WORD.search(before)
    if match is None or _is_in_text(before, match.start()):
        return ""
    return match.group().removeprefix('"')


def completed(path: str, caret: int, name: str) -> str:
    """Return a path with a whole name in place of the one before the caret."""
    match = _WORD.search(path[:caret])
    start = caret if match is None else match.start()
    step = member_step(json.dumps(name, ensure_ascii=False)).removeprefix(".")
    return path[:start] + step + path[caret:]


def _is_in_text(path: str, at: int) -> bool:
    """Tell whether a place is within a text or a literal of a path."""
    return any(text.start() < at < text.end() for text in _TEXT.finditer(path))
