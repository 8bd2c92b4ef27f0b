"""Reads a group of the members of a long object or list; ``levels`` says where each begins."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import msgspec

from aiurdesk.core.body_views.level_indexer import (
    LevelIndexer,
    one_member,
    single_end,
    value_start,
)
from aiurdesk.core.body_views.levels import SIZES, Level, Sizes, Text
from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import JsonTree, LineKind

_STEPS = 100_000
_BEGINNING = re.compile(
    rb'"(?:[^"\\\x80-\xff]|[\xc0-\xff][\x80-\xbf]*+|\\u[0-9a-fA-F]{4}|\\[^u]){0,2000}+', re.DOTALL
)
"""Of a text: more is not drawn."""


class Hole(msgspec.Struct, frozen=True):
    """A value that is left out: an object or list without its members, a text cut short."""

    line: int
    """Of the tree of the part."""
    start: int
    """Of the value in the whole text; in bytes."""
    end: int
    level: Level | None = None
    """The object or list; None for a text."""

    @property
    def more_lines(self) -> int:
        """How many lines it takes besides the one that it has in the tree."""
        return 0 if self.level is None else self.level.lines - 1


class LevelPart(msgspec.Struct, frozen=True):
    """The members of a group as a tree, in an object or list of their own."""

    tree: JsonTree
    line: int
    """Of the first member where the whole text is laid out in lines."""
    depth: int
    """Of its level."""
    position: int
    """Of the first member."""
    holes: tuple[Hole, ...]
    pieces: tuple[tuple[int, int], ...]
    """Byte of the whole text and character of the tree's text from which on they are the same."""
    firsts: tuple[int, ...] = ()
    """The line of the whole text for each hole."""

    def line_of(self, number: int) -> int:
        """Return the line of the whole text for one of the tree; 0 is none of them."""
        at = bisect_left(self.holes, number, key=lambda hole: hole.line) - 1
        if at < 0:
            return self.line + number - 1
        hole = self.holes[at]
        return self.firsts[at] + hole.more_lines + number - hole.line

    def number_of(self, line: int) -> int:
        """Return the line of the tree for one of the whole text, or that of the hole it is in."""
        at = bisect_right(self.firsts, line) - 1
        if at < 0:
            return line - self.line + 1
        hole = self.holes[at]
        return max(hole.line + line - self.firsts[at] - hole.more_lines, hole.line)

    def number_at(self, place: int) -> int:
        """Return the line of the tree that a byte of the whole text is on."""
        at = max(bisect_right(self.pieces, place, key=lambda piece: piece[0]) - 1, 0)
        start, character = self.pieces[at]
        is_last = at + 1 == len(self.pieces)
        stop = len(self.tree.text) if is_last else self.pieces[at + 1][1]
        piece = self.tree.text[character:stop]
        if piece.isascii():
            within = min(place - start, len(piece))
        else:
            within = len(
                piece.encode("utf-8", "replace")[: place - start].decode("utf-8", "ignore")
            )
        lines = self.tree.lines_of([character + within], 1)
        return lines[0] if lines else 0

    def place_of(self, number: int) -> int:
        """Return the byte of the whole text at which a line of the tree begins, with its key."""
        character = self.tree.places(number)[0]
        at = max(bisect_right(self.pieces, character, key=lambda piece: piece[1]) - 1, 0)
        start, first = self.pieces[at]
        return start + len(self.tree.text[first:character].encode("utf-8", "replace"))

    def steps(self, number: int) -> tuple[str | int, ...]:
        """Return the names of members and numbers of entries that lead from the level to a line."""
        first, *others = self.tree.steps(number)
        return (first + self.position if isinstance(first, int) else first, *others)

    def hole_at(self, number: int) -> Hole | None:
        """Return what is left out on a line of the tree."""
        at = bisect_left(self.holes, number, key=lambda hole: hole.line)
        is_there = at < len(self.holes) and self.holes[at].line == number
        return self.holes[at] if is_there else None

    def hole_around(self, place: int) -> Hole | None:
        """Return what is left out that a byte of the whole text is in."""
        at = bisect_right(self.holes, place, key=lambda hole: hole.start) - 1
        return self.holes[at] if at >= 0 and place < self.holes[at].end else None


