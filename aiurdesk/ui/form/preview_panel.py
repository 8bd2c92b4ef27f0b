"""The exact bytes that would be sent."""

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from aiurdesk.core.request.preview import preview
from aiurdesk.core.request.request import FieldError, PreparedRequest
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.window.theme import Theme


class PreviewPanel(QWidget):
    """Shows a prepared request as HTTP text, or why it cannot be sent yet."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: PreparedRequest | None = None
        self._trouble = Note(theme)
        self.reveals = QCheckBox("Show secrets")
        self.reveals.toggled.connect(self._write)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setProperty("look", "mono")
        self.text.setAccessibleName("Preview")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(self._trouble)
        column.addWidget(self.reveals)
        column.addWidget(self.text, 1)
        column.addStretch()
        self.show_prepared(())

    def show_prepared(self, prepared: PreparedRequest | tuple[FieldError, ...]) -> None:
        """Show a request with its secrets as dots, or what is still wrong with it."""
        errors = prepared if isinstance(prepared, tuple) else ()
        self._prepared = prepared if isinstance(prepared, PreparedRequest) else None
        lines = [
            f"{error.parameter}: {error.text}" if error.parameter else error.text
            for error in errors
        ]
        told = "\n".join(["This cannot be sent as it is:", *lines]) if lines else ""
        self._trouble.show_text(told)
        self.reveals.setVisible(self._prepared is not None and bool(self._prepared.secrets))
        self.text.setVisible(self._prepared is not None)
        self._write()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the secrets again when the panel is left."""
        self.reveals.setChecked(False)
        super().hideEvent(event)

    def _write(self) -> None:
        if self._prepared is None:
            self.text.clear()
        else:
            self.text.setPlainText(preview(self._prepared, self.reveals.isChecked()))
