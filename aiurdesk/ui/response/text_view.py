"""The response as text: numbered, coloured, filled in step by step; only markup is wrapped."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QMimeData, QRect, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from aiurdesk.core.body_views.view import Syntax
from aiurdesk.core.formats.json.text_index import TextIndex
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.highlighter import Highlighter
from aiurdesk.ui.theme.theme import Theme, mark

SLICE_S = 0.008
"""Longest time that filling in takes before the window may do something else."""

# Colouring takes longer than filling in, so a longer text goes without.
HIGHLIGHTED_CHARACTERS = 300_000
_AT_ONCE_CHARACTERS = 50_000
"""A text up to here is filled in at once, so that a short one does not flicker."""

# Pieces that are inserted before the clock is looked at.
_PIECES_AT_ONCE = 40
# More than there are lines on a screen.
_MARKED_MATCHES = 300


class TextWidget(QPlainTextEdit):
    """Shows lines. Long ones are cut into pieces, which are copied and found as one line."""

    filled = Signal()
    """Emitted when all lines have been filled in."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._index = TextIndex()
        self._first_line = 1
        self._is_numbered = True
        self._lines: Iterator[str] | None = None
        self._inserted = 0
        self._matches: list[tuple[int, int]] = []
        """Where each begins and ends."""
        self._awaited_match: int | None = None
        """The match to go to when its line has been filled in."""
        self._numbers = _LineNumbers(self)
        self._highlighter = Highlighter(self.document(), theme)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._fill)
        mark(self, "look", "mono")
        self.setAccessibleName(tr("Response text"))
        self.setReadOnly(True)
        # Qt would keep a second copy of all that is filled in.
        self.setUndoRedoEnabled(False)
        # Wrapping a line of a megabyte freezes the window for tens of seconds.
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.updateRequest.connect(self._on_update_request)
        self.verticalScrollBar().valueChanged.connect(self._mark_matches)
        theme.changed.connect(self._on_theme_changed)

    def show_lines(
        self,
        lines: Iterable[str],
        syntax: Syntax | None,
        characters: int,
        first_line: int = 1,
        *,
        is_numbered: bool = True,
    ) -> None:
        """Show other lines.

        Args:
            syntax: What the colours follow; None, and a long text, get no colours.
            characters: About how long all lines are together.
            first_line: Number of the first one.
            is_numbered: False where the lines have offsets of their own.
        """
        is_short = characters <= HIGHLIGHTED_CHARACTERS
        self._highlighter.set_syntax(syntax if is_short else None)
        self._first_line = first_line
        self._is_numbered = is_numbered
        # Long lines are in pieces here, so wrapping costs no more than what is in sight.
        modes = QPlainTextEdit.LineWrapMode
        is_wrapped = syntax is Syntax.MARKUP
        self.setLineWrapMode(modes.WidgetWidth if is_wrapped else modes.NoWrap)
        self._refill(lines, is_now=characters <= _AT_ONCE_CHARACTERS)

    def search(self, needle: str, matches: list[tuple[int, int]] | None = None) -> int:
        """Mark a text and return how often it occurs; empty unmarks.

        Args:
            matches: Where each match begins and ends; None searches what is shown.
        """
        if matches is None:
            starts = self._index.find(needle) if needle else []
            matches = [(start, start + len(needle)) for start in starts]
        self._matches = matches
        self._mark_matches()
        return len(self._matches)

    def go_to(self, match: int) -> None:
        """Select a match and bring it into sight."""
        # The lines come in slices: ``_finish`` comes back here.
        if not self._is_filled_in(self._matches[match][1]):
            self._awaited_match = match
            return
        self.setTextCursor(self._selected(self.textCursor(), self._matches[match]))
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy lines whole, also those that are drawn in pieces."""
        cursor = self.textCursor()
        document = self.document()
        first = document.findBlock(cursor.selectionStart())
        last = document.findBlock(cursor.selectionEnd())
        numbers = self._index.line_numbers
        # Qt puts U+2029 between blocks. A block without a number goes on with a line.
        blocks = cursor.selectedText().split("\u2029")
        joined = blocks[:1]
        for part, block in zip(
            blocks[1:], range(first.blockNumber() + 1, last.blockNumber() + 1), strict=False
        ):
            joined += ["\n" if numbers[block] else "", part]
        data = QMimeData()
        data.setText("".join(joined))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers beside the text."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._numbers.setGeometry(
            QRect(area.left(), area.top(), self.viewportMargins().left(), area.height())
        )

    def numbers_width(self) -> int:
        """Return the room that the line numbers take."""
        if not self._is_numbered:
            return 0
        # At least three, so that the text does not move with each hundred lines.
        digits = max(3, len(str(self._first_line + self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0" * digits) + 16

    def room_beside_text(self) -> int:
        """Return what frame, scroll bar and margins take of the width, without line numbers."""
        bar = self.verticalScrollBar().sizeHint().width()
        return bar + 2 * (self.frameWidth() + int(self.document().documentMargin()))

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Draw the numbers of the lines in sight."""
        painter = QPainter(self._numbers)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour("remark"))
        block = self.firstVisibleBlock()
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        top, width = area.top(), self._numbers.width() - 10
        while block.isValid() and top <= event.rect().bottom():
            at = block.blockNumber()
            # The document may be ahead of the index, by the block that an empty text has.
            number = self._index.line_numbers[at] if at < len(self._index.line_numbers) else 0
            if number:
                baseline = int(top) + self.fontMetrics().ascent()
                left = width - self.fontMetrics().horizontalAdvance(str(number))
                painter.drawText(left, baseline, str(number))
            top += self.blockBoundingRect(block).height()
            block = block.next()
        painter.end()

    def _refill(self, lines: Iterable[str], *, is_now: bool) -> None:
        self._timer.stop()
        # Before ``clear``: an empty text scrolls to its top, which marks the matches in sight.
        self._matches = []
        self._awaited_match = None
        self.clear()
        self._index = TextIndex(self._first_line)
        self._inserted = 0
        self._lines = iter(lines)
        # A short text is done before this fires; ``_finish`` then stops it.
        self._timer.start()
        if is_now:
            self._fill()

    def _fill(self) -> None:
        """Fill lines in until the slice is used up, and ask for another."""
        if self._lines is None:
            return
        cursor = QTextCursor(self.document())
        end = perf_counter() + SLICE_S
        # Some lines in any case, also where other programs take the whole slice: a short text is
        # complete at once.
        while True:
            if self._inserted == len(self._index.pieces):
                self._index.add(islice(self._lines, _PIECES_AT_ONCE))
            pieces = self._index.pieces[self._inserted : self._inserted + _PIECES_AT_ONCE]
            if not pieces:
                self._finish()
                return
            # A cursor of its own, because the view's own holds what the person selected.
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(("\n" if self._inserted else "") + "\n".join(pieces))
            self._inserted += len(pieces)
            if perf_counter() >= end:
                return

    def _finish(self) -> None:
        self._timer.stop()
        self._lines = None
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        self.filled.emit()
        if self._awaited_match is not None and self._awaited_match < len(self._matches):
            self.go_to(self._awaited_match)

    def _is_filled_in(self, offset: int) -> bool:
        return self._index.position(offset).piece < self._inserted

    def _position(self, offset: int) -> int:
        position = self._index.position(offset)
        return self.document().findBlockByNumber(position.piece).position() + position.column

    def _mark_matches(self) -> None:
        """Mark the matches in sight; thousands at once would be slow."""
        first = self._index.offset(self.firstVisibleBlock().blockNumber())
        begin = bisect_left(self._matches, (first, 0))
        selections = []
        for match in self._matches[begin : begin + _MARKED_MATCHES]:
            if self._is_filled_in(match[1]):
                selection = QTextEdit.ExtraSelection()
                selection.format.setBackground(self._theme.colour("match_background"))
                selection.cursor = self._selected(QTextCursor(self.document()), match)
                selections.append(selection)
        self.setExtraSelections(selections)

    def _selected(self, cursor: QTextCursor, match: tuple[int, int]) -> QTextCursor:
        cursor.setPosition(self._position(match[0]))
        cursor.setPosition(self._position(match[1]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _on_update_request(self, area: QRect, moved_by: int) -> None:
        if moved_by:
            self._numbers.scroll(0, moved_by)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

    def _on_theme_changed(self) -> None:
        """Fill the lines in again: recolouring all of them at once would block the window."""
        self._highlighter.refresh()
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        pieces = self._index.pieces
        lines = self._index.text(0, len(pieces) - 1).split("\n") if pieces else []
        rest = [] if self._lines is None else list(self._lines)
        self._refill([*lines, *rest], is_now=False)


class _LineNumbers(QWidget):
    def __init__(self, view: TextWidget) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers(event)
