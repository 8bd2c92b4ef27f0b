"""Collects garbage on the thread of the window only."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 200


class GarbageCollector(QObject):
    """Takes the place of Python's own collector while the window is open.

    Python collects on whatever thread happens to allocate: the sandbox's or a worker's. A widget
    or timer that is garbage would be destroyed there, which Qt does not survive.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()
        gc.disable()

    def collect_due(self) -> None:
        """Collect what Python would have collected by now."""
        counts = gc.get_count()
        due = [age for age, most in enumerate(gc.get_threshold()) if most and counts[age] > most]
        if due:
            gc.collect(max(due))

    def settle(self) -> None:
        """Look no more at what is there by now: it stays, and would be gone through each time."""
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again, after a last look."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
