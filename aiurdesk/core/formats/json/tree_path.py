"""Finds the line of a tree that a path leads to, in any of the usual notations."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import (
    GROUP_SIZE,
    INDENT_LEVELS,
    JsonLines,
    JsonTree,
    LineKind,
)
from aiurdesk.core.formats.json.value_path import path_text

_MOST_LOOKED_AT = 20_000
"""Members of one object or list."""
MOST_CHARACTERS = 50_000
"""Of a text; a longer one is not edited in the window."""
_MOST_STEPS = 20
_DOTTED = re.compile(r"[^.\[\]]+")


def line_at(tree: JsonLines, steps: Sequence[str | int]) -> int | None:
    """Return the line of the value that names of members and numbers of entries lead to.

    Of several members of one name, the last one counts, as it does for most readers of JSON. None
    where there is no such value, or too many members of an object come before it.
    """
    return TreeLines(tree).line(steps)


class TreeLines:
    """Finds the lines of many values in one tree: what was walked over once is known."""

    def __init__(self, tree: JsonLines) -> None:
        self._tree = tree
        self._entries: dict[tuple[int, int], list[int]] = {}
        """By list and number of a group in it."""
        self._members: dict[int, dict[str | None, int]] = {}

    def line(self, steps: Sequence[str | int]) -> int | None:
        """Return the line of a value, as ``line_at`` does."""
        line = 0 if len(self._tree) else None
        for step in steps:
            if line is None:
                return None
            line = self._step(line, step)
        return line

    def _step(self, line: int, step: str | int) -> int | None:
        tree = self._tree
        if tree.kind(line) == LineKind.ARRAY:
            is_number = str(step).isascii() and str(step).isdigit()
            return self._entry(line, int(step)) if is_number else None
        if tree.kind(line) != LineKind.OBJECT or not isinstance(step, str):
            return None
        if line not in self._members:
            inner = inner_lines(tree, line)
            self._members[line] = {name_at(tree, at): at for at in inner}
        return self._members[line].get(step)

    def _entry(self, line: int, number: int) -> int | None:
        """Return the line of an entry; of a very long list, only its group is walked over."""
        group, place = divmod(number, GROUP_SIZE)
        if (line, group) not in self._entries:
            self._entries[line, group] = self._tree.group_members(line, group)
        entries = self._entries[line, group]
        return entries[place] if place < len(entries) else None


def name_at(tree: JsonLines, line: int) -> str | None:
    """Return the name of the member on a line; None where it is no member."""
    key = tree.key(line)
    # The last line of a text that was cut may have the beginning of a key.
    return str(json.loads(key)) if len(key) > 1 and key.endswith('"') else None


def inner_lines(tree: JsonLines, line: int) -> list[int]:
    """Return the lines of the members or entries of a value, of very many only the first."""
    return tree.members(line, _MOST_LOOKED_AT)


class JsonPlace(msgspec.Struct, frozen=True):
    """Position of a value in a text of JSON."""

    line: int
    """From 0."""
    start: int
    """Where its key begins, or the value itself; in characters, as the others."""
    value: int
    """Where the value begins."""
    end: int
    """Behind the value."""
    missing: str = ""
    """The name of a member that is meant, and not there: then this is the object that lacks it."""


def places_of(
    text: str, names: Iterable[str], *, with_missing: bool = False
) -> dict[str, JsonPlace]:
    """Return for each name the place in the text that it means.

    A name is a JSON pointer (``/items/0/qty``), a path (``items[0].qty``) or a plain name. Its
    first steps may belong to the server's own class. A name that leads nowhere is left out.

    Args:
        with_missing: What is not there has the place of the object or list around it.
    """
    if len(text) > MOST_CHARACTERS:
        return {}
    reader = JsonReader(text)
    while not reader.advance(10_000):
        pass
    return _Places(reader.tree).of(names, with_missing=with_missing)


class _Places:
    """Finds many names in one tree: the members of an object are listed once."""

    def __init__(self, tree: JsonTree) -> None:
        self._tree = tree
        self._members: dict[int, dict[str, int]] = {}
        self._entries: dict[int, list[int]] = {}

    def of(self, names: Iterable[str], *, with_missing: bool) -> dict[str, JsonPlace]:
        """Return the places of names."""
        places = {}
        for name in names if len(self._tree) else ():
            json_place = self._place_of(
                tuple(steps_of(name))[:_MOST_STEPS], with_missing=with_missing
            )
            if json_place is not None:
                places[name] = json_place
        return places

    def _place_of(self, steps: tuple[str, ...], *, with_missing: bool) -> JsonPlace | None:
        line, count = self._follow(steps)
        if steps and count == len(steps):
            return self._at(line)
        if not count:
            # The first names may be of the server's code, unless one of them was sent.
            for first in range(1, len(steps)):
                inner, inner_count = self._follow(steps[first:])
                if inner_count == len(steps) - first:
                    return self._at(inner)
        return self._at(line, steps[count]) if with_missing and steps else None

    def _follow(self, steps: Sequence[str]) -> tuple[int, int]:
        """Return the line to which the first steps lead, and how many of them do."""
        line = 0
        for number, step in enumerate(steps):
            inner = self._step(line, step)
            if inner is None:
                return line, number
            line = inner
        return line, len(steps)

    def _step(self, line: int, step: str) -> int | None:
        tree = self._tree
        if tree.kind(line) == LineKind.ARRAY:
            entries = self._entries.get(line)
            if entries is None:
                entries = self._entries[line] = inner_lines(tree, line)
            number = int(step) if step.isascii() and step.isdigit() else len(entries)
            return entries[number] if number < len(entries) else None
        if tree.kind(line) != LineKind.OBJECT:
            return None
        members = self._members.get(line)
        if members is None:
            members = self._members[line] = _by_name(tree, line)
        return members.get(step, members.get(step.casefold()))

    def _at(self, line: int, missing: str = "") -> JsonPlace:
        tree = self._tree
        start, value = tree.places(line)
        end = value + len(tree.source(line))
        return JsonPlace(tree.text.count("\n", 0, start), start, value, end, missing)


def _by_name(tree: JsonTree, line: int) -> dict[str, int]:
    """Return the members of an object by their names, and by these in small letters."""
    named = {name: inner for inner in inner_lines(tree, line) if (name := name_at(tree, inner))}
    folded: dict[str, int] = {}
    for name, inner in named.items():
        folded.setdefault(name.casefold(), inner)
    return {**folded, **named}


def steps_of(name: str) -> Iterator[str]:
    """Yield the names and numbers that a pointer, a path or a plain name is made of."""
    # Source: RFC 6901, section 3; as a fragment of an address it begins with a hash (section 6).
    pointer = name.removeprefix("#")
    if pointer.startswith("/"):
        yield from (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        return
    yield from (step.strip("'\" ") for step in _DOTTED.findall(name.removeprefix("$")))


_LONGEST_PATH = 1_000
_ADDRESS = re.compile(r"(?:(?:https?|wss?)://[^\s/]|/(?!/))[^\s\x00-\x1f\x7f]*", re.IGNORECASE)
_LONGEST_ADDRESS = 8_000


class ValueUse(StrEnum):
    """An action that a person can carry out with a value of JSON."""

    EXPECT = "expect"
    """Test that it stays so."""
    CAPTURE = "capture"
    """Take it into a variable."""
    OPEN = "open"
    """Send a request to the address that it is."""
    NEXT_PAGE = "next_page"
    """Take it as what leads to the next page of the list."""
    ENTRIES = "entries"
    """Take it as the list whose pages there are."""
    WORKED = "worked"
    """Teach that it says whether the request worked. So the following ones, with what they are."""
    CODE = "code"
    MESSAGE = "message"
    FIELDS = "fields"
    RETRY = "retry"


TEACHING_USES = (
    ValueUse.WORKED, ValueUse.CODE, ValueUse.MESSAGE, ValueUse.FIELDS, ValueUse.RETRY,
)  # fmt: skip
"""What a person says of a value to teach a dialect; each is a ``Role`` of the same value."""


class PickedValue(msgspec.Struct, frozen=True):
    """A value, and what can be done with it."""

    path: str
    """In the notation of JMESPath."""
    source: str
    """The value as it was received; cut where the text ends in it."""
    address: str = ""
    """The address of HTTP or WebSocket, or the path on its host, that the value is."""
    use: ValueUse = ValueUse.EXPECT
    repeating_path: str = ""
    """The path of the value in other responses of this kind, where that is another one: the last
    entry of a list is counted from its end."""


def path_within(filter_path: str, path: str) -> str:
    """Return the path into the whole body of a value in what a filter gives.

    Args:
        filter_path: Empty where nothing is filtered.
    """
    if not filter_path:
        return path
    return filter_path if path == "@" else f"{filter_path} | {path}"


def picked_value(tree: JsonLines, line: int, filter_path: str = "") -> PickedValue | None:
    """Return the value on a line; None where it is too deep for a path, or cut.

    Args:
        filter_path: What the tree was filtered by.
    """
    if tree.kind(line) == LineKind.END:
        line = tree.parent_line(line)
    # A path into each level would be followed by a function that calls itself.
    if tree.kind(line) == LineKind.CUT or tree.depth(line) > INDENT_LEVELS:
        return None
    path = path_within(filter_path, tree.path(line))
    if len(path) > _LONGEST_PATH:
        return None
    source = tree.source(line)
    is_short_text = tree.kind(line) == LineKind.STRING and tree.size(line) <= _LONGEST_ADDRESS
    is_short_text = is_short_text and tree.size(line) == len(source)
    text = tree.plain(line) if is_short_text else ""
    # What a filter gives has entries of its own.
    repeating = "" if filter_path else _repeating_path(tree, line)
    address = text if _ADDRESS.fullmatch(text) else ""
    return PickedValue(path, source, address, repeating_path="" if repeating == path else repeating)


def _repeating_path(tree: JsonLines, line: int) -> str:
    steps: list[str | int] = []
    above = tree.parent_line(line)
    while above >= 0:
        key = tree.key(line)
        if key:
            steps.append(str(json.loads(key)))
        else:
            position, count = tree.position(line), tree.member_count(above)
            steps.append(-1 if position == count - 1 and count > 1 else position)
        line, above = above, tree.parent_line(above)
    return path_text(reversed(steps)) or "@"


def address_from(text: str, url: str) -> str:
    """Return the whole address that a text of a response stands for.

    Args:
        text: The ``address`` of a picked value.
        url: Where the response came from.
    """
    # What a server sends must not name variables: their values would go to the server.
    text = text.replace("{{", "%7B%7B")
    if not text.startswith("/"):
        return text
    base = urlsplit(url)
    return f"{base.scheme}://{base.netloc.rpartition('@')[2]}{text}"
