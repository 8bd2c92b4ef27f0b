"""The exact bytes that would be sent."""

from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from aiurdesk.core.exchange.report import expected_protocol, preview
from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.translation import format_size, tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.theme.grid import GAP, INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_PROTOCOLS = {
    "HTTP/2": tr("HTTP/2 is expected; HTTP/1.1 is used if the server does not offer it."),
    "HTTP/1.1": tr("HTTP/1.1 is used, because the address begins with http://."),
}
_HANDSHAKE = tr("This opens the WebSocket, over HTTP/1.1; messages follow when the server accepts.")


class PreviewPanel(QWidget):
    """Shows a prepared request as HTTP text, and what is wrong with it."""

    title = tr("Preview")

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: PreparedRequest | None = None
        self._subprotocols: tuple[str, ...] | None = None
        self._trouble = Note(theme)
        self.protocol = WrappedLabel("muted")
        self.later = WrappedLabel("muted")
        """Says which values are others when the request is sent."""
        self.reveals = QCheckBox(tr("Show secrets"))
        self.reveals.toggled.connect(self._write)
        self.text = CodeEditor(theme, is_code=True, fills=True)
        self.text.setReadOnly(True)
        # Lines as they are sent: one that is wrapped would look like several.
        self.text.setLineWrapMode(CodeEditor.LineWrapMode.NoWrap)
        styled(self.text, spoken=self.title, look="mono")
        notes = (self._trouble, self.protocol, self.later)
        # The stretch keeps the notes at the top while the text is hidden.
        self._column = column_of(
            self,
            *notes,
            self.reveals,
            (self.text, 1),
            0,
            margins=(INSET, GAP, INSET, INSET),
            spacing=LINE,
        )
        self.show_prepared(())
        self.later.show_text("")

    def show_prepared(
        self,
        prepared: PreparedRequest | tuple[Problem, ...],
        forced: PreparedRequest | tuple[Problem, ...] = (),
        subprotocols: tuple[str, ...] | None = None,
    ) -> None:
        """Show a request with its secrets as dots, and what is wrong with it.

        Args:
            forced: What "Send anyway" would send, where ``prepared`` are errors.
            subprotocols: Those that a WebSocket offers; None for any other request.
        """
        errors = prepared if isinstance(prepared, tuple) else ()
        request = forced if isinstance(prepared, tuple) else prepared
        self._prepared = request if isinstance(request, PreparedRequest) else None
        self._trouble.show_text(_trouble(errors, can_force=self._prepared is not None))
        self._subprotocols = subprotocols
        self.protocol.show_text("" if self._prepared is None else self._note())
        self.reveals.setVisible(self._prepared is not None and bool(self._prepared.secrets))
        self.text.setVisible(self._prepared is not None)
        self._write()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the secrets again when the panel is left."""
        # What was shown for a moment must not stand there when the tab is opened again.
        self.reveals.setChecked(False)
        super().hideEvent(event)

    @property
    def _expected(self) -> str:
        is_socket = self._subprotocols is not None
        # WebSockets over HTTP/2 are something else, which the program does not do.
        return (
            "HTTP/1.1" if is_socket or not self._prepared else expected_protocol(self._prepared.url)
        )

    def _note(self) -> str:
        # Expected only: the protocol is agreed on while the connection is opened.
        return _PROTOCOLS[self._expected] if self._subprotocols is None else _HANDSHAKE

    def _text_of(self, prepared: PreparedRequest, *, is_revealed: bool) -> str:
        return preview(prepared, is_revealed, self._expected, self._subprotocols)

    def _write(self) -> None:
        if self._prepared is None:
            self.text.show_text("")
            return
        text = self._text_of(self._prepared, is_revealed=self.reveals.isChecked())
        self.text.show_text(text)


def _trouble(errors: tuple[Problem, ...], *, can_force: bool) -> str:
    if not errors:
        return ""
    lines = [tr("This cannot be sent as it is:"), *map(_sentence, errors)]
    if can_force:
        lines.append(tr("“Send anyway” would send the following:"))
    return "\n".join(lines)


def _sentence(error: Problem) -> str:
    """Return what is wrong, with the name of the parameter unless the text begins with it."""
    is_named = error.sentence.startswith(f"{error.field.parameter} ")
    return error.sentence if is_named else error.named_sentence


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
            lambda: QGuiApplication.clipboard().setText(self.text.exact_text())
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
