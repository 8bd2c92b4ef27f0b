"""Keys that mean more in code than in text: indents, brackets, whole lines."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextBlock, QTextCursor

from aiurdesk.ui.editor.long_text import LongText
from aiurdesk.ui.editor.tokens import CLOSED_BY, PAIRS, QUOTED

INDENT = "  "
_MOST_BLOCKS = 5_000
"""Of one line that is moved or copied."""
_AROUND = {**PAIRS, '"': '"'}
"""What is typed before a selection → what comes behind it."""
_BEFORE_CLOSING = frozenset(" \t,;:)]}")
_MOVE, _KEEP = QTextCursor.MoveOperation, QTextCursor.MoveMode.KeepAnchor
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FOLDS = (Qt.Key.Key_BracketLeft, Qt.Key.Key_BraceLeft)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class CodeKeys:
    """Carries out the keys of an editor that Qt has no meaning for."""

    def __init__(self, editor: LongText) -> None:
        self._editor = editor
        self._leaves = False
        """Escape was the last key: Tab goes on to the next field."""

    def press(self, event: QKeyEvent) -> bool:
        """Carry out a key; return False where it is Qt's."""
        editor = self._editor
        key = event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if editor.isReadOnly():
            return False
        leaves, self._leaves = self._leaves, key == Qt.Key.Key_Escape
        if self._replaces_much(event, held):
            return True
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            return self._erase(is_back=key == Qt.Key.Key_Backspace, held=held)
        return editor.is_code and self._press_in_code(event, held, leaves=leaves)

    def _press_in_code(self, event: QKeyEvent, held: Qt.KeyboardModifier, *, leaves: bool) -> bool:
        editor, key = self._editor, event.key()
        # With Ctrl it goes to the next request, wherever the keyboard is.
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not held & _CONTROL:
            return self._tab(is_back=key == Qt.Key.Key_Backtab, leaves=leaves)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held & ~_SHIFT == _ALT:
            self._move(down=key == Qt.Key.Key_Down, copies=bool(held & _SHIFT))
            return True
        if key in _FOLDS and held == _CONTROL | _SHIFT:
            editor.folds.toggle(self._begin(editor.textCursor().block()))
            return True
        if key in _RETURN and not held & ~_SHIFT:
            self._new_line()
            return True
        typed = event.text()
        return len(typed) == 1 and not held & (_ALT | _CONTROL) and self._type(typed)

    def _replaces_much(self, event: QKeyEvent, held: Qt.KeyboardModifier) -> bool:
        """Replace or remove a selection that Qt takes its time for, or knows only a part of."""
        editor, typed = self._editor, event.text()
        if not editor.has_long_selection and not editor.selects_rest:
            return False
        if event.matches(QKeySequence.StandardKey.Cut):
            editor.copy()
            typed = ""
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            typed = ""
        elif event.key() in _RETURN and not held & ~_SHIFT:
            typed = "\n"
        elif held & (_ALT | _CONTROL) or not typed.isprintable() or not typed:
            return False
        elif editor.syntax in QUOTED and typed in _AROUND:
            if editor.is_filled:
                return False
            typed += editor.createMimeDataFromSelection().text() + _AROUND[typed]
        editor.insert_text(typed)
        return True

    def _erase(self, *, is_back: bool, held: Qt.KeyboardModifier) -> bool:
        """Step over a cut, which is no character, and remove both signs of an empty pair."""
        editor, cursor = self._editor, self._editor.textCursor()
        if cursor.hasSelection():
            return False
        block = cursor.block()
        if is_back and cursor.atBlockStart() and editor.cuts.is_cut(block):
            cursor.movePosition(_MOVE.Left)
            editor.setTextCursor(cursor)
        elif not is_back and cursor.atBlockEnd() and editor.cuts.is_cut(block.next()):
            cursor.movePosition(_MOVE.Right)
            editor.setTextCursor(cursor)
        before, after = self._around(cursor)
        if not editor.is_code or not is_back or held or not before:
            return False
        if PAIRS.get(before) == after or (before == after == '"' and self._closes_quotes()):
            cursor.movePosition(_MOVE.Left)
            cursor.movePosition(_MOVE.Right, _KEEP, 2)
            cursor.removeSelectedText()
            return True
        return False

    def _tab(self, *, is_back: bool, leaves: bool) -> bool:
        editor = self._editor
        if leaves:
            editor.leave(is_forward=not is_back)
            return True
        cursor = editor.textCursor()
        document = editor.document()
        first = document.findBlock(cursor.selectionStart())
        last = document.findBlock(cursor.selectionEnd())
        if is_back or first != last:
            self._indent(first, last, cursor.selectionEnd(), is_back=is_back)
        else:
            column = cursor.selectionStart() - first.position()
            cursor.insertText(" " * (len(INDENT) - column % len(INDENT)))
        return True

    def _indent(self, first: QTextBlock, last: QTextBlock, end: int, *, is_back: bool) -> None:
        editor = self._editor
        cursor = QTextCursor(editor.document())
        cursor.beginEditBlock()
        block = first
        # A line that only the end of the selection touches stays as it is.
        is_touched = last != first and last.position() == end
        last_number = last.blockNumber() - is_touched
        while block.isValid() and block.blockNumber() <= last_number:
            if not editor.cuts.is_cut(block):
                text = block.text()
                spaces = len(text) - len(text.lstrip(" "))
                cursor.setPosition(block.position())
                if not is_back and text:
                    cursor.insertText(INDENT)
                elif is_back and (text.startswith("\t") or spaces):
                    count = 1 if text.startswith("\t") else min(spaces, len(INDENT))
                    cursor.movePosition(_MOVE.Right, _KEEP, count)
                    cursor.removeSelectedText()
            block = block.next()
        cursor.endEditBlock()

    def _new_line(self) -> None:
        editor, cursor = self._editor, self._editor.textCursor()
        block = editor.document().findBlock(cursor.selectionStart())
        column = cursor.selectionStart() - block.position()
        text = self._begin(block).text()
        indent = text[: len(text) - len(text.lstrip(" \t"))]
        if block == self._begin(block):
            indent = indent[:column]
        before, _ = self._around(cursor, at=cursor.selectionStart())
        _, after = self._around(cursor, at=cursor.selectionEnd())
        deeper = indent + INDENT if before in PAIRS else indent
        cursor.beginEditBlock()
        cursor.insertText("\n" + deeper)
        if before in PAIRS and PAIRS[before] == after:
            at = cursor.position()
            cursor.insertText("\n" + indent)
            cursor.setPosition(at)
        cursor.endEditBlock()
        editor.setTextCursor(cursor)
        editor.ensureCursorVisible()

    def _type(self, typed: str) -> bool:
        """Close a bracket or a quote that is typed; go over one that is there."""
        editor, cursor = self._editor, self._editor.textCursor()
        # In prose and markup a bracket or a quote is often alone.
        if editor.syntax not in QUOTED:
            return False
        before, after = self._around(cursor)
        closes_here = typed in CLOSED_BY or (typed == '"' and self._closes_quotes())
        if not cursor.hasSelection() and closes_here and after == typed and before != "\\":
            cursor.movePosition(_MOVE.Right)
            editor.setTextCursor(cursor)
            return True
        if typed in CLOSED_BY:
            return self._close(typed, cursor)
        is_quote = typed == '"' and self._closes_quotes()
        if typed not in PAIRS and not is_quote:
            return False
        closing = '"' if is_quote else PAIRS[typed]
        if cursor.hasSelection():
            return self._surround(cursor, typed, closing)
        is_free = not after or after in _BEFORE_CLOSING
        if not is_free or (is_quote and (before.isalnum() or before in ('"', "\\"))):
            return False
        cursor.insertText(typed + closing)
        cursor.movePosition(_MOVE.Left)
        editor.setTextCursor(cursor)
        editor.ensureCursorVisible()
        return True

    def _close(self, typed: str, cursor: QTextCursor) -> bool:
        """Move a closing bracket that begins its line to the indent of the line that it closes."""
        editor, block = self._editor, cursor.block()
        text = block.text()[: cursor.positionInBlock()]
        if cursor.hasSelection() or text.strip(" ") or len(text) < len(INDENT):
            return False
        cursor.setPosition(cursor.position() - len(INDENT), _KEEP)
        cursor.insertText(typed)
        editor.setTextCursor(cursor)
        return True

    def _surround(self, cursor: QTextCursor, opening: str, closing: str) -> bool:
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.beginEditBlock()
        cursor.setPosition(end)
        cursor.insertText(closing)
        cursor.setPosition(start)
        cursor.insertText(opening)
        cursor.endEditBlock()
        cursor.setPosition(start + 1)
        cursor.setPosition(end + 1, _KEEP)
        self._editor.setTextCursor(cursor)
        return True

    def _move(self, *, down: bool, copies: bool) -> None:
        """Move the lines with the selection by one, or write them a second time."""
        editor, cursor = self._editor, self._editor.textCursor()
        document = editor.document()
        first = self._begin(document.findBlock(cursor.selectionStart()))
        last = self._end(document.findBlock(cursor.selectionEnd()))
        if copies:
            self._duplicate(first, last, down=down)
            return
        other = last.next() if down else first.previous()
        if not other.isValid():
            return
        start, end = self._begin(other), self._end(other)
        text = self._text(start, end)
        edit = QTextCursor(document)
        edit.beginEditBlock()
        # The neighbour goes to the other side, so that caret and selection stay in their text.
        edit.setPosition(start.position() - 1 if down else start.position())
        edit.setPosition(end.position() + end.length() - (1 if down else 0), _KEEP)
        edit.removeSelectedText()
        if down:
            edit.setPosition(first.position())
            editor.cuts.insert(edit, text + "\n")
        else:
            editor.cuts.forget_places()
            last = self._end(document.findBlock(editor.textCursor().selectionEnd()))
            edit.setPosition(last.position() + last.length() - 1)
            self._insert_behind(edit, text)
        edit.endEditBlock()
        editor.ensureCursorVisible()

    def _insert_behind(self, edit: QTextCursor, text: str) -> None:
        editor, at = self._editor, edit.position()
        kept = editor.textCursor()
        anchor, position = kept.anchor(), kept.position()
        editor.cuts.insert(edit, "\n" + text)
        if at in (anchor, position):
            kept.setPosition(anchor)
            kept.setPosition(position, _KEEP)
            editor.setTextCursor(kept)

    def _duplicate(self, first: QTextBlock, last: QTextBlock, *, down: bool) -> None:
        editor, kept = self._editor, self._editor.textCursor()
        anchor, position = kept.anchor(), kept.position()
        text = self._text(first, last)
        edit = QTextCursor(editor.document())
        edit.setPosition(last.position() + last.length() - 1)
        before = edit.position()
        editor.cuts.insert(edit, "\n" + text)
        moved = edit.position() - before if down else 0
        kept.setPosition(anchor + moved)
        kept.setPosition(position + moved, _KEEP)
        editor.setTextCursor(kept)
        editor.ensureCursorVisible()

    def _text(self, first: QTextBlock, last: QTextBlock) -> str:
        cursor = QTextCursor(first)
        cursor.setPosition(last.position() + last.length() - 1, _KEEP)
        return self._editor.cuts.joined(cursor.selectedText(), first.blockNumber())

    def _begin(self, block: QTextBlock) -> QTextBlock:
        """Return the block that the line of a block begins in."""
        for _ in range(_MOST_BLOCKS):
            if not self._editor.cuts.is_cut(block):
                break
            block = block.previous()
        return block

    def _end(self, block: QTextBlock) -> QTextBlock:
        for _ in range(_MOST_BLOCKS):
            if not block.next().isValid() or not self._editor.cuts.is_cut(block.next()):
                break
            block = block.next()
        return block

    def _closes_quotes(self) -> bool:
        return self._editor.syntax in QUOTED

    def _around(self, cursor: QTextCursor, at: int | None = None) -> tuple[str, str]:
        """Return the characters before and behind a place; empty at the ends of a block."""
        document = self._editor.document()
        place = cursor.position() if at is None else at
        block = document.findBlock(place)
        column = place - block.position()
        before = document.characterAt(place - 1) if column else ""
        after = document.characterAt(place) if column < block.length() - 1 else ""
        return before, after
