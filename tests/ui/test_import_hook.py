"""The hook of PySide6, in a process that has just loaded it."""

import subprocess
import sys

SCRIPT = """
import builtins, linecache
from aiurdesk.ui.import_hook import drop_import_hook
drop_import_hook()
import aiurdesk.core.endpoint
print(type(builtins.__import__), any("endpoint" in name for name in linecache.cache))
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel
class Teller(QObject):
    told = Signal(str)
app, heard, teller = QApplication([]), [], Teller()
teller.told.connect(heard.append)
teller.told.emit("heard")
label = QLabel("Endpoints")
label.setAlignment(Qt.AlignmentFlag.AlignRight)
print(heard, label.text(), builtins.__import__ is builtins.__orig_import__)
"""


def test_modules_are_imported_without_reading_their_source_again_and_qt_works_on():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "<class 'builtin_function_or_method'> False",
        "['heard'] Endpoints True",
    ]
