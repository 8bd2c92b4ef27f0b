"""The dialog that gives a variable of an environment a value."""

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.mnemonics import escaped


class VariableDialog(LineDialog):
    """Asks for the value of one variable."""

    def __init__(
        self, theme: Theme, parent: QWidget, environment: str, name: str, value: str
    ) -> None:
        """Build.

        Args:
            environment: Name of the environment that the variable belongs to.
            value: The one that it has, empty for none.
        """
        label = escaped(
            tr("Value of {{{{{name}}}}} in {environment}").format(
                name=name, environment=environment
            )
        )
        words = LineWords("variable_dialog", tr("Variable"), label, name, tr("Use value"))
        super().__init__(theme, parent, words, value)
        self._environment = environment
        self._help = QLabel(tr("The value is not saved.\nIt is deleted when the window is closed."))
        self._help.setProperty("look", "small")
        self._help.setWordWrap(True)
        self._saves = QCheckBox()
        # Only environments of the person can keep a value.
        self._saves.hide()
        self._saves.toggled.connect(self._help.setHidden)
        self.add_below(self._saves, self._help)

    def ask_for_sending(self, *, is_secret: bool) -> None:
        """Say that the value is for one request that is to be sent now.

        Args:
            is_secret: Whether what is typed is shown as dots.
        """
        self._help.setText(tr("The environment asks for it whenever a request with it is sent."))
        self.ok.setText(tr("Send"))
        # Whether it is one is known from the environment; another value is shown as it is typed.
        if is_secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def offer_to_save(self) -> None:
        """Let the person choose that the environment keeps the value."""
        self._saves.setText(
            escaped(tr("Save in {environment}").format(environment=self._environment))
        )
        self._saves.show()

    def is_to_be_saved(self) -> bool:
        """Return whether the environment is to keep the value."""
        return self._saves.isChecked()

    def text(self) -> str:
        """Return the value as it stands in the dialog, with the spaces around it."""
        return self.line.text()
