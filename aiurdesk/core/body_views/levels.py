"""JSON of any length as levels: where the members of its long objects and lists begin.

A level is an object or list that is too long to be read at once. Of its members only every so
manieth has its place kept, so that ten million items take some hundred kilobytes; ``level_parts``
reads those between two places. What is around a level is longer still, hence a level itself.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from mmap import mmap
from typing import TypeAlias

import msgspec

from aiurdesk.core.formats.json.tree import GROUP_SIZE, LineKind

Text: TypeAlias = bytes | mmap
"""JSON in UTF-8, in memory or in a file."""

_MOST_LEVELS = 20_000
_MOST_WITHIN = 100
"""Levels within each other; the values of more would be looked through too many times."""
_NESTED = 64
"""Objects and lists within each other that one pattern matches."""

_BLANKS = rb"[ \t\r\n]*+"
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = rb'[^ \t\r\n\[\]{},:"]++'


def _nested(levels: int) -> bytes:
    inner = b"|" + _nested(levels - 1) if levels else b""
    return rb'[\[{](?:[^\[\]{}"]++|' + _STRING + inner + rb")*+[\]}]"


_VALUE = b"(?:" + _STRING + b"|" + _SCALAR + b"|" + _nested(_NESTED) + b")"
_NAME = b"(?:" + _STRING + _BLANKS + b":" + _BLANKS + b")?+"
_MEMBER = _BLANKS + _NAME + _VALUE + _BLANKS

# Brackets are not told apart here: the text was checked before.
_NAMED = re.compile(_BLANKS + b"(?:(" + _STRING + b")" + _BLANKS + b":)?+" + _BLANKS, re.DOTALL)
_SINGLE = re.compile(_STRING + b"|" + _SCALAR, re.DOTALL)
_SPACE = re.compile(_BLANKS)
_BEHIND = re.compile(_BLANKS + rb"([,\]}])")
_END = re.compile(_BLANKS + rb"[\]}]")
_BRACKET = re.compile(_STRING + rb'|([\[{])|([\]}])|"', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STRINGS = re.compile(_STRING, re.DOTALL)
_OPENING = b"[{"
_SHORT = 4096
"""Bytes in which brackets are counted one by one."""
_MARK = b"\xef\xbb\xbf"


# Made when they are used: these two take longer than all else here, and the window reads no JSON.
@cache
def one_member() -> re.Pattern[bytes]:
    """Return what matches a member with the comma or bracket behind it."""
    return re.compile(_MEMBER + rb"([,\]}])", re.DOTALL)


@lru_cache(maxsize=4)
def _members(count: int) -> re.Pattern[bytes]:
    return re.compile(b"(?:" + _MEMBER + b",){%d}+" % count, re.DOTALL)


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

    def group_end(self, group: int) -> int:
        """Return where a group of members ends."""
        is_last = group + 1 >= len(self.starts)
        return self.end - 1 if is_last else self.starts[group + 1]


class Levels:
    """All levels of a text, each behind the one around it."""

    def __init__(self, levels: Sequence[Level]) -> None:
        self.levels = levels
        self._starts = array("Q", (level.start for level in levels))
        self._lines = array("Q", (level.line for level in levels))

    def __len__(self) -> int:
        return len(self.levels)

    def __getitem__(self, number: int) -> Level:
        return self.levels[number]

    def starting_at(self, place: int) -> Level | None:
        """Return the level that begins at a byte."""
        number = bisect_right(self._starts, place) - 1
        return self.levels[number] if number >= 0 and self._starts[number] == place else None

    def within(self, start: int, end: int) -> "Levels":
        """Return those that begin between two bytes."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return Levels(self.levels[first:last])

    def size_within(self, start: int, end: int) -> int:
        """Return how many of the bytes between two places are in levels that begin there."""
        size, at = 0, start
        for level in self.within(start, end).levels:
            # Not the levels within it.
            if level.start >= at:
                size += level.end - level.start
                at = level.end
        return size

    def around_byte(self, place: int) -> tuple[int, int]:
        """Return the number of the innermost level that a byte is in, and its group there.

        The group is −1 for what is before the first member.
        """
        number = max(bisect_right(self._starts, place) - 1, 0)
        while self.levels[number].end <= place and self.levels[number].parent >= 0:
            number = self.levels[number].parent
        return number, bisect_right(self.levels[number].starts, place) - 1

    def around_line(self, line: int) -> tuple[int, int]:
        """Return the number of the innermost level that a line is in, and its group there.

        The group is −1 for the opening bracket, and the last one also for the closing bracket.
        """
        number = max(bisect_right(self._lines, line) - 1, 0)
        at = self.levels[number]
        while line >= at.line + at.lines and at.parent >= 0:
            number = at.parent
            at = self.levels[number]
        return number, bisect_right(at.first_lines, line - at.line) - 1

    def steps(self, number: int) -> list[Level]:
        """Return the levels that lead to one, the outermost first, and itself last."""
        chain: list[Level] = []
        while number >= 0:
            chain.append(self.levels[number])
            number = chain[-1].parent
        return chain[::-1]


