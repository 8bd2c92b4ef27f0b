"""Long lines in pieces, which Qt lays out one by one.

Qt lays out all of a line at each key. One of five megabytes takes it three seconds, so that a long
line consists of several blocks of the document here. What stands between two blocks is then either
a line end or a *cut*, which is no character of the text.

A cut is a cursor that selects the separator before the block. Qt keeps it there through all
edits, also those of input methods and screen readers, and a separator that is removed leaves its
cursor without a selection. Nothing has to be kept in step by hand.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from aiurdesk.core.formats.utf16 import units

PIECE = 2_000
"""UTF-16 units at most, where a text is filled in."""
LONGEST = 2 * PIECE
"""A block that became longer by typing is cut anew."""
_TIMES_SLOWER = 4
"""Qt takes so many times as long for characters beyond U+FFFF, such as emoji."""
_LOOKED_BACK = 400
_BETTER_ENDS = (",", " ", ">", ";", "&")
"""A piece ends behind one of them where there is one near its end."""


def pieces_of(line: str) -> list[str]:
    """Return the parts that a line is drawn in."""
    is_slow = len(line) * _TIMES_SLOWER > PIECE and not line.isascii() and max(line) > "\uffff"
    most = PIECE // _TIMES_SLOWER if is_slow else PIECE
    pieces, at = [], 0
    while len(line) - at > most:
        end = at + most
        ends = (line.rfind(sign, end - _LOOKED_BACK, end) + 1 for sign in _BETTER_ENDS)
        end = next((found for found in ends if found > at), end)
        pieces.append(line[at:end])
        at = end
    pieces.append(line[at:])
    return pieces


def lines_in(text: str, start: int, most: int) -> int:
    """Return where the next part of a text ends, with whole lines where it has some.

    Args:
        most: Characters of the part.
    """
    end = start + most
    if end >= len(text):
        return len(text)
    return text.rfind("\n", start, end) + 1 or end


class Cuts:
    """The places in a document where a line goes on in the next block."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._cursors: list[QTextCursor] = []
        self._blocks: list[int] | None = None
        self._count = 0

    def clear(self) -> None:
        """Forget all: another text is shown."""
        self._cursors, self._blocks = [], None

    def add(self, block_start: int) -> None:
        """Take the separator before a position for a cut."""
        cursor = QTextCursor(self._document)
        # The end that does not move is behind the separator. When this is removed, both ends are
        # at one place, and Qt moves them together from then on, whatever is inserted there.
        cursor.setPosition(block_start)
        cursor.setPosition(block_start - 1, QTextCursor.MoveMode.KeepAnchor)
        self._cursors.append(cursor)
        number = cursor.blockNumber() + 1
        if self._blocks is not None and number > (self._blocks or [0])[-1]:
            self._blocks.append(number)
        else:
            self._blocks = None

    def follow(self, position: int, removed: int, added: int) -> None:
        """Look anew after a change, unless all cuts are in the blocks where they were."""
        count, before = self._document.blockCount(), self._count
        self._count = count
        if not self._blocks:
            return
        first = self._document.findBlock(position)
        if first.position() == position and added:
            self._tighten(position)
        is_behind = not removed and first.blockNumber() >= self._blocks[-1]
        is_in_block = count == before and position + added < first.position() + first.length()
        if not is_behind and not is_in_block:
            more, number = count - before, first.blockNumber()
            behind = number if not removed else number - more
            # What is inserted only moves the cuts behind it; what is removed takes those within.
            self._blocks = (
                None
                if removed and added
                else [
                    at if at <= number else at + more
                    for at in self._blocks
                    if at <= number or at > behind
                ]
            )

    def _tighten(self, position: int) -> None:
        """Leave out of a selection what was inserted behind its separator."""
        for cursor in self._cursors:
            if cursor.position() == position - 1 and cursor.anchor() > position:
                cursor.setPosition(position)
                cursor.setPosition(position - 1, QTextCursor.MoveMode.KeepAnchor)

    def forget_places(self) -> None:
        """Look anew where they are, within a block of edits."""
        self._blocks = None

    def blocks(self) -> list[int]:
        """Return the numbers of the blocks that go on with a line, in order."""
        if self._blocks is None:
            self._cursors = [one for one in self._cursors if one.anchor() > one.position()]
            find = self._document.findBlock
            self._blocks = sorted({find(o.position()).blockNumber() + 1 for o in self._cursors})
        return self._blocks

    def is_cut(self, block: QTextBlock) -> bool:
        """Tell whether a block goes on with the line of the block before it."""
        blocks = self.blocks()
        if not blocks:
            return False
        number = block.blockNumber()
        at = bisect_right(blocks, number)
        return at > 0 and blocks[at - 1] == number

    def line_number(self, block: QTextBlock) -> int:
        """Return the number of the line that a block is in, from 1."""
        number = block.blockNumber()
        return number + 1 - bisect_right(self.blocks(), number)

    def block_of_line(self, number: int) -> QTextBlock:
        """Return the block that a line begins in; its number is from 1."""
        at = number - 1
        for block in self.blocks():
            if block > at:
                break
            at += 1
        return self._document.findBlockByNumber(at)

    def joined(self, raw: str, first: int = 0) -> str:
        """Return text as it is meant, from text whose blocks U+2029 separates.

        Args:
            first: Number of the block that it begins in.
        """
        cut = self.blocks()
        if not cut:
            return raw.replace("\u2029", "\n")
        parts = raw.split("\u2029")
        ends = ["\n"] * len(parts)
        ends[-1] = ""
        for number in cut[bisect_right(cut, first) :]:
            if number - first >= len(parts):
                break
            ends[number - first - 1] = ""
        return "".join(chain.from_iterable(zip(parts, ends, strict=True)))

    def offset(self, position: int) -> int:
        """Return how many UTF-16 units of the text are before a position in the document."""
        block = self._document.findBlock(position)
        return position - bisect_right(self.blocks(), block.blockNumber())

    def position(self, offset: int) -> int:
        """Return where in the document a place in the text is, in UTF-16 units."""
        low, high = offset, offset + len(self.blocks())
        # Each cut before it moves it by one.
        while low < high:
            middle = (low + high) // 2
            if self.offset(middle) < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def insert(self, cursor: QTextCursor, text: str) -> None:
        """Insert text in place of the selection of a cursor; a long line of it is cut."""
        at = cursor.selectionStart()
        blocks: list[str] = []
        cut: list[int] = []
        lines = text.split("\n")
        if max(map(len, lines)) * _TIMES_SLOWER <= PIECE:
            cursor.insertText(text)
            return
        for line in lines:
            for number, piece in enumerate(pieces_of(line)):
                if number:
                    cut.append(at)
                blocks.append(piece)
                at += (len(piece) if piece.isascii() else units(piece)) + 1
        cursor.insertText("\n".join(blocks))
        # Within a block of edits Qt does not lay out what a cursor goes to.
        cursor.beginEditBlock()
        for place in cut:
            self.add(place)
        cursor.endEditBlock()

    def cut_block(self, block: QTextBlock) -> None:
        """Cut a block that has become too long."""
        parts = pieces_of(block.text())
        at = block.position()
        for part in parts[:-1]:
            at += units(part)
            cursor = QTextCursor(self._document)
            cursor.setPosition(at)
            cursor.insertBlock()
            at += 1
            self.add(at)


def long_blocks(document: QTextDocument, start: int, length: int) -> Iterator[QTextBlock]:
    """Yield the blocks of a part of a document that are too long."""
    block, end = document.findBlock(start), start + length
    while block.isValid():
        size, at = block.length(), block.position()
        if size > LONGEST:
            yield block
        if at + size > end:
            break
        block = block.next()
