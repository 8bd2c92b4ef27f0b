"""Visible controls of all windows, and what a screen reader says of each."""

import re

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


def controls():
    """Return the visible controls of all windows; a box is one with the line in it."""
    return [
        widget
        for window in QApplication.topLevelWidgets()
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and not isinstance(widget, QHeaderView)
        and not isinstance(widget.parentWidget(), PART_OF_A_CONTROL)
    ]


def faults():
    """Return a line for each control without a name, or with another name than it shows."""
    found = []
    for widget in controls():
        name = name_of(widget)
        shown = widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""
        # A name may say more than there is room for, as "Copy headers" does of "Copy"; people who
        # speak to their computer say what they see. A number is no part of a name.
        words = SECONDS.sub("", shown.partition(" (")[0]).rstrip("…")
        if not name or not name.startswith(words):
            place = f"{type(widget).__name__} {widget.objectName()}"
            found.append(f"{place}: shows {shown!r} and is called {name!r}")
    return found


def name_of(widget):
    """Return the name that a screen reader gets."""
    if isinstance(widget, QComboBox):
        # On Linux the name of a box is what it shows; its label is found by a relation.
        labels = [one for one in widget.window().findChildren(QLabel) if one.buddy() is widget]
        return widget.accessibleName() or "".join(one.text().replace("&", "") for one in labels)
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Name)
