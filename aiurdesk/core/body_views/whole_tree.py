"""The lines of JSON of any length, of which only the groups that are opened are read."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from msgspec.structs import replace

from aiurdesk.core.body_views.level_parts import LevelPart
from aiurdesk.core.body_views.levels import SIZES, Level, Levels, Sizes
from aiurdesk.core.formats.json.tree import JsonLine, JsonLines, JsonRow, LineKind

Wanted: TypeAlias = tuple[Level, int]
"""A group of a level."""


_LINE_BYTES = 40
"""Of a line in a tree, beside its text."""


class NotRead(LookupError):
    """The group that a line is in was not added yet."""


class WholeTree(JsonLines):
    """Lines as a ``JsonTree`` has them, by their numbers in the whole text.

    Brackets of levels are known from the beginning, all else when its group was added.
    """

    def __init__(self, levels: Levels, sizes: Sizes = SIZES) -> None:
        self._group_size = sizes.group
        self._levels = levels
        self._parts: dict[tuple[int, int], LevelPart] = {}
        """By the start of a level and the number of a group."""

    def __len__(self) -> int:
        return self._levels[0].lines

    @property
    def read_bytes(self) -> int:
        """About how much memory the groups take that were added."""
        trees = (part.tree for part in self._parts.values())
        return sum(len(tree.text) + _LINE_BYTES * len(tree) for tree in trees)

    @cached_property
    def _last_level(self) -> Level:
        return self._levels.last_within(self._levels[0])

    def add(self, level: Level, group: int, part: LevelPart) -> None:
        """Take a group that was read."""
        self._parts[level.start, group] = part

    def drop(self, level: Level, group: int) -> None:
        """Forget a group that was added, and all those within it."""
        start, end = level.starts[group], level.group_end(group)
        self._parts.pop((level.start, group), None)
        for key in [key for key in self._parts if start <= key[0] < end]:
            del self._parts[key]

    def drop_around(self, line: int) -> None:
        """Forget the groups that are outside of the value that begins on a line."""
        inside = self._bracket(line)
        if inside is None:
            level = self.level_around(line)
            start, end = level.start, level.end
        else:
            start, end = inside.start, inside.end
        kept = {key: part for key, part in self._parts.items() if start <= key[0] < end}
        if inside is not None and inside.number < 0:
            around = self._levels[inside.parent]
            key = (around.start, bisect_right(around.first_lines, line - around.line) - 1)
            kept[key] = self._parts[key]
        self._parts = kept

    def level_around(self, line: int) -> Level:
        """Return the innermost level that is known of those that a line is in."""
        level, group = self._levels.around_line(line)
        part = self._parts.get((level.start, group))
        hole = None if part is None else part.hole_at(part.number_of(line))
        inner = None if hole is None else hole.level
        is_within = inner is not None and inner.line <= line < inner.line + inner.lines
        return inner if inner is not None and is_within else level

    def wanted(self, line: int) -> Wanted | None:
        """Return which group is to be added so that a line is known; None where it is.

        Further ones may be wanted then, because the line is in what was left out of it.
        """
        level = self.level_around(line)
        if line in (level.line, level.line + level.lines - 1):
            return None
        group = bisect_right(level.first_lines, line - level.line) - 1
        return None if (level.start, group) in self._parts else (level, group)

    def wanted_to_show(self, line: int, outermost: int = 0) -> Wanted | None:
        """Return which group is to be added so that a line and the rows above it are known.

        Args:
            line: Within ``outermost``.
            outermost: The line that the rows begin with.
        """
        wanted = self.wanted(line)
        if wanted is not None:
            return wanted
        rows = [JsonRow(line)]
        while rows[-1] != JsonRow(outermost) and (above := self.parent(rows[-1])) is not None:
            rows.append(above)
        below = (self.wanted_below(row) for row in reversed(rows[1:]))
        return next((wanted for wanted in below if wanted is not None), None)

    def wanted_at(self, place: int) -> Wanted | None:
        """Return which group is to be added so that ``line_at`` knows a byte of the text.

        Further ones may be wanted then, as with ``wanted``.
        """
        level, group = self._around_byte(place)
        return None if group < 0 or (level.start, group) in self._parts else (level, group)

    def line_at(self, place: int) -> int:
        """Return the line that a byte of the text is on, or about which where that is wanted."""
        level, group = self._around_byte(place)
        part = self._parts.get((level.start, group))
        if part is None:
            return self.line_near(place)
        return part.line_of(max(part.number_at(place), 1))

    def line_near(self, place: int) -> int:
        """Return about which line a byte of the text is on, which takes no time."""
        level, group = self._around_byte(place)
        if group < 0:
            return level.line if place <= level.start else level.line + level.lines - 1
        start, first = level.starts[group], level.first_lines[group]
        is_last = group + 1 == len(level.starts)
        end = level.lines - 1 if is_last else level.first_lines[group + 1]
        share = (place - start) / (level.group_end(group) - start)
        return level.line + first + int((end - first) * share)

    def _around_byte(self, place: int) -> tuple[Level, int]:
        """Return the innermost level that is known around a byte, and its group there.

        The group is −1 for its brackets.
        """
        level, group = self._levels.around_byte(place)
        part = self._parts.get((level.start, group))
        hole = None if part is None else part.hole_around(place)
        if hole is not None and hole.level is not None:
            level, group = hole.level, bisect_right(hole.level.starts, place) - 1
        return level, -1 if place >= level.end - 1 else group

    def last_value(self) -> int | Wanted:
        """Return the line of the last value of all, or the group that is to be added to know it."""
        level = self._last_level
        while level.count:
            group = len(level.starts) - 1
            part = self._parts.get((level.start, group))
            if part is None:
                return level, group
            line = part.line_of(part.tree.members(0, self._group_size)[-1])
            inner = self._bracket(line)
            if inner is None:
                return line
            level = inner
        return level.line

    def left_out(self, line: int) -> tuple[int, int] | None:
        """Return where a value is in the text, in bytes; None where ``source`` is all of it."""
        level = self._bracket(line)
        if level is not None:
            return (level.start, level.end) if line == level.line else None
        part, local = self._local(line)
        hole = part.hole_at(local)
        return None if hole is None else (hole.start, hole.end)

    def source(self, number: int) -> str:
        """Return the received text of the value on a line, as far as it is here."""
        if self._bracket(number) is not None:
            return self.line(number).value
        part, local = self._local(number)
        return part.tree.source(local)

    def members(self, number: int, most: int) -> list[int]:
        """Return the lines of the first members of an object or list that were added."""
        level = self._bracket(number)
        if level is None:
            part, local = self._local(number)
            return [part.line_of(line) for line in part.tree.members(local, most)]
        groups = range(min(len(level.starts), -(-most // self._group_size)))
        return [line for group in groups for line in self.group_members(number, group)][:most]

    def group_members(self, number: int, group: int) -> list[int]:
        """Return the lines of the members in a group; empty where it was not added."""
        level = self._bracket(number)
        if level is None:
            part, local = self._local(number)
            return [part.line_of(line) for line in part.tree.group_members(local, group)]
        is_known = (level.start, group) in self._parts and number == level.line
        return [row.line for row in self._members(level, group)] if is_known else []

    def wanted_below(self, row: JsonRow) -> Wanted | None:
        """Return which group is to be added so that the rows below a row are known."""
        below = self._group_below(row)
        return None if below is None or (below[0].start, below[1]) in self._parts else below

    def read_below(self, row: JsonRow) -> Wanted | None:
        """Return the group that the rows below a row are of, if it is known and can be dropped."""
        below = self._group_below(row)
        return below if below is not None and (below[0].start, below[1]) in self._parts else None

    def _group_below(self, row: JsonRow) -> Wanted | None:
        level = self.level_around(row.line)
        if level.line != row.line or row.groups > 1:
            return None
        if row.group < 0 and len(level.starts) != 1:
            return None
        return level, max(row.group, 0)

    def kind(self, number: int) -> LineKind:
        """Return what kind of value is on a line."""
        level = self._bracket(number)
        if level is not None:
            return level.kind if number == level.line else LineKind.END
        part, local = self._local(number)
        return part.tree.kind(local)

    def key(self, number: int) -> str:
        """Return the name of the member on a line, as received; empty where it has none."""
        level = self._bracket(number)
        if level is not None:
            return level.key if number == level.line else ""
        part, local = self._local(number)
        return part.tree.key(local)

    def depth(self, number: int) -> int:
        """Return how many objects and lists are around a line."""
        level = self._bracket(number)
        if level is not None:
            return level.depth
        part, local = self._local(number)
        return part.depth + part.tree.depth(local)

    def parent_line(self, number: int) -> int:
        """Return the line of the object or list around a line; −1 for the outermost value."""
        level = self._bracket(number)
        if level is not None:
            if number != level.line:
                return level.line
            return -1 if level.parent < 0 else self._levels[level.parent].line
        part, local = self._local(number)
        above = part.tree.parent_line(local)
        return part.line_of(above) if above else self.level_around(number).line

    def member_count(self, number: int) -> int:
        """Return how many members an object or list has; 0 for other values."""
        return self.line(number).member_count

    def steps_outwards(self, line: int) -> Iterator[str | int]:
        """Yield keys as received and positions that lead to a value, from the innermost one."""
        level = self._bracket(line)
        while level is None:
            part, local = self._local(line)
            yield part.tree.key(local) or self.position(line)
            line = self.parent_line(line)
            level = self._bracket(line)
        if level.number < 0:
            yield level.key or level.position
            level = self._levels[level.parent]
        yield from self._levels.steps(level)

    def position(self, line: int) -> int:
        """Return which member of its object or list a line is, from 0."""
        level = self._bracket(line)
        if level is not None:
            return level.position
        part, local = self._local(line)
        is_outer = part.tree.parent_line(local) == 0
        return part.tree.position(local) + (part.position if is_outer else 0)

    def line(self, number: int) -> JsonLine:
        """Return a line as it is shown; a text that was left out, as far as it is there."""
        level = self._bracket(number)
        if level is None:
            part, local = self._local(number)
            found = part.tree.line(local)
            return replace(found, number=number, depth=part.depth + found.depth)
        opening, closing = "{}" if level.kind == LineKind.OBJECT else "[]"
        has_comma = level.parent >= 0 and level.position + 1 < self._levels[level.parent].count
        end = f"{closing}{',' if has_comma else ''}"
        if number != level.line:
            return JsonLine(number, level.depth, LineKind.END, "", closing, has_comma, 0, "")
        if not level.count:
            value, end = opening + closing, ""
        else:
            value, has_comma = opening, False
        return JsonLine(
            number, level.depth, level.kind, level.key, value, has_comma, level.count, end
        )

    def value(self, number: int) -> str:
        """Return the value on a line, without key and comma."""
        return self.line(number).value

    def size(self, number: int) -> int:
        """Return how long the value on a line is, without its members."""
        level = self._bracket(number)
        if level is not None:
            return len(self.line(number).value)
        part, local = self._local(number)
        hole = part.hole_at(local)
        return part.tree.size(local) if hole is None else hole.end - hole.start

    def first_line(self, row: JsonRow) -> int:
        """Return the line that a row begins with."""
        level = self._bracket(row.line)
        if row.group < 0 or level is None:
            return row.line
        return level.line + level.first_lines[row.group]

    def closing_line(self, number: int) -> int | None:
        """Return the line with the closing bracket; None if it has no line of its own."""
        level = self.level_around(number)
        last = level.line + level.lines - 1
        if number in (level.line, last):
            return last if level.count > 0 and number == level.line else None
        # Looked up once: Qt asks this of each row that is open.
        part, local = self._local(number, level)
        closing = part.tree.closing_line(local)
        return None if closing is None else part.line_of(closing)

    def has_children(self, row: JsonRow) -> bool:
        """Return whether a row can be opened."""
        return row.group >= 0 or self.closing_line(row.line) is not None

    def children(self, row: JsonRow) -> list[JsonRow]:
        """Return the rows below a row: its members, or groups of them, and its closing line.

        Raises:
            NotRead: They are known when ``wanted_below`` was added.
        """
        level = self._bracket(row.line)
        if level is None:
            part, local = self._local(row.line)
            below = part.tree.children(JsonRow(local, row.group))
            return [replace(child, line=part.line_of(child.line)) for child in below]
        if not self.has_children(row):
            return []
        if row.groups > 1:
            last = min(row.group + row.groups, len(level.starts))
            return [JsonRow(row.line, group) for group in range(row.group, last)]
        if row.group >= 0:
            return self._members(level, row.group)
        end = [JsonRow(level.line + level.lines - 1)]
        if len(level.starts) == 1:
            return self._members(level, 0) + end
        return self._group_rows(level) + end

    def has_groups(self, number: int) -> bool:
        """Return whether the members of an object or list come in groups."""
        level = self._bracket(number)
        if level is not None:
            return len(level.starts) > 1
        part, local = self._local(number)
        return part.tree.has_groups(local)

    def rows_above(self, number: int, group: int) -> list[JsonRow]:
        """Return the rows that are opened to see a group of an object or list."""
        rows = [JsonRow(number, group)]
        while (above := self.parent(rows[-1])) is not None and above.line == number:
            rows.append(above)
        return rows

    def parent(self, row: JsonRow) -> JsonRow | None:
        """Return the row above a row, or None for the outermost."""
        level = self._bracket(row.line)
        if level is not None and (row.group >= 0 or row.line != level.line):
            return self._row_around(level, row) if row.group >= 0 else JsonRow(level.line)
        if level is not None:
            if level.parent < 0:
                return None
            return self._row_of(self._levels[level.parent], level.position)
        part, local = self._local(row.line)
        above = part.tree.parent(JsonRow(local, row.group))
        if above is None or above.line == 0:
            return self._row_of(self.level_around(row.line), part.position)
        return replace(above, line=part.line_of(above.line))

    def _members(self, level: Level, group: int) -> list[JsonRow]:
        part = self._parts.get((level.start, group))
        if part is None:
            raise NotRead
        count = min(self._group_size, level.count - part.position)
        return [JsonRow(part.line_of(line)) for line in part.tree.members(0, count)]

    def _row_of(self, level: Level, position: int) -> JsonRow:
        """Return the row that a member of a level is directly below."""
        is_divided = len(level.starts) > 1
        return JsonRow(level.line, position // self._group_size if is_divided else -1)

    def _group_rows(self, level: Level) -> list[JsonRow]:
        """Return the rows of its groups, or of groups of them where these are very many."""
        groups, step = len(level.starts), self._step(level)
        return [JsonRow(level.line, group, step) for group in range(0, groups, step)]

    def _step(self, level: Level) -> int:
        return 1 if len(level.starts) <= self._group_size else self._group_size

    def _row_around(self, level: Level, row: JsonRow) -> JsonRow:
        step = self._step(level)
        if row.groups == step:
            return JsonRow(level.line)
        return JsonRow(level.line, row.group // step * step, step)

    def _bracket(self, line: int) -> Level | None:
        """Return the level that a line is the first or last one of."""
        level = self.level_around(line)
        return level if line in (level.line, level.line + level.lines - 1) else None

    def _local(self, line: int, level: Level | None = None) -> tuple[LevelPart, int]:
        level = level or self.level_around(line)
        group = bisect_right(level.first_lines, line - level.line) - 1
        part = self._parts.get((level.start, group))
        if part is None:
            raise NotRead
        return part, part.number_of(line)
