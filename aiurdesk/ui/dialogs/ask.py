"""Await a dialog without nesting an event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

_T = TypeVar("_T")
FOR_DIALOGS = "is_for_dialogs"
"""Property of an action of the window whose keys work in its dialogs, too."""


async def ask(dialog: QDialog) -> bool:
    """Open a dialog, wait until it is closed, and return whether it was accepted.

    When the waiting task is cancelled, the dialog closes. One that is deleted with its parent, such
    as with the page of a tab, was not accepted.
    """
    result: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(code: int) -> None:
        # The task may have been cancelled, which ends the future.
        if not result.done():
            result.set_result(code)

    parent = dialog.parentWidget()
    # A dialog blocks the keys of its window. The actions of a dialog are there for its own dialogs.
    actions = [] if parent is None else parent.window().actions()
    dialog.addActions([action for action in actions if action.property(FOR_DIALOGS)])
    dialog.finished.connect(on_finished)
    dialog.destroyed.connect(lambda: on_finished(QDialog.DialogCode.Rejected))
    # A small or scaled screen must not cut off the buttons. Qt gives a dialog without a size of its
    # own one as it opens, which considers how texts wrap.
    if dialog.testAttribute(Qt.WidgetAttribute.WA_Resized):
        dialog.resize(dialog.size().boundedTo(dialog.screen().availableSize()))
    dialog.open()
    try:
        is_accepted = await result == QDialog.DialogCode.Accepted
        # What an accepted dialog holds is gone if it was deleted before this task went on.
        return is_accepted and isValid(dialog)
    finally:
        # Qt may have deleted the dialog with its parent.
        if isValid(dialog):
            dialog.finished.disconnect(on_finished)
            dialog.close()


async def answer_of(dialog: QDialog, read: Callable[[], _T]) -> _T | None:
    """Open a dialog, wait, and delete it; return what it holds, None where it was not accepted."""
    try:
        return read() if await ask(dialog) else None
    finally:
        discard(dialog)


def discard(dialog: QDialog) -> None:
    """Delete a dialog, unless Qt deleted it with its parent."""
    if isValid(dialog):
        dialog.deleteLater()
