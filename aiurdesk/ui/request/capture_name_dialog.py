"""The dialog that names the variable of a new capture."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from aiurdesk.core.expectations.captures import capture_mistake
from aiurdesk.core.request.response_test import Capture
from aiurdesk.core.wording import truncate
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons
from aiurdesk.ui.widgets.mnemonics import escaped
from aiurdesk.ui.widgets.note import Note

_COLUMNS = 48
"""Least width in characters of the font."""
_LONGEST_PATH = 200


class CaptureNameDialog(QDialog):
    """Asks for the name of one variable."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, path: str) -> None:
        """Build.

        Args:
            name: The one that is suggested.
            path: Of the value that is captured.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._path = path
        self.setObjectName("capture_name_dialog")
        self.setWindowTitle("Capture as variable")
        # Offered, so that Return takes it; who types replaces it.
        self._name = QLineEdit(name)
        self._name.setAccessibleName("Name of the variable")
        self._name.selectAll()
        label = QLabel(escaped(f"Variable for {truncate(path, _LONGEST_PATH)}"))
        label.setBuddy(self._name)
        label.setWordWrap(True)
        self._note = Note(theme)
        buttons = dialog_buttons(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Capture")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._name.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for widget in (label, self._name, self._note, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)
        self._check()

    def capture(self) -> Capture:
        """Return the capture with the name that is typed."""
        return Capture(self._name.text().strip(), "value", self._path)

    def _check(self) -> None:
        mistake = capture_mistake(self.capture())
        self._note.show_text(mistake)
        self._name.setAccessibleDescription(mistake)
        self._ok.setEnabled(not mistake)
