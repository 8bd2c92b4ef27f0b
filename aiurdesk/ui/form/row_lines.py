"""Lists of tests and captures, whose lines show a row in several fields."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.line_list import LineList, ListLine
from aiurdesk.ui.widgets.styled import styled


class RowLine(ListLine):
    """One row in its fields.

    Subclasses implement ``row``, ``show_row``, ``fields`` and ``problem``.
    """

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, noun: str, theme: Theme) -> None:
        super().__init__(noun, theme)
        self._is_restoring = False
        self.is_new = False
        """Whether it was added and the person has not left it: what it lacks is not marked yet."""

    def row(self) -> Row:
        """Return what the fields show."""
        raise NotImplementedError

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        raise NotImplementedError

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields that can be used now, each with its name, in their order.

        The names are ``marked``: objects keep them, and screen readers get their translation.
        """
        raise NotImplementedError

    def problem(self) -> Problem | None:
        """Return what is wrong with the row."""
        raise NotImplementedError

    def restore(self, row: Row) -> None:
        """Show a row without emitting ``changed``."""
        self._is_restoring = True
        try:
            if row != self.row():
                self.show_row(row)
        finally:
            self._is_restoring = False
        self.check()

    def number(self, number: int) -> None:
        """Name the fields by the number of the line, 1 for the first."""
        super().number(number)
        for name, field in self.fields():
            field.setObjectName(f"{self.objectName()}_{name}")
            field.setAccessibleName(f"{self.noun.capitalize()} {number} {tr(name)}")

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*(field for _, field in self.fields()), self.remove]

    def check(self) -> None:
        """Say what is wrong with the row, unless it was just added."""
        problem = None if self.is_new else self.problem()
        self.show_problem(sentence_of(problem), (field for _, field in self.fields()))

    def on_edited(self) -> None:
        """Take over what the person did in a field."""
        if not self._is_restoring:
            self.check()
            self.changed.emit()


class RowLines(QWidget):
    """A titled list of lines of one kind."""

    changed = Signal()
    """Emitted when the person changed, added or removed a line."""

    def __init__(
        self, name: str, noun: str, title: str, hint: str, make: Callable[[], RowLine]
    ) -> None:
        """Begin without lines.

        Args:
            name: Of one line as an object, such as "test".
            noun: For one line, in the language of the person.
            title: For all lines.
            hint: Shown while there are no lines.
            make: Makes the line of a new row.
        """
        super().__init__()
        self._make = make
        self._list: LineList[RowLine, Row] = LineList(name, noun, hint, spacing=10)
        self.lines, self.add = self._list.lines, self._list.add
        self.add.setToolTip(tr("Alt+Up and Alt+Down move the row in which the keyboard is"))
        self.add.clicked.connect(self._on_add)
        self._list.removed.connect(self._on_removed)
        heading = styled(QLabel(title), look="strong")
        whole = column_of(self, heading, self._list, margins=0, spacing=8)
        whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        # Not in ``keyPressEvent``: a box of choices takes these keys before.
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._move(step))
        self._list.arrange()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def show_hint(self, text: str) -> None:
        """Say something else while there are no lines."""
        self._list.hint = text
        self._list.arrange()

    def rows(self) -> tuple[Row, ...]:
        """Return what the lines show."""
        return (*(line.row() for line in self.lines), *self._list.rest)

    def restore_rows(self, rows: Iterable[Row]) -> None:
        """Show rows, without emitting ``changed``."""
        restored = tuple(rows)
        # Lines are used again for other rows: the one that is typed in keeps the keyboard.
        self._list.shorten(len(restored))
        for line, row in zip(self.lines, restored, strict=False):
            line.restore(row)
        rest = restored[len(self.lines) :]
        self._list.append_in_turns(rest, lambda row: self._append().restore(row))

    def focus_row(self, index: int) -> None:
        """Give the keyboard to a line, or to the button that adds one."""
        if index >= len(self.lines):
            self._list.append_rest()
        if not 0 <= index < len(self.lines):
            self.add.setFocus()
            return
        stops = self.lines[index].stops()
        # Undoing what was typed in a field leaves the keyboard there.
        if not any(stop.hasFocus() for stop in stops):
            stops[0].setFocus()

    def _append(self) -> RowLine:
        line = self._list.append(self._make())
        line.changed.connect(self._on_changed)
        return line

    def _on_changed(self) -> None:
        # Another kind of test has other fields.
        self._list.arrange()
        self.changed.emit()

    def _on_add(self) -> None:
        self._list.append_rest()
        line = self._append()
        line.is_new = True
        self._list.arrange()
        line.stops()[0].setFocus()
        self.changed.emit()

    def _on_focus_changed(self, _before: QWidget | None, focused: QWidget | None) -> None:
        # The list of a box of choices is a window of its own, and belongs to the line.
        if focused is None or focused.window() is not self.window():
            return
        for line in self.lines:
            if line.is_new and not line.isAncestorOf(focused):
                line.is_new = False
                line.check()

    def _move(self, step: int) -> None:
        """Let the line in which the keyboard is change places with a neighbour."""
        focused = self.focusWidget()
        index = next((i for i, line in enumerate(self.lines) if line.isAncestorOf(focused)), -1)
        if index < 0 or not 0 <= index + step < len(self.lines):
            return
        line, other = self.lines[index], self.lines[index + step]
        stops = line.stops()
        # A widget is its own ancestor.
        stop = next((i for i, widget in enumerate(stops) if widget.isAncestorOf(focused)), 0)
        # The rows, and not the widgets: the layout and the order of Tab stay.
        moved, passed = line.row(), other.row()
        other.restore(moved)
        line.restore(passed)
        self._list.arrange()
        other.stops()[stop].setFocus()
        self.changed.emit()

    def _on_removed(self, index: int) -> None:
        # To the line that moved up, so that several can be removed one after the other.
        self.focus_row(min(index, len(self.lines) - 1))
        self.changed.emit()
