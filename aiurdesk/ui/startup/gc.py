"""Collects garbage on the thread of the window only."""

import gc

from PySide6.QtCore import QObject, QTimer, Signal

# Often enough that garbage does not pile up, and each collection is short.
_EVERY_MS = 200


class GarbageCollector(QObject):
    """Takes the place of Python's own collector while the window is open.

    Python collects on any thread that happens to allocate: the sandbox's or a worker's. A widget
    or timer that is garbage would be destroyed there, which Qt does not survive.
    """

    collected = Signal()
    """Emitted when everything was collected, as ``collect_soon`` asked."""

    def __init__(self, parent: QObject) -> None:
        """Turn Python's collector off; nothing is collected before ``start``."""
        super().__init__(parent)
        self._is_wanted = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        gc.disable()

    def start(self) -> None:
        """Collect from now on, once everything is loaded.

        What is there by now stays until the end: modules, classes and the window. Without the
        freeze, each full collection would go through all of it.
        """
        gc.freeze()
        self._timer.start()

    def collect_due(self) -> None:
        """Collect what Python would have collected by now."""
        # A full collection includes what the rule below would collect.
        if self._is_wanted:
            self._is_wanted = False
            gc.collect()
            self.collected.emit()
            return
        counts = gc.get_count()
        # The rule of Python's own collector: the oldest generation with too many objects, and all
        # younger.
        due = [age for age, most in enumerate(gc.get_threshold()) if most and counts[age] > most]
        if due:
            gc.collect(max(due))

    def collect_soon(self) -> None:
        """Collect everything in a moment, because something with long texts is garbage now.

        It may be few objects, which Python would keep for hours.
        """
        self._is_wanted = True

    def stop(self) -> None:
        """Collect everything, then let Python collect again."""
        self._timer.stop()
        # The window is garbage from now on, and what is frozen is never collected.
        gc.unfreeze()
        gc.collect()
        gc.enable()
