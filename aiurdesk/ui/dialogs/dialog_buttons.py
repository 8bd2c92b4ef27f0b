"""The row of buttons at the end of a dialog."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox


def dialog_buttons(wanted: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
    """Return standard buttons, of which the one that accepts stands out.

    They have no icons of the style, which do not follow the theme.
    """
    box = QDialogButtonBox(wanted)
    for button in box.buttons():
        # By hand: no style sheet reaches them, as the buttons are made before their dialog has one.
        button.setIcon(QIcon())
        if box.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole:
            button.setProperty("look", "primary")
    return box
