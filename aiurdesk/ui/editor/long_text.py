"""A text of any kind and of some megabytes, edited or read.

What was compared, for 5 MB (milliseconds; the figures are in ``tests/benchmarks/README.md``):

- ``QPlainTextEdit`` as it is: a key takes 1 in 90,000 short lines, and 3,000 in one long line. It
  is the base: screen readers and input methods, such as those for Chinese, work with it.
- With a ``QSyntaxHighlighter``: it colours all lines when a text is shown, 1,290 in one go. So the
  lines in sight are coloured when they come into sight (``colouring``).
- A ``QTextDocument`` that is filled in at once takes 270, and in slices of 20,000 characters at
  most 8 each: so the beginning is there at once, and the rest comes in slices.
- One line in pieces that are blocks of their own (``pieces``): a key takes 9 in the median.
- Drawing by oneself over a list of lines would need no tricks for long lines, but PySide has no
  way to tell screen readers about it, and input methods and selection would be written anew.
"""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from aiurdesk.core.formats.utf16 import units, with_replaced
from aiurdesk.core.request.edit_state import changed_span
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.colouring import Colouring
from aiurdesk.ui.editor.folds import Folds
from aiurdesk.ui.editor.gutter import Gutter
from aiurdesk.ui.editor.pieces import Cuts, lines_in, long_blocks
from aiurdesk.ui.editor.undoable_page import page_above
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

_SIDE = 6
"""Pixels at the left and the right, beside the margin of the document."""
# In lines: a longer text scrolls, so that the fields below it stay in reach.
_LEAST_LINES = 3
_MOST_LINES = 12
MOST_EDITED = 16_000_000
"""Characters. A longer text is sent whole, and only its beginning is shown."""
_SHOWN_OF_LONG = 1000
LONG = 50_000
"""Characters. A shorter text is filled in at once, and handed over at each key."""
_SLICE = 20_000
_SLICE_S = 0.008
"""Longest time that filling in takes before the window may do something else."""
_LINE_ENDS_OF_OTHERS = ("\r\n", "\r", "\u2029")
_MOST_FORGOTTEN = 300
"""Changed blocks that are coloured again one by one: there are fewer in sight."""
_LONG = tr(
    "{} characters are sent; the first {} are shown. A text of this length "
    "cannot be edited here: paste another one, or remove it with Delete."
)

_NO_LIMIT = 16_777_215
"""``QWIDGETSIZE_MAX``, which PySide6 does not have."""


