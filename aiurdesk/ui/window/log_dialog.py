"""The dialog that shows the last lines of the log, and finds lines in them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.lines_dialog import TextDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.styled import styled

_SIZE = (900, 600)


class LogDialog(TextDialog):
    """Shows the lines of the log that have the text of the filter, the newest at the end."""

    opening_requested = Signal()
    """Emitted when the file is to be opened in the program of the desktop."""

    def __init__(self, theme: Theme, parent: QWidget, file: str, log: str) -> None:
        headline = (
            tr("The end of {file}").format(file=file)
            if log
            else tr("The log is empty. It will be {file}.").format(file=file)
        )
        super().__init__(theme, parent, "log_dialog", tr("Log"), headline)
        self._lines = log.splitlines()
        filter_field = FilterField(theme, "log_filter", tr("Filter log"))
        filter_field.textChanged.connect(self._show)
        self.column.insertWidget(1, filter_field)
        styled(self.text, look="mono").setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        opening = self.buttons.addButton(tr("Open file"), QDialogButtonBox.ButtonRole.ActionRole)
        opening.clicked.connect(self.opening_requested)
        for button in (self.copy, opening):
            button.setEnabled(bool(log))
        self._show("")
        # Tab goes from the filter to the text.
        self.setTabOrder(filter_field, self.text)
        filter_field.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def _show(self, needle: str) -> None:
        folded = needle.casefold()
        lines = [line for line in self._lines if folded in line.casefold()]
        self.text.setPlainText("\n".join(lines))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
