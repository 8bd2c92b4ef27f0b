"""Rows of a text of any length: an index of where they begin, and those that are in sight.

A row is what is drawn as one: a line, or a piece of a line that is too long for that. Of the text,
which is UTF-8 in memory or in a file, only the rows that are asked for are read. The index holds
one row of ``_EVERY``, so that ten million rows take some hundred kilobytes.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from aiurdesk.core.formats.utf16 import units

LONG_LINE = 1000
"""Bytes. A longer line is drawn as several rows: Qt takes seconds to lay out one of a megabyte."""
ROW = 200
"""Bytes of each of them."""
_EVERY = 256
_LINE_END = 10
_BEGINS_CHARACTER = 0xC0
_GOES_ON = 0x80
_LONGEST_CHARACTER = 4
_AHEAD = LONG_LINE + _LONGEST_CHARACTER
"""Bytes behind the beginning of a row that decide where it ends."""


class Row(msgspec.Struct, frozen=True):
    """One row, with its place in the bytes of the text."""

    text: str
    """Bytes that are not UTF-8 as U+FFFD."""
    number: int
    """Of the line that begins here, from 1; 0 where the row goes on with a line."""
    start: int
    end: int
    """Without the line end."""


class Place(msgspec.Struct, frozen=True, order=True):
    """A place between two characters of a text."""

    row: int
    """From 0."""
    column: int
    """In UTF-16 units, as text widgets count."""


class Rows(Protocol):
    """A text as rows, of which more may become known."""

    @property
    def count(self) -> int:
        """How many rows are known."""
        ...

    @property
    def last_number(self) -> int:
        """The number of the last line that is known."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether no more rows follow."""
        ...

    def rows(self, first: int, count: int) -> list[Row]:
        """Return some rows; fewer where the text ends."""
        ...

    def span(self, start: int, end: int) -> tuple[Place, Place]:
        """Return where some bytes of the text are drawn."""
        ...

    def row_near(self, offset: int) -> float:
        """Return about which row a byte is on, without reading the text."""
        ...

    def text(self, start: Place, end: Place) -> str:
        """Return a part of the text, exactly as it is."""
        ...

    def size(self, start: Place, end: Place) -> int:
        """Return how many bytes a part of the text has, about."""
        ...


class IndexPart(msgspec.Struct, frozen=True):
    """What became known of an index."""

    offsets: "array[int]"
    """Where every so manieth row begins."""
    numbers: "array[int]"
    """The number of the line that each of them is in."""
    count: int
    """Rows until now."""
    size: int
    """Bytes until now."""
    last_number: int
    """Of the last line until now."""
    is_last: bool = False
    """The text is at its end."""


