"""The beginning of a body that is too long to be read into a tree at once, and what follows it."""

import codecs
from collections.abc import Iterable, Iterator

import msgspec

from aiurdesk.core.translation import format_size, tr

PART_CHARACTERS = 1024 * 1024
PART_LINES = 50_000
"""A part has no more lines: each of them takes some hundred bytes in the window."""


class TextPart(msgspec.Struct, frozen=True):
    """A section of a text."""

    text: str
    start: int = 0
    """Characters before it."""
    is_last: bool = True
    """Nothing follows it."""

    @property
    def end(self) -> int:
        """Offset at which the rest of the text begins."""
        return self.start + len(self.text)


class TextSource(msgspec.Struct, frozen=True):
    """What the text of a body is read from: its bytes, in an encoding that Python knows."""

    encoding: str

    def read_part(self, chunks: Iterable[bytes], start: int) -> TextPart:
        """Return a later part of the text; it blocks while the body is read up to there."""
        # One character more, to find out whether anything follows.
        needed = PART_CHARACTERS + 1
        offset, text = 0, ""
        for decoded in decode(chunks, self.encoding):
            text += decoded[max(0, start - offset) :]
            offset += len(decoded)
            if len(text) >= needed:
                break
        return _part(text[:PART_CHARACTERS], start, is_cut=len(text) > PART_CHARACTERS)


def _part(text: str, start: int, *, is_cut: bool) -> TextPart:
    if text.count("\n") > PART_LINES:
        at = 0
        for _ in range(PART_LINES):
            at = text.index("\n", at) + 1
        text, is_cut = text[:at], True
    return TextPart(text, start, is_last=not is_cut)


def cut_note(shown_bytes: int, size_bytes: int) -> str:
    """Say that only the beginning of a body is shown."""
    beginning, size = format_size(shown_bytes), format_size(size_bytes)
    if beginning == size:
        beginning, size = (
            f"{shown_bytes:,}",
            tr("{size_bytes:,} bytes").format(size_bytes=size_bytes),
        )
    return tr("The first {beginning} of {size} is shown.").format(beginning=beginning, size=size)


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield a body as text, bytes that do not belong to the encoding as U+FFFD."""
    # Incremental: the end of a chunk may cut a character in two.
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)
