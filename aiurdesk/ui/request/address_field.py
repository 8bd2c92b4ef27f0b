"""The address of a request, its base muted."""

from PySide6 import QtGui
from PySide6.QtCore import QCoreApplication

from aiurdesk.ui.form.line import Line
from aiurdesk.ui.window.theme import Theme


class AddressField(Line):
    """Shows where a request goes; a custom URL can be edited, the address of an endpoint copied."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._muted_length = 0
        self.setObjectName("address")
        self.setAccessibleName("Address")
        self.setProperty("look", "mono")
        self.setPlaceholderText("https://")
        theme.changed.connect(self._mute)

    def show_address(self, address: str, muted_length: int) -> None:
        """Show an address whose first characters are of less interest."""
        self._muted_length = muted_length
        if self.text() != address:
            self.setText(address)
            self.setCursorPosition(0)
        self._mute()

    def _mute(self) -> None:
        """Colour a part of the text: a line edit takes formats from an input method only."""
        if not self.isReadOnly():
            return
        look = QtGui.QTextCharFormat()
        look.setForeground(self._theme.colour("muted"))
        attribute = QtGui.QInputMethodEvent.Attribute(
            QtGui.QInputMethodEvent.AttributeType.TextFormat,
            -self.cursorPosition(),
            self._muted_length,
            look,
        )
        self.setReadOnly(False)
        was_blocked = self.blockSignals(True)
        QCoreApplication.sendEvent(self, QtGui.QInputMethodEvent("", [attribute]))
        self.blockSignals(was_blocked)
        self.setReadOnly(True)
