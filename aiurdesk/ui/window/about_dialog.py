"""The dialog that shows the versions of the program and of what it is made with."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.window.program_facts import facts, facts_text

_COLUMNS = 56
"""Least width in characters of the font."""


class AboutDialog(ThemedDialog):
    """Shows the versions, and copies them for a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "about_dialog", tr("About aiurdesk"))
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
        copy = QPushButton(tr("Copy"))
        copy.clicked.connect(self._copy)
        close = QPushButton(tr("Close"))
        close.setDefault(True)
        # Otherwise Copy, which was made first, would take the keyboard.
        close.setFocus()
        close.clicked.connect(self.reject)
        buttons = row_of(None, copy, 1, close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(QLabel(tr("Explorer for web services.")))
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(facts_text())
