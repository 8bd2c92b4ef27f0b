"""A dialog that asks for one line of text."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from aiurdesk.ui.dialogs.ask import answer_of
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.note import Note

_WIDTH = 380
"""In pixels, as in ``Theme.fit_dialog``."""


class LineWords(msgspec.Struct, frozen=True):
    """What a dialog says."""

    id: str
    """Name of the object."""
    title: str
    label: str
    """Above the line; an ampersand in it is doubled."""
    field: str
    """Accessible name of the line."""
    button: str
    """What is done with the text."""
    placeholder: str = ""


class LineDialog(ThemedDialog):
    """Asks for a line, which is offered so that Return takes it and typing replaces it."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        words: LineWords,
        text: str,
        check: Callable[[str], str] | None = None,
    ) -> None:
        """Build.

        Args:
            text: Stands in the line.
            check: Returns what is wrong with a text, or empty text.
        """
        super().__init__(theme, parent, words.id, words.title)
        self._theme = theme
        self._check_text = check
        self.line = CappedLine()
        self.line.setText(text)
        self.line.setAccessibleName(words.field)
        self.line.setPlaceholderText(words.placeholder)
        self.line.selectAll()
        label = QLabel(words.label)
        # What a stranger wrote may look like HTML.
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self.line)
        label.setWordWrap(True)
        self._note = Note(theme)
        buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(words.button)
        self.line.textChanged.connect(self._check)
        self._column = column_of(self, margins=(18, 16, 18, 14), spacing=10)
        for widget in (label, self.line, self._note, buttons):
            self._column.addWidget(widget)
        self._check()

    def text(self) -> str:
        """Return the line as it is typed, without the spaces around it."""
        return self.line.text().strip()

    def add_below(self, *widgets: QWidget) -> None:
        """Add widgets between the line and the buttons."""
        for widget in widgets:
            self._column.insertWidget(self._column.count() - 1, widget)

    async def answer(self) -> str | None:
        """Open the dialog, wait, and delete it; return the line, None where it was cancelled."""
        return await answer_of(self, self.text)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of all that is in it: labels that wrap do not hold theirs."""
        self._theme.fit_dialog(self, _WIDTH)
        super().showEvent(event)

    def _check(self) -> None:
        mistake = self._check_text(self.text()) if self._check_text else ""
        self._note.show_text(mistake)
        self.line.setAccessibleDescription(mistake)
        self.ok.setEnabled(not mistake)
