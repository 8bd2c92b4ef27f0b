"""What all dialogs of the window have in common: where their buttons are, and their edges."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.ui.theme.grid import INSET

_BEGINS_ABOVE = {"run_dialog", "load_dialog"}
"""They stay open while what they began goes on, and shows below the button."""
_FIELDS = (QLineEdit, QComboBox, QPlainTextEdit)


def dialog_faults() -> Iterator[str]:
    """Yield what is another way in one of the dialogs that are shown."""
    for dialog in QApplication.topLevelWidgets():
        if not isinstance(dialog, QDialog) or isinstance(dialog, QFileDialog):
            continue
        if dialog.isVisible():
            name = dialog.objectName()
            yield from (f"{name}: {fault}" for fault in _faults_in(dialog))


def _faults_in(dialog: QDialog) -> Iterator[str]:
    # Of itself, not of a dialog above it.
    shown: list[QPushButton] = dialog.findChildren(QPushButton)
    buttons = [one for one in shown if one.isVisible() and one.window() is dialog]
    primary = [one for one in buttons if one.property("look") == "primary"]
    if len(primary) > 1:
        yield f"several primary buttons: {[one.text() for one in primary]}"
    corner = max(buttons, key=lambda one: (_place(one).bottom() // INSET, _place(one).right()))
    if primary and primary[0] is not corner and dialog.objectName() not in _BEGINS_ABOVE:
        yield f"{primary[0].text()} is not at the lower right, but {corner.text()}"
    # Qt lays out the buttons of a question itself.
    if not isinstance(dialog, QMessageBox):
        right = dialog.width() - 1 - _place((primary or [corner])[0]).right()
        is_row = dialog.objectName() not in _BEGINS_ABOVE
        below = dialog.height() - 1 - _place(corner).bottom()
        if right != INSET or (is_row and below != INSET):
            yield f"{corner.text()} is {right} and {below} from the corner, not {INSET}"
    yield from _edges(dialog)


def _edges(dialog: QDialog) -> Iterator[str]:
    """Yield forms whose fields do not end at one edge."""
    for layout in (*dialog.findChildren(QFormLayout), *dialog.findChildren(QGridLayout)):
        parent = layout.parentWidget()
        if parent is None or not parent.isVisible() or parent.window() is not dialog:
            continue
        items = [layout.itemAt(at) for at in range(layout.count())]
        fields = [item.widget() for item in items if item is not None]
        shown = [one for one in fields if isinstance(one, _FIELDS) and one.isVisible()]
        edges = {_place(one).right() for one in shown}
        if len(edges) > 1:
            yield f"fields end at {sorted(edges)}: {[one.accessibleName() for one in shown]}"


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())
