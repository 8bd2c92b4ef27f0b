"""Something that is dragged over a widget."""

import warnings

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QWidget


def is_taken(widget: QWidget, data: QMimeData) -> bool:
    """Drag data over a widget, and tell whether it would take it."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    with warnings.catch_warnings():
        # Newer bindings want a QPointF, which older ones do not take.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(QPoint(2, 2), copy, data, left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    widget.dragEnterEvent(event)
    return event.isAccepted()
