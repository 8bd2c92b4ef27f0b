"""The button that sends, and cancels while something runs."""

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy

from aiurdesk.ui.window.theme import mark

_TICK_MS = 100


class SendButton(QPushButton):
    """Shows Send with its key; while a request runs, Cancel with the elapsed time."""

    send_wanted = Signal()
    """Emitted when it was pressed as Send."""
    cancel_wanted = Signal()
    """Emitted when it was pressed as Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("send")
        self.setProperty("has_key", True)
        self._is_busy = False
        self._elapsed = QElapsedTimer()
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._show_elapsed)
        self._key = QLabel()
        self._key.setProperty("look", "key")
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 8, 4)
        layout.addWidget(self._key, 0, Qt.AlignmentFlag.AlignRight)
        self.clicked.connect(self._on_clicked)
        self._apply_to()

    def sizeHint(self) -> QSize:
        """Leave room for text and key side by side; the style sheet accounts for the text only."""
        return self.size_hint(has_key=not self._key.isHidden())

    def size_hint(self, *, has_key: bool) -> QSize:
        """Return the size that it wants with its key, or without."""
        # First of all: this styles the button if it was not styled yet, and only then the metrics
        # below are those of its font.
        size = super().sizeHint()
        widest = self.fontMetrics().horizontalAdvance("Cancel 00.0 s" if self._is_busy else "Send")
        key = self._key.sizeHint().width() + 24 if has_key else 16
        size.setWidth(widest + key + 16)
        return size

    def show_key(self, is_wanted: bool) -> None:
        """Show the key beside the word, or only the word."""
        if self._key.isHidden() is is_wanted:
            self._key.setVisible(is_wanted)
            mark(self, "has_key", is_wanted)
            self.updateGeometry()

    def set_busy(self, is_busy: bool) -> None:
        """Become Cancel, or Send again."""
        if is_busy:
            self._elapsed.start()
            self._ticks.start()
        else:
            self._ticks.stop()
        self._is_busy = is_busy
        self._apply_to()

    def _apply_to(self) -> None:
        name = "Cancel" if self._is_busy else "Send"
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip("Stop waiting for the response" if self._is_busy else "Send the request")
        self._key.setText("Esc" if self._is_busy else "Ctrl ⏎")
        mark(self, "look", "cancel" if self._is_busy else "primary")
        mark(self._key, "look", "key-quiet" if self._is_busy else "key")
        self.updateGeometry()

    def _show_elapsed(self) -> None:
        self.setText(f"Cancel {self._elapsed.elapsed() / 1000:.1f} s")

    def _on_clicked(self) -> None:
        if self._is_busy:
            self.cancel_wanted.emit()
        else:
            self.send_wanted.emit()
