"""The address of a request, its base muted."""

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.preparing.command_line import is_command_line
from aiurdesk.core.preparing.variable_words import unresolved_words
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.styled import styled


class AddressField(Line):
    """Shows where a request goes; a custom URL can be edited, the address of an endpoint copied.

    A secret in a query is shown as dots while the keyboard is elsewhere.
    """

    command_entered = Signal(str)
    """Emitted with a command line, such as one of curl, instead of inserting it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._muted_length = 0
        self.exact_text = ""
        """The address as it was typed, without dots."""
        styled(self, "address", spoken=tr("Address"), look="mono")
        self.setPlaceholderText("https://")
        self._environment = Environment("")
        theme.changed.connect(self._mute)
        self.textChanged.connect(self._check)
        # Not ``textChanged``: dots that take the place of a secret are not an edit.
        self.textEdited.connect(self._on_edited)

    def show_address(self, address: str, muted_length: int) -> None:
        """Show an address whose first characters are of less interest."""
        self._muted_length = muted_length
        self.exact_text = address
        self._show(address if self.hasFocus() else redact_unknown(address))
        self._mute()

    def focusInEvent(self, event: QtGui.QFocusEvent) -> None:
        """Show the address as it was typed, to be edited."""
        # Before Qt selects the text, as it does on Tab: another text would lose the selection.
        self._show(self.exact_text)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Hide secrets, unless the keyboard is only in a menu of the field."""
        super().focusOutEvent(event)
        # The command palette takes the keyboard as a menu does, without being one.
        if QtWidgets.QApplication.activePopupWidget() is None:
            self._show(redact_unknown(self.exact_text))

    def _show(self, text: str) -> None:
        # Setting the same text again would move the cursor.
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def _on_edited(self, text: str) -> None:
        self.exact_text = text

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self._environment = environment
        self._check()

    def _check(self) -> None:
        """Mark an address with a variable that has no value; an endpoint's has no variables."""
        text = "" if self.isReadOnly() else self.text()
        problem = unresolved_words((text,), self._environment)
        mark(self, "invalid", bool(problem))
        self.setAccessibleDescription(problem)

    def paste(self) -> None:
        """Insert the text of the clipboard, unless it is a command line."""
        # Taken from the clipboard: a field of one line would lose the ends of lines.
        if not self.enter_command(QtGui.QGuiApplication.clipboard().text()):
            super().paste()

    def dropEvent(self, event: QtGui.QDropEvent) -> None:
        """Insert the text that is dropped, unless it is a command line."""
        if self.isReadOnly() or not self.enter_command(event.mimeData().text()):
            super().dropEvent(event)
        else:
            event.acceptProposedAction()

    def enter_command(self, text: str) -> bool:
        """Emit ``command_entered`` if a text is a command line, and return whether it is."""
        is_command = is_command_line(text)
        if is_command:
            self.command_entered.emit(text)
        return is_command

    def _mute(self) -> None:
        """Colour a part of the text: a line edit takes formats from an input method only."""
        if not self.isReadOnly():
            return
        look = QtGui.QTextCharFormat()
        look.setForeground(self._theme.colour("muted"))
        attribute = QtGui.QInputMethodEvent.Attribute(
            QtGui.QInputMethodEvent.AttributeType.TextFormat,
            -self.cursorPosition(),  # Qt counts from the cursor
            self._muted_length,
            look,
        )
        # A read-only line ignores what comes from input methods.
        self.setReadOnly(False)
        with QSignalBlocker(self):
            QCoreApplication.sendEvent(self, QtGui.QInputMethodEvent("", [attribute]))
        self.setReadOnly(True)
