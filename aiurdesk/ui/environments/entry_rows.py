"""Names with values in rows that are edited in place: variables, and addresses of services."""

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.request.request import Row
from aiurdesk.core.request.rows_text import TextRules
from aiurdesk.ui.form.bulk_text import BulkText
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import Note, WrappedLabel


class Entry(msgspec.Struct, frozen=True):
    """One row."""

    name: str = ""
    value: str = ""
    is_asked: bool = False


class EntryKind(msgspec.Struct, frozen=True):
    """What rows are about."""

    noun: str
    """Of one row, such as ``variable``."""
    value_words: str
    """Stands in an empty value."""
    empty: str
    """Said while there is no row."""
    check: Callable[[Entry], str]
    """Returns what is wrong with a row, or empty text."""
    known_names: tuple[str, ...] = ()
    may_repeat: bool = False
    """Whether several rows may have one name."""
    can_ask: bool = False
    """Whether the value may be asked for whenever it is needed."""


class EntryRows(QWidget):
    """Rows one below the other, with a button that adds one."""

    changed = Signal()
    """Emitted when the person finished a change, and no row is wrong."""

    def __init__(self, kind: EntryKind, theme: Theme) -> None:
        super().__init__()
        self._kind = kind
        self._theme = theme
        self._rows: list[_EntryRow] = []
        self._shown: tuple[Entry, ...] = ()
        self._is_locked = False
        self._hint = WrappedLabel("small")
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        rules = TextRules(kind.noun, can_be_off=False)
        self.text = BulkText(theme, rules, lambda row: kind.check(_entry_of(row)))
        self.text.toggle.clicked.connect(self._on_text_toggled)
        # Each change is written to a file, so it counts when it is finished, as in a row.
        self.text.left.connect(self._on_text_left)
        self.add = QPushButton(f"Add {kind.noun}")
        # Return ends the typing in a row; in a dialog it would press this button as well.
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._on_add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self._hint)
        whole.addWidget(self._list)
        whole.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.text.toggle)
        buttons.addStretch()
        whole.addLayout(buttons)

    def entries(self) -> tuple[Entry, ...]:
        """Return the rows that have a name or a value."""
        return tuple(entry for row in self._rows if (entry := row.entry()) != Entry())

    def show_entries(
        self, entries: Iterable[Entry], *, is_locked: bool, is_same: bool = False
    ) -> None:
        """Show rows.

        Args:
            entries: What they hold.
            is_locked: Whether they can only be read.
            is_same: Whether they belong to the same thing as before. Rows that nobody else changed
                then stay as they are, also while they are edited.
        """
        wanted = tuple(entries)
        # New rows would take the keyboard away from a person who types.
        if is_same and wanted == self._shown:
            return
        self._shown, self._is_locked = wanted, is_locked
        self._fill(wanted)
        if self.text.is_on():
            self.text.show_rows(map(_row_of, wanted))
        self._show_parts()

    def _fill(self, entries: Iterable[Entry]) -> None:
        for row in self._rows:
            self._drop(row)
        self._rows = []
        for entry in entries:
            self._new_row(entry)

    def _show_parts(self) -> None:
        is_text = self.text.is_on()
        self._list.setVisible(not is_text)
        self.add.setVisible(not is_text and not self._is_locked)
        self.text.toggle.setVisible(not self._is_locked)
        self.text.area.setReadOnly(self._is_locked)
        self._show_hint()

    def _on_text_toggled(self, is_on: bool) -> None:
        if is_on:
            self.text.open(map(_row_of, self.entries()))
        else:
            self._on_text_left()
            if not self.text.close_text():
                return
        self._show_parts()
        if not is_on:
            (self._rows[0].name if self._rows else self.add).setFocus()

    def _on_text_left(self) -> None:
        """Take the text over, unless a line in it cannot be read."""
        rows = self.text.rows()
        if rows is None:
            return
        asked = {entry.name: entry.is_asked for entry in self.entries()}
        entries = [_entry_of(row, is_asked=asked.get(row.name, False)) for row in rows]
        if tuple(entries) != self.entries():
            self._fill(entries)
            self._on_finished()

    def settle(self) -> bool:
        """Take over what is typed, also as a text; return whether nothing in it is wrong."""
        if self.text.is_on():
            self._on_text_left()
            if self.text.rows() is None:
                return False
        self._on_finished()
        return self.is_valid()

    def is_valid(self) -> bool:
        """Return whether no row is wrong."""
        return not any(row.problem() for row in self._rows)

    def _new_row(self, entry: Entry) -> "_EntryRow":
        row = _EntryRow(self._kind, entry, self._theme)
        row.lock(self._is_locked)
        row.finished.connect(self._on_finished)
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self._column.addWidget(row)
        # The layout would show it one turn of the loop later, too late for the keyboard.
        row.show()
        self._rows.append(row)
        row.number(len(self._rows))
        stops = [*(self._rows[-2].stops()[-1:] if len(self._rows) > 1 else ()), *row.stops()]
        for first, second in zip(stops, stops[1:], strict=False):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(row.remove, self.add)
        return row

    def _drop(self, row: "_EntryRow") -> None:
        # Deleted with the next turn of the loop: until then it must not be met by Tab.
        self._column.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _show_hint(self) -> None:
        self._hint.show_text("" if self._rows or self.text.is_on() else self._kind.empty)

    def _on_add(self) -> None:
        row = self._new_row(Entry())
        self._show_hint()
        row.name.setFocus()

    def _on_remove(self, row: "_EntryRow") -> None:
        self._rows.remove(row)
        self._drop(row)
        for place, rest in enumerate(self._rows, 1):
            rest.number(place)
        self._show_hint()
        # The removed button had the keyboard, which Qt would hand to any widget of the dialog.
        self.add.setFocus()
        self._on_finished()

    def _on_finished(self) -> None:
        # All rows, because a change of one may end, or begin, that another has the same name.
        names = [row.entry().name.casefold() for row in self._rows]
        for row, name in zip(self._rows, names, strict=True):
            is_double = bool(name) and names.count(name) > 1 and not self._kind.may_repeat
            row.show_problem(is_double=is_double)
        entries = self.entries()
        # Fields also end their editing when they are only left.
        if self.is_valid() and entries != self._shown:
            self._shown = entries
            self.changed.emit()


