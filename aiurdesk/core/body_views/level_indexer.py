"""Finds the long objects and lists of JSON of any length, in steps."""

import re
from array import array
from functools import cache, lru_cache

import msgspec

from aiurdesk.core.body_views.levels import SIZES, Levels, LevelTable, NoLevels, Sizes, Text
from aiurdesk.core.formats.json.tree import LineKind

_MOST_LEVELS = 500_000
"""Large objects and lists; each takes some 70 bytes."""
_MOST_WITHIN = 100
"""Within so many levels, values are no longer looked through to their ends from the outside."""
_NESTED = 64
"""Objects and lists within each other that one pattern matches."""
_NESTED_DEEP = 2
"""The same within many levels, where the next level is looked through again for each."""

_BLANKS = rb"[ \t\r\n]*+"
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = rb'[^ \t\r\n\[\]{},:"]++'


def _nested(levels: int) -> bytes:
    inner = b"|" + _nested(levels - 1) if levels else b""
    return rb'[\[{](?:[^\[\]{}"]++|' + _STRING + inner + rb")*+[\]}]"


def _member(levels: int) -> bytes:
    value = b"(?:" + _STRING + b"|" + _SCALAR + b"|" + _nested(levels) + b")"
    name = b"(?:" + _STRING + _BLANKS + b":" + _BLANKS + b")?+"
    return _BLANKS + name + value + _BLANKS


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
_CLOSING = {LineKind.ARRAY: ord("]"), LineKind.OBJECT: ord("}")}
_OUTER_LINE = re.compile(rb"\n [^ \]}]")
"""Of members that are laid out, the beginning of one."""
_SHORT = 4096
"""Bytes in which brackets are counted one by one."""
_MARK = b"\xef\xbb\xbf"


# Made when they are used: these take longer than all else here, and the window reads no JSON.
@cache
def one_member() -> re.Pattern[bytes]:
    """Return what matches a member with the comma or bracket behind it."""
    return re.compile(_member(_NESTED) + rb"([,\]}])", re.DOTALL)


@lru_cache(maxsize=4)
def _members(count: int) -> re.Pattern[bytes]:
    return re.compile(b"(?:" + _member(_NESTED) + b",){%d}+" % count, re.DOTALL)


@lru_cache(maxsize=4)
def _some_members(most: int) -> re.Pattern[bytes]:
    return re.compile(b"(?:" + _member(_NESTED_DEEP) + b",){1,%d}+" % most, re.DOTALL)


@cache
def _one_flat_member() -> re.Pattern[bytes]:
    return re.compile(_member(_NESTED_DEEP) + rb"([,\]}])", re.DOTALL)


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

    __slots__ = (
        "count", "groups", "is_of_levels", "is_tried", "line", "number", "parent", "start",
    )  # fmt: skip

    def __init__(self, number: int, start: int, line: int, parent: int) -> None:
        self.number, self.start, self.line, self.parent = number, start, line, parent
        self.count = 0
        self.groups: tuple[array[int], array[int]] | None = None
        """Where each group begins, and on which line; None while there is one."""
        self.is_tried = True
        """A whole group is likely to be short enough to be matched at once."""
        self.is_of_levels = False
        """The last member was a level, so the next one is likely to be one."""

    def begin_group(self, at: int, line: int) -> None:
        """Take note of a group that begins."""
        if not self.count:
            return
        if self.groups is None:
            self.groups = (array("Q", [self.start + 1]), array("Q", [1]))
        self.groups[0].append(at)
        self.groups[1].append(line - self.line)


