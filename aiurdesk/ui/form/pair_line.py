"""One pair of a list of names and values, such as a header."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.environments.environment import Environment, variable_names
from aiurdesk.core.preparing.variable_words import unresolved_problem
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import FileValue
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.file import described
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.file_dialog import file_dialog, open_once
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.line_list import ListLine
from aiurdesk.ui.widgets.note import WrappedLabel


class PairKind(msgspec.Struct, frozen=True):
    """Describes the pairs of a panel."""

    name: str
    """Of a line as an object, such as "header"."""
    noun: str
    """The noun for one pair, such as "header"."""
    empty: str
    """Shown while there are no pairs."""
    problem_of: Callable[[str, str], Problem | None]
    """Returns why a name and a value cannot be sent, or None."""
    known_names: tuple[str, ...] = ()
    """Offered while a name is typed."""
    hides: Callable[[str], bool] = lambda _name: False
    """Takes a name; returns whether its value is hidden while it is typed."""
    known_values: Callable[[str], tuple[str, ...]] = lambda _name: ()
    """Takes a name; returns the values to offer."""
    takes_files: bool = False
    """Whether a value may be the content of a file."""
    file_note: Callable[[str], str] = lambda _path: ""
    """Takes the path of a file that is sent; returns what is worth knowing about it."""


class FileButtons(QWidget):
    """A button that makes the value of a pair a file, and one that chooses the file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.choose = QPushButton(tr("Choose…"))
        self.is_file = IconButton(theme, "file", tr("Send a file"))
        self.is_file.setCheckable(True)
        row_of(self, self.choose, self.is_file, margins=0, spacing=6)

    def number(self, noun: str, number: int) -> None:
        """Name the buttons by the number of their pair."""
        self.is_file.rename(tr("Send a file as {noun} {number}").format(noun=noun, number=number))
        self.choose.setAccessibleName(
            tr("Choose the file of {noun} {number}").format(noun=noun, number=number)
        )

    def show_file(self, is_file: bool) -> None:
        """Show whether the value is a file."""
        self.is_file.setChecked(is_file)
        self.choose.setVisible(is_file)


