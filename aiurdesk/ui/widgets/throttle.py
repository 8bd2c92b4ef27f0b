"""Calls a function again and again, but not too often."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.translation import tr


class Throttle(QObject):
    """Calls a function at once, or, soon after another call, when some time has passed.

    All that is asked for within that time becomes one call.
    """

    def __init__(self, parent: QObject, every_ms: int, function: Callable[[], None]) -> None:
        """Make one that has not called yet.

        Args:
            every_ms: The least time between two calls.
            function: What is called.
        """
        super().__init__(parent)
        self._function = function
        self._is_wanted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._on_time)

    def call(self) -> None:
        """Call the function, now or in a moment."""
        self._is_wanted = True
        if not self._timer.isActive():
            self._on_time()

    def cancel(self) -> None:
        """Leave out the call that waits, if there is one."""
        self._is_wanted = False

    def _on_time(self) -> None:
        if self._is_wanted:
            self._is_wanted = False
            self._timer.start()
            self._function()


SECONDS = 5
"""The usual wait."""


class CountdownButton(QPushButton):
    """Starts a countdown when it is pressed, and stops it when it is pressed again.

    So a request is never resent without a person seeing it.
    """

    elapsed = Signal()
    """Emitted when the countdown reaches zero."""

    def __init__(self, text: str, parent: QWidget | None = None, wait_s: int = SECONDS) -> None:
        super().__init__(text, parent)
        self._idle_text = text
        self._wait_s = wait_s
        self._left_s = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self.clicked.connect(self._on_clicked)

    def is_counting(self) -> bool:
        """Tell whether the countdown runs."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Stop the countdown."""
        self._timer.stop()
        self.setText(self._idle_text)

    def _on_clicked(self) -> None:
        if self.is_counting():
            self.stop()
            return
        self._left_s = self._wait_s
        self._show_left()
        self._timer.start()

    def _on_second(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._show_left()
            return
        # First, so that the button is itself again when what is connected looks at it.
        self.stop()
        self.elapsed.emit()

    def _show_left(self) -> None:
        self.setText(tr("Resending in {left_s} s · Cancel").format(left_s=self._left_s))
