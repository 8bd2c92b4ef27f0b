"""Visible controls of all windows, and what a screen reader says of each."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
SECONDS = re.compile(r" \d+\.\d s$")
PART_OF_A_CONTROL = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)


def named_controls():
    """Return the visible controls of all windows, each with the name that a screen reader gets.

    A box is one control with the line in it.
    """
    controls = []
    for window in filter(QWidget.isVisible, QApplication.topLevelWidgets()):
        labels = [label for label in window.findChildren(QLabel) if label.buddy() is not None]
        for widget in window.findChildren(QWidget):
            # Most widgets are hidden, and that is told fastest.
            if (
                widget.isVisible()
                and not widget.size().isEmpty()
                and (isinstance(widget, CONTROLS) or takes_keyboard(widget))
                and not isinstance(widget, QHeaderView)
                and not isinstance(widget.parentWidget(), PART_OF_A_CONTROL)
            ):
                controls.append((widget, name_of(widget, labels)))
    return controls


def takes_keyboard(widget):
    """Tell whether Tab stops at a widget; of a proxy, at the one behind it."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def faults(controls):
    """Return a line for each control without a name, or with another name than it shows."""
    lines = []
    for widget, name in controls:
        text = widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""
        # A name may say more than there is room for, as "Copy headers" does of "Copy"; people who
        # speak to their computer say what they see. A number does not belong to a name.
        words = SECONDS.sub("", text.partition(" (")[0]).rstrip("…")
        if not name or not name.startswith(words):
            where = f"{type(widget).__name__} {widget.objectName()}"
            lines.append(f"{where}: shows {text!r} and is called {name!r}")
    return lines


def name_of(widget, labels):
    """Return the name that a screen reader gets; ``labels`` are those that have a buddy."""
    if isinstance(widget, QComboBox):
        # On Linux the name of a box is what it shows; its label is found by a relation.
        texts = [one.text().replace("&", "") for one in labels if one.buddy() is widget]
        return widget.accessibleName() or "".join(texts)
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)
