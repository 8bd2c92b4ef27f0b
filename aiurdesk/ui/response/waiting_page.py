"""Page of the response pane before there is a whole response."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.request.limits import Progress
from aiurdesk.core.translation import format_size, tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import mark
from aiurdesk.ui.widgets.boxes import column_of

if TYPE_CHECKING:
    from aiurdesk.ui.response.beginning_view import BeginningView

_TICK_MS = 100
_SHARE_OF_TEXT = 40
"""Beside what is left above and below the words, which is 5."""


class WaitingPage(QWidget):
    """Explains how to send, and counts the seconds while a response is awaited."""

    def __init__(
        self,
        keys: ActionKeys,
        parent: QWidget | None = None,
        clock: Callable[[], float] = monotonic,
        make_beginning: "Callable[[], BeginningView] | None" = None,
    ) -> None:
        """Show nothing yet.

        Args:
            make_beginning: Makes what shows the beginning of a long response.
            clock: Returns seconds from any beginning.
        """
        super().__init__(parent)
        self._keys = keys
        self._clock = clock
        self._make_beginning = make_beginning
        self._beginning: BeginningView | None = None
        self._progress: Progress | None = None
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
        self._column = column
        keys.changed.connect(self._on_keys_changed)

    def show_nothing(self) -> None:
        """Say what will be shown here, and how to send."""
        self._timer.stop()
        self._forget_beginning()
        self._is_waiting = False
        self._title.setText(tr("No response yet"))
        self._text.setText(
            tr(
                "Fill in the form and press {behind}.\nThe meaning of the response, and "
                "what to do next, appear here."
            ).format(behind=self._keys.behind(tr("Send"), "send"))
        )

    def show_waiting(self) -> None:
        """Count from now on."""
        self._since = self._clock()
        self._forget_beginning()
        self._is_waiting = True
        self._title.setText(tr("Waiting for the response…"))
        self._timer.start()
        self._tick()

    def show_progress(self, progress: Progress) -> None:
        """Show what came of a response, with the next step of the count."""
        # Not at once: a short response would flicker.
        self._progress = progress if self._is_waiting else None

    def show_asking(self) -> None:
        """Say that the person is asked something first."""
        self._timer.stop()
        self._is_waiting = True
        self._title.setText(tr("Waiting for your answer…"))
        self._text.setText(tr("Nothing was sent yet."))

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting the seconds."""
        super().hideEvent(event)
        # A page that is not seen must not wake the program up ten times a second.
        self._timer.stop()
        self._forget_beginning()

    def _on_keys_changed(self) -> None:
        # While a response is awaited, the next tick names the key.
        if not self._is_waiting:
            self.show_nothing()

    def _tick(self) -> None:
        key = self._keys.text("cancel")
        ways = tr("Cancel or {key}").format(key=key) if key else tr("Cancel")
        elapsed = f"{self._clock() - self._since:.1f} s"
        progress = self._progress
        if progress is not None and progress.received_bytes:
            self._title.setText(tr("Receiving the response…"))
            elapsed = tr("{received_bytes} in {elapsed}").format(
                received_bytes=format_size(progress.received_bytes), elapsed=elapsed
            )
            self._show_beginning(progress)
        self._text.setText(
            tr("{elapsed}. Press {ways} to stop.").format(elapsed=elapsed, ways=ways)
        )

    def _show_beginning(self, progress: Progress) -> None:
        if self._beginning is None and self._make_beginning is not None:
            self._beginning = self._make_beginning()
            self._column.insertWidget(self._column.count() - 1, self._beginning, _SHARE_OF_TEXT)
        if self._beginning is not None:
            self._beginning.show_progress(progress)

    def _forget_beginning(self) -> None:
        """Hide the beginning, and let go of the body that it is of."""
        self._progress = None
        if self._beginning is not None:
            self._beginning.forget()
