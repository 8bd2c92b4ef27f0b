"""The dialog that gives a variable of an environment a value."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from aiurdesk.ui.window.theme import Theme

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
        label = QLabel(f"Value of {{{{{name}}}}} in {environment}")
        label.setBuddy(self._value)
        label.setWordWrap(True)
        help_label = QLabel("The value is not saved.\nIt is deleted when the window is closed.")
        help_label.setProperty("look", "small")
        help_label.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Use value")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for widget in (label, self._value, help_label, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)

    def value(self) -> str:
        """Return the value as it stands in the dialog."""
        return self._value.text()