def levels_of(data: Text, sizes: Sizes = SIZES) -> Levels:
    """Return the levels of a text.

    Raises:
        NoLevels: There are none.
    """
    indexer = LevelIndexer(data, sizes)
    while not indexer.advance():
        pass
    return indexer.levels()


class _Open:
    """A level that is being looked through."""

    def __init__(self, start: int, line: int, parent: int, key: str, position: int) -> None:
        self.start, self.line, self.parent, self.key = start, line, parent, key
        self.position = position
        self.number = 0
        self.count = 0
        self.starts, self.lines = array("Q"), array("Q")
        self.is_tried = True
        """A whole group is likely to be short enough to be matched at once."""
        self.is_of_levels = False
        """The last member was a level, so the next one is likely to be one."""


class LevelIndexer:
    """Finds the levels of a text, a group of members at a time."""

    def __init__(self, data: Text, sizes: Sizes = SIZES) -> None:
        """Check a text.

        Raises:
            NoLevels: It is no object or list of JSON.
        """
        mark = len(_MARK) if data[: len(_MARK)] == _MARK else 0
        # Whether it is JSON is told fifteen times as fast as where its members are.
        if not _is_json(memoryview(data)[mark:]):
            # Half of a pair is JSON by RFC 8259, section 8.2, and still refused.
            bare = _SURROGATE.sub(rb"\\u0000", data)
            if bare == data or not _is_json(memoryview(bare)[mark:]):
                raise NoLevels
        self._begin(data, _behind_blanks(data, mark), sizes)

    @classmethod
    def of_value(cls, data: Text, start: int, sizes: Sizes = SIZES) -> "LevelIndexer":
        """Return one for an object or list within a text that was checked."""
        indexer = cls.__new__(cls)
        indexer._begin(data, start, sizes)
        return indexer

    def _begin(self, data: Text, start: int, sizes: Sizes) -> None:
        self._data, self._sizes = data, sizes
        self._levels: list[Level | None] = []
        self._open: list[_Open] = []
        self._line, self._at = 0, start
        self._members = _members(sizes.group)
        if data[start : start + 1] not in (b"[", b"{"):
            raise NoLevels
        self._enter(_Open(start, 0, -1, "", 0))

    @property
    def at(self) -> int:
        """How many bytes were looked through."""
        return self._at

    def advance(self) -> bool:
        """Look through about one more group of members; return whether the end was reached.

        Raises:
            NoLevels: There are too many levels.
        """
        if not self._open:
            return True
        level = self._open[-1]
        if level.count % self._sizes.group == 0:
            if not level.count and (end := _END.match(self._data, self._at)):
                self._close(end.end())
                return not self._open
            level.starts.append(self._at)
            level.lines.append(self._line - level.line)
            if level.is_tried and not level.is_of_levels and self._take_group(level):
                return False
        self._take_members(level)
        return not self._open

    def levels(self) -> Levels:
        """Return what was found; all of the text was looked through."""
        return Levels([level for level in self._levels if level is not None])

    def _take_group(self, level: _Open) -> bool:
        """Take a whole group, behind which further members follow, if it is not long."""
        at = self._at
        match = self._members.match(self._data, at, at + self._sizes.part)
        if match is None:
            level.is_tried = False
            return False
        self._at = match.end()
        self._line += _line_count(self._kind(level), self._data[at : self._at - 1])
        level.count += self._sizes.group
        return True

    def _take_members(self, level: _Open) -> None:
        """Take members one by one, up to the end of the group or to another level."""
        data, large, group = self._data, self._sizes.large, self._sizes.group
        one = one_member()
        start = first = self._at
        if level.is_of_levels:
            self._take_large(level)
            return
        while match := one.match(data, self._at, self._at + large):
            self._at = match.end()
            level.count += 1
            is_end = match[1] != b","
            if is_end or level.count % group == 0:
                self._line += _line_count(self._kind(level), data[start : self._at - 1])
                level.is_tried = self._at - first <= self._sizes.part
                if is_end:
                    self._close(self._at)
                return
        if self._at > start:
            self._line += _line_count(self._kind(level), data[start : self._at - 1])
        self._take_large(level)

    def _take_large(self, level: _Open) -> None:
        """Take a member that is long or deeply nested."""
        name = _NAMED.match(self._data, self._at)
        start = self._at if name is None else name.end()
        if self._data[start] not in _OPENING:
            level.is_of_levels = False
            self._line += 1
            self._behind(level, single_end(self._data, start))
            return
        end = None if level.is_of_levels else _end_within(self._data, start, self._sizes.large)
        if end is not None:
            self._line += _deep_line_count(self._data[start:end])
            self._behind(level, end)
            return
        key = "" if name is None or name[1] is None else name[1].decode("utf-8", "replace")
        self._enter(_Open(start, self._line, level.number, key, level.count))

    def _behind(self, level: _Open, end: int) -> None:
        """Go on behind a member."""
        level.count += 1
        match = _BEHIND.match(self._data, end)
        if match is None:
            raise NoLevels
        self._at = match.end()
        if match[1] != b",":
            self._close(self._at)

    def _enter(self, level: _Open) -> None:
        if len(self._levels) >= _MOST_LEVELS or len(self._open) >= _MOST_WITHIN:
            raise NoLevels
        level.number = len(self._levels)
        self._levels.append(None)
        self._open.append(level)
        self._line += 1
        self._at = level.start + 1

    def _close(self, end: int) -> None:
        level = self._open.pop()
        self._at = end
        # One without members has both brackets on one line.
        self._line += level.count > 0
        is_large = not self._open or end - level.start > self._sizes.large
        if is_large:
            self._levels[level.number] = self._closed(level, end)
        else:
            # Only believed to be large. Nor is what is within it, so this is the last one.
            self._levels.pop()
        if self._open:
            self._open[-1].is_of_levels = is_large
            self._behind(self._open[-1], end)

    def _closed(self, level: _Open, end: int) -> Level:
        return Level(
            level.start,
            end,
            self._kind(level),
            level.line,
            self._line - level.line,
            level.count,
            level.starts,
            level.lines,
            level.parent,
            len(self._open),
            level.key,
            level.position,
        )

    def _kind(self, level: _Open) -> LineKind:
        return LineKind.OBJECT if self._data[level.start] == _OPENING[1] else LineKind.ARRAY


