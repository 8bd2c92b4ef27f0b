"""The dialog that gives a credential another name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.window.theme import Theme


class RenameDialog(QDialog):
    """Asks for a name; stays open until the name is saved."""

    name_wanted = Signal(str)
    """Emitted with the name that was typed."""

    def __init__(self, theme: Theme, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("rename_dialog")
        self.setWindowTitle("Rename credential")
        self._name = new_line()
        self._name.setText(name)
        self._name.selectAll()
        self._name.setAccessibleName("Name")
        self._trouble = Note(theme)
        form = QFormLayout()
        form.addRow("&Name", self._name)
        save = QPushButton("Save")
        save.setDefault(True)
        save.setProperty("look", "primary")
        save.clicked.connect(self._on_save)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        self.resize(420, self.sizeHint().height())

    def show_trouble(self, words: str) -> None:
        """Say why the name could not be saved; it stays as it was typed."""
        self._trouble.show_text(words)

    def _on_save(self) -> None:
        name = self._name.text().strip()
        if name:
            self.name_wanted.emit(name)
        else:
            self.show_trouble("Give the credential a name, such as my-app.")