class _TableMaker:
    """Makes the table of levels while these begin and end."""

    def __init__(self) -> None:
        self.table = LevelTable(
            array("Q"), array("Q"), array("i"), array("I"), array("I"), array("I"), array("i"),
            array("I"), array("I"), array("i"), bytearray(), b"", array("Q"), {},
        )  # fmt: skip
        self._keys = bytearray()

    def __len__(self) -> int:
        return len(self.table.counts)

    def finished(self) -> LevelTable:
        """Return the table; no level begins or ends any more."""
        self.table.keys = bytes(self._keys)
        return self.table

    def begin(self, level: _Open, kind: LineKind, depth: int, position: int, key: bytes) -> None:
        """Add a level."""
        table = self.table
        table.openings.append(len(table.mark_places))
        self._mark(level.start, level.line, level.number)
        table.closings.append(0)
        table.counts.append(0)
        table.parents.append(level.parent)
        table.depths.append(depth)
        table.positions.append(position)
        table.lasts.append(-1)
        table.kinds.append(kind)
        self._keys += key
        table.key_ends.append(len(self._keys))

    def end(self, level: _Open, place: int, line: int) -> None:
        """Take note of where a level ends."""
        table, number = self.table, level.number
        table.closings[number] = len(table.mark_places)
        self._mark(place, line, level.parent)
        table.counts[number] = level.count
        # As far as it is known yet: the last one stays.
        if level.parent >= 0:
            table.lasts[level.parent] = number
        last = table.lasts[number]
        if last >= 0 and table.positions[last] + 1 != level.count:
            table.lasts[number] = -1
        if level.groups is not None:
            table.groups[number] = level.groups

    def take_back(self) -> None:
        """Forget the last level, which was only believed to be large, and has none within it."""
        table = self.table
        for column in (
            table.mark_places, table.mark_lines, table.mark_levels, table.openings,
            table.closings, table.counts, table.parents, table.depths, table.positions,
            table.lasts, table.kinds, table.key_ends,
        ):  # fmt: skip
            column.pop()
        del self._keys[table.key_ends[-1] if table.key_ends else 0 :]

    def _mark(self, place: int, line: int, level: int) -> None:
        self.table.mark_places.append(place)
        self.table.mark_lines.append(line)
        self.table.mark_levels.append(level)


