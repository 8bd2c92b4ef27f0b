"""Edits of single values in a text of JSON; all other characters stay as they are."""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import JsonTree, LineKind
from aiurdesk.core.formats.json.tree_path import inner_lines, name_at

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and numbers of entries; empty for the whole."""

_STRING_OR_VARIABLE = re.compile(r'"(?:[^"\\]|\\.)*+"|\{\{[^{}\r\n]*\}\}')
_LINE_START = re.compile(r"[ \t]*")
_INDENT = "  "
_STEPS = 10_000


class JsonText:
    """A text of JSON with where its values are.

    ``{{variables}}`` may stand instead of a value. Of several members of one name the last one
    counts, as it does for most readers of JSON.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._variables: set[int] = set()
        reader = JsonReader(_STRING_OR_VARIABLE.sub(self._masked, text) if "{{" in text else text)
        while not reader.advance(_STEPS):
            pass
        self._tree: JsonTree = reader.tree
        self._inner: dict[int, list[int]] = {}
        self._by_name: dict[int, dict[str, int]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the text."""
        return not self.text.strip("\ufeff \t\r\n")

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON, with any values of its variables."""
        return self._tree.problem is None

    def has(self, path: Path) -> bool:
        """Tell whether there is a value at a path."""
        return self._line(path) is not None

    def source(self, path: Path) -> str | None:
        """Return the source text of the value at a path, or None if there is no such value."""
        line = self._line(path)
        if line is None:
            return None
        start, end = self._span(line)
        return self.text[start:end]

    def kind(self, path: Path) -> LineKind | None:
        """Return the kind of the value at a path; None if it is missing or a variable."""
        line = self._line(path)
        if line is None or self._tree.values[line] in self._variables:
            return None
        return self._tree.kind(line)

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names of the members of an object, in their order."""
        line = self._line(path)
        return () if line is None else tuple(self._members(line))

    def count(self, path: Path) -> int:
        """Return how many entries a list has."""
        line = self._line(path)
        is_list = line is not None and self._tree.kind(line) == LineKind.ARRAY
        return len(self._lines_in(line)) if line is not None and is_list else 0

    def offset(self, path: Path) -> int:
        """Return the offset of the value at a path; 0 if there is no such value."""
        line = self._line(path)
        return 0 if line is None else self._tree.values[line]

    def with_value(self, path: Path, source: str, order: Sequence[str] = ()) -> str:
        """Return the text with a new value at a path, which is added if it is missing.

        Objects on the way that are not there are added too.

        Args:
            source: JSON, or a variable.
            order: Names of members; a new one comes behind those that are before it there.
        """
        line = self._line(path)
        if line is not None:
            start, end = self._span(line)
            return self._replaced(start, end, self._indented(source, start))
        if not path:
            return source
        if not self.has(path[:-1]):
            around = f"{{\n{_INDENT}{_written(path[-1])}: {_shifted(source, _INDENT)}\n}}"
            return self.with_value(path[:-1], around)
        name = path[-1]
        if isinstance(name, int):
            return self.with_entry(path[:-1], name, source)
        return self._with_member(path[:-1], name, source, order)

    def without(self, path: Path) -> str:
        """Return the text without the member or entry at a path; unchanged if it is missing."""
        text = self
        # An earlier member of the same name would count otherwise.
        while (line := text._line(path)) is not None and path:
            text = JsonText(text._without_line(line))
            if isinstance(path[-1], int):
                break
        return text.text

    def with_entry(self, path: Path, index: int, source: str) -> str:
        """Return the text with a further entry of a list.

        Args:
            path: Of the list.
            index: Which one it will be; any larger number for the last one.
            source: JSON, or a variable.
        """
        line = self._line(path)
        return self.text if line is None else self._inserted(line, index, "", source)

    def with_moved(self, path: Path, to: int) -> str:
        """Return the text with an entry at another place of its list."""
        line = self._line(path[:-1])
        entries = [] if line is None else self._lines_in(line)
        index = path[-1]
        if not isinstance(index, int) or not index < len(entries) > to >= 0:
            return self.text
        spans = [self._span(entry) for entry in entries]
        order = [*range(len(entries))]
        order.insert(to, order.pop(index))
        text = self.text
        # From the end, so that the spans before stay right.
        for span, source in reversed([*zip(spans, order, strict=True)]):
            start, end = spans[source]
            text = f"{text[: span[0]]}{self.text[start:end]}{text[span[1] :]}"
        return text

    def with_name(self, path: Path, name: str) -> str:
        """Return the text with another name of a member."""
        line = self._line(path)
        if line is None or not path or isinstance(path[-1], int):
            return self.text
        return self._replaced(self._tree.keys[line], self._tree.key_ends[line], _written(name))

    def _masked(self, match: re.Match[str]) -> str:
        token = match.group()
        if token.startswith('"'):
            return token
        self._variables.add(match.start())
        # A text of the same length: all places stay the same.
        return f'"{"_" * (len(token) - 2)}"'

    def _line(self, path: Path) -> int | None:
        line = 0 if len(self._tree) and self.is_json else None
        for step in path:
            if line is None:
                return None
            if isinstance(step, int):
                is_list = self._tree.kind(line) == LineKind.ARRAY
                inner = self._lines_in(line) if is_list else []
                line = inner[step] if 0 <= step < len(inner) else None
            else:
                line = self._members(line).get(step)
        return line

    def _lines_in(self, line: int) -> list[int]:
        inner = self._inner.get(line)
        if inner is None:
            inner = self._inner[line] = inner_lines(self._tree, line)
        return inner

    def _members(self, line: int) -> dict[str, int]:
        members = self._by_name.get(line)
        if members is None:
            is_object = self._tree.kind(line) == LineKind.OBJECT
            inner = self._lines_in(line) if is_object else ()
            members = {name_at(self._tree, one) or "": one for one in inner}
            self._by_name[line] = members
        return members

    def _span(self, line: int) -> tuple[int, int]:
        """Return where a value begins and ends; the tree has other texts for variables."""
        start = self._tree.values[line]
        return start, start + len(self._tree.source(line))

    def _replaced(self, start: int, end: int, text: str) -> str:
        return f"{self.text[:start]}{text}{self.text[end:]}"

    def _with_member(self, path: Path, name: str, source: str, order: Sequence[str]) -> str:
        line = self._line(path)
        if line is None or self._tree.kind(line) != LineKind.OBJECT:
            return self.text
        rank = {other: number for number, other in enumerate(order)}
        own = rank.get(name)
        names = [name_at(self._tree, one) or "" for one in self._lines_in(line)]
        index = len(names)
        if own is not None:
            before = [i for i, one in enumerate(names) if rank.get(one, len(rank)) < own]
            behind = [i for i, one in enumerate(names) if rank.get(one, -1) > own]
            index = before[-1] + 1 if before else behind[0] if behind else len(names)
        return self._inserted(line, index, _written(name), source)

    def _inserted(self, line: int, index: int, key: str, source: str) -> str:
        """Insert a value into an object or list, laid out as its neighbours are."""
        tree, inner = self._tree, self._lines_in(line)
        start, end = self._span(line)
        if not inner:
            return self._replaced(start, end, self._first(line, key, source))
        first = inner[0]
        lead = self.text[start + 1 : tree.keys[first]]
        colon = self.text[tree.key_ends[first] : tree.values[first]] if key else ""
        value = f"{key}{colon}{_shifted(source, self._indent_at(tree.keys[first]))}"
        if index < len(inner):
            at = tree.keys[inner[index]]
            return self._replaced(at, at, f"{value},{self._gap(line)}")
        at = self._span(inner[-1])[1]
        gap = self._gap(line) if len(inner) > 1 or "\n" in lead else " "
        return self._replaced(at, at, f",{gap}{value}")

    def _gap(self, line: int) -> str:
        """Return what stands between a comma and the next member."""
        tree, inner = self._tree, self._lines_in(line)
        if len(inner) > 1:
            between = self.text[self._span(inner[0])[1] : tree.keys[inner[1]]]
            return between.partition(",")[2]
        return self.text[self._span(line)[0] + 1 : tree.keys[inner[0]]] or " "

    def _first(self, line: int, key: str, source: str) -> str:
        """Return an object or list with its only member."""
        opening, closing = "{}" if self._tree.kind(line) == LineKind.OBJECT else "[]"
        member = f"{key}: " if key else ""
        if not self._is_laid_out and line != 0:
            return f"{opening}{member}{source}{closing}"
        outer = self._indent_at(self._span(line)[0])
        inner = outer + self._unit
        return f"{opening}\n{inner}{member}{_shifted(source, inner)}\n{outer}{closing}"

    def _without_line(self, line: int) -> str:
        tree = self._tree
        above = tree.parent_line(line)
        inner = self._lines_in(above)
        index = inner.index(line)
        start, end = self._span(above)
        if len(inner) == 1:
            return self._replaced(start + 1, end - 1, "")
        if index + 1 < len(inner):
            return self._replaced(tree.keys[line], tree.keys[inner[index + 1]], "")
        return self._replaced(self._span(inner[index - 1])[1], self._span(line)[1], "")

    def _indented(self, source: str, at: int) -> str:
        return _shifted(source, self._indent_at(at))

    def _indent_at(self, at: int) -> str:
        """Return the blanks at the beginning of the line of a place."""
        match = _LINE_START.match(self.text, self.text.rfind("\n", 0, at) + 1)
        return match.group() if match else ""

    @cached_property
    def _is_laid_out(self) -> bool:
        return "\n" in self.text.strip()

    @cached_property
    def _unit(self) -> str:
        """How far a level is indented."""
        tree = self._tree
        inner = self._lines_in(0)
        is_known = inner and "\n" in self.text[self._span(0)[0] : tree.keys[inner[0]]]
        return (self._indent_at(tree.keys[inner[0]]) if is_known else "") or _INDENT


def _written(name: str | int) -> str:
    return json.dumps(str(name), ensure_ascii=False)


def _shifted(source: str, indent: str) -> str:
    """Return a text whose lines but the first are indented; no text of JSON goes over lines."""
    return source.replace("\n", f"\n{indent}") if "\n" in source else source