class PairLine(ListLine):
    """One pair: a tick box, name, value, and a button that removes it."""

    changed = Signal()
    """Emitted when the person changed anything."""

    def __init__(self, kind: PairKind, row: Row, theme: Theme, *, is_fixed: bool = False) -> None:
        """Show a pair.

        Args:
            is_fixed: Its name stands in the address: it is neither changed nor removed here.
        """
        super().__init__(kind.noun, theme)
        self._kind = kind
        self._theme = theme
        self._told: tuple[str, ...] = ()
        self._file: FileValue | None = None
        self._environment: Environment | None = None
        self.is_fixed = is_fixed
        self.is_sent = QCheckBox()
        self.is_sent.setToolTip(tr("Send this {noun}").format(noun=kind.noun))
        self.name = Line()
        self.name.setPlaceholderText(tr("Name"))
        self.name.setReadOnly(is_fixed)
        self.name.setToolTip(tr("A part of the address") if is_fixed else "")
        offer_words(self.name, kind.known_names, theme)
        self.value = Line()
        self.remove.setEnabled(not is_fixed)
        self.files = FileButtons(theme) if kind.takes_files else None
        self.setAcceptDrops(kind.takes_files)
        self._file_note = WrappedLabel("small")
        self._file_note.hide()
        self._lay_out()
        self._show(row)
        self.is_sent.clicked.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.value.textChanged.connect(self._on_value_changed)
        if self.files is not None:
            self.files.is_file.clicked.connect(self._on_file_toggled)
            self.files.choose.clicked.connect(self._on_choose)
        self._check()

    def pair(self) -> tuple[str, str]:
        """Return name and value; the value of a file is its path."""
        return self.name.text(), self.value.text()

    def row(self) -> Row:
        """Return name and value, and whether it is sent."""
        value = self.value.text() if self._file is None else self._file
        return Row(self.name.text(), value, self.is_sent.isChecked())

    def restore(self, row: Row) -> None:
        """Show another row without emitting ``changed``."""
        with QSignalBlocker(self):
            self._show(row)
            self._told = ()
            self._check()

    def rename(self, name: str) -> None:
        """Show another name without emitting ``changed``."""
        self.restore(Row(name, self.row().value, self.is_sent.isChecked()))

    def is_given(self) -> bool:
        """Return whether the pair is sent."""
        return self.is_sent.isChecked() and self.pair() != ("", "")

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        files = [self.files.choose, self.files.is_file] if self.files else []
        return [self.is_sent, self.name, self.value, *files, self.remove]

    def number(self, number: int) -> None:
        """Name the fields by the number of the line, 1 for the first."""
        super().number(number)
        self.is_sent.setAccessibleName(
            tr("Send {noun} {number}").format(noun=self.noun, number=number)
        )
        self.name_pair(number, self.name, self.value)
        if self.files is not None:
            self.files.number(self.noun, number)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self._environment = environment
        # Cheaper than to look for variables in every line whenever an environment changes.
        if "{{" in self.name.text() or "{{" in self.value.text():
            self._check()

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show errors or messages of the server, until the pair changes."""
        self._told = texts
        self._check()

    def show_file_note(self) -> None:
        """Say again what is worth knowing about the file."""
        path = self._file.path if self._file is not None and self.is_given() else ""
        self._file_note.show_text(self._kind.file_note(path) if path else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self._take(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()

    def _show(self, row: Row) -> None:
        self._file = row.value if isinstance(row.value, FileValue) else None
        value = row.value if isinstance(row.value, str) else ""
        texts = (row.name, value if self._file is None else self._file.path)
        for line, text in zip((self.name, self.value), texts, strict=True):
            with QSignalBlocker(line):
                if not line.hasFocus():
                    line.show_text(text)
                elif line.text() != text:
                    # Undo leaves the cursor where one types.
                    line.setText(text)
        self.is_sent.setChecked(row.is_sent)
        self._show_file()

    def _show_file(self) -> None:
        is_file = self._file is not None
        if self.files is not None:
            self.files.show_file(is_file)
        # The line would insert the address of a dropped file as text.
        self.value.setAcceptDrops(self.files is None)
        self.value.setPlaceholderText(
            tr("Drop a file here, or choose one") if is_file else tr("Value")
        )

    def _lay_out(self) -> None:
        self.upper.addWidget(self.is_sent)
        self.upper.addWidget(self.name, 2)
        self.upper.addWidget(self.value, 3)
        if self.files is not None:
            self.upper.addWidget(self.files)
        self.upper.addWidget(self.remove)
        self.column.addWidget(self._file_note)

    def _on_value_changed(self, text: str) -> None:
        if self._file is not None:
            # The line shows the path, so another text is another file, with a type of its own.
            self._file = described(text)
        self._on_changed()

    def _on_file_toggled(self, is_file: bool) -> None:
        self._file = described(self.value.text()) if is_file else None
        self._show_file()
        self._on_changed()
        # A person who wants a file and has not typed its path wants to choose it.
        if is_file and not self.value.text():
            self._on_choose()

    def _on_choose(self) -> None:
        open_once(file_dialog(self, tr("Choose a file"), self._take, self.value.text()))

    def _take(self, path: str) -> None:
        # Without a signal first, so that path and kind are one change, and one step of undo.
        self.restore(Row(self.name.text(), described(path), self.is_sent.isChecked()))
        self._on_changed()

    def _on_changed(self) -> None:
        self._told = ()
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        found = self._kind.problem_of(*self.pair()) if self.is_given() else None
        # Without repetitions: the server may say what the rules said already.
        problem = "\n".join(
            dict.fromkeys(
                filter(None, (sentence_of(found), sentence_of(self._missing()), *self._told))
            )
        )
        # A reference such as {{env:TOKEN}} is not a secret.
        is_literal = self._file is None and not variable_names(self.value.text())
        is_hidden = is_literal and self._kind.hides(self.name.text())
        echo = QLineEdit.EchoMode.Password if is_hidden else QLineEdit.EchoMode.Normal
        self.value.setEchoMode(echo)
        self.show_problem(problem, (self.name, self.value))
        self._offer_values()
        self.show_file_note()

    def _missing(self) -> Problem | None:
        """Return why a variable in name or value has none itself, or None."""
        if self._environment is None or not self.is_given():
            return None
        texts = (self.name.text(), *((self.value.text(),) if self._file is None else ()))
        return unresolved_problem(texts, self._environment)

    def _offer_values(self) -> None:
        # Checked at every key: a new completer would close the list that is open.
        values = self._kind.known_values(self.name.text())
        before = self.value.completer()
        if values != (() if before is None else before.property("values")):
            offer_words(self.value, values, self._theme)


class _Words(QStringListModel):
    """Words to offer; those that begin with what was typed come first.

    A person who types "cont" wants Content-Type, not Cache-Control.
    """

    def __init__(self, words: tuple[str, ...], parent: QObject) -> None:
        super().__init__(words, parent)
        self._words = words

    def show_for(self, typed: str) -> None:
        """Put the words into the order for a text; the line asks for them just after."""
        start = typed.casefold()
        self.setStringList(
            sorted(self._words, key=lambda word: not word.casefold().startswith(start))
        )


def offer_words(line: QLineEdit, words: tuple[str, ...], theme: Theme) -> None:
    """Offer words while somebody types in a line."""
    if not words:
        line.setCompleter(None)  # type: ignore[arg-type]
        return
    completer = QCompleter(line)
    model = _Words(words, completer)
    completer.setModel(model)
    completer.setProperty("values", words)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.textEdited.connect(model.show_for)
    line.setCompleter(completer)
    theme.apply_to_list(completer.popup())
