"""Lines with several fields, one below the other, with a button that adds one."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.request.edit_state import Row
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import Note, WrappedLabel


class RowLine(QWidget):
    """One row in its fields, with a button that removes it and a note for what is wrong.

    Subclasses implement ``row``, ``show_row``, ``fields`` and ``mistake``.
    """

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, noun: str, theme: Theme) -> None:
        super().__init__()
        self._noun = noun
        self._is_restoring = False
        self.is_new = False
        """Whether it was added and the person has not left it: what it lacks is not marked yet."""
        self.remove = IconButton(theme, "close", f"Remove {noun}")
        self.note = Note(theme)

    def row(self) -> Row:
        """Return what the fields show."""
        raise NotImplementedError

    def show_row(self, row: Row) -> None:
        """Show a row in the fields."""
        raise NotImplementedError

    def fields(self) -> list[tuple[str, QWidget]]:
        """Return the fields that can be used now, each with its name, in their order."""
        raise NotImplementedError

    def mistake(self) -> str:
        """Return what is wrong with the row, or empty text."""
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

    def number(self, place: int) -> None:
        """Name the fields by the place of the line, 1 for the first."""
        # Named by place, because several lines with the same fields are read aloud alike.
        for name, field in self.fields():
            field.setAccessibleName(f"{self._noun.capitalize()} {place} {name}")
        self.remove.rename(f"Remove {self._noun} {place}")

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*(field for _, field in self.fields()), self.remove]

    def check(self) -> None:
        """Say what is wrong with the row, unless it was just added."""
        mistake = "" if self.is_new else self.mistake()
        self.note.show_text(mistake)
        for _, field in self.fields():
            mark(field, "invalid", bool(mistake))
            field.setAccessibleDescription(mistake)

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
        self, noun: str, hint: str, make: Callable[[], RowLine], parent: QWidget | None = None
    ) -> None:
        """Begin without lines.

        Args:
            noun: For one line, such as "test".
            hint: Shown while there are no lines.
            make: Makes the line of a new row.
        """
        super().__init__(parent)
        self._noun = noun
        self._text = hint
        self._make = make
        self.lines: list[RowLine] = []
        self._hint = WrappedLabel("muted")
        title = QLabel(f"{noun.capitalize()}s")
        mark(title, "look", "strong")
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self.add = QPushButton(f"Add {noun}")
        self.add.setObjectName(f"add_{noun.replace(' ', '_')}")
        self.add.setToolTip("Alt+Up and Alt+Down move the row in which the keyboard is")
        self.add.clicked.connect(self._on_add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(title)
        whole.addWidget(self._hint)
        whole.addLayout(self._column)
        whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        # Not in ``keyPressEvent``: a box of choices takes these keys before.
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._move(step))
        self._renumber()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def show_hint(self, text: str) -> None:
        """Say something else while there are no lines."""
        self._text = text
        self._renumber()

    def rows(self) -> tuple[Row, ...]:
        """Return what the lines show."""
        return tuple(line.row() for line in self.lines)

    def restore_rows(self, rows: Iterable[Row]) -> None:
        """Show rows, without emitting ``changed``."""
        wanted = tuple(rows)
        # Lines are used again, whatever they showed: the one that is typed in keeps the keyboard.
        while len(self.lines) > len(wanted):
            self._drop(self.lines.pop())
        while len(self.lines) < len(wanted):
            self._new_line()
        for line, row in zip(self.lines, wanted, strict=True):
            line.restore(row)
        self._renumber()

    def focus_row(self, index: int) -> None:
        """Give the keyboard to a line, or to the button that adds one."""
        if not 0 <= index < len(self.lines):
            self.add.setFocus()
            return
        stops = self.lines[index].stops()
        # Undoing what was typed in a field leaves the keyboard there.
        if not any(stop.hasFocus() for stop in stops):
            stops[0].setFocus()

    def _new_line(self) -> RowLine:
        line = self._make()
        line.changed.connect(self._on_changed)
        line.remove.clicked.connect(lambda: self._on_remove(line))
        self._column.addWidget(line)
        # The layout would show it one turn of the loop later, too late for the keyboard.
        line.show()
        self.lines.append(line)
        return line

    def _drop(self, line: RowLine) -> None:
        # Deleted with the next turn of the loop: until then it must not be met by Tab.
        self._column.removeWidget(line)
        line.hide()
        line.setParent(None)
        line.deleteLater()

    def _renumber(self) -> None:
        self._hint.show_text("" if self.lines else self._text)
        stops: list[QWidget] = []
        for place, line in enumerate(self.lines, start=1):
            line.number(place)
            stops.extend(line.stops())
        stops.append(self.add)
        for first, second in zip(stops, stops[1:], strict=False):
            QWidget.setTabOrder(first, second)

    def _on_changed(self) -> None:
        # Another kind of test has other fields.
        self._renumber()
        self.changed.emit()

    def _on_add(self) -> None:
        line = self._new_line()
        line.is_new = True
        self._renumber()
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
        place = next((i for i, line in enumerate(self.lines) if line.isAncestorOf(focused)), -1)
        if place < 0 or not 0 <= place + step < len(self.lines):
            return
        line, other = self.lines[place], self.lines[place + step]
        stops = line.stops()
        stop = next((i for i, each in enumerate(stops) if _has(each, focused)), 0)
        # The rows, and not the widgets: the layout and the order of Tab stay.
        moved, passed = line.row(), other.row()
        other.restore(moved)
        line.restore(passed)
        self._renumber()
        other.stops()[stop].setFocus()
        self.changed.emit()

    def _on_remove(self, line: RowLine) -> None:
        place = self.lines.index(line)
        self.lines.remove(line)
        self._drop(line)
        self._renumber()
        # To the line that moved up, so that several can be removed one after the other.
        self.focus_row(min(place, len(self.lines) - 1))
        self.changed.emit()


def _has(widget: QWidget, focused: QWidget) -> bool:
    return widget is focused or widget.isAncestorOf(focused)
