"""The button that sends or connects, and cancels or disconnects."""

import msgspec
from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.styled import styled

_TICK_MS = 100


class _Words(msgspec.Struct, frozen=True):
    """What the button says in one of its states."""

    name: str
    tip: str
    action: str = ""
    """The id of the action whose key is shown."""
    is_primary: bool = False


_SEND = _Words(tr("Send"), tr("Send the request"), "send", is_primary=True)
_CONNECT = _Words(tr("Connect"), tr("Open the WebSocket"), "send", is_primary=True)
_CANCEL = _Words(tr("Cancel"), tr("Stop waiting for the response"), "cancel")
_DISCONNECT = _Words(tr("Disconnect"), tr("Close the WebSocket"), "disconnect")
_STOP = _Words(tr("Stop"), tr("End the stream; what came stays"), "disconnect")


class SendButton(QPushButton):
    """Shows Send with its key; while a request runs, Cancel with the elapsed time.

    For a WebSocket it shows Connect instead, and Disconnect while it is open.
    """

    send_wanted = Signal()
    """Emitted when it was pressed as Send or Connect."""
    cancel_wanted = Signal()
    """Emitted when it was pressed as Cancel, Disconnect or Stop."""

    def __init__(self, keys: ActionKeys) -> None:
        super().__init__()
        self._keys = keys
        styled(self, "send", has_key=True)
        self._idle = self._words = _SEND
        self._is_key_wanted = True
        self._elapsed = QElapsedTimer()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._show_elapsed)
        self._key = styled(QLabel(), look="key")
        # The label lies on the button: a click on it has to press the button.
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = row_of(self, margins=(0, 4, 8, 4))
        layout.addWidget(self._key, 0, Qt.AlignmentFlag.AlignRight)
        self.clicked.connect(self._on_clicked)
        keys.changed.connect(self._apply_to)
        self._apply_to()

    def sizeHint(self) -> QSize:
        """Leave room for text and key side by side; the style sheet accounts for the text only."""
        return self.size_hint(has_key=not self._key.isHidden())

    def size_hint(self, *, has_key: bool) -> QSize:
        """Return the size that it wants with its key, or without."""
        # First of all: this styles the button if it was not styled yet, and only then the metrics
        # below follow from its font.
        size = super().sizeHint()
        widest = self.fontMetrics().horizontalAdvance(self._widest_text())
        has_key = has_key and bool(self._key.text())
        key = self._key.sizeHint().width() + 24 if has_key else 16
        size.setWidth(widest + key + 16)
        return size

    def show_key(self, is_wanted: bool) -> None:
        """Show the key beside the word, or only the word."""
        self._is_key_wanted = is_wanted
        self._place_key()

    def _place_key(self) -> None:
        has_key = self._is_key_wanted and bool(self._key.text())
        if self._key.isHidden() is has_key:
            self._key.setVisible(has_key)
            mark(self, "has_key", has_key)
            self.updateGeometry()

    def set_busy(self, is_busy: bool) -> None:
        """Become Cancel, or Send again."""
        if is_busy:
            self._elapsed.start()
            self._ticks.start()
        else:
            self._ticks.stop()
        self._show(_CANCEL if is_busy else self._idle)

    def set_asking(self, is_asking: bool) -> None:
        """Count no time while the person is asked something, and then from the beginning."""
        if self._words is not _CANCEL:
            return
        if is_asking:
            self._ticks.stop()
            self.setText(_CANCEL.name)
        else:
            self._elapsed.start()
            self._ticks.start()

    def set_socket(self, is_socket: bool) -> None:
        """Connect instead of sending, or send again."""
        # While something runs, the button stays what it is, and becomes Connect or Send after it.
        was_idle, self._idle = self._words is self._idle, _CONNECT if is_socket else _SEND
        if was_idle:
            self._show(self._idle)

    def set_open(self, *, is_stream: bool = False) -> None:
        """Become Disconnect, or Stop for a stream; ``set_busy`` ends that."""
        self._ticks.stop()
        self._show(_STOP if is_stream else _DISCONNECT)

    def _show(self, words: _Words) -> None:
        if words is not self._words:
            self._words = words
            self._apply_to()

    def _widest_text(self) -> str:
        # The seconds change many times, and the button must not change its width with them.
        return tr("Cancel 00.0 s") if self._words is _CANCEL else self._words.name

    def _apply_to(self) -> None:
        words = self._words
        self.setText(words.name)
        self.setAccessibleName(words.name)
        self.setToolTip(self._keys.behind(words.tip, words.action))
        self._key.setText(self._keys.symbols(words.action))
        self._place_key()
        mark(self, "look", "primary" if words.is_primary else "cancel")
        mark(self._key, "look", "key" if words.is_primary else "key-quiet")
        self.updateGeometry()

    def _show_elapsed(self) -> None:
        self.setText(tr("Cancel {value:.1f} s").format(value=self._elapsed.elapsed() / 1000))

    def _on_clicked(self) -> None:
        if self._words is self._idle:
            self.send_wanted.emit()
        else:
            self.cancel_wanted.emit()
