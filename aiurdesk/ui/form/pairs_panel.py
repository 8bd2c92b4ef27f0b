"""A list of names and values that the person adds to a request."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import FileValue, OffRow, Value
from aiurdesk.core.request.rows import off_rows, sent_pairs
from aiurdesk.core.request.rows_text import TextRules
from aiurdesk.ui.form.bulk_text import BulkText
from aiurdesk.ui.form.file import described
from aiurdesk.ui.form.pair_line import PairKind, PairLine
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll

_NOTHING = ("", "")


class PairsPanel(QWidget):
    """A list of pairs. A pair without a tick stays in the list and is not sent."""

    changed = Signal()
    """Emitted when the person changed a line or whether it is sent."""

    def __init__(self, kind: PairKind, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._theme = theme
        self._fixed: tuple[str, ...] = ()
        self.lines: list[PairLine] = []
        self._environment: Environment | None = None
        self._hint = WrappedLabel("muted")
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        file_of = described if kind.takes_files else None
        self.text = BulkText(theme, TextRules(kind.noun, kind.hides, file_of), self._problem_of)
        self.add = QPushButton(f"Add {kind.noun}")
        self.add.setObjectName(f"add_{kind.noun}")
        self.add.clicked.connect(self._on_add)
        self.text.toggle.clicked.connect(self._on_text_toggled)
        self.text.edited.connect(self._on_text_edited)
        self._lay_out()
        self._show_hint()

    def pairs(self) -> tuple[tuple[str, Value], ...]:
        """Return the pairs that are sent: those with a tick that are not empty."""
        return sent_pairs(self.filled_rows())

    def off(self) -> tuple[OffRow, ...]:
        """Return the pairs without a tick, with their places among those that are not empty."""
        return off_rows(self.filled_rows())

    def filled_rows(self) -> tuple[Row, ...]:
        """Return the lines that are not empty, those without a tick included."""
        return tuple(row for row in self.rows() if (row.name, row.value) != _NOTHING)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show rows, those with a fixed name before the others."""
        self._fill(rows)
        self._show_text()

    def _fill(self, rows: Iterable[Row]) -> None:
        for line in self.lines:
            self._drop(line)
        self.lines = []
        rows = [*rows]
        for name in self._fixed:
            # A row of that name fills the fixed line, and is not listed a second time below.
            found = next((row for row in rows if row.name.lower() == name.lower()), None)
            if found is not None:
                rows.remove(found)
            self._new_line(found or Row(name, ""), is_fixed=True)
        for row in rows:
            self._new_line(row)
        self._show_hint()

    def fix_names(self, names: tuple[str, ...]) -> None:
        """Show a line at the top for each name, which a person neither changes nor removes."""
        if names == self._fixed:
            return
        before = [line for line in self.lines if line.is_fixed]
        self._fixed = names
        if len(before) == len(names):
            # The name is being typed, letter by letter: its value stays.
            for line, name in zip(before, names, strict=True):
                line.rename(name)
            return
        # A part that left the address takes its line along. What a person added stays.
        known = {name.lower() for name in names}
        gone = [line for line in before if line.pair()[0].lower() not in known]
        self.set_rows(line.row() for line in self.lines if line not in gone)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if environment != self._environment:
            self._environment = environment
            for line in self.lines:
                line.set_environment(environment)

    def rows(self) -> tuple[Row, ...]:
        """Return all lines, those without a tick included, for the undo stack."""
        return tuple(line.row() for line in self.lines)

    def restore_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the lines of ``rows`` again."""
        fixed = [line.pair()[0] for line in self.lines if line.is_fixed]
        if [row.name for row in rows[: len(fixed)]] != fixed:
            self.set_rows(rows)
            return
        # Lines are used again, whatever they showed: the one that is typed in keeps the keyboard.
        while len(self.lines) > len(rows):
            self._drop(self.lines.pop())
        for row in rows[len(self.lines) :]:
            self._new_line(row)
        for line, row in zip(self.lines, rows, strict=True):
            line.restore(row)
        self._show_hint()
        self._show_text()

    def focus_row(self, index: int) -> None:
        """Give the keyboard to a line of ``rows``, or to the button that adds one."""
        if self.text.is_on():
            self.text.area.setFocus()
        elif 0 <= index < len(self.lines):
            line = self.lines[index]
            # Whoever undoes the typing of a name stays in it.
            if not line.name.hasFocus():
                line.value.setFocus()
                line.value.end(False)
        else:
            self.add.setFocus()

    def focus_first(self) -> None:
        """Give the keyboard to the first line, or to the button that adds one."""
        self.focus_row(0)

    def focus_problem(self) -> None:
        """Give the keyboard to the first line that cannot be sent, its value selected."""
        wrong = next((line for line in self.lines if line.name.property("invalid")), None)
        if self.text.is_on():
            self.text.area.setFocus()
        elif wrong is not None:
            wrong.value.setFocus()
            wrong.value.selectAll()

    def add_above(self, part: QWidget) -> None:
        """Add a widget above the pairs that scrolls with them."""
        self._whole.insertWidget(0, part)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("formPage")
        self._whole = QVBoxLayout(page)
        self._whole.setContentsMargins(14, 12, 14, 14)
        self._whole.setSpacing(8)
        self._column.setSpacing(6)
        self._whole.addWidget(self._hint)
        self._whole.addWidget(self._list)
        self._whole.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.text.toggle)
        buttons.addStretch()
        self._whole.addLayout(buttons)
        self._whole.addStretch()
        scroll = PageScroll()
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _new_line(self, row: Row, *, is_fixed: bool = False) -> PairLine:
        line = PairLine(self._kind, row, self._theme, is_fixed=is_fixed)
        if self._environment is not None:
            line.set_environment(self._environment)
        line.changed.connect(self.changed)
        line.remove.clicked.connect(lambda: self._on_remove(line))
        self._column.addWidget(line)
        # The layout would show it one turn of the loop later, too late for the keyboard.
        line.show()
        self.lines.append(line)
        line.number(len(self.lines))
        # Qt puts new widgets last in the tab order: the parts go between the line before and the
        # button.
        stops = [self.add] if len(self.lines) == 1 else self.lines[-2].stops()[-1:]
        for first, second in zip([*stops, *line.stops()], line.stops(), strict=False):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(line.remove, self.add)
        return line

    def _drop(self, line: PairLine) -> None:
        # Deleted with the next turn of the loop: until then it must not be met by Tab.
        self._column.removeWidget(line)
        line.hide()
        line.setParent(None)
        line.deleteLater()

    def _show_hint(self) -> None:
        self._hint.show_text("" if self.lines or self.text.is_on() else self._kind.empty)

    def _problem_of(self, row: Row) -> str:
        value = row.value if isinstance(row.value, str) else ""
        return self._kind.check(row.name, value)

    def _show_text(self) -> None:
        if self.text.is_on():
            self.text.show_rows(self.filled_rows())

    def _on_text_toggled(self, is_on: bool) -> None:
        if is_on:
            self.text.open(self.filled_rows())
        elif not self.text.close_text():
            return
        self._list.setVisible(not is_on)
        self.add.setVisible(not is_on)
        self._show_hint()
        if not is_on:
            self.focus_first()

    def _on_text_edited(self, rows: tuple[Row, ...]) -> None:
        # Not ``set_rows``: the text stays as it was typed.
        self._fill(rows)
        self.changed.emit()

    def _on_add(self) -> None:
        line = self._new_line(Row("", ""))
        self._show_hint()
        line.name.setFocus()
        self.changed.emit()

    def _on_remove(self, line: PairLine) -> None:
        self.lines.remove(line)
        self._drop(line)
        for index, rest in enumerate(self.lines):
            rest.number(index + 1)
        self._show_hint()
        # The removed button had the keyboard, which Qt would hand to any widget of the window.
        self.add.setFocus()
        self.changed.emit()


def texts_of(row: Row) -> tuple[str, ...]:
    """Return the texts of a row, one for each line; none where it is a file."""
    if isinstance(row.value, FileValue):
        return ()
    return (row.value,) if isinstance(row.value, str) else row.value
