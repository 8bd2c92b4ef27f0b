"""A request as code that sends it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.translation import tr
from aiurdesk.core.wording import format_size
from aiurdesk.ui.form.preview_panel import PreviewPanel
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import styled

_MOST_BYTES = 256 * 1024
"""A longer body is not written as code: quoting it would hold the window up."""


class CodePanel(PreviewPanel):
    """Shows a prepared request in a format that the person chooses, to be copied."""

    title = tr("Code")

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.formats = styled(ChoiceBox(), spoken=tr("Language"))
        super().__init__(theme, parent)
        for one in CODE_FORMATS:
            self.formats.addItem(one.title)
        self.copy = QPushButton(tr("Copy"))
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        label = labelled(tr("&Language"), self.formats)
        self._column.insertLayout(0, row_of(None, label, self.formats, 0, self.copy))
        QWidget.setTabOrder(self.formats, self.copy)
        QWidget.setTabOrder(self.copy, self.reveals)
        self.formats.currentIndexChanged.connect(self._write)

    def _note(self) -> str:
        if self._subprotocols is not None:
            return tr("Code sends the handshake as an ordinary request; it opens no WebSocket.")
        assert self._prepared is not None
        length = _length(self._prepared)
        if length > _MOST_BYTES:
            return tr("The body has {length}, which is too long for code.").format(
                length=format_size(length)
            )
        return tr("Secrets are variables in the code: give these a value before you run it.")

    def _text_of(self, prepared: PreparedRequest, *, is_revealed: bool) -> str:
        if _length(prepared) > _MOST_BYTES:
            return ""
        chosen = CODE_FORMATS[max(0, self.formats.currentIndex())]
        return chosen.code(code_request(prepared, reveal=is_revealed))


def _length(prepared: PreparedRequest) -> int:
    return sum(len(part) for part in prepared.body if isinstance(part, bytes))
