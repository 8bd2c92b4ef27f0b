"""A list of names and values that the person adds to a request."""

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.request.edit_state import Row
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.window.theme import Theme, mark


class PairKind(msgspec.Struct, frozen=True):
    """Describes the pairs of a panel."""

    noun: str
    """The noun for one pair, such as "header"."""
    empty: str
    """Shown while there are no pairs."""
    check: Callable[[str, str], str]
    """Returns why a name and a value cannot be sent, or empty text."""
    known_names: tuple[str, ...] = ()
    """Offered while a name is typed."""
    hides: Callable[[str], bool] = lambda _name: False
    """Takes a name; returns whether its value is hidden while it is typed."""


class PairsPanel(QWidget):
    """A list of pairs. A pair without a tick stays in the list and is not sent."""

    changed = Signal()
    """Emitted when the person changed a line or whether it is sent."""

    def __init__(self, kind: PairKind, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._theme = theme
        self.lines: list[PairLine] = []
        self._hint = WrappedLabel("muted")
        self._column = QVBoxLayout()
        self.add = QPushButton(f"Add {kind.noun}")
        self.add.setObjectName(f"add_{kind.noun}")
        self.add.clicked.connect(self._on_add)
        self._lay_out()
        self._show_hint()

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs that are sent: those with a tick that are not empty."""
        return tuple(line.pair() for line in self.lines if line.is_given())

    def set_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show pairs, all of them ticked."""
        for line in self.lines:
            self._drop(line)
        self.lines = []
        for name, value in pairs:
            self._new_line(name, value)
        self._show_hint()

    def rows(self) -> tuple[Row, ...]:
        """Return all lines, those without a tick included, for the undo stack."""
        return tuple(Row(*line.pair(), line.is_sent.isChecked()) for line in self.lines)

    def restore_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the lines of ``rows`` again."""
        if len(rows) != len(self.lines):
            self.set_pairs((row.name, "") for row in rows)
        for line, row in zip(self.lines, rows, strict=True):
            line.restore(row)

    def focus_row(self, index: int) -> None:
        """Give the keyboard to a line of ``rows``, or to the button that adds one."""
        if 0 <= index < len(self.lines):
            line = self.lines[index]
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
        if wrong is not None:
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
        self._whole.addLayout(self._column)
        self._whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._whole.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _new_line(self, name: str, value: str) -> "PairLine":
        line = PairLine(self._kind, name, value, self._theme)
        line.changed.connect(self.changed)
        line.remove.clicked.connect(lambda: self._on_remove(line))
        self._column.addWidget(line)
        # The layout would show it one turn of the loop later, too late for the keyboard.
        line.show()
        self.lines.append(line)
        line.number(len(self.lines))
        stops = [self.add] if len(self.lines) == 1 else self.lines[-2].stops()[-1:]
        for first, second in zip([*stops, *line.stops()], line.stops(), strict=False):
            QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(line.remove, self.add)
        return line

    def _drop(self, line: "PairLine") -> None:
        self._column.removeWidget(line)
        line.hide()
        line.setParent(None)
        line.deleteLater()

    def _show_hint(self) -> None:
        self._hint.show_text("" if self.lines else self._kind.empty)

    def _on_add(self) -> None:
        line = self._new_line("", "")
        self._show_hint()
        line.name.setFocus()
        self.changed.emit()

    def _on_remove(self, line: "PairLine") -> None:
        self.lines.remove(line)
        self._drop(line)
        for index, rest in enumerate(self.lines):
            rest.number(index + 1)
        self._show_hint()
        self.add.setFocus()
        self.changed.emit()


class PairLine(QWidget):
    """One pair: a tick box, name, value, and a button that removes it."""

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, kind: PairKind, name: str, value: str, theme: Theme) -> None:
        super().__init__()
        self._kind = kind
        self._told: tuple[str, ...] = ()
        self.is_sent = QCheckBox()
        self.is_sent.setChecked(True)
        self.is_sent.setToolTip(f"Send this {kind.noun}")
        self.name = new_line()
        self.name.setPlaceholderText("Name")
        self.name.setText(name)
        if kind.known_names:
            completer = QCompleter(kind.known_names, self.name)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.name.setCompleter(completer)
            names = completer.popup()
            if names is not None:  # a window without a parent, which gets no style from one
                theme.apply_to(names)
        self.value: QLineEdit = new_line()
        self.value.setPlaceholderText("Value")
        self.value.setText(value)
        self.remove = IconButton(theme, "close", f"Remove {kind.noun}")
        self._problem = Note(theme)
        self._lay_out()
        self.is_sent.clicked.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self._check()

    def pair(self) -> tuple[str, str]:
        """Return name and value."""
        return self.name.text(), self.value.text()

    def restore(self, row: Row) -> None:
        """Show name and value of a row, and whether it is sent, without emitting ``changed``."""
        was_blocked = self.blockSignals(True)
        texts = (row.name, row.value if isinstance(row.value, str) else "")
        for line, text in zip((self.name, self.value), texts, strict=True):
            if line.text() != text:
                line.setText(text)
        self.is_sent.setChecked(row.is_sent)
        self._told = ()
        self._check()
        self.blockSignals(was_blocked)

    def is_given(self) -> bool:
        """Return whether the pair is sent."""
        return self.is_sent.isChecked() and self.pair() != ("", "")

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        return [self.is_sent, self.name, self.value, self.remove]

    def number(self, place: int) -> None:
        """Name the parts of the line by its place, 1 for the first."""
        noun = self._kind.noun
        self.is_sent.setAccessibleName(f"Send {noun} {place}")
        self.name.setAccessibleName(f"{noun.capitalize()} name {place}")
        self.value.setAccessibleName(f"{noun.capitalize()} value {place}")
        self.remove.rename(f"Remove {noun} {place}")

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show errors or messages of the server, until the pair changes."""
        self._told = texts
        self._check()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.is_sent)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._problem)

    def _on_changed(self) -> None:
        self._told = ()
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        found = self._kind.check(*self.pair()) if self.is_given() else ""
        problem = "\n".join(dict.fromkeys(filter(None, (found, *self._told))))
        is_hidden = self._kind.hides(self.name.text())
        echo = QLineEdit.EchoMode.Password if is_hidden else QLineEdit.EchoMode.Normal
        self.value.setEchoMode(echo)
        self._problem.show_text(problem)
        for part in (self.name, self.value):
            mark(part, "invalid", bool(problem))
            part.setAccessibleDescription(problem)
