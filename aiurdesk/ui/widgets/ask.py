"""Await a dialog without nesting an event loop."""

import asyncio

from PySide6.QtWidgets import QDialog
from shiboken6 import isValid


async def ask(dialog: QDialog) -> bool:
    """Open a dialog, wait until it is closed, and tell whether it was accepted.

    When the waiting task is cancelled the dialog closes. It may be gone by then: Qt deletes it
    with its parent.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def hand_over(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(hand_over)
    dialog.open()
    try:
        return await answer == QDialog.DialogCode.Accepted
    finally:
        if isValid(dialog):
            dialog.finished.disconnect(hand_over)
            dialog.close()


def discard(dialog: QDialog) -> None:
    """Delete a dialog that was asked, unless it went with its parent."""
    if isValid(dialog):
        dialog.deleteLater()
