"""Names with values in rows that are edited in place: variables, and addresses of services."""

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.request import Row
from aiurdesk.core.request.rows_text import TextRules
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.bulk_text import BulkText, LinesOrText
from aiurdesk.ui.form.pair_line import offer_words
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.line_list import LineList, ListLine


class EntryRow(msgspec.Struct, frozen=True):
    """A row with the name and the value of a variable."""

    name: str = ""
    value: str = ""
    is_asked: bool = False


class EntryRules(msgspec.Struct, frozen=True):
    """Texts and rules for the rows of one list."""

    name: str
    """Of one row as an object, such as ``variable``."""
    noun: str
    """For one row, in the language of the person."""
    value_words: str
    """Stands in an empty value."""
    empty: str
    """Said while there are not any rows."""
    check: Callable[[EntryRow], Problem | None]
    """Returns what is wrong with a row, if anything is."""
    known_names: tuple[str, ...] = ()
    may_repeat: bool = False
    """Whether several rows may have one name."""
    can_ask: bool = False
    """Whether the value may be asked for whenever it is needed."""


class EntryRows(QWidget):
    """Rows one below the other, with a button that adds one."""

    changed = Signal()
    """Emitted when the person finished a change, and no row is wrong."""

    def __init__(self, kind: EntryRules, theme: Theme) -> None:
        super().__init__()
        self._kind = kind
        self._theme = theme
        self._saved: tuple[EntryRow, ...] = ()
        self._is_locked = False
        self._is_checked = False
        """Whether what is wrong is said: not before the person has changed anything."""
        self._list: LineList[_EntryLine, EntryRow] = LineList(
            kind.name, kind.noun, kind.empty, "small"
        )
        self.add = self._list.add
        self.add.clicked.connect(self._on_add)
        self._list.removed.connect(self._on_removed)
        rules = TextRules(kind.noun, can_be_off=False)
        self.text = BulkText(theme, rules, lambda row: kind.check(_entry_of(row)))
        # Each change is written to a file, so it counts when it is finished, as in a row.
        self.text.left.connect(self._on_text_left)
        self._both = LinesOrText(self._list, self.text, lambda: map(_row_of, self.entries()))
        self._both.closed.connect(self._focus_first)
        column_of(self, self._both, margins=0)

    def entries(self) -> tuple[EntryRow, ...]:
        """Return the rows that have a name or a value."""
        return tuple(entry for entry in self._all() if entry != EntryRow())

    def _all(self) -> tuple[EntryRow, ...]:
        return (*(row.entry() for row in self._list.lines), *self._list.rest)

    def show_entries(
        self, entries: Iterable[EntryRow], *, is_locked: bool, is_same: bool = False
    ) -> None:
        """Show entries as rows.

        Args:
            entries: What they hold.
            is_locked: Whether they can only be read.
            is_same: Whether they belong to the same thing as before. Rows not changed elsewhere
                then stay as they are, also while they are edited.
        """
        saved = tuple(entries)
        # New rows would take the keyboard away from a person who types.
        if is_same and saved == self._saved:
            return
        self._saved, self._is_locked, self._is_checked = saved, is_locked, False
        self._fill(saved)
        if self.text.is_on():
            self.text.show_rows(map(_row_of, saved))
        self._both.lock(is_locked)

    def _fill(self, entries: Iterable[EntryRow]) -> None:
        self._list.shorten()
        self._list.append_in_turns(entries, self._append)

    def _focus_first(self) -> None:
        (self._list.lines[0].name if self._list.lines else self.add).setFocus()

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
        is_rest_wrong = self._is_checked and any(map(self._problems(), self._list.rest))
        return not is_rest_wrong and not any(row.problem for row in self._list.lines)

    def _problems(self) -> Callable[[EntryRow], Problem | None]:
        """Return what tells what is wrong with a row, if anything is."""
        # All rows, because a change of one may end, or begin, that another has the same name.
        counts = Counter(entry.name.casefold() for entry in self._all())

        def problem_of(entry: EntryRow) -> Problem | None:
            problem = None if entry == EntryRow() else self._kind.check(entry)
            is_double = counts[entry.name.casefold()] > 1 and not self._kind.may_repeat
            if problem or not entry.name or not is_double:
                return problem
            text = tr("There is another {noun} of this name.")
            return Problem(text.format(noun=self._kind.noun))

        return problem_of

    def _append(self, entry: EntryRow) -> "_EntryLine":
        row = self._list.append(_EntryLine(self._kind, entry, self._theme))
        row.lock(self._is_locked)
        if self._is_checked and entry != EntryRow():
            row.show_wrong(self._problems()(entry))
        row.finished.connect(self._on_finished)
        return row

    def _on_add(self) -> None:
        self._list.append_rest()
        row = self._append(EntryRow())
        self._list.arrange()
        row.name.setFocus()

    def _on_removed(self) -> None:
        # The removed button had the keyboard, which Qt would hand to any widget of the dialog.
        self.add.setFocus()
        self._on_finished()

    def _on_finished(self) -> None:
        self._is_checked = True
        problem_of = self._problems()
        for row in self._list.lines:
            row.show_wrong(problem_of(row.entry()))
        entries = self.entries()
        # Fields also end their editing when they are only left.
        if self.is_valid() and entries != self._saved:
            self._saved = entries
            self.changed.emit()