def read_part(
    data: Text, within: Sequence[Level], level: Level, group: int, sizes: Sizes = SIZES
) -> LevelPart:
    """Return a group of the members of a level.

    Args:
        data: The whole text.
        within: The levels that are members of the group.
        level: One of the text, or of a hole.
        group: From 0.
    """
    start, end = level.starts[group], level.group_end(group)
    is_last = group + 1 == len(level.starts)
    opening, closing = "{}" if level.kind == LineKind.OBJECT else "[]"
    builder = _Builder(data, opening, start, sizes)
    rest = end - start - sum(inner.end - inner.start for inner in within)
    if rest < end - start or rest > sizes.part:
        most = sizes.large if rest <= sizes.part else sizes.hole
        _leave_out(builder, within, start, end, most)
    builder.take(end - (not is_last))
    reader = JsonReader(f"{''.join(builder.texts)}{closing}")
    while not reader.advance(_STEPS):
        pass
    tree = reader.tree
    if not is_last and tree.problem is None:
        # Behind the last member, before the bracket that is not of the text.
        tree.commas[-2] = 1
    part = LevelPart(
        tree,
        level.line + level.first_lines[group],
        level.depth,
        group * sizes.group,
        (),
        tuple(builder.pieces),
    )
    holes = _placed(builder.holes, part, level.number)
    before = accumulate((hole.more_lines for hole in holes), initial=part.line - 1)
    firsts = tuple(hole.line + more for hole, more in zip(holes, before, strict=False))
    return msgspec.structs.replace(part, holes=holes, firsts=firsts)


class _Builder:
    """The text of a part, with what is left out of it."""

    def __init__(self, data: Text, opening: str, start: int, sizes: Sizes) -> None:
        self.data, self.sizes = data, sizes
        self.texts = [opening]
        self.pieces = [(start, 1)]
        self.holes: list[tuple[int, Hole]] = []
        """With the character at which each is."""
        self._at, self._length = start, 1

    def take(self, end: int) -> None:
        """Take the text up to a byte as it is."""
        self._add(self.data[self._at : end].decode("utf-8", "replace"))
        self._at = end

    def leave_out(self, start: int, end: int, text: str, level: Level | None) -> None:
        """Have another text in place of some bytes."""
        self.take(start)
        self.holes.append((self._length, Hole(0, start, end, level)))
        self.pieces.append((start, self._length))
        self._add(text)
        self._at = end
        self.pieces.append((end, self._length))

    def _add(self, text: str) -> None:
        self.texts.append(text)
        self._length += len(text)


def _leave_out(builder: _Builder, within: Sequence[Level], start: int, end: int, most: int) -> None:
    """Take a group without its values that are longer than some bytes."""
    data, at, one = builder.data, start, one_member()
    known = {level.start: level for level in within}
    while at < end:
        # With the closing bracket behind the last one. What is known is too long to be looked at.
        is_known = bool(known) and value_start(data, at) in known
        match = None if is_known else one.match(data, at, min(at + most, end + 1))
        if match is not None:
            at = match.end()
            continue
        value = value_start(data, at)
        opening = data[value : value + 1]
        if opening in (b"[", b"{"):
            level = known.get(value) or _level_at(data, value, builder.sizes)
            at = level.end
            if at - value > most:
                builder.leave_out(value, at, "[]" if opening == b"[" else "{}", level)
        else:
            at = single_end(data, value)
            if opening == b'"' and at - value > most:
                beginning = _BEGINNING.match(data, value, at - 1)
                text = b'""' if beginning is None else beginning.group() + b'"'
                builder.leave_out(value, at, text.decode("utf-8", "replace"), None)
        comma = data.find(b",", at, end)
        at = end if comma < 0 else comma + 1


def _level_at(data: Text, start: int, sizes: Sizes) -> Level:
    """Return an object or list of which the index says nothing, because it is not large."""
    indexer = LevelIndexer.of_value(data, start, sizes)
    while not indexer.advance():
        pass
    return msgspec.structs.replace(indexer.levels()[0], number=-1)


def _placed(holes: list[tuple[int, Hole]], part: LevelPart, around: int) -> tuple[Hole, ...]:
    """Return what is left out of a part with the lines that it is on."""
    placed: list[Hole] = []
    tree, more = part.tree, 0
    for character, hole in holes:
        line = tree.lines_of([character], 1)[0]
        level = hole.level
        # One of the index knows where it is.
        if level is not None and level.number < 0:
            level = msgspec.structs.replace(
                level,
                line=part.line + line - 1 + more,
                parent=around,
                depth=part.depth + 1,
                key=tree.key(line),
                position=part.position + tree.position(line),
            )
        placed.append(msgspec.structs.replace(hole, line=line, level=level))
        more += placed[-1].more_lines
    return tuple(placed)
