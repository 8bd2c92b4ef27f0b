"""Common parts of all dialogs: colours, buttons, and opening without a nested loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget
from shiboken6 import isValid

from aiurdesk.ui.theme.theme import Theme


class ThemedDialog(QDialog):
    """An empty dialog with the theme of its window."""

    def __init__(self, theme: Theme, parent: QWidget, name: str, title: str) -> None:
        """Build.

        Args:
            name: Name of the object.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName(name)
        self.setWindowTitle(title)


def dialog_buttons(
    dialog: QDialog,
    buttons: QDialogButtonBox.StandardButton,
    on_accepted: Callable[[], object] | None = None,
) -> QDialogButtonBox:
    """Return standard buttons that close a dialog; the one that accepts stands out.

    They have no icons of the style, which do not follow the theme.

    Args:
        on_accepted: Is called instead of accepting the dialog.
    """
    box = QDialogButtonBox(buttons)
    box.accepted.connect(on_accepted or dialog.accept)
    box.rejected.connect(dialog.reject)
    for button in box.buttons():
        # By hand: no style sheet reaches them, as the buttons are made before their dialog has one.
        button.setIcon(QIcon())
        if box.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole:
            button.setProperty("look", "primary")
    return box


def plain_button(
    text: str, on_clicked: Callable[[], object] | SignalInstance, tip: str = ""
) -> QPushButton:
    """Return a button that Return presses only while it has the keyboard.

    Otherwise, Return in a field or list would press the first button of the dialog.
    """
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.clicked.connect(on_clicked)
    return button


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
