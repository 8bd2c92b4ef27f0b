"""The buttons of dialogs."""

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton


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
