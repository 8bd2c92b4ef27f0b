"""All rows of a list as one text, a line for each."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Row
from aiurdesk.core.request.rows_text import TextRules, rows_of, text_of
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.line_list import LineList
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_MOST_MISTAKES = 5
_HELP = tr("One row on each line, such as name: value.")
_HELP_OFF = tr(" A line that begins with # or // is switched off.")


class BulkText(QWidget):
    """Edits rows as a text; what stands in it counts once each line can be read."""

    edited = Signal(object)
    """Emitted with the rows, a tuple of Row, after a change that leaves no mistake."""
    left = Signal()
    """Emitted when the keyboard leaves the text."""

    def __init__(
        self, theme: Theme, rules: TextRules, problem_of: Callable[[Row], Problem | None]
    ) -> None:
        """Begin without a text.

        Args:
            problem_of: Returns what is wrong with a row, or None. Such a row counts.
        """
        super().__init__()
        self._rules = rules
        self._problem_of = problem_of
        self._rows: tuple[Row, ...] = ()
        """Those so far: dots stand for their hidden values."""
        self._mistakes = False
        # Return ends the typing in a row; in a dialog it would press this button as well.
        self.toggle = styled(QPushButton(autoDefault=False), "edit_as_text", look="small-link")
        self.toggle.setCheckable(True)
        self._noun = rules.noun
        self._name_toggle(tr("Edit as text"))
        help_text = WrappedLabel("small")
        spoken = tr("All {noun}s as text").format(noun=rules.noun)
        self.area = styled(_LeftArea(theme, self.left.emit), spoken=spoken, look="mono")
        self._note = Note(theme)
        column_of(self, help_text, self.area, self._note, margins=0, spacing=6)
        # Not before it has a parent: it would be shown as a window for a moment.
        help_text.show_text(_HELP + (_HELP_OFF if rules.can_be_off else ""))
        # Room that is left goes below, and not between the lines.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        self.area.edited.connect(self._on_changed)

    def is_on(self) -> bool:
        """Return whether the text is shown instead of the rows."""
        return self.toggle.isChecked()

    def rows(self) -> tuple[Row, ...] | None:
        """Return the rows of the text; None where a line is not one, or no text is shown."""
        return None if self._mistakes or self.isHidden() else self._rows

    def open(self, rows: Iterable[Row]) -> None:
        """Show rows as a text, with the keyboard in it."""
        self._rows = ()
        self.show_rows(rows)
        self.toggle.setChecked(True)
        self._name_toggle(tr("Edit as rows"))
        self.show()
        self.area.setFocus()

    def _name_toggle(self, text: str) -> None:
        self.toggle.setText(text)
        # There are several such buttons, which screen readers tell apart.
        self.toggle.setAccessibleName(tr("{text}: {noun}s").format(text=text, noun=self._noun))

    def close_text(self) -> bool:
        """Hide the text, unless a line in it cannot be read; return whether it is hidden."""
        if self._mistakes:
            self.toggle.setChecked(True)
            self.area.setFocus()
            return False
        self.toggle.setChecked(False)
        self._name_toggle(tr("Edit as text"))
        self.hide()
        return True

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were changed elsewhere; a text that means the same stays as it is."""
        listed = tuple(rows)
        if listed == self._rows and listed:
            return
        self._rows = listed
        self.area.show_text(text_of(listed, self._rules))
        self._read()

    def _on_changed(self) -> None:
        rows = self._read()
        if rows is not None and rows != self._rows:
            self._rows = rows
            self.edited.emit(rows)

    def _read(self) -> tuple[Row, ...] | None:
        """Return the rows of the text, or None where a line is not one; say what is wrong."""
        rows, problems = rows_of(self.area.exact_text(), self._rows, self._rules)
        said = [(problem.line, problem.sentence) for problem in problems]
        said += [
            (typed.line, problem.sentence)
            for typed in rows
            if typed.row.is_sent and (problem := self._problem_of(typed.row))
        ]
        lines = [
            tr("Line {line}: {sentence}").format(line=line, sentence=sentence)
            for line, sentence in sorted(said)
        ]
        if len(lines) > _MOST_MISTAKES:
            lines[_MOST_MISTAKES:] = [
                tr("and {value:,} more").format(value=len(lines) - _MOST_MISTAKES)
            ]
        text = "\n".join(lines)
        self._note.show_text(text)
        mark(self.area, "invalid", bool(problems))
        self.area.setAccessibleDescription(text)
        self._mistakes = bool(problems)
        return None if problems else tuple(typed.row for typed in rows)


class LinesOrText(QWidget):
    """A list of lines, or the same rows as a text; a button below goes from one to the other."""

    closed = Signal()
    """Emitted when the lines are shown again."""

    def __init__(
        self, lines: LineList[Any, Any], text: BulkText, rows: Callable[[], Iterable[Row]]
    ) -> None:
        """Begin with the lines.

        Args:
            rows: Returns what the lines hold.
        """
        super().__init__()
        self._lines, self._text, self._rows = lines, text, rows
        self._is_locked = False
        buttons = row_of(None, lines.add, text.toggle, 0)
        column_of(self, lines, text, buttons, margins=0, spacing=8)
        text.toggle.clicked.connect(self._on_toggled)

    def lock(self, is_locked: bool) -> None:
        """Let the rows only be read, or be edited."""
        self._is_locked = is_locked
        self._text.toggle.setVisible(not is_locked)
        self._text.area.setReadOnly(is_locked)
        self._show()

    def _show(self) -> None:
        is_text = self._text.is_on()
        self._lines.setVisible(not is_text)
        self._lines.add.setVisible(not is_text and not self._is_locked)

    def _on_toggled(self, is_on: bool) -> None:
        if is_on:
            self._text.open(self._rows())
        else:
            self._text.left.emit()
            if not self._text.close_text():
                return
        self._show()
        if not is_on:
            self.closed.emit()


class _LeftArea(CodeEditor):
    """Calls a function when the keyboard leaves it."""

    def __init__(self, theme: Theme, on_left: Callable[[], None]) -> None:
        super().__init__(theme)
        self._on_left = on_left

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the text may be finished."""
        super().focusOutEvent(event)
        self._on_left()