class LevelIndexer:
    """Finds the levels of a text, a group of members at a time."""

    def __init__(self, data: Text, sizes: Sizes = SIZES) -> None:
        """Check a text.

        Raises:
            NoLevels: It is no object or list of JSON.
        """
        mark = len(_MARK) if data[: len(_MARK)] == _MARK else 0
        # Whether it is JSON is told fifteen times as fast as where its members are.
        is_json = _checked(memoryview(data)[mark:])
        if is_json is False:
            # Half of a pair is JSON by RFC 8259, section 8.2, and still refused.
            bare = _SURROGATE.sub(rb"\\u0000", data)
            if bare == data or _checked(memoryview(bare)[mark:]) is False:
                raise NoLevels
        self._begin(data, _behind_blanks(data, mark), sizes, is_checked=is_json is not None)

    @classmethod
    def of_value(cls, data: Text, start: int, sizes: Sizes = SIZES) -> "LevelIndexer":
        """Return one for an object or list within a text that was checked."""
        indexer = cls.__new__(cls)
        indexer._begin(data, start, sizes, is_checked=True)
        return indexer

    def _begin(self, data: Text, start: int, sizes: Sizes, *, is_checked: bool) -> None:
        self._data, self._sizes = data, sizes
        self._is_checked = is_checked
        """The text is known to be JSON; one that is nested deeply is checked on the way."""
        self._made = _TableMaker()
        self._open: list[_Open] = []
        self._line, self._at = 0, start
        self._members = _members(sizes.group)
        if data[start : start + 1] not in (b"[", b"{"):
            raise NoLevels
        self._enter(start, b"")

    @property
    def at(self) -> int:
        """How many bytes were looked through."""
        return self._at

    def advance(self) -> bool:
        """Look through about one more group of members; return whether the end was reached.

        Raises:
            NoLevels: There are too many levels, or the text is no JSON.
        """
        if not self._open:
            return True
        level = self._open[-1]
        is_deep = not self._is_checked or len(self._open) >= _MOST_WITHIN
        if level.count % self._sizes.group == 0:
            if not level.count and (end := _END.match(self._data, self._at)):
                self._close(end.end())
                return not self._open
            level.begin_group(self._at, self._line)
            is_tried = not is_deep and level.is_tried and not level.is_of_levels
            if is_tried and self._take_group(level):
                return False
        if is_deep:
            self._take_flat(level)
        else:
            self._take_members(level)
        return not self._open

    def levels(self) -> Levels:
        """Return what was found; all of the text was looked through."""
        return Levels(self._made.finished())

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

    def _take_flat(self, level: _Open) -> None:
        """Take the members up to the end of the group, or to one that is long or nested.

        Each byte is looked at a few times only, however many levels are around it.
        """
        data, kind, group = self._data, self._kind(level), self._sizes.group
        room, start, large = group - level.count % group, self._at, self._sizes.large
        run = _some_members(group).match(data, start, start + large)
        if run is not None:
            members, lines = self._counted(kind, data[start : run.end() - 1])
            if members <= room:
                self._at = run.end()
                self._line += lines
                level.count += members
            else:
                for _ in range(room):
                    self._take_one(level)
            if level.count % group == 0:
                return
        self._take_one(level)

    def _take_one(self, level: _Open) -> None:
        """Take one member, of any length and depth."""
        start, large = self._at, self._sizes.large
        one = _one_flat_member().match(self._data, start, start + large)
        if one is None:
            self._take_large(level, is_entered=True)
            return
        self._line += self._counted(self._kind(level), self._data[start : one.end() - 1])[1]
        level.count += 1
        self._at = one.end()
        if one[1] != b",":
            self._close(self._at)

    def _counted(self, kind: LineKind, members: bytes) -> tuple[int, int]:
        """Return how many members there are, and how many lines they take."""
        text = (b"{%b}" if kind == LineKind.OBJECT else b"[%b]") % members
        self._check(text)
        try:
            laid_out = msgspec.json.format(text, indent=1)
        except msgspec.MsgspecError:
            count = sum(1 for _ in _one_flat_member().finditer(text, 1))
            return count, _deep_line_count(members)
        return len(_OUTER_LINE.findall(laid_out)), laid_out.count(b"\n") - 1

    def _check(self, text: bytes) -> None:
        """Check a part of the text, where that was not done."""
        if self._is_checked or _checked(text):
            return
        if not _checked(_SURROGATE.sub(rb"\\u0000", text)):
            raise NoLevels

    def _take_large(self, level: _Open, *, is_entered: bool = False) -> None:
        """Take a member that is long or deeply nested.

        Args:
            level: The one that it is a member of.
            is_entered: Do not look whether it is short.
        """
        data = self._data
        name = _NAMED.match(data, self._at)
        start = self._at if name is None else name.end()
        key = b"" if name is None or name[1] is None else name[1]
        if not self._is_checked:
            is_named = self._kind(level) == LineKind.OBJECT
            self._check(b"{%b:0}" % key if is_named else b"[%b]" % data[self._at : start])
        if data[start : start + 1] not in (b"[", b"{"):
            level.is_of_levels = False
            self._line += 1
            end = single_end(data, start)
            self._check(data[start:end])
            self._behind(level, end)
            return
        is_entered = is_entered or level.is_of_levels
        end_within = None if is_entered else _end_within(data, start, self._sizes.large)
        if end_within is not None:
            self._line += _deep_line_count(data[start:end_within])
            self._behind(level, end_within)
            return
        self._enter(start, key)

    def _behind(self, level: _Open, end: int) -> None:
        """Go on behind a member."""
        level.count += 1
        match = _BEHIND.match(self._data, end)
        if match is None:
            raise NoLevels
        self._at = match.end()
        if match[1] != b",":
            self._close(self._at)

    def _enter(self, start: int, key: bytes) -> None:
        around, number = self._open[-1] if self._open else None, len(self._made)
        if number >= _MOST_LEVELS:
            raise NoLevels
        level = _Open(number, start, self._line, -1 if around is None else around.number)
        position = 0 if around is None else around.count
        self._made.begin(level, self._kind(level), len(self._open), position, key)
        self._open.append(level)
        self._line += 1
        self._at = start + 1

    def _close(self, end: int) -> None:
        """Take note of where a level ends, and those around it that end there as well."""
        while self._end_level(end):
            level = self._open[-1]
            level.count += 1
            match = _BEHIND.match(self._data, end)
            if match is None:
                raise NoLevels
            self._at = end = match.end()
            if match[1] == b",":
                return

    def _end_level(self, end: int) -> bool:
        """End the innermost level; return whether there is one around it."""
        level = self._open.pop()
        if not self._is_checked and self._data[end - 1] != _CLOSING[self._kind(level)]:
            raise NoLevels
        self._at = end
        # One without members has both brackets on one line.
        self._line += level.count > 0
        is_large = not self._open or end - level.start > self._sizes.large
        if is_large:
            self._made.end(level, end, self._line)
        else:
            self._made.take_back()
        if self._open:
            self._open[-1].is_of_levels = is_large
        elif not self._is_checked and _behind_blanks(self._data, end) < len(self._data):
            raise NoLevels
        return bool(self._open)

    def _kind(self, level: _Open) -> LineKind:
        return LineKind.OBJECT if self._data[level.start] == _OPENING[1] else LineKind.ARRAY


def _checked(data: bytes | memoryview) -> bool | None:
    """Tell whether a text is JSON; None where it is nested too deeply to tell."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except RecursionError:
        return None
    except (msgspec.MsgspecError, UnicodeError):
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
