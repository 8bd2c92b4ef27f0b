"""Loads the event loop and the parts of the window after the first paint, and runs them.

A person sees the window before any of this is loaded. The import of the parts runs on a thread, so
that the window is repainted and takes clicks meanwhile.
"""

import asyncio
import importlib

import qasync
from PySide6.QtWidgets import QApplication

from aiurdesk.core.saved_state import SavedState
from aiurdesk.services.profile import Profile
from aiurdesk.ui.window.main_window import MainWindow


def run_loop(
    app: QApplication, window: MainWindow, profile: Profile, saved: SavedState, target: str = ""
) -> None:
    """Make a painted window work, and return when it is closed and everything has ended.

    Args:
        target: Id of an endpoint, or an address, that is opened at the start.
    """

    async def run() -> None:
        await load_window()
        from aiurdesk.ui.running import run_until_closed  # loaded by the line above

        await run_until_closed(window, profile, saved, target)

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(run())


async def load_window() -> None:
    """Load what makes the window work."""
    await asyncio.to_thread(importlib.import_module, "aiurdesk.ui.running")
