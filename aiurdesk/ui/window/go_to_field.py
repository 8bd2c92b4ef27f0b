"""The field in the top bar that opens the command palette."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.styled import styled

_NAME = tr("Go to endpoint, saved request, action")
_ACTION = "command_palette"
_BESIDE_KEY = 20
"""Pixels between text and key, and at the right of the key."""


class GoToField(QPushButton):
    """Looks like a field with the key that does the same; it is a button."""

    texts = (f"{_NAME}…", tr("Go to…"), "")
    """What it can show, from the longest to the shortest; without a text, the icon stays."""

    def __init__(self, theme: Theme, keys: ActionKeys) -> None:
        super().__init__(self.texts[0])
        self._theme = theme
        self._keys = keys
        styled(self, "go_to", spoken=_NAME, look="field")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # A click leaves the keyboard where it is: an action chosen in the palette acts there.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = styled(QLabel(), look="key-quiet")
        # The label lies on the button: a click on it has to press the button.
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = row_of(self, margins=(0, 0, 8, 0))
        alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._key, 0, alignment)
        keys.changed.connect(self._show_key)
        self._show_key()
        self.follow_theme()

    def sizeHint(self) -> QSize:
        """Leave room for the key; the style sheet accounts for icon and text only."""
        size = super().sizeHint()
        size.setWidth(size.width() + self._key_width(self.text()))
        return size

    def show_text(self, text: str) -> None:
        """Show one of ``texts``."""
        if text != self.text():
            self.setText(text)
            self._key.setVisible(bool(self._key.text() and text))
            self.updateGeometry()

    def needed_width(self, text: str) -> int:
        """Return the width that it takes with one of ``texts``."""
        measure = self.fontMetrics().horizontalAdvance
        around = super().sizeHint().width() - measure(self.text())
        return around + measure(text) + self._key_width(text)

    def follow_theme(self) -> None:
        """Show the icon in the size and colour of the theme."""
        self.setIconSize(self._theme.icon_size())
        self.setIcon(self._theme.icon("search"))

    def _key_width(self, text: str) -> int:
        has_key = bool(text and self._key.text())
        return self._key.sizeHint().width() + _BESIDE_KEY if has_key else 0

    def _show_key(self) -> None:
        key = self._keys.symbols(_ACTION)
        self._key.setText(key)
        self._key.setVisible(bool(key and self.text()))
        self.setToolTip(self._keys.behind(tr("Command palette"), _ACTION))
        self.updateGeometry()
