"""What the response pane shows before there is a response."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of

_TICK_MS = 100


class WaitingPage(QWidget):
    """Explains how to send, and counts the seconds while a response is awaited."""

    def __init__(
        self,
        keys: ActionKeys,
        parent: QWidget | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Show nothing yet.

        Args:
            clock: Returns seconds from any beginning.
        """
        super().__init__(parent)
        self._keys = keys
        self._clock = clock
        self._is_waiting = False
        self._since = 0.0
        self._title = QLabel()
        self._text = QLabel()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        mark(self._title, "look", "heading")
        mark(self._text, "look", "muted")
        column = column_of(self, 2, margins=(20, 8, 20, 8), spacing=8)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(3)
        keys.changed.connect(self._on_keys_changed)

    def show_nothing(self) -> None:
        """Say what will be shown here, and how to send."""
        self._timer.stop()
        self._is_waiting = False
        self._title.setText("No response yet")
        self._text.setText(
            f"Fill in the form and press {self._keys.behind('Send', 'send')}.\n"
            "The meaning of the response, and what to do next, appear here."
        )

    def show_waiting(self) -> None:
        """Count from now on."""
        self._since = self._clock()
        self._is_waiting = True
        self._title.setText("Waiting for the response…")
        self._timer.start()
        self._tick()

    def show_asking(self) -> None:
        """Say that the person is asked something first."""
        self._timer.stop()
        self._is_waiting = True
        self._title.setText("Waiting for your answer…")
        self._text.setText("Nothing was sent yet.")

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        # A page that is not seen must not wake the program up ten times a second.
        self._timer.stop()

    def _on_keys_changed(self) -> None:
        # While a response is awaited, the next tick names the key.
        if not self._is_waiting:
            self.show_nothing()

    def _tick(self) -> None:
        key = self._keys.text("cancel")
        ways = f"Cancel or {key}" if key else "Cancel"
        self._text.setText(f"{self._clock() - self._since:.1f} s. Press {ways} to stop.")
