"""JSON of any length as levels: where the members of its long objects and lists begin.

A level is an object or list that is too long to be read at once. Of its members only every so
manieth has its place kept, so that ten million items take some hundred kilobytes; ``level_parts``
reads those between two places. What is around a level is longer still, hence a level itself.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from mmap import mmap
from typing import TypeAlias

import msgspec

from aiurdesk.core.formats.json.tree import GROUP_SIZE, LineKind

Text: TypeAlias = bytes | mmap
"""JSON in UTF-8, in memory or in a file."""

_MOST_MADE = 5_000
"""Levels that are at hand as objects."""


class NoLevels(Exception):
    """A text is no long object or list of JSON, or nested too deeply."""


class Sizes(msgspec.Struct, frozen=True):
    """How much is read at once."""

    group: int = GROUP_SIZE
    """Members of which the first has its place kept."""
    large: int = 64 * 1024
    """Bytes. A longer object or list is a level."""
    part: int = 1024 * 1024
    """Bytes of a group that is read whole."""
    hole: int = 2048
    """Bytes. In a longer group, longer values are left out until they are asked for."""


SIZES = Sizes()


class Level(msgspec.Struct, frozen=True):
    """A long object or list; places are bytes of the text."""

    start: int
    """Of its opening bracket."""
    end: int
    """Behind its closing bracket."""
    kind: LineKind
    line: int
    """Of its opening bracket, from 0, where the whole text is laid out in lines."""
    lines: int
    """How many it takes, its brackets included."""
    count: int
    """Of its members."""
    starts: "array[int]"
    """Where each group of members begins."""
    first_lines: "array[int]"
    """The line that each of them begins on, counted from that of the level."""
    parent: int = -1
    """The number of the level around it; −1 for the outermost."""
    depth: int = 0
    key: str = ""
    """As received; empty in a list."""
    position: int = 0
    """Which member of the level around it it is."""
    number: int = -1
    """Among the levels of the text; −1 for one that is none of these, because it is not large."""

    def group_end(self, group: int) -> int:
        """Return where a group of members ends."""
        is_last = group + 1 >= len(self.starts)
        return self.end - 1 if is_last else self.starts[group + 1]


class LevelTable(msgspec.Struct):
    """All levels of a text, by number: each behind the one around it.

    Numbers in arrays, because there may be hundreds of thousands within each other, which a helper
    sends to the window.
    """

    mark_places: "array[int]"
    """Each byte from which on another level is the innermost one, in order."""
    mark_lines: "array[int]"
    """The line from which on it is."""
    mark_levels: "array[int]"
    """The number of that level; −1 behind the outermost one."""
    openings: "array[int]"
    """For each level, the mark at which it begins."""
    closings: "array[int]"
    """The one behind its end."""
    counts: "array[int]"
    parents: "array[int]"
    depths: "array[int]"
    positions: "array[int]"
    lasts: "array[int]"
    """The number of the level that is its last member; −1 where that is none."""
    kinds: bytearray
    keys: bytes
    """Of all of them, one behind the other."""
    key_ends: "array[int]"
    groups: "dict[int, tuple[array[int], array[int]]]"
    """Of levels with several groups: where each begins, and on which line of the level."""


class Levels:
    """All levels of a text, each behind the one around it."""

    def __init__(self, table: LevelTable) -> None:
        self._table = table
        self._made: dict[int, Level] = {}

    def __len__(self) -> int:
        return len(self._table.counts)

    def __iter__(self) -> Iterator[Level]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> Level:
        level = self._made.get(number)
        if level is None:
            if len(self._made) >= _MOST_MADE:
                self._made.clear()
            level = self._made[number] = self._level(number)
        return level

    def _level(self, number: int) -> Level:
        table = self._table
        opening, closing = table.openings[number], table.closings[number]
        start, line = table.mark_places[opening], table.mark_lines[opening]
        groups = table.groups.get(number)
        if groups is None:
            has_one = table.counts[number] > 0
            groups = (array("Q", [start + 1] * has_one), array("Q", [1] * has_one))
        return Level(
            start,
            table.mark_places[closing],
            LineKind(table.kinds[number]),
            line,
            table.mark_lines[closing] - line,
            table.counts[number],
            *groups,
            table.parents[number],
            table.depths[number],
            self._key(number),
            table.positions[number],
            number,
        )

    def _key(self, number: int) -> str:
        ends = self._table.key_ends
        key = self._table.keys[ends[number - 1] if number else 0 : ends[number]]
        return key.decode("utf-8", "replace")

    def within(self, level: Level, group: int) -> tuple[Level, ...]:
        """Return the levels that are members of a group of one; none of one that is not large."""
        if level.number < 0:
            return ()
        table, end, found = self._table, level.group_end(group), []
        mark = bisect_left(table.mark_places, level.starts[group])
        while mark < len(table.mark_places) and table.mark_places[mark] < end:
            found.append(self[table.mark_levels[mark]])
            mark = table.closings[found[-1].number]
            # The next one may begin behind it.
            mark += table.mark_places[mark] < end
        return tuple(found)

    def around_byte(self, place: int) -> tuple[Level, int]:
        """Return the innermost level that a byte is in, and its group there.

        The group is −1 for what is before the first member.
        """
        level = self._marked(bisect_right(self._table.mark_places, place) - 1)
        return level, bisect_right(level.starts, place) - 1

    def around_line(self, line: int) -> tuple[Level, int]:
        """Return the innermost level that a line is in, and its group there.

        The group is −1 for the opening bracket, and the last one also for the closing bracket.
        """
        level = self._marked(bisect_right(self._table.mark_lines, line) - 1)
        return level, bisect_right(level.first_lines, line - level.line) - 1

    def _marked(self, mark: int) -> Level:
        """Return the level that is the innermost one behind a mark, or the outermost of all."""
        return self[max(self._table.mark_levels[max(mark, 0)], 0)]

    def last_within(self, level: Level) -> Level:
        """Return the innermost level with nothing behind it but brackets."""
        number, lasts = level.number, self._table.lasts
        while number >= 0 and lasts[number] >= 0:
            number = lasts[number]
        return level if number == level.number else self[number]

    def steps(self, level: Level) -> Iterator[str | int]:
        """Yield keys and positions that lead to a level, from the innermost one outwards."""
        table, number = self._table, level.number
        while number > 0:
            yield self._key(number) or table.positions[number]
            number = table.parents[number]
