"""Asks what a request is called, and where it is saved."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, file_name, folded_name, free_name
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import dialog_buttons, plain_button
from aiurdesk.ui.widgets.file_dialog import folder_dialog, open_once
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_WIDTH = 460
IsTaken = Callable[[str, str], bool]
"""Returns whether a folder has a request of a name already."""
_LINES = 2
"""Room for a hint or a problem."""
_CHOOSE = tr("Choose a folder, or enter the name of a new collection")
_MADE = tr("When you save, a new collection is made in {folder}.")
_NO_NAME = tr("A folder cannot be called {name}. Leave out characters such as : and /.")
_OCCUPIED = tr(
    "{folder} is a folder that is no collection. Enter another name, or choose the folder with "
    "“Other folder…”."
)


class NewPlace(NamedTuple):
    """The folder that new collections go into."""

    folder: Path
    entries: Mapping[str, bool]
    """Names of what lies there, each with whether it is a collection."""


class SaveDialog(QDialog):
    """Asks what a request is called and where it goes."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        name: str,
        folders: Iterable[tuple[str, str]],
        is_taken: IsTaken,
        place: NewPlace,
    ) -> None:
        """Build.

        Args:
            name: What is suggested.
            folders: Titles and paths, the suggested one first.
            is_taken: Looks for the name in a folder.
            place: Where new collections go.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("save_dialog")
        self.setWindowTitle(tr("Save request"))
        self._is_taken, self._place = is_taken, place.folder
        self._entries = {folded_name(entry): kind for entry, kind in place.entries.items()}
        self._name = QLineEdit(name)
        self._name.setAccessibleName(tr("Name"))
        self._name.setObjectName("request_name")
        # Typing replaces the suggestion.
        self._name.selectAll()
        self._folder = ChoiceBox()
        self._folder.setAccessibleName(tr("Save in"))
        self._folder.setObjectName("request_folder")
        self._folder.setEditable(True)
        self._folder.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := self._folder.completer()) is not None:
            # "Shop" is not to become "Shop checks" because that is there.
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        if (line := self._folder.lineEdit()) is not None:
            line.setPlaceholderText(_CHOOSE)
        for title, path in folders:
            self._folder.addItem(title, path)
        self._folder.setCurrentIndex(0 if self._folder.count() else -1)
        if not self._folder.count():
            occupied = (
                entry for entry, is_collection in place.entries.items() if not is_collection
            )
            self._folder.setEditText(free_name(tr("Requests"), occupied))
        other = plain_button(
            tr("Other folder…"),
            lambda: open_once(folder_dialog(self, tr("Folder for the request"), self._take_folder)),
        )
        self._note = Note(theme)
        self._hint = WrappedLabel("small")
        self._buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out(other)
        self._name.textChanged.connect(self._check)
        self._folder.currentTextChanged.connect(self._check)
        self._check()
        theme.fit_dialog(self, _WIDTH)

    def path(self) -> str:
        """Return the file that was chosen."""
        return f"{self.folder}/{file_name(self.name())}{REQUEST_SUFFIX}"

    @property
    def folder(self) -> str:
        """The folder that was chosen, or that of the new collection that was named."""
        if (at := self._listed()) >= 0:
            return str(self._folder.itemData(at))
        text = self._folder.currentText().strip()
        if not text or self._folder_problem():
            return ""
        return text if Path(text).is_absolute() else str(self._place / file_name(text))

    @property
    def is_new(self) -> bool:
        """Whether the folder was named here, and is made when the request is saved."""
        is_there = self._entries.get(folded_name(Path(self.folder).name))
        return bool(self.folder) and self._listed() < 0 and is_there is None

    def _listed(self) -> int:
        """Return which entry of the list is meant; -1 for what was typed instead."""
        text, at = self._folder.currentText().strip(), self._folder.currentIndex()
        if at >= 0 and self._folder.itemText(at) == text:
            return at
        return self._folder.findText(text, Qt.MatchFlag.MatchFixedString)

    def name(self) -> str:
        """Return the name as it was typed."""
        return self._name.text().strip()

    def _lay_out(self, other: QPushButton) -> None:
        # Its room is there before there is a text, so that the buttons below stay in place.
        below = QWidget()
        column_of(below, self._hint, self._note, 1, margins=0, spacing=0)
        below.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        column_of(
            self,
            labelled(tr("Name"), self._name),
            self._name,
            labelled(tr("Save in"), self._folder),
            row_of(None, (self._folder, 1), other),
            below,
            1,
            self._buttons,
            margins=INSET,
            spacing=8,
        )

    def _check(self) -> None:
        folder = self.folder
        problem = _name_problem(self.name()) or self._folder_problem()
        if not problem and folder and self._is_taken(folder, self.name()):
            words = tr("There is a request {name} already. Choose another name.")
            problem = Problem(words.format(name=self.name()))
        # An empty name is not a mistake yet; that Save cannot be pressed is enough.
        self._note.show_text(sentence_of(problem) if self.name() else "")
        hint = _MADE.format(folder=folder) if self.is_new and not problem else ""
        self._hint.show_text(hint)
        save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        # Looked at again while saving: the file may be made by another program meanwhile.
        save.setEnabled(bool(folder) and not problem)

    def _folder_problem(self) -> Problem | None:
        """Return why no new collection can have the name that was typed."""
        text = self._folder.currentText().strip()
        if self._listed() >= 0 or not text:
            return None
        if Path(text).is_absolute():
            return None
        if self._entries.get(folded_name(text)) is False:
            return Problem(_OCCUPIED.format(folder=str(self._place / text)))
        problem = _name_problem(text)
        if problem is None and file_name(text) != text:
            problem = Problem(_NO_NAME.format(name=text))
        return problem

    def _take_folder(self, path: str) -> None:
        # A folder that is offered already is chosen, not listed twice.
        if self._folder.findData(path) < 0:
            self._folder.addItem(path, path)
        self._folder.setCurrentIndex(self._folder.findData(path))


def _name_problem(name: str) -> Problem | None:
    try:
        file_name(name)
    except ProblemError as error:
        return error.problem
    return None
