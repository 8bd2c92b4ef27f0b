"""Await a dialog without nesting an event loop."""

import asyncio

from PySide6.QtWidgets import QDialog


async def ask(dialog: QDialog) -> bool:
    """Open a dialog, wait until it is closed, and tell whether it was accepted.

    When the waiting task is cancelled the dialog closes.
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
        dialog.finished.disconnect(hand_over)
        dialog.close()
