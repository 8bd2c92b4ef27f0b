"""The dialog that shows the versions of the program and of what it is made with."""

import platform

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk import __version__
from aiurdesk.ui.theme.theme import Theme

_COLUMNS = 56
"""Least width in characters of the font."""


def facts() -> tuple[tuple[str, str], ...]:
    """Return what a report of a mistake should say, as pairs of name and value."""
    return (
        ("Version", __version__),
        ("Licence", "MIT"),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("Python", platform.python_version()),
        ("System", f"{platform.system()} {platform.release()} {platform.machine()}"),
    )


class AboutDialog(QDialog):
    """Shows the versions, and copies them for a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("about_dialog")
        self.setWindowTitle("About aiurdesk")
        title = QLabel("aiurdesk")
        title.setProperty("look", "heading")
        form = QFormLayout()
        for name, value in facts():
            label = QLabel(value)
            # A screen reader reads each label by itself: "6.11.3" alone says nothing.
            label.setAccessibleName(f"{name}: {value}")
            label.setWordWrap(True)
            # Single values can be copied into a search, too.
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(QLabel(name), label)
        copy = QPushButton("Copy")
        copy.clicked.connect(self._copy)
        close = QPushButton("Close")
        close.setDefault(True)
        # Otherwise Copy, which was made first, would take the keyboard.
        close.setFocus()
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(QLabel("Explorer for web services."))
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)

    def _copy(self) -> None:
        lines = "\n".join(f"{name}: {value}" for name, value in facts())
        QGuiApplication.clipboard().setText(f"aiurdesk\n{lines}")
