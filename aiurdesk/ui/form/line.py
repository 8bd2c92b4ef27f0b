"""Editors of one line: text, whole numbers, GUIDs and secrets."""

import re
import uuid

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.api.value_rules import whole_range
from aiurdesk.core.environments.environment import is_reference
from aiurdesk.core.formats.utf16 import units
from aiurdesk.core.request.edit_state import Edit, EditState, changed_span, edit_between
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.editor import Editor, as_text
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton

# Each step holds the texts of the whole page before and after it.
_MOST_STEPS = 500


class UndoablePage(QWidget):
    """A page whose edits are steps on ``undo_stack``.

    Subclasses implement ``edit_state`` and ``restore_edit_state``, call ``start_undo`` when they
    show something else, and ``record_edit`` after every edit.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        # Without a limit Qt keeps all steps for as long as the page is open.
        self.undo_stack.setUndoLimit(_MOST_STEPS)
        self._state = EditState()
        self._is_restoring = False

    def edit_state(self) -> EditState:
        """Return what the editors show now."""
        raise NotImplementedError

    def restore_edit_state(self, state: EditState, edit: Edit) -> None:
        """Show a state again, and bring the changed part into view."""
        raise NotImplementedError

    def start_undo(self) -> None:
        """Begin with an empty stack: something else is shown."""
        self.undo_stack.clear()
        self._state = self.edit_state()

    def record_edit(self, *, is_address_typed: bool = False) -> None:
        """Put the edit that just happened on the stack, unless it is an undo itself."""
        # Compared as a whole: signals also come for changes that end where they began.
        state = self.edit_state()
        if self._is_restoring or state == self._state:
            return
        before, self._state = self._state, state
        edit = edit_between(before, state, is_address_typed=is_address_typed)
        last = self._last_step()
        # Not by ``mergeWith``: PySide 6.11 never deletes a command that Qt has merged, so that each
        # key would keep all texts of the page, and the page itself.
        if last is not None and edit.continues(last.edit):
            last.after = state
            return
        # ``push`` calls ``redo`` at once: the step knows that its edit is already shown.
        self.undo_stack.push(_Step(self, before, state, edit))

    def _last_step(self) -> "_Step | None":
        """Return the step that was done last; None without one, or with steps after it."""
        stack = self.undo_stack
        last = None if stack.canRedo() or not stack.canUndo() else stack.command(stack.index() - 1)
        return last if isinstance(last, _Step) else None

    def restore(self, state: EditState, edit: Edit) -> None:
        """Show a state as a step of the stack, without a new step."""
        texts = self._texts()
        self._is_restoring = True
        try:
            self.restore_edit_state(state, edit)
        finally:
            self._is_restoring = False
        # Read again, because it is what the next edit is compared with: an editor may show a value
        # in another form than it was given.
        self._state = self.edit_state()
        self._place_caret(texts)

    def _texts(self) -> dict[QWidget, str]:
        """Return the texts that can be edited; a response may have megabytes."""
        lines = self.findChildren(QLineEdit)
        areas = self.findChildren(QPlainTextEdit)
        return {
            **{line: line.text() for line in lines if not line.isReadOnly()},
            **{area: area.toPlainText() for area in areas if not area.isReadOnly()},
        }

    def _place_caret(self, texts: dict[QWidget, str]) -> None:
        """Put the caret behind what changed in the text that has the keyboard."""
        field = self.focusWidget()
        before = texts.get(field)
        if before is None:  # made by the step, or no text
            return
        if isinstance(field, QLineEdit) and field.text() != before:
            field.setCursorPosition(_end_of_change(before, field.text()))
        elif isinstance(field, QPlainTextEdit) and field.toPlainText() != before:
            cursor = field.textCursor()
            cursor.setPosition(_end_of_change(before, field.toPlainText()))
            field.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo, wherever on the page the keyboard is."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.undo_stack.redo()
        else:
            super().keyPressEvent(event)


class _Step(QUndoCommand):
    """Leads from one state of a page to another one."""

    def __init__(self, page: UndoablePage, before: EditState, after: EditState, edit: Edit) -> None:
        super().__init__(edit.text)
        self._page = page
        self.before = before
        self.after = after
        self.edit = edit
        self._is_done = True

    def undo(self) -> None:
        """Show the state before the edit."""
        self._is_done = False
        self._page.restore(self.before, self.edit)

    def redo(self) -> None:
        """Show the state after the edit; the first time it is already shown."""
        if not self._is_done:
            self._is_done = True
            self._page.restore(self.after, self.edit)


def _end_of_change(before: str, after: str) -> int:
    """Return where the part of ``after`` ends that differs from ``before``, in UTF-16 units."""
    return units(after[: changed_span(before, after)[1]])


def leaves_to_page(widget: QWidget, event: QKeyEvent) -> bool:
    """Return whether a key is for the undo stack of the page that a text editor is on.

    The undo history of the editor itself would bypass that stack.
    """
    is_undo = event.matches(QKeySequence.StandardKey.Undo)
    if not is_undo and not event.matches(QKeySequence.StandardKey.Redo):
        return False
    above = widget.parentWidget()
    while above is not None and not isinstance(above, UndoablePage):
        above = above.parentWidget()
    return above is not None


_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
_WHOLE = re.compile(r"[+-]?\d+")


class Line(CappedLine):
    """A line that leaves undo to its page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave undo and redo to the page."""
        if leaves_to_page(self, event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning; one that is shown already keeps its cursor."""
        if text != self.text():
            self.setText(text)
            # Qt leaves the cursor at the end, which would show the end of a long text.
            self.setCursorPosition(0)


