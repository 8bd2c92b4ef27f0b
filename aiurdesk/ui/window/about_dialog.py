"""The dialog that shows the versions of the program and of what it is made with."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.program_facts import facts, facts_text

_COLUMNS = 56
"""Least width in characters of the font."""


class AboutDialog(ThemedDialog):
    """Shows the versions, and copies them for a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "about_dialog", tr("About aiurdesk"))
        title = styled(QLabel("aiurdesk"), look="heading")
        form = QFormLayout()
        for name, value in facts():
            # Single values can be copied into a search, too.
            selectable = Qt.TextInteractionFlag.TextSelectableByMouse
            label = QLabel(value, wordWrap=True, textInteractionFlags=selectable)
            # A screen reader reads each label by itself: "6.11.3" alone says nothing.
            form.addRow(QLabel(name), styled(label, spoken=f"{name}: {value}"))
        copy = QPushButton(tr("Copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(facts_text()))
        close = QPushButton(tr("Close"), default=True)
        # Otherwise Copy, which was made first, would take the keyboard.
        close.setFocus()
        close.clicked.connect(self.reject)
        buttons = row_of(None, copy, 1, close)
        words = QLabel(tr("Explorer for web services."))
        column_of(self, title, words, form, 1, buttons, margins=(18, 16, 18, 14), spacing=12)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)
