"""Work in steps, one in each turn of the event loop."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

# A generator yields None for each step, so its end needs a value of its own.
_END = object()


class IdleSteps(QObject):
    """Takes one step in each turn of the loop, so that long work does not block the window.

    The steps are a generator; each ``yield`` ends one.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] = iter(())
        # With 0, Qt calls back when no event waits: input and painting come first.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._step)

    def start(self, steps: Iterator[None]) -> None:
        """Begin to take steps; earlier ones that are left are not taken any more."""
        self._steps = steps
        self._timer.start()

    def _step(self) -> None:
        if next(self._steps, _END) is not _END:
            # Started anew, it is behind the timers that ran out meanwhile: a timer that goes on
            # was seen to come twice before them.
            self._timer.start()