class RowIndexer:
    """Makes the index of a text that comes in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        """What may belong to a row of which the end is not known."""
        self._at = 0
        """Where it begins."""
        self._count = 0
        self._number = 1
        self._begins_line = True
        self._offsets, self._numbers = array("Q"), array("Q")

    def feed(self, piece: bytes) -> IndexPart:
        """Take the next piece of the text."""
        return self._index(self._rest + piece, is_end=False)

    def finish(self) -> IndexPart:
        """Return the rows that are left at the end of the text."""
        return self._index(self._rest, is_end=True)

    def _index(self, data: bytes, *, is_end: bool) -> IndexPart:
        self._offsets, self._numbers = array("Q"), array("Q")
        at = self._take_lines(data) if self._begins_line else 0
        while (end := _row_end(data, at, begins=self._begins_line, is_end=is_end)) >= 0:
            if self._count % _EVERY == 0:
                self._offsets.append(self._at + at)
                self._numbers.append(self._number)
            self._count += 1
            self._begins_line = end < len(data) and data[end] == _LINE_END
            if not self._begins_line and end == len(data):
                at = end
                break
            at = end + self._begins_line
            self._number += self._begins_line
        self._rest = data[at:]
        self._at += at
        return IndexPart(self._offsets, self._numbers, self._count, self._at, self._number, is_end)

    def _take_lines(self, data: bytes) -> int:
        """Take all whole lines at once if none of them is long; return where the rest begins."""
        end = data.rfind(b"\n") + 1
        lengths = [*map(len, data[:end].split(b"\n"))]
        # Behind the last line end, there is nothing.
        lengths.pop()
        if not lengths or max(lengths) > LONG_LINE:
            return 0
        lines = len(lengths)
        first = -self._count % _EVERY
        if first < lines:
            at = self._at + sum(lengths[:first]) + first
            for number in range(first, lines, _EVERY):
                self._offsets.append(at)
                at += sum(lengths[number : number + _EVERY]) + _EVERY
            self._numbers.extend(range(self._number + first, self._number + lines, _EVERY))
        self._count += lines
        self._number += lines
        return end


def _row_end(data: bytes, at: int, *, begins: bool, is_end: bool) -> int:
    """Return where a row ends; −1 where that depends on what follows the data."""
    most = LONG_LINE if begins else ROW
    end = data.find(b"\n", at, at + most + 1)
    if end >= 0:
        return end
    if len(data) - at <= most:
        return len(data) if is_end else -1
    cut = at + ROW
    # Not within a character. Four bytes in a row that go on with one are broken anyway.
    for back in range(_LONGEST_CHARACTER):
        if data[cut - back] & _BEGINS_CHARACTER != _GOES_ON:
            return cut - back
    return cut


class TextRows:
    """The rows of a text in UTF-8."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        """Begin without any row.

        Args:
            read: Returns the bytes of the text between two places; fewer where it ends.
        """
        self._read = read
        self._offsets, self._numbers = array("Q"), array("Q")
        self.size_known = 0
        """Bytes of the rows that are known."""
        self._block = -1
        self._block_rows: list[Row] = []
        self.count = 0
        self.last_number = 1
        self.is_complete = False

    def add(self, part: IndexPart) -> None:
        """Take more of the index, each part once and in order."""
        self._block = -1
        self._offsets += part.offsets
        self._numbers += part.numbers
        self.count, self.size_known, self.last_number = part.count, part.size, part.last_number
        self.is_complete = part.is_last

    def rows(self, first: int, count: int) -> list[Row]:
        """Return some rows; fewer where the text ends."""
        last = min(first + count, self.count)
        if first >= last:
            return []
        block, end_block = first // _EVERY, -(-last // _EVERY)
        start = self._offsets[block]
        is_last = end_block >= len(self._offsets)
        stop = self.size_known if is_last else self._offsets[end_block]
        # With the byte before, which tells whether a line begins here.
        before = min(start, 1)
        data = self._read(start - before, stop + _AHEAD)
        found = _rows_in(data, before, start - before, self._numbers[block])
        return [
            row
            for number, row in zip(range(block * _EVERY, last), found, strict=False)
            if number >= first
        ]

    def span(self, start: int, end: int) -> tuple[Place, Place]:
        """Return where some bytes of the text are drawn."""
        return self.place(start), self.place(end)

    def place(self, offset: int) -> Place:
        """Return where a byte of the text is drawn."""
        block = max(bisect_right(self._offsets, offset) - 1, 0)
        # Matches in sight are looked for one after the other.
        if self._block != block:
            self._block, self._block_rows = block, self.rows(block * _EVERY, _EVERY)
        rows = self._block_rows
        if not rows:
            return Place(0, 0)
        at = max(bisect_right(rows, offset, key=lambda row: row.start) - 1, 0)
        row = rows[at]
        end = min(offset, row.end)
        if row.text.isascii():
            return Place(block * _EVERY + at, end - row.start)
        before = self._read(row.start, end).decode("utf-8", "replace")
        return Place(block * _EVERY + at, units(before))

    def row_near(self, offset: int) -> float:
        """Return about which row a byte is on."""
        block = max(bisect_right(self._offsets, offset) - 1, 0)
        if block >= len(self._offsets):
            return 0
        is_last = block + 1 >= len(self._offsets)
        start, end = self._offsets[block], self.size_known if is_last else self._offsets[block + 1]
        rows = self.count - block * _EVERY if is_last else _EVERY
        return block * _EVERY + rows * min(max(offset - start, 0) / max(end - start, 1), 1)

    def text(self, start: Place, end: Place) -> str:
        """Return a part of the text, exactly as it is but for bytes that are not UTF-8."""
        first, last = self.rows(start.row, 1), self.rows(end.row, 1)
        if not first or not last:
            return ""
        if start.row == end.row:
            return _cut(first[0].text, start.column, end.column)
        between = self._read(first[0].end, last[0].start).decode("utf-8", "replace")
        return _cut(first[0].text, start.column) + between + _cut(last[0].text, 0, end.column)

    def size(self, start: Place, end: Place) -> int:
        """Return how many bytes a part of the text has, about."""
        first, last = self.rows(start.row, 1), self.rows(end.row, 1)
        return last[0].end - first[0].start if first and last else 0


def _rows_in(data: bytes, at: int, moved_by: int, number: int) -> Iterator[Row]:
    """Yield the rows of data that begins with the byte before one.

    Args:
        at: Where the first row begins in the data.
        moved_by: Where the data begins in the text.
        number: Of the line that the first row is in.
    """
    begins = at == 0 or data[at - 1] == _LINE_END
    while True:
        end = _row_end(data, at, begins=begins, is_end=True)
        text = data[at:end].decode("utf-8", "replace")
        yield Row(text, number if begins else 0, at + moved_by, end + moved_by)
        if end >= len(data):
            return
        begins = data[end] == _LINE_END
        at = end + begins
        number += begins


def _cut(text: str, start: int, end: int | None = None) -> str:
    """Return a part of a text by UTF-16 units."""
    if text.isascii():
        return text[start:end]
    data = text.encode("utf-16-le")
    return data[2 * start : None if end is None else 2 * end].decode("utf-16-le", "replace")


class MemoryText:
    """A text in memory that is made in steps."""

    def __init__(self, pieces: Iterable[bytes], data: bytes | None = None) -> None:
        """Begin without any row.

        Args:
            pieces: The text.
            data: The same, where it is there already.
        """
        self._pieces: Iterator[bytes] | None = iter(pieces)
        self._data = bytearray() if data is None else data
        self._indexer = RowIndexer()
        self.rows = TextRows(lambda start, stop: bytes(self._data[start:stop]))

    @property
    def data(self) -> bytes:
        """The text as far as it is made."""
        return self._data if isinstance(self._data, bytes) else bytes(self._data)

    def advance(self) -> bool:
        """Make one more piece, and return whether the text is complete."""
        if self._pieces is None:
            return True
        piece = next(self._pieces, None)
        if piece is None:
            self._pieces = None
            self.rows.add(self._indexer.finish())
            return True
        if isinstance(self._data, bytearray):
            self._data += piece
        self.rows.add(self._indexer.feed(piece))
        return False
