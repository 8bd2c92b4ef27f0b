"""Parts of a body that is too long to be shown whole, and a search of all of it.

Offsets are characters from the beginning of the text that shows the body: its decoded text, or a
dump of its bytes.
"""

import codecs
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from aiurdesk.core.formats.json.text_index import occurrences
from aiurdesk.core.translation import format_size, tr

PART_CHARACTERS = 1024 * 1024
PART_LINES = 50_000
"""A part has no more lines: each of them takes some hundred bytes in the window."""
MOST_MATCHES = 10_000
"""A search stops there."""
_BEFORE_MATCH = 20_000


class TextPart(msgspec.Struct, frozen=True):
    """A section of a text that is too long to be shown at once."""

    text: str
    start: int = 0
    first_line: int = 1
    """Number of the line that the part begins in."""
    is_last: bool = True
    """Nothing follows it."""

    @property
    def end(self) -> int:
        """Offset at which the rest of the text begins."""
        return self.start + len(self.text)


class BodySource(Protocol):
    """A reader and searcher of a whole body, of which memory may hold only the beginning."""

    def read_part(self, chunks: Iterable[bytes], start: int, *, is_around: bool) -> TextPart:
        """Return a later part of a body; it blocks while the body is read up to there.

        Args:
            is_around: The part begins somewhat before ``start``, with a line if possible.
        """
        ...

    def search(self, chunks: Iterable[bytes], needle: str) -> Iterator[Sequence[int]]:
        """Yield after each chunk where a text begins in all of the body so far."""
        ...

    def folded(self, part: TextPart) -> TextPart:
        """Return a part whose lines take half the width, where they have to be seen whole."""
        ...

    def matches(self, part: TextPart, needle: str) -> list[tuple[int, int]] | None:
        """Return where each match begins and ends in the text of a part, folded or not.

        None where that is to be searched as it is shown.
        """
        ...

    def note(self, part: TextPart, shown_end: int, size_bytes: int) -> str:
        """Say which part of a body is shown.

        Args:
            shown_end: Where the visible text ends.
            size_bytes: Of the whole body.
        """
        ...


class TextSource(msgspec.Struct, frozen=True):
    """The text of a body in an encoding that Python knows."""

    encoding: str

    def read_part(self, chunks: Iterable[bytes], start: int, *, is_around: bool) -> TextPart:
        """Return a part of the text."""
        return read_part(chunks, self.encoding, start, is_around=is_around)

    def search(self, chunks: Iterable[bytes], needle: str) -> Iterator[Sequence[int]]:
        """Yield where a text begins, without regard to case."""
        search = TextSearch(needle)
        for piece in decode(chunks, self.encoding):
            search.feed(piece)
            yield search.offsets
            if search.is_full:
                return

    def folded(self, part: TextPart) -> TextPart:
        """Return the part: its lines can be of any length."""
        return part

    def matches(self, part: TextPart, needle: str) -> None:
        """Return None: what is shown may be laid out."""

    def note(self, part: TextPart, shown_end: int, size_bytes: int) -> str:
        """Say which characters are shown, or how much of the beginning."""
        if part.start:
            return part_note(tr("Characters"), part.start, shown_end, size_bytes)
        visible = part.text[:shown_end]
        return cut_note(len(visible.encode("utf-8", "replace")), size_bytes)


def part_note(units: str, start: int, end: int, size_bytes: int) -> str:
    """Say which part of a body is shown, other than its beginning."""
    size = format_size(size_bytes)
    return tr("{units} {value:,} to {end:,} are shown; the body has {size}.").format(
        units=units, value=start + 1, end=end, size=size
    )


def cut_note(shown_bytes: int, size_bytes: int) -> str:
    """Say that only the beginning of a body is shown."""
    beginning, size = format_size(shown_bytes), format_size(size_bytes)
    if beginning == size:
        beginning, size = (
            f"{shown_bytes:,}",
            tr("{size_bytes:,} bytes").format(size_bytes=size_bytes),
        )
    return tr("The first {beginning} of {size} is shown.").format(beginning=beginning, size=size)


def first_part(text: str, *, is_cut: bool) -> TextPart:
    """Return the part that is shown first.

    Args:
        is_cut: More follows behind ``text``.
    """
    return _part(text, 0, 1, is_cut=is_cut)


def read_part(chunks: Iterable[bytes], encoding: str, start: int, *, is_around: bool) -> TextPart:
    """Return a later part of a body; it blocks while the body is read up to there.

    Args:
        is_around: The part begins somewhat before ``start``, with a line if possible.
    """
    first = max(0, start - _BEFORE_MATCH) if is_around else start
    # One character more, to find out whether anything follows.
    needed = PART_CHARACTERS + 1
    offset, lines, text = 0, 1, ""
    for decoded in decode(chunks, encoding):
        skipped = decoded[: max(0, first - offset)]
        lines += skipped.count("\n")
        text += decoded[len(skipped) :]
        offset += len(decoded)
        if len(text) >= needed:
            break
    before = text.find("\n", 0, start - first) + 1 if is_around and first else 0
    lines += text.count("\n", 0, before)
    text = text[before:]
    is_cut = len(text) > PART_CHARACTERS
    return _part(text[:PART_CHARACTERS], first + before, lines, is_cut=is_cut)


def _part(text: str, start: int, first_line: int, *, is_cut: bool) -> TextPart:
    if text.count("\n") > PART_LINES:
        at = 0
        for _ in range(PART_LINES):
            at = text.index("\n", at) + 1
        text, is_cut = text[:at], True
    return TextPart(text, start, first_line, is_last=not is_cut)


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield a body as text, bytes that do not belong to the encoding as U+FFFD."""
    # Incremental: the end of a chunk may cut a character in two.
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


class TextSearch:
    """Where a text occurs in a longer one that comes in pieces, without regard to case."""

    def __init__(self, needle: str) -> None:
        self._needle = needle
        self._rest = ""
        """The end of the piece before: a match may begin there."""
        self._length = 0
        self._next = 0
        self.offsets = array("Q")

    @property
    def is_full(self) -> bool:
        """Return whether there may be more matches than are counted."""
        return len(self.offsets) >= MOST_MATCHES

    def feed(self, piece: str) -> None:
        """Search the next piece."""
        text = self._rest + piece
        begin = self._length - len(self._rest)
        # From the end of the last match, which may reach into the rest: matches do not overlap.
        for at in occurrences(text, self._needle, max(0, self._next - begin)):
            if self.is_full:
                return
            self.offsets.append(begin + at)
            self._next = begin + at + len(self._needle)
        self._length += len(piece)
        self._rest = text[len(text) - min(len(self._needle) - 1, len(text)) :]


def matches_outside(offsets: Sequence[int], start: int, end: int, length: int) -> tuple[int, int]:
    """Return how many matches begin before a part, and how many end behind it.

    Args:
        length: Of each match.
    """
    before = bisect_left(offsets, start)
    return before, len(offsets) - max(before, bisect_left(offsets, end - length + 1))
