"""Values that a credential fills in for empty fields."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel


class Autofill(msgspec.Struct, frozen=True):
    """Describes what fills in an empty value. The form does not know the value itself."""

    placeholder: str = ""
    """Shown in the empty editor, such as "from credential my-app"."""
    words: str = ""
    """Shown below the editor while it is empty."""
    words_when_typed: str = ""
    """Shown below the editor while it has a value, which is sent instead."""
    is_enough: bool = False
    """The value may be left empty although the parameter is required."""
    offer: str = ""
    """Text of a button that opens the list of credentials; empty means no button."""


NO_AUTOFILL = Autofill()


class AutofillLine(QWidget):
    """The text about the autofill of a field, and a button to choose a credential."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = WrappedLabel("small")
        self.button = QPushButton(self)
        self.button.setProperty("look", "link")
        column = column_of(self, self._words, margins=0, spacing=3)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_autofill(self, autofill: Autofill, *, is_typed: bool) -> None:
        """Show what is filled in, or that the typed value is sent instead."""
        words = autofill.words_when_typed if is_typed else autofill.words
        has_offer = bool(autofill.offer) and not is_typed
        self._words.show_text(words)
        self.button.setText(autofill.offer)
        self.button.setVisible(has_offer)
        self.setVisible(bool(words) or has_offer)

    def text(self) -> str:
        """Return the text, for screen readers."""
        # ``isVisible`` would be False while the whole form is behind another tab.
        return "" if self._words.isHidden() else self._words.plain_text()
