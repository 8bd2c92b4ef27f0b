"""A text in pieces that can be drawn fast, and where its characters are in them."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from aiurdesk.core.formats.utf16 import units

LONG_LINE = 2000
"""A longer line is drawn as several pieces: Qt takes seconds to lay out one of a megabyte."""

PIECE = 1000
_TIMES_SLOWER = 4
"""Qt takes so many times as long for characters beyond U+FFFF, such as emoji."""


def occurrences(text: str, needle: str, at: int = 0) -> Iterator[int]:
    """Yield where a text occurs in another one without regard to case; matches do not overlap.

    Args:
        at: Where to begin.
    """
    if not text.isascii():
        # Not ``casefold`` on both: it may change the length ("ß" is "ss"), and with it all offsets.
        pattern = re.compile(re.escape(needle), re.IGNORECASE)
        yield from (match.start() for match in pattern.finditer(text, at))
        return
    # Twenty times as fast as the pattern, which looks at each character.
    lowered, needle = text.lower(), needle.lower()
    at = lowered.find(needle, at)
    while at >= 0:
        yield at
        at = lowered.find(needle, at + max(len(needle), 1))


class Position(msgspec.Struct, frozen=True):
    """The piece of a line, and the column in it, at which a character is drawn."""

    piece: int
    column: int
    """In UTF-16 units, as text widgets count."""


class TextIndex:
    """Lines in the order in which they are added, cut where they are too long.

    Args:
        first_line: Number of the first line.
    """

    def __init__(self, first_line: int = 1) -> None:
        self.pieces: list[str] = []
        self.line_numbers = array("I")
        """For each piece the number of its line; 0 where it continues a line."""
        self._starts = array("Q")
        self._length = 0
        self._lines = first_line - 1
        self._joined: str | None = None

    def add(self, lines: Iterable[str]) -> list[str]:
        """Add lines; return the pieces that they make."""
        first = len(self.pieces)
        self._joined = None
        for line in lines:
            self._lines += 1
            number = self._lines
            is_slow = len(line) * _TIMES_SLOWER > LONG_LINE and max(line) > "\uffff"
            factor = _TIMES_SLOWER if is_slow else 1
            step = PIECE // factor if len(line) * factor > LONG_LINE else LONG_LINE
            for start in range(0, max(len(line), 1), step):
                piece = line[start : start + step]
                self.pieces.append(piece)
                self.line_numbers.append(number)
                self._starts.append(self._length)
                self._length += len(piece)
                # Only the first piece of a line has its number.
                number = 0
            self._length += 1
        return self.pieces[first:]

    def text(self, first: int, last: int) -> str:
        """Return pieces ``first`` to ``last`` with the line ends between them as they were."""
        pieces = self.pieces[first : first + 1]
        for piece in range(first + 1, last + 1):
            pieces += ["\n" if self.line_numbers[piece] else "", self.pieces[piece]]
        return "".join(pieces)

    def find(self, needle: str, limit: int = 10_000) -> list[int]:
        """Return where a text occurs without regard to case, as characters from the beginning."""
        if self._joined is None:
            self._joined = self.text(0, len(self.pieces) - 1)
        return list(islice(occurrences(self._joined, needle), limit))

    def position(self, offset: int) -> Position:
        """Return where a character is drawn; the end of a line belongs to its last piece."""
        piece = max(bisect_right(self._starts, offset) - 1, 0)
        before = self.pieces[piece][: offset - self._starts[piece]]
        return Position(piece, units(before))

    def offset(self, piece: int) -> int:
        """Return where a piece begins; after the last piece, where the text ends."""
        return self._starts[piece] if piece < len(self._starts) else self._length
