"""PySide6 counts references correctly, which 6.12.0 does not on Python below 3.12."""

import subprocess
import sys

COUNT = """
import sys
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    fired = Signal(bool)
source = Source()
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(300):
    source.fired.emit(True)
    source.setObjectName("x")
after = sys.getrefcount(None), sys.getrefcount(True)
print(before[0] - after[0], before[1] - after[1])
"""


def test_qt_calls_and_signals_release_no_references_to_constants():
    run = subprocess.run(
        [sys.executable, "-c", COUNT], capture_output=True, text=True, timeout=60, check=False
    )
    lost_none, lost_true = map(int, run.stdout.split())
    assert lost_none < 100, run.stderr
    assert lost_true < 100
