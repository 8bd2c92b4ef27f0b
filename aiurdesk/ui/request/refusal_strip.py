"""Why a request was not sent, said once, with the way to send it all the same."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from aiurdesk.core.request.request import FieldError
from aiurdesk.ui.window.theme import Theme


class RefusalStrip(QFrame):
    """Stands above the form until the request is sent or the strip is dismissed."""

    send_anyway_wanted = Signal()
    """Emitted when the request is to be sent as it is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("refusal")
        self.setProperty("look", "strip")
        self.setProperty("severity", "input")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName("refusal_text")
        self._text.setProperty("severity", "input")
        self._text.setWordWrap(True)
        self._send = QPushButton("Send anyway")
        self._send.setObjectName("send_anyway")
        self._send.setProperty("severity", "input")
        self._send.setToolTip("Shows what the server itself says to it")
        self._send.clicked.connect(self.send_anyway_wanted)
        self._dismiss = QToolButton()
        self._dismiss.setAccessibleName("Dismiss")
        self._dismiss.setProperty("look", "quiet")
        self._dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._send)
        layout.addWidget(self._dismiss)
        theme.changed.connect(self._apply_to)
        self._apply_to()
        self.hide()

    def show_errors(self, errors: tuple[FieldError, ...]) -> None:
        """Say what is wrong; what is not about a field cannot be sent in any way."""
        others = [error.text for error in errors if not error.parameter]
        fields = list(dict.fromkeys(error.parameter for error in errors if error.parameter))
        texts = [*others, _summary(fields)] if fields else others
        self._text.setText("\n".join(texts))
        self._send.setVisible(not others)
        self.show()

    def _apply_to(self) -> None:
        icon = self._theme.icon("severity-input", "input_text")
        self._icon.setPixmap(icon.pixmap(self._theme.icon_size()))
        self._dismiss.setIcon(self._theme.icon("close", "input_text"))


def _summary(fields: list[str]) -> str:
    if len(fields) == 1:
        return f"Not sent yet: {fields[0]} is not what the service expects."
    return f"Not sent yet: {', '.join(fields[:-1])} and {fields[-1]} are not as expected."
