"""The dialog that shows the last lines of the log, and finds lines in them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.filter_field import FilterField
from aiurdesk.ui.widgets.note import WrappedLabel

_SIZE = (900, 600)


class LogDialog(QDialog):
    """Shows the lines of the log that have the text of the filter, the newest at the end."""

    opening_requested = Signal()
    """Emitted when the file is to be opened in the program of the desktop."""

    def __init__(self, theme: Theme, parent: QWidget, file: str, log: str) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("log_dialog")
        self.setWindowTitle(tr("Log"))
        self._lines = log.splitlines()
        headline = WrappedLabel("muted")
        headline.show_text(
            tr("The end of {file}").format(file=file)
            if log
            else tr("The log is empty. It will be {file}.").format(file=file)
        )
        self._filter = FilterField(theme, "log_filter", tr("Filter log"))
        self._filter.textChanged.connect(self._show)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Log"))
        self.text.setReadOnly(True)
        self.text.setProperty("look", "mono")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        opening = buttons.addButton(tr("Open file"), QDialogButtonBox.ButtonRole.ActionRole)
        opening.clicked.connect(self.opening_requested)
        copy.setEnabled(bool(log))
        opening.setEnabled(bool(log))
        column = column_of(self, margins=(18, 16, 18, 14), spacing=12)
        for widget in (headline, self._filter, self.text, buttons):
            column.addWidget(widget, 1 if widget is self.text else 0)
        self._show("")
        self._filter.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def _show(self, needle: str) -> None:
        wanted = needle.casefold()
        lines = [line for line in self._lines if wanted in line.casefold()]
        self.text.setPlainText("\n".join(lines))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
