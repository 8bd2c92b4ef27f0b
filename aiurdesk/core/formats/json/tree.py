"""Received JSON as lines that fold: number text, key order and repeated keys as they came."""

import json
import re
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from enum import IntEnum

import msgspec

from aiurdesk.core.problem import Problem

GROUP_SIZE = 500
"""Members of a longer object or list are offered in groups of this many."""

INDENT_LEVELS = 100
"""Deeper lines are not indented further: 100,000 brackets would make gigabytes of blanks."""


_PER_LINE = (
    "kinds", "commas", "parents", "depths", "keys", "key_ends", "values", "value_ends",
    "last_lines", "counts",
)  # fmt: skip
"""What a tree has for each of its lines."""


_LOOKED_AT = 40
"""Members of an object among which its list is looked for."""


_PLAIN_KEY = re.compile(r'"[A-Za-z_][A-Za-z0-9_]*"')


class LineKind(IntEnum):
    """Kind of value on a line of JSON."""

    STRING = 1
    NUMBER = 2
    WORD = 3
    """``true``, ``false`` or ``null``."""
    OBJECT = 4
    """An opening brace; the whole object where it has no members."""
    ARRAY = 5
    """An opening bracket; the whole list where it has no members."""
    END = 6
    """A closing brace or bracket."""
    CUT = 7
    """The last line of a text that was cut: the beginning of a value or key, or nothing."""


_KINDS: tuple[LineKind, ...] = (LineKind.STRING, *LineKind)
"""By number, the first of which is none: making a member of an enumeration takes six times as long.
"""


class JsonLine(msgspec.Struct, frozen=True):
    """A line as it is shown; texts are exactly those received, quotes included."""

    number: int
    """From 0."""
    depth: int
    kind: LineKind
    key: str
    """Empty for members of lists, closing lines and the outermost value."""
    value: str
    """A scalar's text, or a bracket; both brackets where there are no members."""
    has_comma: bool
    member_count: int
    """Of an object or list; else 0."""
    closing: str
    """The closing bracket, with its comma, of an object or list with members; else empty."""


class JsonRow(msgspec.Struct, frozen=True):
    """A row of the tree: one line, or a group of members of a very long object or list."""

    line: int
    """The line itself, or the line of the object or list that holds the group."""
    group: int = -1
    """Number of the group, or of the first one; −1 for a line."""
    groups: int = 1
    """How many groups a row holds that stands for several."""


