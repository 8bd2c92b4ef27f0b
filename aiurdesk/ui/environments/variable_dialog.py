"""The dialog that gives a variable of an environment a value."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons
from aiurdesk.ui.widgets.mnemonics import escaped

_COLUMNS = 56
"""Least width in characters of the font."""


class VariableDialog(QDialog):
    """Asks for the value of one variable."""

    def __init__(
        self, theme: Theme, parent: QWidget, environment: str, name: str, value: str
    ) -> None:
        """Build.

        Args:
            environment: Name of the environment that the variable belongs to.
            value: The one that it has, empty for none.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("variable_dialog")
        self.setWindowTitle("Variable")
        self._value = QLineEdit(value)
        self._value.setAccessibleName(name)
        label = QLabel(escaped(f"Value of {{{{{name}}}}} in {environment}"))
        label.setBuddy(self._value)
        label.setWordWrap(True)
        self._help = QLabel("The value is not saved.\nIt is deleted when the window is closed.")
        self._help.setProperty("look", "small")
        self._help.setWordWrap(True)
        self._environment = environment
        self._saves = QCheckBox()
        # Only environments of the person can keep a value.
        self._saves.hide()
        self._saves.toggled.connect(self._help.setHidden)
        buttons = dialog_buttons(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Use value")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for widget in (label, self._value, self._saves, self._help, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)

    def ask_for_sending(self, *, is_secret: bool) -> None:
        """Say that the value is for one request that is to be sent now.

        Args:
            is_secret: Whether what is typed is shown as dots.
        """
        self._help.setText("The environment asks for it whenever a request with it is sent.")
        self._ok.setText("Send")
        # Whether it is one is known from the environment; another value is shown as it is typed.
        if is_secret:
            self._value.setEchoMode(QLineEdit.EchoMode.Password)

    def offer_to_save(self) -> None:
        """Let the person choose that the environment keeps the value."""
        self._saves.setText(escaped(f"Save in {self._environment}"))
        self._saves.show()

    def is_to_be_saved(self) -> bool:
        """Return whether the environment is to keep the value."""
        return self._saves.isChecked()

    def value(self) -> str:
        """Return the value as it stands in the dialog."""
        return self._value.text()
