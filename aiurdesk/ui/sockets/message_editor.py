"""The line below the frames: writes a message and sends it."""

import base64
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.exchange.sockets.frame import decoded_base64, hexadecimal, parse_hexadecimal
from aiurdesk.core.preparing.json_template import template_problem
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.conversation import MessageKind, SocketMessage
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.form.file import FileEditor
from aiurdesk.ui.keys.action_keys import ActionKeys, native
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.note import Note
from aiurdesk.ui.widgets.styled import styled

TEXT, JSON, BYTES, FILE, REQUEST = tr("Text"), "JSON", tr("Bytes"), tr("File"), tr("Request")
_KINDS: dict[str, MessageKind] = {
    TEXT: "text",
    JSON: "json",
    BYTES: "base64",
    FILE: "file",
    REQUEST: "request",
}
"""What a person chooses, and what it is in the file of a request."""
_TITLES = {kind: title for title, kind in _KINDS.items()}
_PLACEHOLDERS = {BYTES: tr("Bytes as hexadecimal digits, such as 00 1f ff.")}
_MOST_REMEMBERED = 100
_MOST_CHECKED = 200_000
"""Characters. Checking and colouring a longer text would delay every key."""


class MessageEditor(QWidget):
    """Edits one message: text, JSON, bytes, a file, or a saved request that is sent instead.

    Earlier texts come back by key.

    Bytes are typed and shown in hexadecimal; a file of a request has them in base64.
    """

    send_wanted = Signal(SocketMessage)
    """Emitted with a message."""

    def __init__(self, theme: Theme, keys: ActionKeys) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._sent: list[SocketMessage] = []
        self._position = 0
        # What was typed before earlier messages were looked at.
        self._draft = SocketMessage("")
        self._original = SocketMessage("")
        """The saved or earlier message that is shown, and perhaps changed since."""
        self._is_open = False
        self._kind = styled(ChoiceBox(), "message_kind", spoken=tr("Kind of message"))
        self._kind.addItems(list(_KINDS))
        self.area = styled(
            _MessageArea(theme, self._step), "message", spoken=tr("Message"), look="mono"
        )
        self._file = _file_editor(tr("file to send"), theme)
        self._request = _file_editor(tr("saved request"), theme)
        self._request.line.setPlaceholderText(
            tr("A saved request, such as Push{request_suffix}").format(
                request_suffix=REQUEST_SUFFIX
            )
        )
        self._send = styled(QPushButton(tr("Send message")), "send_message", look="primary")
        self._problem = Note(theme)
        self.slot = QHBoxLayout()
        """A place beside the button, for the messages that are saved with the request."""
        self._lay_out()
        self._kind.currentTextChanged.connect(self._on_kind)
        self.area.edited.connect(self._check)
        self.area.shown.connect(self._check)
        self._file.edited.connect(self._check)
        self._request.edited.connect(self._check)
        self._send.clicked.connect(self.send)
        keys.changed.connect(self._show_keys)
        self._show_keys()
        self._check()

    def set_open(self, is_open: bool) -> None:
        """Say whether messages can be sent now."""
        self._is_open = is_open
        self._check()

    @property
    def typed(self) -> SocketMessage | None:
        """The message as it is typed; None without a file, and for text that is not bytes."""
        kind = _KINDS[self._kind.currentText()]
        if kind in ("file", "request"):
            editor = self._file if kind == "file" else self._request
            value = editor.value()
            if not isinstance(value, FileValue):
                return None
            path = value.path if kind == "file" else value.path.removesuffix(REQUEST_SUFFIX)
            return SocketMessage(path, kind)
        text = self.area.exact_text()
        return self._typed_bytes(text) if kind == "base64" else SocketMessage(text, kind)

    def _typed_bytes(self, text: str) -> SocketMessage | None:
        data = parse_hexadecimal(text)
        if isinstance(data, Problem):
            return None
        before = self._original
        # The same bytes have more than one spelling, and a file that is saved must not change.
        if before.kind == "base64" and decoded_base64(before.content) == data:
            return SocketMessage(before.content, "base64")
        return SocketMessage(base64.b64encode(data).decode(), "base64")

    def show_message(self, message: SocketMessage) -> None:
        """Show a saved message, to be changed."""
        self._kind.setCurrentText(_TITLES[message.kind])
        self._original = message
        if message.kind == "file":
            self._file.line.setText(message.content)
            return
        if message.kind == "request":
            self._request.line.setText(f"{message.content}{REQUEST_SUFFIX}")
            return
        text = message.content
        if message.kind == "base64":
            data = decoded_base64(text)
            # What is not base64 is shown as it is, to be mended.
            text = text if isinstance(data, Problem) else hexadecimal(data)
        self.area.show_text(text)
        self.area.setFocus()

    def show_content(self, content: str | bytes) -> None:
        """Show what came or was sent, to be changed and sent; text is JSON if it looks so."""
        if isinstance(content, bytes):
            self.show_message(SocketMessage(base64.b64encode(content).decode(), "base64"))
            return
        # A number or a word alone is JSON, too, but was hardly meant so.
        is_json = content.lstrip().startswith(("{", "[")) and not template_problem(content)
        self.show_message(SocketMessage(content, "json" if is_json else "text"))

    def send_or_begin(self) -> None:
        """Send the message; where nothing is typed, take the keyboard for it instead."""
        # The same key has just connected: pressed once more, it would send an empty message.
        if self.area.isHidden() or self.area.exact_text():
            self.send()
        else:
            self.begin()

    def begin(self) -> None:
        """Take the keyboard for a message."""
        lines = {FILE: self._file.line, REQUEST: self._request.line}
        lines.get(self._kind.currentText(), self.area).setFocus()

    def send(self) -> None:
        """Send the message, if it can be sent."""
        message = self.typed
        if message is None or not self._send.isEnabled():
            return
        # Those have lines of their own, in which Ctrl+Up means nothing.
        if message.kind not in ("file", "request"):
            # As in a shell: the same message twice in a row is remembered once.
            if not self._sent or self._sent[-1] != message:
                self._sent = [*self._sent, message][-_MOST_REMEMBERED:]
            self._position = len(self._sent)
            # Typing replaces what was sent; sending it again needs no key more.
            self.area.selectAll()
        self.send_wanted.emit(message)

    def _step(self, step: int) -> None:
        """Show the message that was sent before or after the one that is shown."""
        position = min(max(self._position + step, 0), len(self._sent))
        if position == self._position:
            return
        # Leaving the newest place: the draft comes back when a person returns to it.
        if self._position == len(self._sent):
            self._draft = self.typed or self._draft
        self._position = position
        self.show_message(self._draft if position == len(self._sent) else self._sent[position])

    def _on_kind(self, kind: str) -> None:
        self.area.setVisible(kind not in (FILE, REQUEST))
        self._file.setVisible(kind == FILE)
        self._request.setVisible(kind == REQUEST)
        self._send.setText(tr("Send request") if kind == REQUEST else tr("Send message"))
        self.area.set_syntax("json" if kind == JSON else None)
        self._show_keys()
        self._check()

    def _show_keys(self) -> None:
        what = _PLACEHOLDERS.get(self._kind.currentText(), tr("Message."))
        key = self._keys.text("send")
        sends = tr("{key} sends it, ").format(key=key) if key else ""
        self.area.setPlaceholderText(
            tr("{what} {sends}{native} shows earlier ones.").format(
                what=what, sends=sends, native=native("Ctrl+Up")
            )
        )
        tip = (
            self._keys.behind(tr("Send the message"), "send")
            if self._is_open
            else tr("Connect first")
        )
        self._send.setToolTip(tip)

    def _check(self) -> None:
        kind, is_empty = self._kind.currentText(), False
        problem: Problem | None = None
        if kind == FILE:
            problem = self._file.problem()
            is_empty = not isinstance(self._file.value(), FileValue)
        elif kind == REQUEST:
            value = self._request.value()
            is_empty = not isinstance(value, FileValue)
            problem = self._request.problem() or _request_problem(value)
        elif kind == JSON:
            text = self.area.exact_text()
            is_empty = not text.strip()
            # What is not JSON may be what a person wants to try; then it is text.
            if not is_empty and len(text) <= _MOST_CHECKED:
                problem = template_problem(text)
        elif kind == BYTES:
            data = parse_hexadecimal(self.area.exact_text())
            problem = data if isinstance(data, Problem) else None
        mark(self.area, "invalid", problem is not None and self.area.isVisibleTo(self))
        self.area.setAccessibleDescription(sentence_of(problem))
        self._problem.show_text(sentence_of(problem))
        self._send.setEnabled(self._is_open and not problem and not is_empty)
        self._show_keys()

    def _lay_out(self) -> None:
        self._file.hide()
        self._request.hide()
        holder = QWidget()
        holder.setLayout(self.slot)
        side = FoldingRow(((self._kind, 0), (holder, 1)), (self._send,))
        column_of(
            self, self.area, self._file, self._request, self._problem, side, margins=0, spacing=6
        )


def _file_editor(name: str, theme: Theme) -> FileEditor:
    editor = FileEditor(Parameter(name, ParameterKind.FILE, Location.FORM), theme)
    editor.line.setAccessibleName(f"{name[0].upper()}{name[1:]}")
    return editor


def _request_problem(value: Value | None) -> Problem | None:
    if not isinstance(value, FileValue) or value.path.endswith(REQUEST_SUFFIX):
        return None
    words = tr("This is not the file of a saved request; their names end with {request_suffix}.")
    return Problem(words.format(request_suffix=REQUEST_SUFFIX))


class _MessageArea(CodeEditor):
    """Text with an undo history of its own: it is not part of the request."""

    undoes_itself = True

    def __init__(self, theme: Theme, step: Callable[[int], None]) -> None:
        super().__init__(theme, is_code=False)
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show earlier messages, undo and redo."""
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_control and event.key() in _STEPS:
            self._step(_STEPS[Qt.Key(event.key())])
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        else:
            super().keyPressEvent(event)


_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
