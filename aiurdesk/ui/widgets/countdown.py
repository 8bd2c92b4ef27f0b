"""A button that counts down before it acts, and stops when it is pressed again."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.translation import tr

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
