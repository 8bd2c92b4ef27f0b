"""The response as text of any length: of all its rows, the document of Qt holds those in sight.

A document of 100 MB would take gigabytes. Drawing rows by oneself would need a second way to tell
screen readers about them, to select and to colour. So a ``QPlainTextEdit`` shows a *page*, the rows
in sight and some above and below, and gets another page before its own rows end. The scroll bar
beside it is about the whole text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QMargins, QMimeData, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from aiurdesk.core.body_views.rows import MemoryText, Place, Row, Rows
from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.body_views.view import Syntax
from aiurdesk.core.formats.utf16 import units
from aiurdesk.core.translation import format_size, tr
from aiurdesk.ui.editor.colouring import Colouring
from aiurdesk.ui.response.marked_bar import MOST_MARKS, MarkedBar
from aiurdesk.ui.theme.theme import Theme, mark

MOST_COPIED = 16 * 1024 * 1024
"""Bytes that the clipboard gets: more would stop the window, and the program that pastes them."""
_ROWS_ON_A_PAGE = 300
"""A text that has no more is shown without pages."""
_LEAST_MARGIN = 8
_CHARACTERS = 30_000
"""On a page with long rows, which take longer, there are fewer of them out of sight."""
_PIECE = 64 * 1024
# More than there are on a screen.
_MARKED_MATCHES = 300


class TextWidget(QPlainTextEdit):
    """Shows a text. Long lines are cut into rows, which are copied and found as one line."""

    copy_refused = Signal(str)
    """Emitted with a sentence when more is selected than is copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Rows = MemoryText(()).rows
        self._first = 0
        """The row that the page begins with."""
        self._page: list[Row] = []
        self._is_numbered = True
        self._is_changing = False
        """The page or its place is being set, which is no wish of the person."""
        self._anchor = self._caret = Place(0, 0)
        """What is selected, also where it is not on the page."""
        self._placed = (0, 0)
        """The same on the page, as it was set."""
        self._starts: Sequence[int] = ()
        self._ends: Sequence[int] = ()
        """Where each match begins and ends, in bytes of the text."""
        self.bar = MarkedBar(theme, tr("Place in the text"), self)
        self._numbers = _LineNumbers(self)
        self._colouring = Colouring(theme, self)
        mark(self, "look", "mono")
        self.setAccessibleName(tr("Response text"))
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        # Qt would keep a second copy of all that is filled in.
        self.setUndoRedoEnabled(False)
        # Wrapping a line of a megabyte freezes the window for tens of seconds.
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._connect()

    def _connect(self) -> None:
        self.updateRequest.connect(self._on_update_request)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._on_range_changed())
        self.bar.valueChanged.connect(self._on_bar_moved)
        self.cursorPositionChanged.connect(self._on_selected)
        self.selectionChanged.connect(self._on_selected)
        self._theme.changed.connect(self._on_theme_changed)
        # What a window of another size shows is known when all is laid out.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._on_scrolled)

    def show_rows(self, rows: Rows, syntax: Syntax | None, *, is_numbered: bool = True) -> None:
        """Show another text from its beginning.

        Args:
            rows: More of them may become known later; then ``take_more`` is to be called.
            syntax: What the colours follow; None leaves the text without any.
            is_numbered: False where the lines have offsets of their own.
        """
        self._rows = rows
        self._starts = self._ends = ()
        self.bar.mark_rows(())
        self._is_numbered = is_numbered
        self._colouring.set_syntax(syntax)
        # Long lines are in pieces here, so wrapping costs no more than what is in sight.
        modes = QPlainTextEdit.LineWrapMode
        is_wrapped = syntax is Syntax.MARKUP
        self.setLineWrapMode(modes.WidgetWidth if is_wrapped else modes.NoWrap)
        self._anchor = self._caret = Place(0, 0)
        self._load(0)
        self._scroll_to(0)

    def show_text(self, text: str, syntax: Syntax | None = None) -> None:
        """Show a text that is at hand."""
        data = text.encode("utf-8", "replace")
        made = MemoryText(data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
        while not made.advance():
            pass
        self.show_rows(made.rows, syntax)

    def take_more(self, rows: Rows | None = None) -> None:
        """Show that more of the text is known.

        Args:
            rows: The same text, if more of it is known there.
        """
        if rows is not None:
            self._rows = rows
        end = self._first + len(self._page)
        if end < self._rows.count and end < self._first + self._wanted()[1]:
            top = self.top_row()
            self._load(top)
            self._scroll_to(top)
        self._place_parts()
        self._follow_bar()

    @property
    def shown_rows(self) -> Rows:
        """Return the text that is shown."""
        return self._rows

    def mark_matches(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Mark places of the text, here and on the scroll bar.

        Args:
            starts: Where each begins, in bytes of the text, in order.
            ends: Where each ends.
        """
        self._starts, self._ends = starts, ends
        self._mark_matches()
        # More than a scroll bar has pixels.
        some = starts[:: max(1, len(starts) // MOST_MARKS)]
        count = max(self._rows.count, 1)
        self.bar.mark_rows([self._rows.row_near(start) / count for start in some])

    def go_to(self, match: int) -> None:
        """Select a match and bring it into sight."""
        if match < len(self._starts):
            self.select(*self._rows.span(self._starts[match], self._ends[match]))

    def select(self, anchor: Place, caret: Place) -> None:
        """Select a part of the text, and bring its end into sight."""
        self._anchor, self._caret = anchor, caret
        if not self._has_in_sight(caret.row):
            top = max(0, caret.row - self._in_sight() // 2)
            self._load(top)
            self._scroll_to(top)
        self._place_cursor()
        self.ensureCursorVisible()

    def selected_text(self) -> str:
        """Return what is selected of the whole text, exactly."""
        start, end = sorted((self._anchor, self._caret))
        return self._rows.text(start, end)

    def selectAll(self) -> None:
        """Select all of the text, of which only a page is here."""
        self._anchor, self._caret = Place(0, 0), self._end()
        self._place_cursor()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy what is selected, unless that is too much."""
        data = QMimeData()
        start, end = sorted((self._anchor, self._caret))
        size = self._rows.size(start, end)
        if size > MOST_COPIED:
            text = tr("{size} are selected. At most {most} can be copied; save the body instead.")
            sizes = {"size": format_size(size), "most": format_size(MOST_COPIED)}
            self.copy_refused.emit(text.format(**sizes))
        else:
            data.setText(self.selected_text())
        return data

    def copy(self) -> None:
        """Copy what is selected, and leave the clipboard as it is where that is too much."""
        if (data := self.createMimeDataFromSelection()).hasText():
            QGuiApplication.clipboard().setMimeData(data)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the whole text."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
            return
        target = self._target(event)
        if target is not None:
            is_selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.select(self._anchor if is_selecting else target, target)
            return
        if event.key() in _ARROWS and not self._has_around(self._caret.row):
            self.select(self._anchor, self._caret)
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep numbers and scroll bar beside the text."""
        super().resizeEvent(event)
        self._place_parts()
        self._settled.start()

    def is_cut(self, block: QTextBlock) -> bool:
        """Tell whether a block goes on with the line of the block before it."""
        at = block.blockNumber()
        return at < len(self._page) and not self._page[at].number

    def top_row(self) -> int:
        """Return the first row in sight."""
        return self._first + self.firstVisibleBlock().blockNumber()

    def numbers_width(self) -> int:
        """Return the room that the line numbers take."""
        if not self._is_numbered:
            return 0
        # At least three, so that the text does not move with each hundred lines.
        digits = max(3, len(str(self._rows.last_number)))
        return self.fontMetrics().horizontalAdvance("0" * digits) + 16

    def room_beside_text(self) -> int:
        """Return what frame, scroll bar and margins take of the width, without line numbers."""
        bar = self.bar.sizeHint().width()
        return bar + 2 * (self.frameWidth() + int(self.document().documentMargin()))

    def blocks_in_sight(self) -> Iterator[tuple[QTextBlock, float, float]]:
        """Yield the blocks of which something is shown, with their tops and heights in pixels."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= self.viewport().height():
            height = self.blockBoundingRect(block).height()
            yield block, top, height
            top += height
            block = block.next()

    def paint_numbers(self) -> None:
        """Draw the numbers of the lines in sight."""
        painter = QPainter(self._numbers)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour("remark"))
        metrics, width = self.fontMetrics(), self._numbers.width() - 10
        for block, top, _ in self.blocks_in_sight():
            at = block.blockNumber()
            if at < len(self._page) and (number := self._page[at].number):
                left = width - metrics.horizontalAdvance(str(number))
                # A sign of another font makes the row higher.
                line = block.layout().lineAt(0) if block.layout().lineCount() else None
                ascent = metrics.ascent() if line is None else round(line.ascent())
                painter.drawText(left, int(top) + ascent, str(number))
        painter.end()

    def _in_sight(self) -> int:
        return max(1, self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1))

    def _wanted(self, top: int = 0) -> tuple[int, int]:
        """Return which row a page is to begin with, and how many it has."""
        if self._rows.count <= _ROWS_ON_A_PAGE:
            return 0, _ROWS_ON_A_PAGE
        margin = self._in_sight() + _LEAST_MARGIN
        first = max(0, min(top, self._rows.count - self._in_sight()) - margin)
        return first, 2 * margin + self._in_sight() + 1

    def _load(self, top: int) -> None:
        """Fill the page with the rows around the one that is to be the first in sight."""
        first, count = self._wanted(top)
        page = self._rows.rows(first, count)
        texts = [shown(row.text) for row in page]
        if self._rows.count > _ROWS_ON_A_PAGE and sum(map(len, texts)) > _CHARACTERS:
            # Long rows take longer; the next page comes the sooner.
            above = max(0, top - first - self._in_sight() // 2)
            below = top - first + self._in_sight() * 3 // 2 + _LEAST_MARGIN
            first, page, texts = first + above, page[above:below], texts[above:below]
        self._is_changing = True
        self._first, self._page = first, page
        self.setPlainText("\n".join(texts))
        self._is_changing = False
        self._place_cursor()
        self._place_parts()

    def _scroll_to(self, row: int) -> None:
        self._is_changing = True
        at = min(max(row - self._first, 0), max(len(self._page) - 1, 0))
        bar = self.verticalScrollBar()
        bar.setValue(self.document().findBlockByNumber(at).firstLineNumber())
        self._is_changing = False
        self._on_shown()

    def _has_in_sight(self, row: int) -> bool:
        """Tell whether the rows around one are on the page."""
        half = self._in_sight() // 2
        end = self._first + len(self._page)
        return (self._first == 0 or row >= self._first + half) and (
            end >= self._rows.count or row < end - half
        )

    def _has_around(self, row: int) -> bool:
        end = self._first + len(self._page)
        return (self._first == 0 or row > self._first) and (
            end >= self._rows.count or row < end - 1
        )

    def _on_scrolled(self) -> None:
        if self._is_changing:
            return
        top, end = self.top_row(), self._first + len(self._page)
        near = self._in_sight() // 4
        is_near_top = self._first > 0 and top - self._first < near
        is_near_end = end < self._rows.count and end - top - self._in_sight() < near
        if is_near_top or is_near_end:
            self._load(top)
            self._scroll_to(top)
            return
        self._on_shown()

    def _on_shown(self) -> None:
        """Colour and mark what is in sight now."""
        self._follow_bar()
        self._colour_in_sight()
        self._mark_matches()
        self._numbers.update()

    def _on_range_changed(self) -> None:
        if not self._is_changing:
            self._follow_bar()

    def _follow_bar(self) -> None:
        """Let the scroll bar show where the page is in the whole text."""
        inner, bar = self.verticalScrollBar(), self.bar
        is_changing, self._is_changing = self._is_changing, True
        if len(self._page) >= self._rows.count:
            bar.setRange(inner.minimum(), inner.maximum())
            bar.setPageStep(inner.pageStep())
            bar.setSingleStep(inner.singleStep())
            bar.setValue(inner.value())
        else:
            in_sight, top = self._in_sight(), self.top_row()
            end = self._first + len(self._page)
            is_end = end >= self._rows.count and inner.value() >= inner.maximum()
            # Rows with signs of another font are higher, so that fewer are in sight.
            bar.setRange(0, max(self._rows.count - in_sight // 2, 1))
            bar.setPageStep(in_sight)
            bar.setSingleStep(1)
            bar.setValue(bar.maximum() if is_end else min(top, bar.maximum() - 1))
        is_hidden = bar.maximum() <= bar.minimum()
        if bar.isHidden() is not is_hidden:
            bar.setHidden(is_hidden)
            self._place_parts()
        self._is_changing = is_changing

    def _on_bar_moved(self, value: int) -> None:
        if self._is_changing:
            return
        if len(self._page) >= self._rows.count:
            self.verticalScrollBar().setValue(value)
            return
        if not self._first <= value < self._first + len(self._page) - self._in_sight():
            self._load(value)
        self._scroll_to(value)
        if value >= self.bar.maximum():
            inner = self.verticalScrollBar()
            inner.setValue(inner.maximum())
        self._on_scrolled()

    def _target(self, event: QKeyEvent) -> Place | None:
        """Return where a key leads that Qt would look for on the page only."""
        keys, at = QKeySequence.StandardKey, self._caret
        if event.matches(keys.MoveToStartOfDocument) or event.matches(keys.SelectStartOfDocument):
            return Place(0, 0)
        if event.matches(keys.MoveToEndOfDocument) or event.matches(keys.SelectEndOfDocument):
            return self._end()
        by = self._in_sight() - 1
        if event.matches(keys.MoveToNextPage) or event.matches(keys.SelectNextPage):
            last = self._rows.count - 1
            return Place(at.row + by, at.column) if at.row + by < last else self._end()
        if event.matches(keys.MoveToPreviousPage) or event.matches(keys.SelectPreviousPage):
            return Place(at.row - by, at.column) if at.row > by else Place(0, 0)
        return None

    def _end(self) -> Place:
        last = self._rows.rows(self._rows.count - 1, 1)
        column = units(shown(last[0].text)) if last else 0
        return Place(max(self._rows.count - 1, 0), column)

    def _on_selected(self) -> None:
        """Remember what the person selected on the page; what is beyond it stays selected."""
        if self._is_changing:
            return
        cursor = self.textCursor()
        anchor, caret = self._placed
        if not (cursor.hasSelection() and cursor.anchor() == anchor):
            self._anchor = self._place_of(cursor.anchor())
        if cursor.position() != caret:
            self._caret = self._place_of(cursor.position())
        elif not cursor.hasSelection():
            self._caret = self._anchor
        self._placed = cursor.anchor(), cursor.position()

    def _place_of(self, position: int) -> Place:
        block = self.document().findBlock(position)
        return Place(self._first + block.blockNumber(), position - block.position())

    def _position(self, place: Place) -> int:
        at = place.row - self._first
        if at < 0:
            return 0
        if at >= len(self._page):
            return self.document().characterCount() - 1
        block = self.document().findBlockByNumber(at)
        return block.position() + min(place.column, block.length() - 1)

    def _place_cursor(self) -> None:
        """Select on the page what is selected in the whole text."""
        self._placed = self._position(self._anchor), self._position(self._caret)
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._placed[0])
        cursor.setPosition(self._placed[1], QTextCursor.MoveMode.KeepAnchor)
        is_changing, self._is_changing = self._is_changing, True
        self.setTextCursor(cursor)
        self._is_changing = is_changing

    def _colour_in_sight(self) -> None:
        is_changing, self._is_changing = self._is_changing, True
        coloured = [self._colouring.colour(block) for block, _, _ in self.blocks_in_sight()]
        if any(coloured):
            self.viewport().update()
        self._is_changing = is_changing

    def _mark_matches(self) -> None:
        """Mark the matches in sight; thousands at once would be slow."""
        selections = []
        blocks = [block.blockNumber() for block, _, _ in self.blocks_in_sight()]
        if self._starts and self._page and blocks:
            last = min(blocks[-1], len(self._page) - 1)
            # One may have begun before.
            first = max(bisect_left(self._starts, self._page[blocks[0]].start) - 1, 0)
            beyond = bisect_right(self._starts, self._page[last].end, first)
            for match in range(first, min(beyond, first + _MARKED_MATCHES)):
                selection = QTextEdit.ExtraSelection()
                selection.format.setBackground(self._theme.colour("match_background"))
                selection.cursor = QTextCursor(self.document())
                begin, after = self._rows.span(self._starts[match], self._ends[match])
                selection.cursor.setPosition(self._position(begin))
                selection.cursor.setPosition(self._position(after), QTextCursor.MoveMode.KeepAnchor)
                selections.append(selection)
        self.setExtraSelections(selections)

    def _place_parts(self) -> None:
        bar = self.bar.sizeHint().width() if not self.bar.isHidden() else 0
        if self.viewportMargins() != (margins := QMargins(self.numbers_width(), 0, bar, 0)):
            self.setViewportMargins(margins)
        area = self.contentsRect()
        across = self.horizontalScrollBar()
        height = area.height() - (across.height() if across.isVisible() else 0)
        self.bar.setGeometry(area.right() - bar + 1, area.top(), bar, height)
        self._numbers.setGeometry(area.left(), area.top(), self.numbers_width(), area.height())

    def _on_update_request(self, area: QRect, moved_by: int) -> None:
        if moved_by:
            self._numbers.scroll(0, moved_by)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

    def _on_theme_changed(self) -> None:
        self._colouring.refresh()
        self._place_parts()
        self._colour_in_sight()
        self._mark_matches()


_ARROWS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class _LineNumbers(QWidget):
    def __init__(self, view: TextWidget) -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers()
