"""Lines of fields one below the other, each with a button that removes it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.idle_steps import IdleSteps
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import Note, WrappedLabel


class ListLine(QWidget):
    """One line: its fields in a row, and below them a note for what is wrong."""

    def __init__(self, noun: str, theme: Theme) -> None:
        """Begin without fields: they are added to ``upper``, and ``remove`` behind them."""
        super().__init__()
        self.noun = noun
        self.remove = IconButton(theme, "close", tr("Remove {noun}").format(noun=noun))
        self.note = Note(theme)
        self.upper = QHBoxLayout()
        self.upper.setSpacing(6)
        self.column = column_of(self, self.upper, self.note, margins=0, spacing=3)

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        raise NotImplementedError

    def number(self, number: int) -> None:
        """Name the fields by the number of the line, 1 for the first."""
        # Lines with the same fields are read aloud alike.
        self.remove.rename(tr("Remove {noun} {number}").format(noun=self.noun, number=number))

    def name_pair(self, number: int, name: QWidget, value: QWidget) -> None:
        """Name the fields of a name and a value by the number of the line."""
        noun = self.noun.capitalize()
        name.setObjectName(f"{self.objectName()}_name")
        value.setObjectName(f"{self.objectName()}_value")
        name.setAccessibleName(
            tr("{capitalize} name {number}").format(capitalize=noun, number=number)
        )
        value.setAccessibleName(
            tr("{capitalize} value {number}").format(capitalize=noun, number=number)
        )

    def show_problem(self, problem: str, fields: Iterable[QWidget]) -> None:
        """Say what is wrong, and mark the fields that it is about."""
        self.note.show_text(problem)
        for field in fields:
            mark(field, "invalid", bool(problem))
            field.setAccessibleDescription(problem)


_AT_ONCE = 12
"""Lines that are made before the list is painted; a line takes a millisecond or more."""
_IN_A_TURN = 2
_MOST_PARTED = 50
_Line = TypeVar("_Line", bound=ListLine)
_Row = TypeVar("_Row")


class LineList(QWidget, Generic[_Line, _Row]):
    """Lines of one kind; the button ``add`` belongs below them, and who owns the list makes them.

    Call ``arrange`` after each change of the lines.
    """

    removed = Signal(int)
    """Emitted when the person removed a line, with its index."""

    def __init__(
        self, name: str, noun: str, hint: str = "", look: str = "muted", spacing: int = 6
    ) -> None:
        """Begin without lines.

        Args:
            name: Of one line as an object, such as "test".
            noun: For one line, in the language of the person.
            hint: Shown while the list is empty.
            look: Of the hint.
            spacing: Pixels between two lines.
        """
        super().__init__()
        self._name = name
        self.hint = hint
        self.lines: list[_Line] = []
        self.rest: list[_Row] = []
        """Rows of ``append_in_turns`` that have no line yet: they come behind the lines."""
        self._steps = IdleSteps(self)
        self._hint = WrappedLabel(look)
        # Return ends the typing in a line; in a dialog it would press this button as well.
        self.add = QPushButton(tr("Add {noun}").format(noun=noun), autoDefault=False)
        self.add.setObjectName(f"add_{name}")
        self._column = column_of(self, self._hint, margins=0, spacing=spacing)

    def append(self, line: _Line) -> _Line:
        """Add a line at the end, and return it."""
        line.remove.clicked.connect(lambda: self._on_remove(line))
        self._column.addWidget(line)
        # The layout would show it one turn of the loop later, too late for the keyboard.
        line.show()
        self.lines.append(line)
        return line

    def append_in_turns(self, rows: Iterable[_Row], append: Callable[[_Row], object]) -> None:
        """Add lines for rows: the first ones now, the others a few in each turn of the loop.

        Args:
            rows: What the lines are to show, instead of ``rest``.
            append: Makes the line of a row, and calls ``append``.
        """
        self.rest = [*rows]
        self._append_row = append
        self._append_some(_AT_ONCE)
        self.arrange()
        self._steps.start(self._appending() if self.rest else iter(()))

    def append_rest(self) -> None:
        """Add the lines that are left now, such as for a person who goes to one of them."""
        if self.rest:
            self._append_some(len(self.rest))
            self.arrange()

    def _appending(self) -> Iterator[None]:
        while self.rest:
            yield
            self._append_some(_IN_A_TURN)
        self.arrange()

    def _append_some(self, count: int) -> None:
        some, self.rest = self.rest[:count], self.rest[count:]
        for row in some:
            self._append_row(row)

    def shorten(self, length: int = 0) -> None:
        """Remove lines from the end, and all that have no line yet."""
        self.rest = []
        # Qt styles anew what has no parent any more, which takes long for many lines.
        is_parted = len(self.lines) - length <= _MOST_PARTED
        while len(self.lines) > length:
            self._drop(self.lines.pop(), is_parted=is_parted)

    def arrange(self) -> None:
        """Number the lines, let Tab go through them, and say so where the list is empty."""
        self._hint.show_text("" if self.lines else self.hint)
        stops: list[QWidget] = []
        for number, line in enumerate(self.lines, start=1):
            line.setObjectName(f"{self._name}_{number}")
            line.number(number)
            stops.extend(line.stops())
        # From the button and back to it: it keeps its position in the order of the window, where
        # new widgets are last.
        for first, second in pairwise([self.add, *stops, self.add]) if stops else ():
            QWidget.setTabOrder(first, second)

    def _drop(self, line: _Line, *, is_parted: bool = True) -> None:
        # Deleted with the next turn of the loop: until then it must not be met by Tab.
        self._column.removeWidget(line)
        line.hide()
        if is_parted:
            line.setParent(None)
        line.deleteLater()

    def _on_remove(self, line: _Line) -> None:
        index = self.lines.index(line)
        self._drop(self.lines.pop(index))
        self.arrange()
        self.removed.emit(index)
