"""A page whose edits can be undone, wherever on it the keyboard is."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCharFormat, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.formats.utf16 import split_at, units
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import (
    Edit,
    EditState,
    StepStates,
    changed_span,
    edit_between,
)

# Each step holds the texts of the whole page before and after it.
_MOST_STEPS = 500
_LEAST_STEPS = 3
"""Kept however long their texts are."""
_LONG = 50_000


class TextWork(Protocol):
    """Reads and rewrites long texts of JSON without holding the window up."""

    def check(
        self, owner: QWidget, text: str, done: Callable[[Problem | None, bool], None]
    ) -> None:
        """Find out why a text is not JSON, and whether it nearly is; only the last text counts.

        Args:
            owner: Whose text it is: the work ends with it.
            done: Gets both.
        """
        ...

    def lay_out(self, owner: QWidget, text: str, layout: str, done: Callable[[str], None]) -> None:
        """Write a text anew; ``done`` is not called where it is not JSON."""
        ...


class UndoablePage(QWidget):
    """A page whose edits are steps on ``undo_stack``.

    Subclasses implement ``edit_state`` and ``restore_edit_state``, call ``start_undo`` when they
    show something else, and ``record_edit`` after every edit.
    """

    most_bytes = 100_000_000
    """Memory that the texts of the steps may take; beyond it the oldest steps are forgotten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        # Without a limit Qt keeps all steps for as long as the page is open.
        self.undo_stack.setUndoLimit(_MOST_STEPS)
        self._state = EditState()
        self._is_restoring = False
        self.texts: Callable[[], TextWork] | None = None
        """What reads long texts that are edited on the page; None where they are not read."""
        self.open_variable: Callable[[str], None] | None = None
        """Opens where a variable is set, by its name."""

    def has_value(self, name: str) -> bool:
        """Tell whether a variable has a value, or gets one when the request is sent."""
        return True

    def variable_format(self, name: str) -> QTextCharFormat | None:
        """Return how a variable is drawn in a line; None where it is drawn like other text."""
        return None

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
            last.go_on(before, state)
        else:
            # ``push`` calls ``redo`` at once: the step knows that its edit is already shown.
            self.undo_stack.push(_Step(self, StepStates.of(before, state), edit))
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        """Forget steps, the oldest first, until the texts of the others take little memory."""
        stack = self.undo_stack
        steps = [
            step for at in range(stack.count()) if isinstance(step := stack.command(at), _Step)
        ]
        if sum(step.size_bytes for step in steps) <= self.most_bytes:
            return
        # Less than there may be, so that not each edit comes here.
        kept, left = len(steps), self.most_bytes * 3 // 4
        while kept and (left := left - steps[kept - 1].size_bytes) >= 0:
            kept -= 1
        kept = min(kept, len(steps) - _LEAST_STEPS)
        if kept <= 0:
            return
        # Qt forgets single steps only by their number, and only while it has none.
        again = [step.copy() for step in steps[kept:]]
        with QSignalBlocker(stack):
            stack.clear()
            for step in again[:-1]:
                stack.push(step)
        stack.push(again[-1])

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
        """Return the texts that can be edited, without long ones: they place their carets."""
        lines = self.findChildren(QLineEdit)
        areas = [
            area
            for area in self.findChildren(QPlainTextEdit)
            if area.document().characterCount() <= _LONG
        ]
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

    def __init__(self, page: UndoablePage, states: StepStates, edit: Edit) -> None:
        super().__init__(edit.text)
        self._page = page
        self._states = states
        self.size_bytes = states.size_bytes
        self.edit = edit
        self._is_done = True

    def copy(self) -> "_Step":
        """Return the same step for another stack."""
        return _Step(self._page, self._states, self.edit)

    def go_on(self, shown: EditState, after: EditState) -> None:
        """Lead to a later state: what was typed next is part of the step."""
        self._states = StepStates.of(self._states.before(shown), after)
        self.size_bytes = self._states.size_bytes

    def undo(self) -> None:
        """Show the state before the edit."""
        self._is_done = False
        self._page.restore(self._states.before(self._page.edit_state()), self.edit)

    def redo(self) -> None:
        """Show the state after the edit; the first time it is already shown."""
        if not self._is_done:
            self._is_done = True
            self._page.restore(self._states.after(self._page.edit_state()), self.edit)


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
    return page_above(widget) is not None


def page_above(widget: QWidget) -> UndoablePage | None:
    """Return the page whose undo stack has the edits of a widget."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, UndoablePage):
        above = above.parentWidget()
    return above


def variable_in(text: str, place: int) -> str:
    """Return the name of the variable at a place in a text, in UTF-16 units; empty without one."""
    if "{{" not in text:
        return ""
    at = len(split_at(text, place)[0])
    return next((m[1] for m in VARIABLE.finditer(text) if m.start() <= at <= m.end()), "")