class LongText(QPlainTextEdit):
    """Shows a text, coloured and numbered where it is code."""

    edited = Signal()
    """Emitted when the text was changed, also by ``setPlainText``, but not by ``show_text``."""
    shown = Signal()
    """Emitted by ``show_text``."""
    filled = Signal()
    """Emitted when all of a long text that is shown has been filled in."""

    undoes_itself = False
    """Whether it has steps of its own although it is on a page that has steps."""
    room_beside = 0
    """Pixels at the right of the text, for a button in it."""

    def __init__(
        self,
        theme: Theme,
        syntax: str | None = None,
        *,
        is_code: bool = False,
        fills: bool = False,
    ) -> None:
        """Create an empty editor.

        Args:
            syntax: What the colours follow: a key of ``PATTERNS``, or None.
            is_code: It has numbers at its lines; otherwise Tab is left to the form.
            fills: It takes the height that there is, with any text.
        """
        super().__init__()
        self._theme = theme
        self._fills = fills
        self.is_code = is_code
        self._is_locked = False
        self.room_above = 0
        """Pixels above the text for something else."""
        self._own_changes = 0
        self._rest, self._at = "", 0
        """A text that is being filled in, and how much of it was."""
        self.whole: str | None = None
        """A text that is too long to be shown, and therefore to be edited."""
        self._too_long: list[QTextCursor] = []
        """In blocks that typing made too long."""
        self._caret: int | None = None
        """Where the caret is to be when all is filled in, in UTF-16 units of the text."""
        self.cuts = Cuts(self.document())
        self.colouring = Colouring(theme, self.cuts, self._has_value)
        self.folds = Folds(self.document(), self._on_folded)
        self._gutter = Gutter(self, theme, self.lines_in_sight, self._line_number, self.folds)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._fill)
        self._colour_soon = QTimer(self, interval=0, singleShot=True)
        self._colour_soon.timeout.connect(self._colour_in_sight)
        # Wrapping at words freezes for 40 s on a single line of a megabyte, such as base64.
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._note = styled(QLabel(self, wordWrap=True), look="small")
        self._note.hide()
        self.setTabChangesFocus(not is_code)
        self._gutter.setVisible(is_code)
        self.set_syntax(syntax)
        self.document().contentsChange.connect(self._on_contents_change)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.fit())
        self.blockCountChanged.connect(self._on_block_count_changed)
        self.updateRequest.connect(self._on_update_request)
        theme.changed.connect(self._on_theme_changed)
        self.fit()

    @property
    def syntax(self) -> str | None:
        """What the colours follow."""
        return self._syntax

    @property
    def theme(self) -> Theme:
        """The colours of the window."""
        return self._theme

    def set_syntax(self, syntax: str | None) -> None:
        """Show the text as another language."""
        self._syntax = syntax
        self.colouring.set_syntax(syntax)
        self._colour_soon.start()
        self.place()

    def show_variables(self) -> None:
        """Mark anew which variables have no value: the page has other values."""
        self.colouring.refresh()
        self._colour_soon.start()

    def _has_value(self, name: str) -> bool:
        page = page_above(self)
        return page is None or page.has_value(name)

    def setReadOnly(self, is_read_only: bool) -> None:
        """Let the text only be read, also another one that is shown later."""
        self._is_locked = is_read_only
        super().setReadOnly(is_read_only or self.whole is not None)

    @property
    def is_long(self) -> bool:
        """Whether the text is too long to be read as a whole at each key."""
        return self.document().characterCount() + len(self._rest) - self._at > LONG

    @property
    def is_filled(self) -> bool:
        """Whether all of the text is there."""
        return not self._timer.isActive()

    def show_text(self, text: str) -> None:
        """Show a text; of a very long one only the beginning, and of a long one that first."""
        # Not one expression, which takes half a second for ten megabytes.
        for line_end in _LINE_ENDS_OF_OTHERS:
            text = text.replace(line_end, "\n") if line_end in text else text
        if not self._patch(text):
            self._show_anew(text)
        self.shown.emit()

    def _show_anew(self, text: str) -> None:
        is_too_long = len(text) > MOST_EDITED
        self.whole = text if is_too_long else None
        shown = f"{_SHOWN_OF_LONG:,}"
        self._note.setText(_LONG.format(f"{len(text):,}", shown) if is_too_long else "")
        self._note.setVisible(is_too_long)
        super().setReadOnly(is_too_long or self._is_locked)
        self._rest, self._at, self._caret = text[:_SHOWN_OF_LONG] if is_too_long else text, 0, None
        is_long = len(self._rest) > LONG
        self._own_changes += 1
        # Without the steps of a long text, which would be one for each slice.
        self.setUndoRedoEnabled(False)
        self.folds.clear()
        self.clear()
        self.cuts.clear()
        self._insert_rest(_SLICE if is_long else len(self._rest) + 1)
        self._own_changes -= 1
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if self._at < len(self._rest):
            self._timer.start()
        else:
            self._finish()
        self.place()
        self.fit()

    def exact_text(self) -> str:
        """Return the text; ``toPlainText`` would replace no-break spaces by spaces."""
        if self.whole is not None:
            return self.whole
        # Qt ends each line of a document with U+2029, also where the text had another end.
        shown = self.cuts.joined(self.document().toRawText())
        return shown + self._rest[self._at :] if self._at < len(self._rest) else shown

    def caret(self) -> int:
        """Return where in the text the caret is, in UTF-16 units."""
        return self.cuts.offset(self.textCursor().position())

    def select_part(self, start: int, end: int) -> None:
        """Select a part of the text, in UTF-16 units, and bring it into sight."""
        cursor = self.textCursor()
        cursor.setPosition(self.cuts.position(start))
        cursor.setPosition(self.cuts.position(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def replace_text(self, text: str) -> None:
        """Show another text that a command made of this one, as an edit."""
        self.show_text(text)
        self.edited.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert what is pasted or dropped, however long it is."""
        self.insert_text(source.text())

    def insert_text(self, text: str) -> None:
        """Put a text in place of the selection.

        Of much text the rest is filled in anew: Qt takes six times as long to remove as to clear.
        """
        for line_end in _LINE_ENDS_OF_OTHERS:
            text = text.replace(line_end, "\n") if line_end in text else text
        cursor = self.textCursor()
        is_short = max(len(text), cursor.selectionEnd() - cursor.selectionStart()) <= _SLICE
        if self.is_filled and is_short and self.whole is None:
            self.cuts.insert(cursor, text)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            return
        before = self.exact_text()
        start, end = map(self.cuts.offset, (cursor.selectionStart(), cursor.selectionEnd()))
        self.show_text(
            with_replaced(before, start, units(before) if self.selects_rest else end, text)
        )
        self._place_caret(start + units(text))
        self.edited.emit()

    @property
    def has_long_selection(self) -> bool:
        """Whether so much is selected that Qt takes its time to remove it."""
        cursor = self.textCursor()
        return cursor.selectionEnd() - cursor.selectionStart() > _SLICE

    @property
    def selects_rest(self) -> bool:
        """Whether the selection goes on in what is not filled in yet, as when all is selected."""
        cursor = self.textCursor()
        is_to_the_end = cursor.selectionEnd() == self.document().characterCount() - 1
        return not self.is_filled and cursor.hasSelection() and is_to_the_end

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the selected text as it is meant; all of a text of which only a part is shown."""
        cursor, data = self.textCursor(), QMimeData()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        is_all = end - start >= self.document().characterCount() - 1
        if is_all and (self.whole is not None or not self.is_filled):
            data.setText(self.exact_text())
            return data
        first = self.document().findBlock(start).blockNumber()
        selected = self.cuts.joined(cursor.selectedText(), first)
        data.setText(selected + self._rest[self._at :] if self.selects_rest else selected)
        return data

    def sizeHint(self) -> QSize:
        """Ask for a few lines where it fills its place: a small window may have several areas."""
        hint = super().sizeHint()
        if self._fills:
            hint.setHeight(self.minimumSizeHint().height())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the numbers beside the text and the sentence below it."""
        super().resizeEvent(event)
        self.place()
        self._colour_soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Be as high as the lines are in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.place()
            self.fit()

    def fill_height(self) -> None:
        """Take the height that there is from now on, with any text."""
        self._fills = True
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.setMaximumHeight(_NO_LIMIT)

    def fit(self) -> None:
        """Make the editor as high as its lines, within limits."""
        if self._fills:
            return
        # The layout of a QPlainTextEdit gives the height in lines, not in pixels.
        lines = round(self.document().documentLayout().documentSize().height())
        lines = min(max(lines, _LEAST_LINES), _MOST_LINES)
        inset = self.document().documentMargin() + self.frameWidth() + self._inset()
        margins = 2 * (inset + 1)
        height = round(lines * self.fontMetrics().lineSpacing() + margins) + self._note_height()
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def lines_in_sight(self) -> Iterator[tuple[QTextBlock, float, float]]:
        """Yield the blocks of which something is shown, with their tops and heights in pixels."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        bottom = self.viewport().height()
        while block.isValid() and top <= bottom:
            height = self.blockBoundingRect(block).height()
            if block.isVisible():
                yield block, top, height
                top += height
            block = block.next()

    def leave(self, *, is_forward: bool) -> None:
        """Give the keyboard to the next field, or to the one before."""
        # Qt goes nowhere from an editor in which Tab is a sign.
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(is_forward)
        self.setTabChangesFocus(not self.is_code)

    def _patch(self, text: str) -> bool:
        """Change only what differs from a long text that is shown; return whether it was done."""
        if not self.is_filled or self.whole is not None or not self.is_long or len(text) <= LONG:
            return False
        before = self.exact_text()
        start, end = changed_span(before, text)
        end_before = len(before) - (len(text) - end)
        if end - start > _SLICE or end_before - start > _SLICE:
            return False
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.cuts.position(units(text[:start])))
        end_position = self.cuts.position(units(before[:end_before]))
        cursor.setPosition(end_position, QTextCursor.MoveMode.KeepAnchor)
        self._own_changes += 1
        self.cuts.insert(cursor, text[start:end])
        self._own_changes -= 1
        self._look_for_long_blocks(cursor.position() - 1, 1)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _place_caret(self, offset: int) -> None:
        """Put the caret into the text, when it is filled in up to there."""
        if not self.is_filled:
            self._caret = offset
            return
        if self.whole is not None:
            return
        cursor = self.textCursor()
        cursor.setPosition(self.cuts.position(offset))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _fill(self) -> None:
        """Fill text in until the slice of time is used up, and ask for another."""
        until = perf_counter() + _SLICE_S
        self._own_changes += 1
        # Once in any case, also where other programs take the whole slice.
        while self._at < len(self._rest):
            self._insert_rest(_SLICE)
            if perf_counter() >= until:
                break
        self._own_changes -= 1
        if self._at >= len(self._rest):
            self._finish()

    def _insert_rest(self, most: int) -> None:
        end = lines_in(self._rest, self._at, most)
        # A cursor of its own, because the editor's own holds what the person selected.
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        begins_in_line = self._at > 0 and self._rest[self._at - 1] != "\n"
        if begins_in_line and not cursor.atBlockStart():
            start = cursor.position() + 1
            cursor.insertBlock()
            self.cuts.add(start)
        self.cuts.insert(cursor, self._rest[self._at : end])
        self._at = end

    def _finish(self) -> None:
        self._timer.stop()
        self._rest, self._at = "", 0
        if self.undoes_itself or page_above(self) is None:
            self.setUndoRedoEnabled(True)
        caret, self._caret = self._caret, None
        if caret is not None:
            self._place_caret(caret)
        self.filled.emit()

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        if self._own_changes < 0:
            return
        self.cuts.follow(position, removed, added)
        block = self.document().findBlock(position)
        # What is filled in was never coloured.
        for _ in range(1 if self._own_changes else _MOST_FORGOTTEN):
            if not block.isValid() or block.position() > position + added:
                break
            self.colouring.forget(block)
            block = block.next()
        self._colour_soon.start()
        if not self._own_changes:
            self._look_for_long_blocks(position, added)

    def _on_text_changed(self) -> None:
        # Not with ``contentsChange``, which also comes in the middle of ``setPlainText``.
        if not self._own_changes:
            self.edited.emit()

    def _look_for_long_blocks(self, position: int, added: int) -> None:
        self._too_long += map(QTextCursor, long_blocks(self.document(), position, added))
        if self._too_long:
            QTimer.singleShot(0, self, self._cut_too_long)

    def _cut_too_long(self) -> None:
        too_long, self._too_long = self._too_long, []
        self._own_changes += 1
        for cursor in too_long:
            self.cuts.cut_block(cursor.block())
        self._own_changes -= 1

    def _colour_in_sight(self) -> None:
        # Qt tells of colours as if they were a change of the text.
        before, self._own_changes = self._own_changes, -1
        blocks = [block for block, _, _ in self.lines_in_sight()]
        coloured = [block for block in blocks if self.colouring.colour(block)]
        if coloured:
            # Otherwise they would be told together with the next change.
            told = QTextCursor(self.document())
            told.beginEditBlock()
            told.endEditBlock()
        self._own_changes = before

    def _on_folded(self, start: int, length: int) -> None:
        before, self._own_changes = self._own_changes, -1
        self.document().markContentsDirty(start, length)
        self._own_changes = before
        self.viewport().update()
        self._gutter.update()
        self._colour_soon.start()
        self.fit()

    def _on_update_request(self, area: QRect, moved_by: int) -> None:
        self._gutter.follow(area, moved_by)
        if moved_by:
            self._colour_soon.start()

    def _line_number(self, block: QTextBlock) -> int:
        return 0 if self.cuts.is_cut(block) else self.cuts.line_number(block)

    def _on_theme_changed(self) -> None:
        self.colouring.refresh()
        self._colour_soon.start()
        self.place()
        self._gutter.update()

    def _inset(self) -> int:
        """Return the margin above and below the text in pixels."""
        # A QLineEdit, which the style makes a quarter of a line higher than its text, has as much:
        # both kinds of fields begin alike.
        return round(self.fontMetrics().height() / 8)

    def _on_block_count_changed(self, count: int) -> None:
        if self.is_code and self._gutter.wanted_width(count) != self._gutter.width():
            self.place()

    def place(self) -> None:
        """Place the numbers, and what is above and below the text."""
        # The sentence is in the margin below the viewport, where it does not scroll away.
        inset, height = self._inset(), self._note_height()
        left = _SIDE if not self.is_code else self._gutter.wanted_width(self.blockCount())
        inner = self.contentsRect()
        top = inset + self.room_above
        self.setViewportMargins(left, top, _SIDE + self.room_beside, inset + height)
        self._gutter.setGeometry(inner.left(), inner.top() + top, left, inner.height() - top)
        area = inner.adjusted(_SIDE, 0, -_SIDE, -inset)
        self._note.setGeometry(area.left(), area.bottom() - height, area.width(), height)

    def _note_height(self) -> int:
        width = self.contentsRect().width() - 2 * _SIDE
        return 0 if self.whole is None else max(0, self._note.heightForWidth(max(width, 1)))
