"""The one editor of the window: of bodies, documents, messages, and of code that is only read."""

from collections.abc import Iterable
from functools import cached_property

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodQueryEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit

from aiurdesk.ui.editor.brackets import Brackets
from aiurdesk.ui.editor.code_keys import CodeKeys
from aiurdesk.ui.editor.find_panel import FindPanel
from aiurdesk.ui.editor.long_text import LongText
from aiurdesk.ui.editor.undoable_page import leaves_to_page, page_above, variable_in
from aiurdesk.ui.theme.theme import Theme

_PAIR, _LINES, _MISTAKE, _FOUND = "pair", "lines", "mistake", "found"
_PAIR_MS = 60
_MOST_MARKED = 300
"""Matches in sight."""
_PLACES = (Qt.InputMethodQuery.ImCursorRectangle, Qt.InputMethodQuery.ImAnchorRectangle)


class CodeEditor(LongText):
    """Edits a text of any kind and of some megabytes."""

    wanted = Signal()
    """Emitted when what was typed is needed at once: the keyboard leaves, or an edit is undone."""

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
            syntax: As for ``LongText``, as the others.
            is_code: It has numbers, and keys for code.
            fills: It takes the height that there is.
        """
        self._marks: dict[str, list[QTextEdit.ExtraSelection]] = {}
        super().__init__(theme, syntax, is_code=is_code, fills=fills)
        self._keys = CodeKeys(self)
        self._brackets = Brackets(self.colouring)
        self._marked: tuple[QTextCursor, ...] = ()
        """In the lines that are marked; they stay there while the text is edited."""
        # When the caret rests: it takes some milliseconds in a long text.
        self._pair_soon = QTimer(self, interval=_PAIR_MS, singleShot=True)
        self._pair_soon.timeout.connect(self._show_pair)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave undo and redo to the page; replace or remove a text that is too long to edit."""
        if leaves_to_page(self, event):
            self.wanted.emit()
            event.ignore()
        # While the text is too long, Qt takes neither of these keys: the editor is read-only.
        elif self.whole is not None and event.matches(QKeySequence.StandardKey.Paste):
            self.replace_text(QGuiApplication.clipboard().text())
        elif self.whole is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.replace_text("")
        elif not self._keys.press(event):
            super().keyPressEvent(event)

    @cached_property
    def find_panel(self) -> FindPanel:
        """What finds and replaces, made when it is first wanted."""
        panel = FindPanel(self.theme, self, self.exact_text)
        panel.chosen.connect(self.select_part)
        panel.matches_changed.connect(self._show_found)
        panel.replaced.connect(self.insert_text)
        panel.all_replaced.connect(self.replace_text)
        panel.left.connect(self._close_find)
        self.edited.connect(panel.follow)
        self.shown.connect(panel.follow)
        self.verticalScrollBar().valueChanged.connect(self._show_found)
        return panel

    def open_find(self) -> None:
        """Open the fields that find and replace."""
        panel = self.find_panel
        panel.open(self.textCursor().selectedText(), can_replace=not self.isReadOnly())
        self.room_above = panel.sizeHint().height()
        self.place()

    def place(self) -> None:
        """Place also the fields that find and replace."""
        super().place()
        if "find_panel" in self.__dict__:
            inner = self.contentsRect()
            self.find_panel.setGeometry(inner.left(), inner.top(), inner.width(), self.room_above)

    def _close_find(self) -> None:
        self.find_panel.hide()
        self.room_above = 0
        self.mark(_FOUND, [])
        self.place()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_found(self) -> None:
        """Mark the matches in sight; thousands at once would be slow."""
        blocks = [block for block, _, _ in self.lines_in_sight()]
        if not blocks:
            return
        start, end = blocks[0].position(), blocks[-1].position() + blocks[-1].length()
        found = self.find_panel.matches_between(self.cuts.offset(start), self.cuts.offset(end - 1))
        marks = []
        for begin, behind in found[:_MOST_MARKED]:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(self.cuts.position(begin))
            mark.cursor.setPosition(self.cuts.position(behind), QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(self.theme.colour("match_background"))
            marks.append(mark)
        self.mark(_FOUND, marks)

    def _on_cursor_moved(self) -> None:
        self._pair_soon.start()
        block = self.textCursor().block()
        if not block.isVisible():
            self.folds.show_block(block)

    def event(self, event: QEvent) -> bool:
        """Take the key that finds, and hand over what was typed before an action's key acts."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            if event.type() is QEvent.Type.ShortcutOverride and self.is_code:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self.is_code:
                self.open_find()
                return True
        is_done = super().event(event)
        if isinstance(event, QInputMethodQueryEvent):
            self._tell_places(event)
        if event.type() is QEvent.Type.ShortcutOverride and not event.isAccepted():
            self.wanted.emit()
        return is_done

    def _tell_places(self, event: QInputMethodQueryEvent) -> None:
        """Tell an input method where the caret is in the editor: Qt leaves out its margins."""
        corner = QPointF(self.viewport().pos())
        for query in _PLACES:
            if event.queries() & query:
                event.setValue(query, event.value(query).translated(corner))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open where a variable is set, with a click while Ctrl is held."""
        page = page_above(self)
        is_asked = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        name = self.variable_at(event.position().toPoint()) if is_asked else ""
        if name and page is not None and page.open_variable is not None:
            page.open_variable(name)
            return
        super().mousePressEvent(event)

    def variable_at(self, point: QPoint) -> str:
        """Return the name of the variable at a point of the viewport; empty without one."""
        cursor = self.cursorForPosition(point)
        # Beside the text, Qt gives the nearest place in it.
        place, reach = self.cursorRect(cursor), 2 * self.fontMetrics().averageCharWidth()
        if not place.adjusted(-reach, 0, reach, 0).contains(point):
            return ""
        return variable_in(cursor.block().text(), cursor.positionInBlock())

    def variable_at_caret(self) -> str:
        """Return the name of the variable that the caret is in or beside; empty without one."""
        cursor = self.textCursor()
        return variable_in(cursor.block().text(), cursor.positionInBlock())

    def leaveEvent(self, event: QEvent) -> None:
        """Hand over what was typed before a button is pressed, which may leave the keyboard."""
        super().leaveEvent(event)
        self.wanted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which bracket belongs to the one at the caret."""
        super().focusInEvent(event)
        self._show_pair()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no longer."""
        super().focusOutEvent(event)
        self.mark(_PAIR, [])
        self.wanted.emit()

    def mark_lines(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 0; others are no longer marked."""
        self._marked = tuple(QTextCursor(self.cuts.block_of_line(line + 1)) for line in lines)
        self._show_lines()

    def mark_mistake(self, offset: int | None) -> None:
        """Underline the sign at a place in the text, in UTF-16 units; None removes the line."""
        marks = []
        if offset is not None and self.whole is None:
            mark = QTextEdit.ExtraSelection()
            last = self.document().characterCount() - 1
            at = min(self.cuts.position(offset), last)
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(max(0, at - (at == last)))
            mark.cursor.setPosition(min(at + 1, last), QTextCursor.MoveMode.KeepAnchor)
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.format.setUnderlineColor(self.theme.colour("required"))
            marks.append(mark)
        self.mark(_MISTAKE, marks)

    @property
    def marked_lines(self) -> list[int]:
        """The numbers of the marked lines, from 0, where they are by now."""
        return [self.cuts.line_number(cursor.block()) - 1 for cursor in self._marked]

    def mark(self, kind: str, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Mark parts of the text in place of those of the same kind."""
        if selections or self._marks.get(kind):
            self._marks[kind] = selections
            self.setExtraSelections([one for marks in self._marks.values() for one in marks])

    def _show_lines(self) -> None:
        marks = []
        for cursor in self._marked:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(self.theme.colour("input_background"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.mark(_LINES, marks)

    def _show_pair(self) -> None:
        is_wanted = self.hasFocus() and self.is_code and self.syntax != "markup"
        pair = self._brackets.pair_at(self.textCursor()) if is_wanted else None
        marks = []
        for at in pair or ():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(at)
            mark.cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(self.theme.colour("match_background"))
            marks.append(mark)
        self.mark(_PAIR, marks)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._show_lines()
        self._show_pair()
