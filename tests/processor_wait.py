"""How long a thread has waited for a processor because other programs had it."""

import sys
import threading
from pathlib import Path


class ProcessorWait:
    """Counts the waits of the thread that makes it. Source: proc(5), ``schedstat``."""

    def __init__(self) -> None:
        self._file = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def seconds(self) -> float:
        """Return how long the thread has waited in all; 0 where the system does not count it."""
        if sys.platform != "linux":
            return 0.0
        return int(self._file.read_text().split()[1]) / 1e9