def _row_of(entry: EntryRow) -> Row:
    return Row(entry.name, entry.value)


def _entry_of(row: Row, *, is_asked: bool = False) -> EntryRow:
    return EntryRow(row.name, str(row.value), is_asked)


class _EntryLine(ListLine):
    """Name and value, whether it is asked for, and a button that removes it."""

    finished = Signal()
    """Emitted when the person leaves a field that was changed, or presses Return."""

    def __init__(self, kind: EntryRules, entry: EntryRow, theme: Theme) -> None:
        super().__init__(kind.noun, theme)
        self.problem: Problem | None = None
        """What was wrong when it was checked last."""
        self.name, self.value = CappedLine(), CappedLine()
        self.name.setText(entry.name)
        self.value.setText(entry.value)
        # Qt leaves the cursor at the end, which would show the end of a text wider than the line.
        self.value.setCursorPosition(0)
        self.name.setPlaceholderText(tr("Name"))
        self.value.setPlaceholderText(kind.value_words)
        self.is_asked = QCheckBox(tr("Ask"))
        self.is_asked.setToolTip(tr("Ask for the value whenever a request with it is sent"))
        self.is_asked.setChecked(entry.is_asked)
        offer_words(self.name, kind.known_names, theme)
        self.upper.addWidget(self.name, 2)
        self.upper.addWidget(self.value, 3)
        self.upper.addWidget(self.is_asked)
        self.is_asked.setVisible(kind.can_ask)
        self.upper.addWidget(self.remove)
        self.name.editingFinished.connect(self.finished)
        self.value.editingFinished.connect(self.finished)
        self.is_asked.clicked.connect(self.finished)

    def entry(self) -> EntryRow:
        """Return what the row holds."""
        return EntryRow(self.name.text().strip(), self.value.text(), self.is_asked.isChecked())

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [self.name, self.value, self.is_asked, self.remove]

    def lock(self, is_locked: bool) -> None:
        """Let the row only be read, or be edited."""
        self.name.setReadOnly(is_locked)
        self.value.setReadOnly(is_locked)
        self.is_asked.setEnabled(not is_locked)
        self.remove.setVisible(not is_locked)

    def number(self, number: int) -> None:
        super().number(number)
        self.name_pair(number, self.name, self.value)
        self.is_asked.setAccessibleName(
            tr("Ask for {noun} {number}").format(noun=self.noun, number=number)
        )

    def show_wrong(self, problem: Problem | None) -> None:
        """Say what is wrong, or nothing."""
        self.problem = problem
        self.show_problem(sentence_of(problem), (self.name, self.value))
