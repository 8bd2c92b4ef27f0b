"""Ends the loops that Qt itself nests, such as that of a question of its file dialog."""

import asyncio

from PySide6.QtCore import QThread  # noqa: TID251 - it knows how many loops are nested
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QDialog

_MOST = 100
"""More of them than a person can open. A loop that nothing here ends must not keep the program."""


async def leave_nested_loops() -> None:
    """Close what Qt waits for in loops of its own, until that of the program is the only one.

    "File not found" and the menus of Qt's file dialog lie on the stack of the thread. Deleting
    the dialog, alone or with its window, would delete them too, which aborts the process.
    """
    thread = QThread.currentThread()
    for _ in range(_MOST):
        if thread.loopLevel() <= 1:
            return
        QDrag.cancel()
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if isinstance(front, QDialog):
            # Not ``close``, which a question without a way to cancel it ignores.
            front.reject()
        elif front is not None:
            front.close()
        # The loop of what was closed ends before this goes on.
        await asyncio.sleep(0)
