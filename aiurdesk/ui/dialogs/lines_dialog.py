"""Dialogs with a text that can be copied, such as what an import did not take over."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_SIZE = (760, 520)


class TextDialog(ThemedDialog):
    """A headline and a text, which a button copies."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, title: str, headline: str) -> None:
        super().__init__(theme, parent, name, title)
        self.summary = WrappedLabel("muted")
        self.summary.show_text(headline)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(title)
        self.buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        self.copy = self.buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        self.column = column_of(
            self, self.summary, (self.text, 1), self.buttons, margins=(18, 16, 18, 14), spacing=12
        )


class LinesDialog(TextDialog):
    """A text with a line for each thing; deleted when it is closed."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, headline: str, lines: Sequence[str]
    ) -> None:
        super().__init__(theme, parent, "lines_dialog", title, headline)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.summary.setObjectName("lines_summary")
        styled(self.text, "lines").setReadOnly(True)
        self.text.setPlainText("\n".join(lines))
        self.text.setFocus()
        self.resize(theme.dialog_size(*_SIZE))
