"""The recipe "an action" of the README, followed in a copy of the project."""

from tests.house.tree_copy import TreeCopy

ABOUT = """    ActionRow("about", tr("About aiurdesk"), lambda c: c.help.show_about()),
"""
ROW = """    ActionRow(
        "greet", tr("Greet"), lambda c: c.window.setWindowTitle("Hi!"), "Ctrl+Alt+G"
    ),
"""

PRESS_AND_PICK = """
import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working

app, profile = make_application(), Profile(Path(sys.argv[1]))
saved = profile.read()
window = show_window(app, saved)


async def main():
    async with working(window, profile, saved, print):
        before = window.windowTitle()
        window.activateWindow()
        QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier
                       | Qt.KeyboardModifier.AltModifier)
        pressed = window.windowTitle()
        window.setWindowTitle(before)
        (entry,) = [
            action
            for menu in window.findChildren(QMenu)
            for action in menu.actions()
            if action.text() == "Greet"
        ]
        entry.trigger()
        picked = window.windowTitle()
        window.findChild(QAction, "command_palette").trigger()
        line = window.findChild(QLineEdit, "palette_line")
        window.setWindowTitle(before)
        QTest.keyClicks(line, "greet")
        QTest.keyClick(line, Qt.Key.Key_Return)
        print([pressed, picked, window.windowTitle()])


with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
    runner.run(main())
"""


def test_a_new_action_needs_one_row(copy: TreeCopy):
    copy.replace("aiurdesk/ui/program/actions.py", ABOUT, ABOUT + ROW)
    profile = copy.folder / "profile"
    done = copy.run("-c", PRESS_AND_PICK, str(profile), QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == str(["Hi!"] * 3), done.stderr
    copy.check_recipe("an action")
