"""A dialog with lines that can be copied, such as what an import did not take over."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel

_SIZE = (760, 520)


class LinesDialog(QDialog):
    """A text with a line for each thing, so that it can be copied."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, headline: str, lines: Sequence[str]
    ) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("lines_dialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        summary = WrappedLabel("muted")
        summary.setObjectName("lines_summary")
        summary.show_text(headline)
        text = QPlainTextEdit("\n".join(lines))
        text.setObjectName("lines")
        text.setAccessibleName(title)
        text.setReadOnly(True)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
        column_of(self, summary, (text, 1), buttons, margins=(18, 16, 18, 14), spacing=12)
        text.setFocus()
        self.resize(theme.dialog_size(*_SIZE))
