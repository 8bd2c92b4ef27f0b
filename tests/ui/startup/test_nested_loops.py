"""Qt's file dialog asks in a loop of its own, and the program ends meanwhile."""

from tests.ui.test_app import output_of

WITH_NESTED_LOOPS = """
import asyncio, sys
from pathlib import Path
import qasync
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox
from aiurdesk.services.profile import Profile
from aiurdesk.ui.app import make_application, show_window
from aiurdesk.ui.dialogs.file_dialog import file_dialog, open_once
from aiurdesk.ui.startup.running import working
def ask_for_a_file_that_is_not_there():
    open_once(file_dialog(window, "File to send"))
    line = window.findChildren(QFileDialog)[-1].findChild(QLineEdit)
    line.setText("/nowhere/file")
    line.returnPressed.emit()
async def run():
    async with working(window, profile, saved, print):
        for count in (1, 2):
            QTimer.singleShot(0, ask_for_a_file_that_is_not_there)
            while len(window.findChildren(QMessageBox)) < count:
                await asyncio.sleep(0)
        print(QThread.currentThread().loopLevel())
    print("ended")
application, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(application, saved)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
    runner.run(run())
"""


def test_the_program_ends_while_qt_asks_something_in_a_loop_of_its_own(tmp_path):
    status, told, err = output_of("-c", WITH_NESTED_LOOPS, tmp_path)
    assert (status, told) == (0, ["3", "ended"]), err