class LineEditor(Editor):
    """One line of text, with room for buttons at its end."""

    def __init__(self, parameter: Parameter, theme: Theme, line: Line | None = None) -> None:
        super().__init__(parameter)
        self.line = line or Line()
        self.line.setAccessibleName(parameter.name)
        self.row = row_of(self, self.line, margins=0, spacing=4)
        # Not ``textEdited``, which assistive technology and ``setText`` of the buttons do not emit.
        self.line.textChanged.connect(self._edit)

    def controls(self) -> tuple[QWidget, ...]:
        """Return the line."""
        return (self.line,)

    def _show(self, value: Value) -> None:
        self.line.show_text(as_text(value))


class StepLine(Line):
    """A line with a whole number that the arrow keys increase and decrease."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least = least
        self._most = most

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the number; other keys edit the text."""
        step = _STEPS.get(Qt.Key(event.key()))
        number = self._number()
        if step is None or number is None:
            super().keyPressEvent(event)
            return
        self.setText(str(min(max(number + step, self._least), self._most)))

    def _number(self) -> int | None:
        text = self.text().strip()
        # From an empty line the keys count from zero, or from the number next to it in the range.
        if text == "":
            return min(max(0, self._least), self._most)
        # Python refuses to convert numbers of more than 4300 digits.
        if len(text) > len(str(2**64)) or _WHOLE.fullmatch(text) is None:
            return None
        return int(text)


class WholeNumberEditor(LineEditor):
    """A whole number in its range."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        least, most = whole_range(parameter, parameter.traits.bounds)
        super().__init__(parameter, theme, StepLine(least, most))


class SecretEditor(LineEditor):
    """Text that is hidden until the person chooses to show it; a reference is not a secret."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        self._button = IconButton(theme, "eye", tr("Show {name}").format(name=parameter.name))
        self._button.setCheckable(True)
        self._button.toggled.connect(self._on_toggled)
        self.row.addWidget(self._button)
        self.line.textChanged.connect(self._hide_or_show)
        self._hide_or_show()

    def _hide_or_show(self) -> None:
        is_shown = self._button.isChecked() or is_reference(self.line.text())
        echo = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(echo)

    def _on_toggled(self, is_shown: bool) -> None:
        self._hide_or_show()
        self._button.show_icon("eye-off" if is_shown else "eye")
        form = tr("Hide {name}") if is_shown else tr("Show {name}")
        self._button.rename(form.format(name=self.parameter.name))


class GuidEditor(LineEditor):
    """A GUID, with a button that generates one."""

    def __init__(self, parameter: Parameter, theme: Theme) -> None:
        super().__init__(parameter, theme)
        button = IconButton(theme, "plus", tr("Generate {name}").format(name=parameter.name))
        button.setText(tr("Generate"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: self.line.setText(str(uuid.uuid4())))
        self.row.addWidget(button)