def _is_json(data: memoryview) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return False
    return True


def value_start(data: Text, at: int) -> int:
    """Return where the value of a member begins."""
    match = _NAMED.match(data, at)
    return at if match is None else match.end()


def single_end(data: Text, start: int) -> int:
    """Return where a value ends that is no object or list."""
    match = _SINGLE.match(data, start)
    return start if match is None else match.end()


def _behind_blanks(data: Text, at: int) -> int:
    match = _SPACE.match(data, at)
    return at if match is None else match.end()


def _end_within(data: Text, start: int, most: int) -> int | None:
    """Return where an object or list ends; None where that is too far."""
    end = _matching(data[start : start + min(most, _SHORT)])
    if end is None and most > _SHORT:
        beginning = data[start : start + most]
        # Most are too long. That is told many times as fast as where one ends.
        brackets = _STRINGS.sub(b"", beginning).partition(b'"')[0].translate(None, _NO_BRACKETS)
        while (fewer := brackets.replace(b"[]", b"").replace(b"{}", b"")) != brackets:
            brackets = fewer
        # Those of what is around it may follow.
        end = None if brackets[:1] in (b"[", b"{") else _matching(beginning)
    return None if end is None else start + end


def _matching(beginning: bytes) -> int | None:
    """Return where the first bracket is closed; None where it is not."""
    depth = 0
    for match in _BRACKET.finditer(beginning):
        # A text that goes on, with what may be brackets in it.
        if match.group() == b'"':
            return None
        depth += (match[1] is not None) - (match[2] is not None)
        if depth == 0:
            return match.end()
    return None


def _line_count(kind: LineKind, members: bytes) -> int:
    """Return how many lines members take that are not nested deeply."""
    around = b"{%b}" if kind == LineKind.OBJECT else b"[%b]"
    try:
        return msgspec.json.format(around % members, indent=1).count(b"\n") - 1
    except msgspec.MsgspecError:
        return _deep_line_count(members)


def _deep_line_count(text: bytes) -> int:
    """Return the same of any values; laid out, deep ones would be many times as long."""
    bare = _STRINGS.sub(b"0", text).translate(None, b" \t\r\n")
    opened = bare.count(b"[") + bare.count(b"{") - bare.count(b"[]") - bare.count(b"{}")
    return bare.count(b",") + 1 + 2 * opened
