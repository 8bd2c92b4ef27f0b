"""The one editor of the window: of bodies, documents, messages, and of code that is only read."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit

from aiurdesk.ui.editor.brackets import Brackets
from aiurdesk.ui.editor.code_keys import CodeKeys
from aiurdesk.ui.editor.long_text import LongText
from aiurdesk.ui.editor.undoable_page import leaves_to_page
from aiurdesk.ui.theme.theme import Theme

_PAIR, _LINES = "pair", "lines"
_PAIR_MS = 60


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
        self.cursorPositionChanged.connect(self._pair_soon.start)

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

    def event(self, event: QEvent) -> bool:
        """Hand over what was typed before a key of an action does something with it."""
        is_done = super().event(event)
        if event.type() is QEvent.Type.ShortcutOverride and not event.isAccepted():
            self.wanted.emit()
        return is_done

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
