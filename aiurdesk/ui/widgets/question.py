"""Questions with a few buttons, asked without nesting an event loop."""

from collections.abc import Sequence

from PySide6 import QtWidgets
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.dialog import ask, discard

CANCEL = tr("Cancel")
_COLUMNS = 52
"""Least width in characters of the font."""
_ICON = 24
"""Units; 12 are as high as the text is large."""


class Destructive(str):
    """An answer that deletes something."""

    __slots__ = ()


async def choose(
    theme: Theme,
    parent: QWidget,
    title: str,
    words: str,
    answers: Sequence[str],
    refusal: str = CANCEL,
) -> str:
    """Ask, and return the text of the chosen button; Return and Esc choose the refusal.

    Args:
        words: The question, then, after an empty line, what depends on it.
        answers: Texts of the buttons beside the refusal.
    """
    box = question_box(theme, parent, title, words, answers, refusal)
    try:
        await ask(box)
        # None where the dialog was closed by its title bar, or deleted with its parent.
        clicked = box.clickedButton() if isValid(box) else None
        return refusal if clicked is None else clicked.text()
    finally:
        discard(box)


def question_box(
    theme: Theme,
    parent: QWidget,
    title: str,
    words: str,
    answers: Sequence[str],
    refusal: str = CANCEL,
) -> "QtWidgets.QMessageBox":
    """Return the message box of a question, not yet open."""
    box = QtWidgets.QMessageBox(parent)
    theme.apply_to(box)
    box.setObjectName("question")
    box.setWindowTitle(title)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    # Names of files and requests are in it, and Qt would take "<b>" for markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    # Without an icon, Qt leaves its column empty.
    is_destructive = any(isinstance(answer, Destructive) for answer in answers)
    icon = ("warning", "required") if is_destructive else ("severity-notice", "accent")
    box.setIconPixmap(theme.icon(*icon).pixmap(theme.icon_size(_ICON)))
    asked, _, details = words.partition("\n\n")
    box.setText(asked)
    box.setInformativeText(details)
    for number, answer in enumerate(answers, start=1):
        button = box.addButton(answer, QtWidgets.QMessageBox.ButtonRole.AcceptRole)
        # Not by the role of that name: some desktops place its button beside the refusal.
        button.setObjectName(f"answer_{number}")
        # The box has styled the button already, so that a property alone would not be seen.
        mark(button, "destructive", isinstance(answer, Destructive))
    cancel = box.addButton(refusal, QtWidgets.QMessageBox.ButtonRole.RejectRole)
    # Return pressed by mistake must change nothing.
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    _widen(box)
    return box


def _widen(box: "QtWidgets.QMessageBox") -> None:
    """Give the title room: Qt makes a message box as narrow as its text."""
    grid = box.layout()
    if isinstance(grid, QtWidgets.QGridLayout):
        width = box.fontMetrics().averageCharWidth() * _COLUMNS
        spacer = QtWidgets.QSpacerItem(width, 0)
        grid.addItem(spacer, grid.rowCount(), 0, 1, grid.columnCount())
