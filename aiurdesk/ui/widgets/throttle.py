"""Calls a function again and again, but not too often."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


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