def _row_of(entry: Entry) -> Row:
    return Row(entry.name, entry.value)


def _entry_of(row: Row, *, is_asked: bool = False) -> Entry:
    return Entry(row.name, str(row.value), is_asked)


class _EntryRow(QWidget):
    """Name and value, whether it is asked for, and a button that removes it."""

    finished = Signal()
    """Emitted when the person leaves a field that was changed, or presses Return."""

    def __init__(self, kind: EntryKind, entry: Entry, theme: Theme) -> None:
        super().__init__()
        self._kind = kind
        self._problem = ""
        self.name, self.value = CappedLine(), CappedLine()
        self.name.setText(entry.name)
        self.value.setText(entry.value)
        # Qt leaves the cursor at the end, which would show the end of a text wider than the line.
        self.value.setCursorPosition(0)
        self.name.setPlaceholderText("Name")
        self.value.setPlaceholderText(kind.value_words)
        self.is_asked = QCheckBox("Ask")
        self.is_asked.setToolTip("Ask for the value whenever a request with it is sent")
        self.is_asked.setChecked(entry.is_asked)
        self.is_asked.setVisible(kind.can_ask)
        self.remove = IconButton(theme, "close", f"Remove {kind.noun}")
        self._note = Note(theme)
        if kind.known_names:
            completer = QCompleter(kind.known_names, self.name)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.name.setCompleter(completer)
            theme.apply_to_list(completer.popup())
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.is_asked)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._note)
        self.name.editingFinished.connect(self.finished)
        self.value.editingFinished.connect(self.finished)
        self.is_asked.clicked.connect(self.finished)

    def entry(self) -> Entry:
        """Return what the row holds."""
        return Entry(self.name.text().strip(), self.value.text(), self.is_asked.isChecked())

    def problem(self) -> str:
        """Return what was found wrong, or empty text."""
        return self._problem

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [self.name, self.value, self.is_asked, self.remove]

    def lock(self, is_locked: bool) -> None:
        """Let the row only be read, or be edited."""
        self.name.setReadOnly(is_locked)
        self.value.setReadOnly(is_locked)
        self.is_asked.setEnabled(not is_locked)
        self.remove.setVisible(not is_locked)

    def number(self, place: int) -> None:
        """Name the parts of the row by its place, 1 for the first."""
        noun = self._kind.noun
        self.name.setAccessibleName(f"{noun.capitalize()} name {place}")
        self.value.setAccessibleName(f"{noun.capitalize()} value {place}")
        self.is_asked.setAccessibleName(f"Ask for {noun} {place}")
        self.remove.rename(f"Remove {noun} {place}")

    def show_problem(self, *, is_double: bool) -> None:
        """Say what is wrong.

        Args:
            is_double: Whether another row has the same name.
        """
        entry = self.entry()
        self._problem = "" if entry == Entry() else self._kind.check(entry)
        if is_double and not self._problem:
            self._problem = f"There is another {self._kind.noun} of this name."
        self._note.show_text(self._problem)
        for part in (self.name, self.value):
            mark(part, "invalid", bool(self._problem))
            part.setAccessibleDescription(self._problem)