class JsonLines(ABC):
    """Lines of JSON and how they nest, wherever they are kept."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def member_count(self, number: int) -> int:
        """Return how many members an object or list has; 0 for other values."""

    @abstractmethod
    def kind(self, number: int) -> LineKind:
        """Return what kind of value is on a line."""

    @abstractmethod
    def key(self, number: int) -> str:
        """Return the name of the member on a line, as received; empty where it has none."""

    @abstractmethod
    def parent_line(self, number: int) -> int:
        """Return the line of the object or list around a line; −1 for the outermost value."""

    @abstractmethod
    def depth(self, number: int) -> int:
        """Return how many objects and lists are around a line."""

    @abstractmethod
    def value(self, number: int) -> str:
        """Return the value on a line, without key and comma."""

    @abstractmethod
    def size(self, number: int) -> int:
        """Return how many characters the value on a line has, without its members."""

    @abstractmethod
    def line(self, number: int) -> JsonLine:
        """Return a line as it is shown."""

    @abstractmethod
    def closing_line(self, number: int) -> int | None:
        """Return the line with the closing bracket; None if it has no line of its own."""

    @abstractmethod
    def has_children(self, row: JsonRow) -> bool:
        """Return whether a row can be opened."""

    @abstractmethod
    def children(self, row: JsonRow) -> list[JsonRow]:
        """Return the rows below a row: its members, or groups of them, and its closing line."""

    @abstractmethod
    def parent(self, row: JsonRow) -> JsonRow | None:
        """Return the row above a row in the tree, or None for the outermost."""

    @abstractmethod
    def first_line(self, row: JsonRow) -> int:
        """Return the line that a row begins with."""

    @abstractmethod
    def position(self, line: int) -> int:
        """Return which member of its object or list a line is, from 0."""

    @abstractmethod
    def members(self, number: int, most: int) -> list[int]:
        """Return the lines of the first members of an object or list that are known.

        Args:
            number: Its line.
            most: How many at most.
        """

    @abstractmethod
    def group_members(self, number: int, group: int) -> list[int]:
        """Return the lines of the members in a group; empty where it is not there, or not known."""

    @abstractmethod
    def source(self, number: int) -> str:
        """Return the received text of the value that begins on a line, as far as it is there."""

    def plain(self, number: int) -> str:
        """Return the value for pasting elsewhere: the content of a text, else as received."""
        source = self.source(number)
        return content_of_text(source) if self.kind(number) == LineKind.STRING else source

    def path(self, line: int) -> str:
        """Return the path of a value in the notation of JMESPath, ``@`` for the whole."""
        return path_of_steps(self.steps_outwards(self.value_line(line)))

    def value_line(self, line: int) -> int:
        """Return the line that the value begins on which a line belongs to."""
        return self.parent_line(line) if self.kind(line) == LineKind.END else line

    def step(self, line: int) -> str:
        """Return the step of a path that leads to a value from the one around it."""
        return next((_path_step(step) for step in self.steps_outwards(line)), "")

    def steps(self, line: int) -> tuple[str | int, ...]:
        """Return the names of members and numbers of entries that lead to a value."""
        outwards = self.steps_outwards(line)
        steps = [str(json.loads(step)) if isinstance(step, str) else step for step in outwards]
        return tuple(reversed(steps))

    @abstractmethod
    def steps_outwards(self, line: int) -> Iterator[str | int]:
        """Yield what leads to a value, from the innermost object or list around it outwards.

        Names are as received, quotes included. There may be a hundred thousand of them.
        """


class JsonTree(JsonLines):
    """Lines of received JSON and how they nest; made by ``JsonReader``, never changed later.

    Numbers in arrays, not objects: a million lines take some 30 MB, and only the lines that are
    looked at become values.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.problem: Problem | None = None
        self.is_cut = False
        """The text was cut before it was read, so a missing end is not a mistake in it."""
        # One entry for each line in all of these.
        self.kinds = bytearray()
        self.commas = bytearray()
        self.parents = array("i")
        self.depths = array("I")
        self.keys = array("I")
        """Where the key begins; where the value begins if there is no key."""
        self.key_ends = array("I")
        self.values = array("I")
        self.value_ends = array("I")
        self.last_lines = array("I")
        """The closing line of an object or list; else the line itself."""
        self.counts = array("I")
        self.groups: dict[int, array[int]] = {}
        """Object or list with more than ``GROUP_SIZE`` members → first line of each group."""

    def beginning(self, lines: int, text: str) -> "JsonTree":
        """Return the first lines as another tree, whose text goes on."""
        tree = JsonTree(text)
        for name in _PER_LINE:
            setattr(tree, name, getattr(self, name)[:lines])
        tree.groups = {line: starts[:] for line, starts in self.groups.items()}
        return tree

    def open_again(self, line: int, members: int) -> None:
        """Let more members come to an object or list, and to those around it.

        Args:
            line: −1 for none.
            members: How many it has; further ones were cut.
        """
        if line < 0:
            return
        self.counts[line] = members
        starts = self.groups.pop(line, None)
        if starts is not None and (kept := starts[: bisect_left(starts, len(self))])[1:]:
            self.groups[line] = kept
        while line >= 0:
            self.last_lines[line] = line
            line = self.parents[line]

    def __len__(self) -> int:
        return len(self.kinds)

    def line(self, number: int) -> JsonLine:
        """Return a line as it is shown."""
        kind = _KINDS[self.kinds[number]]
        end = self.closing_line(number)
        closing = "" if end is None else self.value(end) + ("," if self.commas[end] else "")
        return JsonLine(
            number=number,
            depth=self.depths[number],
            kind=kind,
            key=self.key(number),
            value=self.value(number),
            has_comma=bool(self.commas[number]),
            member_count=self.counts[number],
            closing=closing,
        )

    def kind(self, number: int) -> LineKind:
        """Return what kind of value is on a line."""
        return _KINDS[self.kinds[number]]

    def key(self, number: int) -> str:
        """Return the name of the member on a line, as received; empty where it has none."""
        return self.text[self.keys[number] : self.key_ends[number]]

    def depth(self, number: int) -> int:
        """Return how many objects and lists are around a line."""
        return self.depths[number]

    def parent_line(self, number: int) -> int:
        """Return the line of the object or list around a line; −1 for the outermost value."""
        return self.parents[number]

    def member_count(self, number: int) -> int:
        """Return how many members an object or list has; 0 for other values."""
        return self.counts[number]

    def size(self, number: int) -> int:
        """Return how many characters the value on a line has, without its members."""
        return self.value_ends[number] - self.values[number]

    def places(self, number: int) -> tuple[int, int]:
        """Return where a line begins in the text, and where the value on it does."""
        return self.keys[number], self.values[number]

    def has_groups(self, number: int) -> bool:
        """Return whether the members of an object or list come in groups."""
        return number in self.groups

    def rows_above(self, number: int, group: int) -> list[JsonRow]:
        """Return the rows that are opened to see a group of an object or list."""
        return [JsonRow(number, group)]

    def first_line(self, row: JsonRow) -> int:
        """Return the line that a row begins with."""
        return row.line if row.group < 0 else self.groups[row.line][row.group]

    def members(self, number: int, most: int) -> list[int]:
        """Return the lines of the first members of an object or list."""
        return self._member_lines(number + 1, self.last_lines[number], most)

    def group_members(self, number: int, group: int) -> list[int]:
        """Return the lines of the members in a group; empty where there is no such group."""
        starts = self.groups.get(number, (number + 1,))
        if group >= len(starts):
            return []
        return self._member_lines(starts[group], self.last_lines[number], GROUP_SIZE)

    def _member_lines(self, at: int, last: int, most: int) -> list[int]:
        lines: list[int] = []
        while at <= last and len(lines) < most:
            if self.kinds[at] != LineKind.END:
                lines.append(at)
            at = self.last_lines[at] + 1
        return lines

    def closing_line(self, number: int) -> int | None:
        """Return the line with the closing bracket; None if it has no line of its own."""
        last = self.last_lines[number]
        is_own = self.kinds[last] == LineKind.END and self.parents[last] == number
        return last if is_own else None

    def value(self, number: int) -> str:
        """Return the value on a line, without key and comma."""
        text = self.text[self.values[number] : self.value_ends[number]]
        if self.kinds[number] in (LineKind.OBJECT, LineKind.ARRAY):
            return text[0] + text[-1] if len(text) > 1 else text
        return f"{text}…" if self.kinds[number] == LineKind.CUT else text

    def pretty_line(self, number: int) -> str:
        """Return a line as text, indented by two blanks a level, without a line end."""
        indent = "  " * min(self.depths[number], INDENT_LEVELS)
        key = self.key(number)
        colon = ": " if key else ""
        comma = "," if self.commas[number] else ""
        return f"{indent}{key}{colon}{self.value(number)}{comma}"

    def pretty_lines(self) -> Iterator[str]:
        """Yield all lines as text; together they are the same JSON, laid out."""
        return map(self.pretty_line, range(len(self)))

    def source(self, number: int) -> str:
        """Return the received text of the value that begins on a line, with all its members."""
        if self.last_lines[number] == number:
            return self.text[self.values[number] : self.value_ends[number]]
        closing = self.closing_line(number)
        end = len(self.text) if closing is None else self.value_ends[closing]
        return self.text[self.values[number] : end]

    def children(self, row: JsonRow) -> list[JsonRow]:
        """Return the rows below a row: its members, or groups of them, and its closing line."""
        line, last = row.line, self.last_lines[row.line]
        groups = self.groups.get(line)
        if groups is None:
            return self._members(line + 1, last)
        closing = self.closing_line(line)
        if row.group < 0:
            end = [] if closing is None else [JsonRow(closing)]
            return [JsonRow(line, group) for group in range(len(groups))] + end
        if row.group + 1 < len(groups):
            return self._members(groups[row.group], groups[row.group + 1] - 1)
        return self._members(groups[row.group], last if closing is None else closing - 1)

    def entry_count(self) -> int | None:
        """Return how many entries the list has that the text is about.

        That is the outermost value, or the only list among its first members. None without one, and
        where the text was cut before its end.
        """
        line = None if self.is_cut else self.list_line()
        return None if line is None else self.counts[line]

    def list_line(self) -> int | None:
        """Return the line of the list that the text is about; None without one.

        That is the outermost value, or the only list among its first members.
        """
        if not self.kinds or self.kinds[0] == LineKind.ARRAY:
            return 0 if self.kinds else None
        lists, line = [], 1
        for _ in range(_LOOKED_AT):
            if line >= min(self.last_lines[0], len(self)):
                break
            if self.kinds[line] == LineKind.ARRAY:
                lists.append(line)
            line = self.last_lines[line] + 1
        return lists[0] if len(lists) == 1 else None

    def has_children(self, row: JsonRow) -> bool:
        """Return whether a row can be opened."""
        return row.group >= 0 or self.last_lines[row.line] != row.line

    def _members(self, first: int, last: int) -> list[JsonRow]:
        nodes = []
        while first <= last:
            nodes.append(JsonRow(first))
            first = self.last_lines[first] + 1
        return nodes

    def parent(self, row: JsonRow) -> JsonRow | None:
        """Return the row above a row in the tree, or None for the outermost."""
        if row.group >= 0:
            return JsonRow(row.line)
        above = self.parents[row.line]
        if above < 0:
            return None
        groups = self.groups.get(above)
        if groups is None or self.kinds[row.line] == LineKind.END:
            return JsonRow(above)
        return JsonRow(above, bisect_right(groups, row.line) - 1)

    def steps_outwards(self, line: int) -> Iterator[str | int]:
        """Yield what leads to a value, from the innermost object or list around it outwards."""
        while self.parents[line] >= 0:
            yield self.key(line) or self.position(line)
            line = self.parents[line]

    def last_value(self) -> int:
        """Return the line of the last value of all."""
        return max(len(self.kinds.rstrip(bytes([LineKind.END]))) - 1, 0)

    def position(self, line: int) -> int:
        """Return which member of its object or list a line is, from 0."""
        above = self.parents[line]
        if above < 0:
            return 0
        groups = self.groups.get(above)
        group = 0 if groups is None else bisect_right(groups, line) - 1
        # From the beginning of the group: not a million members are counted to find one.
        at, count = (above + 1, 0) if groups is None else (groups[group], group * GROUP_SIZE)
        while at < line:
            at = self.last_lines[at] + 1
            count += 1
        return count

    def find(self, needle: str, limit: int = 10_000) -> list[int]:
        """Return the first lines on which a text occurs, without regard to case."""
        return self.lines_of(self._starts(needle), limit)

    def lines_of(self, starts: Iterable[int], limit: int = 10_000) -> list[int]:
        """Return the first lines that some characters of the text are on.

        Args:
            starts: In order.
            limit: How many lines at most.
        """
        lines: list[int] = []
        for start in starts:
            # ``keys`` rises from line to line, also where a line has no key.
            line = bisect_right(self.keys, start) - 1
            if line >= 0 and (not lines or lines[-1] != line):
                lines.append(line)
            if len(lines) >= limit:
                break
        return lines

    def _starts(self, needle: str) -> Iterator[int]:
        lowered, needle = self.text.lower(), needle.lower()
        # Another length ("İ" gets two characters) changes all offsets.
        if len(lowered) != len(self.text):
            pattern = re.compile(re.escape(needle), re.IGNORECASE)
            yield from (match.start() for match in pattern.finditer(self.text))
            return
        # Many times as fast as the pattern, which looks at each character.
        start = lowered.find(needle)
        while start >= 0:
            yield start
            start = lowered.find(needle, start + len(needle))


def path_of_steps(outwards: Iterable[str | int]) -> str:
    """Return the path of steps that lead outwards, ``@`` for none."""
    path = "".join(reversed([_path_step(step) for step in outwards]))
    return path.removeprefix(".") or "@"


def _path_step(step: str | int) -> str:
    return member_step(step) if isinstance(step, str) else f"[{step}]"


def content_of_text(source: str) -> str:
    """Return what a text says that is right in JSON; half of a character stays written out."""
    content = str(json.loads(source))
    return content if _is_unicode(content) else source


def member_step(key: str) -> str:
    """Return a step to a member in the notation of JMESPath.

    Args:
        key: As JSON, quotes included.
    """
    return f".{key[1:-1]}" if _PLAIN_KEY.fullmatch(key) else f".{key}"


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
