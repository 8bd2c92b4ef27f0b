"""The dialog that asks for the name and the folder of a saved request."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, file_name
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons, plain_button
from aiurdesk.ui.dialogs.file_dialog import folder_dialog, open_once
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_WIDTH = 460
IsTaken = Callable[[str, str], bool]
"""Returns whether a folder has a request of a name already."""
_HINT = tr("Choose a folder for your requests. It becomes a collection.")


class SaveDialog(QDialog):
    """Asks what a request is called and where it goes."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        name: str,
        folders: Iterable[tuple[str, str]],
        is_taken: IsTaken,
    ) -> None:
        """Build.

        Args:
            name: What is suggested.
            folders: Titles and paths, the suggested one first.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("save_dialog")
        self.setWindowTitle(tr("Save request"))
        self._is_taken = is_taken
        self._name = QLineEdit(name)
        self._name.setAccessibleName(tr("Name"))
        self._name.setObjectName("request_name")
        # Typing replaces the suggestion.
        self._name.selectAll()
        self._folder = ChoiceBox()
        self._folder.setAccessibleName(tr("Save in"))
        self._folder.setObjectName("request_folder")
        self._folder.setPlaceholderText(tr("Choose a folder"))
        for title, path in folders:
            self._folder.addItem(title, path)
        self._folder.setCurrentIndex(0 if self._folder.count() else -1)
        other = plain_button(
            tr("Other folder…"),
            lambda: open_once(folder_dialog(self, tr("Folder for the request"), self._take_folder)),
        )
        self._note = Note(theme)
        self._hint = WrappedLabel("small")
        self._hint.show_text("" if self._folder.count() else _HINT)
        self._buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out(other)
        self._name.textChanged.connect(self._check)
        self._folder.currentIndexChanged.connect(self._check)
        self._check()
        theme.fit_dialog(self, _WIDTH)

    def path(self) -> str:
        """Return the file that was chosen."""
        return f"{self._folder.currentData()}/{file_name(self.name())}{REQUEST_SUFFIX}"

    def name(self) -> str:
        """Return the name as it was typed."""
        return self._name.text().strip()

    def _lay_out(self, other: QPushButton) -> None:
        column_of(
            self,
            labelled(tr("Name"), self._name),
            self._name,
            labelled(tr("Save in"), self._folder),
            row_of(None, (self._folder, 1), other),
            self._hint,
            self._note,
            1,
            self._buttons,
            margins=(18, 16, 18, 14),
            spacing=8,
        )

    def _check(self) -> None:
        folder = self._folder.currentData() or ""
        trouble = _trouble(self.name())
        if not trouble and folder and self._is_taken(folder, self.name()):
            trouble = tr("There is a request {name} already. Choose another name.").format(
                name=self.name()
            )
        # An empty name is not a mistake yet; that Save cannot be pressed is enough.
        self._note.show_text(trouble if self.name() else "")
        save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        # Looked at again while saving: the file may be made by another program meanwhile.
        save.setEnabled(bool(folder) and not trouble)

    def _take_folder(self, path: str) -> None:
        # A folder that is offered already is chosen, not listed twice.
        if self._folder.findData(path) < 0:
            self._folder.addItem(path, path)
        self._folder.setCurrentIndex(self._folder.findData(path))
        self._hint.show_text("")


def _trouble(name: str) -> str:
    try:
        file_name(name)
    except DataMistake as mistake:
        return str(mistake)
    return ""
