"""Page of the response pane before there is a whole response."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.request.limits import Progress
from aiurdesk.core.translation import format_size, tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.grid import GAP, INSET, LINE
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.icon_button import IconLabel
from aiurdesk.ui.widgets.styled import styled

if TYPE_CHECKING:
    from aiurdesk.ui.response.beginning_view import BeginningView

_TICK_MS = 100
_MOST_WIDTH = 400
"""Of the words, in pixels where the text has its usual size."""
_COMING = (
    ("severity-success", tr("What the response means, and what to do next")),
    ("lines", tr("The body as a tree or as text, to search and to copy from")),
    ("clock", tr("Headers, timing, and how your tests went")),
)
"""What will be shown here, with the icon of each."""
_SHARE_OF_TEXT = 40
"""Beside what is left above and below the words, which is 5."""


class WaitingPage(QWidget):
    """Explains how to send, and counts the seconds while a response is awaited."""

    def __init__(
        self,
        theme: Theme,
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
        self._theme = theme
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
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self._coming = styled(QWidget(), "response_coming")
        lines = [_line(theme, icon, text) for icon, text in _COMING]
        column_of(self._coming, *lines, margins=(0, LINE, 0, 0), spacing=LINE)
        self._words = QWidget()
        parts = (self._title, self._text, self._coming)
        column_of(self._words, *parts, margins=0, spacing=LINE)
        # Words and lines begin at one edge, in the middle of the card.
        middle = row_of(None, 1, (self._words, 1000), 1)
        self._column = column_of(
            self, 2, middle, 3, margins=(INSET, LINE, INSET, LINE), spacing=GAP
        )
        keys.changed.connect(self._on_keys_changed)
        theme.changed.connect(self._fit)
        self._fit()

    def show_nothing(self) -> None:
        """Say what will be shown here, and how to send."""
        self._timer.stop()
        self._forget_beginning()
        self._is_waiting = False
        self._title.setText(tr("No response yet"))
        send = self._keys.behind(tr("Send"), "send")
        self._text.setText(tr("Press {send}. Then you see here:").format(send=send))
        self._coming.show()

    def show_waiting(self) -> None:
        """Count from now on."""
        self._since = self._clock()
        self._forget_beginning()
        self._is_waiting = True
        self._coming.hide()
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
        self._coming.hide()
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

    def _fit(self) -> None:
        self._words.setMaximumWidth(self._theme.length(_MOST_WIDTH))

    def _tick(self) -> None:
        key = self._keys.text("cancel")
        ways = tr("Cancel or {key}").format(key=key) if key else tr("Cancel")
        elapsed = f"{self._clock() - self._since:.1f} s"
        progress = self._progress
        if progress is not None and progress.received_bytes:
            # The last byte came: judging a long body takes a moment.
            reading, receiving = tr("Reading the response…"), tr("Receiving the response…")
            self._title.setText(reading if progress.is_complete else receiving)
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


def _line(theme: Theme, icon: str, text: str) -> QWidget:
    line, words = QWidget(), QLabel(text)
    mark(words, "look", "muted")
    words.setWordWrap(True)
    row_of(line, (IconLabel(theme, icon), 0), (words, 1), margins=0, spacing=LINE)
    return line
