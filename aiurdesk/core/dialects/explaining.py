"""Says which path of a dialect gave what, beside the lines of the body that it leads to."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from aiurdesk.core.dialects.marked_path import steps_of
from aiurdesk.core.json.tree import JsonTree, LineKind
from aiurdesk.core.json.tree_path import line_at
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import HEADER, STATUS
from aiurdesk.core.wording import truncate

_WORDS = {
    "root": tr("where the rest is read"),
    "ok": tr("whether it worked"),
    "partial": tr("whether it was partly done"),
    "code": "code",
    "sub_code": tr("closer code"),
    "headline": tr("headline"),
    "message": "message",
    "warning": "warning",
    "fields": tr("field errors"),
    "items": "items",
    "request_id": tr("request id"),
    "docs": "documentation",
    "retry_after": tr("how long to wait"),
}
_LONGEST_PATH = 120
_LITERAL = re.compile(r"`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'")
_NAME = r'(?:[A-Za-z_][A-Za-z0-9_]*|"(?:[^"\\]|\\.)*")'
_CHAIN = re.compile(rf"(?<![\w.\"])({_NAME}(?:\.{_NAME}|\[[0-9]{{1,9}}\])*)(?!\w*\()")


class Explanation(msgspec.Struct, frozen=True):
    """What a dialect read, and where."""

    remarks: Mapping[int, str]
    """What is said about lines of the body."""
    sentences: tuple[str, ...]
    """What was read from no line, such as from a header."""


def explain(paths: Mapping[str, str], tree: JsonTree) -> Explanation:
    """Return where everything was read.

    Args:
        paths: As ``DialectReading.paths``.
        tree: The body.
    """
    root = next(_chains(paths.get("root", "")), ())
    remarks: dict[int, str] = {}
    sentences = []
    for name, path in paths.items():
        words = f"{_WORDS.get(name, name)}: {_words_of(path)}"
        line = None if path.startswith((HEADER, STATUS)) else _line(path, root, tree)
        if line is None:
            sentences.append(f"{words[:1].upper()}{words[1:]}")
        else:
            remarks[line] = f"{remarks[line]} · {words}" if line in remarks else words
    return Explanation(remarks, tuple(sentences))


def _line(path: str, root: tuple[str | int, ...], tree: JsonTree) -> int | None:
    """Return the line of the first value that an expression names and that is there."""
    for chain in _chains(path):
        for steps in (root + chain, chain):
            line = line_at(tree, steps)
            if line is None:
                line = _text_line(tree, steps)
            if line is not None:
                return line
    return None


def _text_line(tree: JsonTree, steps: tuple[str | int, ...]) -> int | None:
    """Return the line of a text into which steps lead, because it is JSON."""
    lines = (line_at(tree, steps[:count]) for count in range(len(steps) - 1, 0, -1))
    line = next((line for line in lines if line is not None), None)
    return line if line is not None and tree.kinds[line] == LineKind.STRING else None


def _chains(expression: str) -> Iterator[tuple[str | int, ...]]:
    for chain in _CHAIN.finditer(_LITERAL.sub("``", expression)):
        yield steps_of(chain[1])


def _words_of(path: str) -> str:
    if path == STATUS:
        return tr("the HTTP status")
    if path.startswith(HEADER):
        return tr("the header {removeprefix}").format(removeprefix=path.removeprefix(HEADER))
    return truncate(path, _LONGEST_PATH)
