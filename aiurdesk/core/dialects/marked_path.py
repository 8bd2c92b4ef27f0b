"""Paths of marked rows: the values that they lead to, and shorter or wider paths for more bodies.

They are written in the notation of JMESPath, and followed here without its library: they only name
members and entries, with ``*`` or ``[]`` for any member or any entry.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.formats.json.tree import JsonLines, LineKind
from aiurdesk.core.formats.json.tree_path import line_at
from aiurdesk.core.translation import titled, tr, truncate
from aiurdesk.core.verdict.dialect import HEADER, STATUS

PathStep: TypeAlias = str | int | None
"""The name of a member, the number of an entry, or None for any member or entry."""

_STEP = re.compile(r'\.?(?:([A-Za-z_][A-Za-z0-9_]*)|("(?:[^"\\]|\\.)*")|\[([0-9]{1,9})\])')
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_OTHER_PATHS = 3
_SEARCHED_LEVELS = 4
_SEARCHED_VALUES = 2_000


def steps_of(path: str) -> tuple[str | int, ...]:
    """Return the steps of the path of a row, as ``JsonLines.path`` writes it."""
    if path == "@":
        return ()
    return tuple(
        json.loads(quoted) if quoted else name or int(number)
        for name, quoted, number in _STEP.findall(path)
    )


def path_of(steps: Sequence[PathStep], *, in_lists: bool = True) -> str:
    """Return the path of some steps; with a step for any member, it leads to the first value.

    Args:
        in_lists: Whether a step for any leads through a list; else through an object.
    """
    texts = []
    for step in steps:
        if step is None:
            texts.append("[]" if in_lists else ".*")
        elif isinstance(step, int):
            texts.append(f"[{step}]")
        else:
            texts.append(f".{member_name(step)}")
    path = "".join(texts).removeprefix(".") or "@"
    return f"{path} | [0]" if None in steps else path


def member_name(name: str) -> str:
    """Return the name of a member, in quotes where JMESPath needs them."""
    if _BARE.fullmatch(name):
        return name
    # A name with half of a character can only be written with an escape.
    is_ascii = any("\ud800" <= character <= "\udfff" for character in name)
    return json.dumps(name, ensure_ascii=is_ascii)


def value_at(value: Any, steps: Sequence[PathStep]) -> Any:
    """Return the first value that steps lead to; None where they lead nowhere."""
    return next((at for at in _values_at(value, tuple(steps)) if at is not None), None)


def _values_at(value: Any, steps: tuple[PathStep, ...]) -> Iterator[Any]:
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step is None:
        inner = value.values() if isinstance(value, dict) else value
        for entry in inner if isinstance(value, dict | list) else ():
            yield from _values_at(entry, rest)
    elif isinstance(step, str) and isinstance(value, dict):
        yield from _values_at(value.get(step), rest)
    elif isinstance(step, int) and isinstance(value, list) and step < len(value):
        yield from _values_at(value[step], rest)


def best_steps(marked: tuple[PathStep, ...], bodies: Sequence[Any]) -> tuple[PathStep, ...]:
    """Return the steps that lead to a value in most bodies; of several the shortest.

    They are the marked ones, or those with one step replaced by a step for any.

    Args:
        marked: The steps to the marked row.
        bodies: The one with the marked row comes first.
    """
    kind = type(value_at(bodies[0], marked)) if bodies else type(None)
    wider = (
        (*marked[:number], None, *marked[number + 1 :])
        # The last name says what the value is, so only a number may be left out there.
        for number, step in enumerate(marked)
        if isinstance(step, int) or number < len(marked) - 1
    )

    def order(steps: tuple[PathStep, ...]) -> tuple[int, bool, int]:
        fitting = sum(isinstance(value_at(body, steps), kind) for body in bodies)
        return -fitting, None in steps, len(path_of(steps))

    return min((marked, *wider), key=order)


def other_steps(
    steps: tuple[PathStep, ...], bodies: Iterable[Any]
) -> tuple[tuple[PathStep, ...], ...]:
    """Return the steps to members of the same name elsewhere, for bodies that lack the value."""
    name = next((step for step in reversed(steps) if isinstance(step, str)), None)
    others: list[tuple[PathStep, ...]] = []
    for body in bodies:
        if name is None or len(others) == _MOST_OTHER_PATHS:
            break
        if any(value_at(body, path) is not None for path in (steps, *others)):
            continue
        elsewhere = find_member(body, {name.casefold()})
        if elsewhere is not None:
            others.append(elsewhere)
    return tuple(others)


def find_member(body: Any, names: set[str]) -> tuple[PathStep, ...] | None:
    """Return the steps to the outermost member of one of some names that holds text or a number.

    Args:
        names: In lower case.
    """
    waiting: list[tuple[tuple[PathStep, ...], Any]] = [((), body)]
    for steps, value in waiting:
        if len(waiting) > _SEARCHED_VALUES or len(steps) >= _SEARCHED_LEVELS:
            break
        if not isinstance(value, dict):
            continue
        for name, inner in value.items():
            if name.casefold() in names and isinstance(inner, str | int | float):
                return (*steps, name)
        waiting += [((*steps, name), inner) for name, inner in value.items()]
    return None


def is_through_list(steps: Sequence[PathStep], body: Any) -> bool:
    """Return whether the step for any in some steps leads through a list."""
    before = tuple(steps).index(None) if None in steps else 0
    return isinstance(value_at(body, steps[:before]), list)


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


class DialectRemarks(msgspec.Struct, frozen=True):
    """Remarks that show which lines of a body a dialect has read."""

    remarks: Mapping[int, str]
    """What is said about lines of the body."""
    sentences: tuple[str, ...]
    """What was read from no line, such as from a header."""


def explain(paths: Mapping[str, str], tree: JsonLines) -> DialectRemarks:
    """Return remarks on the lines of a body that a dialect has read.

    Args:
        paths: As ``DialectReading.paths``.
        tree: The body.
    """
    root = next(_chains(paths.get("root", "")), ())
    remarks: dict[int, str] = {}
    sentences = []
    for name, path in paths.items():
        words = titled(_WORDS.get(name, name), _words_of(path))
        line = None if path.startswith((HEADER, STATUS)) else _line(path, root, tree)
        if line is None:
            sentences.append(f"{words[:1].upper()}{words[1:]}")
        else:
            remarks[line] = f"{remarks[line]} · {words}" if line in remarks else words
    return DialectRemarks(remarks, tuple(sentences))


def _line(path: str, root: tuple[str | int, ...], tree: JsonLines) -> int | None:
    """Return the line of the first value that an expression names and that is there."""
    for chain in _chains(path):
        for steps in (root + chain, chain):
            line = line_at(tree, steps)
            if line is None:
                line = _text_line(tree, steps)
            if line is not None:
                return line
    return None


def _text_line(tree: JsonLines, steps: tuple[str | int, ...]) -> int | None:
    """Return the line of a text into which steps lead, because it is JSON."""
    lines = (line_at(tree, steps[:count]) for count in range(len(steps) - 1, 0, -1))
    line = next((line for line in lines if line is not None), None)
    return line if line is not None and tree.kind(line) == LineKind.STRING else None


def _chains(expression: str) -> Iterator[tuple[str | int, ...]]:
    for chain in _CHAIN.finditer(_LITERAL.sub("``", expression)):
        yield steps_of(chain[1])


def _words_of(path: str) -> str:
    if path == STATUS:
        return tr("the HTTP status")
    if path.startswith(HEADER):
        return tr("the header {removeprefix}").format(removeprefix=path.removeprefix(HEADER))
    return truncate(path, _LONGEST_PATH)
