"""Brackets of a text of code: which ones belong together, without those in quotes."""

import re
from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextCursor

from aiurdesk.core.formats.utf16 import units
from aiurdesk.ui.editor.colouring import Colouring, end_of_quote
from aiurdesk.ui.editor.tokens import CLOSED_BY, PAIRS

_MOST_BLOCKS, _MOST_CHARACTERS = 300, 40_000
"""Looked at for the other bracket of a pair, so that moving the caret takes no time."""
_QUOTE = r'"(?:[^"\\]|\\.)*+"?'
_BRACKETS = re.compile(_QUOTE + r"|(?P<bracket>[{}\[\]()])")
_ANY = re.compile(r"(?P<bracket>[{}\[\]()])")


class Brackets:
    """Finds the other bracket of a pair."""

    def __init__(self, colouring: Colouring) -> None:
        self._colouring = colouring

    def pair_at(self, cursor: QTextCursor) -> tuple[int, int] | None:
        """Return the positions of the bracket beside a caret, and of the one it belongs to."""
        block, column = cursor.block(), cursor.positionInBlock()
        text = block.text()
        if not _ANY.search(text[max(0, column - 2) : column + 2]):
            return None
        there = dict(self._in_block(text, is_quoted=self._colouring.starts_quoted(block)))
        # The one behind the caret first, as typing goes on there.
        for at in (column, column - 1):
            if at in there:
                other = self._other(block, at, there[at])
                return None if other is None else (block.position() + at, other)
        return None

    def _other(self, block: QTextBlock, at: int, bracket: str) -> int | None:
        is_forward = bracket in PAIRS
        wanted = PAIRS[bracket] if is_forward else CLOSED_BY[bracket]
        depth = 0
        for one, column, sign in self._from(block, at, is_forward=is_forward):
            depth += (sign == bracket) - (sign == wanted)
            if depth == 0:
                return one.position() + column
        return None

    def _from(
        self, block: QTextBlock, at: int, *, is_forward: bool
    ) -> Iterator[tuple[QTextBlock, int, str]]:
        left = _MOST_CHARACTERS
        is_quoted = self._colouring.starts_quoted(block)
        for number in range(_MOST_BLOCKS):
            found = self._in_block(block.text(), is_quoted=is_quoted)
            for column, sign in found if is_forward else found[::-1]:
                if number or (column >= at if is_forward else column <= at):
                    yield block, column, sign
            left -= block.length()
            block, is_quoted = self._neighbour(block, is_forward=is_forward, is_quoted=is_quoted)
            if not block.isValid() or left < 0:
                return

    def _neighbour(
        self, block: QTextBlock, *, is_forward: bool, is_quoted: bool
    ) -> tuple[QTextBlock, bool]:
        """Return the next block, and whether it begins in quotes."""
        colouring = self._colouring
        other = block.next() if is_forward else block.previous()
        if not other.isValid():
            return other, False
        if is_forward:
            return other, colouring.goes_on(other) and is_quoted ^ colouring.leaves_open(block)
        if colouring.goes_on(block):
            return other, is_quoted ^ colouring.leaves_open(other)
        return other, colouring.starts_quoted(other)

    def _in_block(self, text: str, *, is_quoted: bool) -> list[tuple[int, str]]:
        """Return columns, in UTF-16 units, and signs of the brackets in a block."""
        pattern = _BRACKETS if self._colouring.has_quotes else _ANY
        begin = end_of_quote(text) if is_quoted else 0
        found = [(m.start(), m["bracket"]) for m in pattern.finditer(text, begin) if m["bracket"]]
        if text.isascii():
            return found
        return [(units(text[:column]), sign) for column, sign in found]
