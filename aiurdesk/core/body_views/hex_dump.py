"""Bytes as hex, sixteen to a line, for bodies that no other view takes.

Where there is no room for that the window folds each line into two of eight bytes.
The bytes are searched and not the dump: a text may begin on one line and end on the next.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from aiurdesk.core.body_views.part import MOST_MATCHES, TextPart, cut_note, part_note
from aiurdesk.core.body_views.view import HEX_DUMP, Content, Rendering
from aiurdesk.core.translation import tr

DUMPED_BYTES = 64 * 1024
"""Size of a part."""
_ROW = 16
_ROW_CHARACTERS = 79
"""Length of a line with its line end."""
_HALF = _ROW // 2
_TEXT_COLUMN = 61
"""Where the printable characters begin in a line."""
_FOLDED_TEXT_COLUMN = 36
"""The same in a line with half of the bytes."""
_BEFORE_MATCH = 64 * _ROW
_PRINTABLE = bytes(b if 32 <= b < 127 else ord(".") for b in range(256))
_HEX = re.compile(r"[0-9a-f]{2}(?: ?[0-9a-f]{2})*", re.IGNORECASE)


class HexView:
    """Shows any bytes."""

    def claim(self, content: Content) -> float:
        """Take what is left."""
        return 0.1

    def render(self, content: Content) -> Rendering:
        """Return offset, bytes and printable characters of the beginning."""
        beginning = content.data[:DUMPED_BYTES]
        is_cut = len(beginning) < content.size_bytes
        return Rendering(HEX_DUMP, _dump(beginning, 0, is_cut=is_cut), HexSource(), is_cut=is_cut)


class HexSource(msgspec.Struct, frozen=True):
    """The dump of all of a body."""

    def read_part(self, chunks: Iterable[bytes], start: int, *, is_around: bool) -> TextPart:
        """Return a part of the dump."""
        # ``start`` counts characters of the dump; a part begins with a whole row.
        first = start // _ROW_CHARACTERS * _ROW
        if is_around:
            first = max(0, first - _BEFORE_MATCH)
        at, excerpt = 0, bytearray()
        for chunk in chunks:
            excerpt += chunk[max(0, first - at) :]
            at += len(chunk)
            if len(excerpt) > DUMPED_BYTES:
                break
        is_cut = len(excerpt) > DUMPED_BYTES
        text = _dump(bytes(excerpt[:DUMPED_BYTES]), first, is_cut=is_cut)
        row = first // _ROW
        return TextPart(text, row * _ROW_CHARACTERS, row + 1, is_last=not is_cut)

    def search(self, chunks: Iterable[bytes], needle: str) -> Iterator[Sequence[int]]:
        """Yield where a text, or bytes such as ``0d 0a``, begin among the printable characters."""
        pattern, longest = _pattern(needle)
        offsets, rest, begin, after = array("Q"), b"", 0, 0
        for chunk in chunks:
            text = rest + chunk
            for match in pattern.finditer(text, max(0, after - begin)):
                if len(offsets) >= MOST_MATCHES:
                    yield offsets
                    return
                offsets.append(_text_offset(begin + match.start()))
                after = begin + match.end()
            # A match may begin at the end of this chunk.
            rest = text[len(text) - min(longest - 1, len(text)) :]
            begin += len(text) - len(rest)
            yield offsets

    def folded(self, part: TextPart) -> TextPart:
        """Return a part with half of the bytes in a line, for little room."""
        halves = (half for line in part.text.splitlines() for half in _halves(line))
        text = "\n".join(halves) + ("\n" if part.text.endswith("\n") else "")
        return replace(part, text=text)

    def matches(self, part: TextPart, needle: str) -> list[tuple[int, int]]:
        """Return the printable characters of each match, on its first line."""
        is_folded = part.text.find("|") == _FOLDED_TEXT_COLUMN - 1
        row = _HALF if is_folded else _ROW
        lines = part.text.split("\n")
        text_column = _FOLDED_TEXT_COLUMN if is_folded else _TEXT_COLUMN
        data = bytes.fromhex("".join(line[10 : text_column - 3] for line in lines))
        spans = []
        for match in _pattern(needle)[0].finditer(data):
            line, column = divmod(match.start(), row)
            start = line * (len(lines[0]) + 1) + text_column + column
            spans.append((start, start + min(match.end() - match.start(), row - column)))
        return spans

    def note(self, part: TextPart, shown_end: int, size_bytes: int) -> str:
        """Say which bytes are shown."""
        start = part.start // _ROW_CHARACTERS * _ROW
        end = min(-(-shown_end // _ROW_CHARACTERS) * _ROW, size_bytes)
        return (
            part_note(tr("Bytes"), start, end, size_bytes) if start else cut_note(end, size_bytes)
        )


def _pattern(needle: str) -> tuple[re.Pattern[bytes], int]:
    """Return what finds a text or what it says as hex, and the length of the longer one."""
    text = needle.encode("utf-8", "surrogatepass")
    # The case of a text does not matter, the case of a byte does.
    pattern, longest = b"(?i:%b)" % re.escape(text), len(text)
    if _HEX.fullmatch(needle.strip()):
        data = bytes.fromhex(needle)
        pattern, longest = pattern + b"|" + re.escape(data), max(longest, len(data))
    return re.compile(pattern), longest


def _text_offset(byte: int) -> int:
    row, column = divmod(byte, _ROW)
    return row * _ROW_CHARACTERS + _TEXT_COLUMN + column


def _dump(data: bytes, first: int, *, is_cut: bool) -> str:
    lines = [_line(first + at, data[at : at + _ROW]) for at in range(0, len(data), _ROW)]
    # With its last line end, the next part begins where this one ends.
    return "\n".join(lines) + ("\n" if is_cut else "")


def _halves(line: str) -> Iterator[str]:
    """Yield a line of the dump as one or two."""
    offset, text = int(line[:8], 16), line[_TEXT_COLUMN:-1]
    yield f"{line[:33]}  |{text[:_HALF]}|"
    if len(text) > _HALF:
        yield f"{offset + _HALF:08x}  {line[35:58]}  |{text[_HALF:]}|"


def _line(offset: int, row: bytes) -> str:
    left, right = row[:8].hex(" "), row[8:].hex(" ")
    return f"{offset:08x}  {left:<23}  {right:<23}  |{row.translate(_PRINTABLE).decode()}|"
