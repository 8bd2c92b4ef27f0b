"""The dialog that gives a saved message a name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.sockets.message_name import default_name
from aiurdesk.ui.sockets.saved_messages import title_of
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons

_COLUMNS = 48
"""Least width in characters of the font."""


class MessageNameDialog(QDialog):
    """Asks for the name of one message."""

    def __init__(self, theme: Theme, parent: QWidget, message: SocketMessage, verb: str) -> None:
        """Offer the name that a message has, or a usual one.

        Args:
            verb: What is done with the message, on the button.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("message_name_dialog")
        self.setWindowTitle(f"{verb} message")
        # Offered, so that Return takes it; who types replaces it.
        self._name = QLineEdit(message.name or default_name(message))
        self._name.setAccessibleName("Name of the message")
        self._name.setPlaceholderText("Without a name, its beginning is shown")
        self._name.selectAll()
        label = QLabel(f"Name of “{title_of(message)}”")
        # What a person saved may look like HTML.
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self._name)
        label.setWordWrap(True)
        buttons = dialog_buttons(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(verb)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for widget in (label, self._name, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)

    def name(self) -> str:
        """Return the name as it is typed; empty for none."""
        return self._name.text().strip()
