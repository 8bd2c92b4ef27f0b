"""Text under a field: help, problems, what the server said."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.icon_button import IconLabel
from aiurdesk.ui.widgets.popup_menu import PopupMenu

_LONG_WORD = re.compile(r"\S{32,}")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[._-])")
_PIECE = 8
"""Characters between two breaks: with fewer, the first one of a GUID would end a line."""
_MOST_CHARACTERS = 2000
_BREAK = "\u200b"
"""A zero-width space: lines may break there."""


class WrappedLabel(QLabel):
    """Plain text that wraps at any width and never widens the form."""

    def __init__(self, look: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        # Ignored: the hint of a long text would become the least width of the whole form.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if look:
            self.setProperty("look", look)

    def show_text(self, text: str) -> None:
        """Show a text, or hide the label when it is empty."""
        wrapping = breakable(text)
        self.setText(wrapping)
        # A screen reader would stumble over the break opportunities.
        self.setAccessibleName(plain(wrapping) if wrapping != text else "")
        self.setVisible(bool(text))

    def plain_text(self) -> str:
        """Return the text as a person reads it, without the break opportunities."""
        return plain(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy what is selected, or else the whole text."""
        if not self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().contextMenuEvent(event)
            return
        menu = PopupMenu(self)
        menu.addAction(tr("Copy"), self._copy)
        menu.open_once(event.globalPos())

    def _copy(self) -> None:
        text = plain(self.selectedText() or self.text())
        QGuiApplication.clipboard().setText(text.replace("\u2029", "\n"))


class Note(QWidget):
    """A warning sign with its text; hidden without a text."""

    def __init__(self, theme: Theme, lines: int = 0) -> None:
        """Begin without a text.

        Args:
            lines: So many of them have room also while it is hidden, so that nothing moves.
        """
        super().__init__()
        self._lines = lines
        self.label = WrappedLabel()
        self.label.setProperty("severity", "input")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = row_of(self, margins=0, spacing=5)
        sign = IconLabel(theme, "warning", "input_text")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setRetainSizeWhenHidden(bool(lines))
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def sizeHint(self) -> QSize:
        """Return its size with the lines that have room in any case."""
        return super().sizeHint().expandedTo(self._least())

    def minimumSizeHint(self) -> QSize:
        """Return the size of the lines that have room in any case."""
        return super().minimumSizeHint().expandedTo(self._least())

    def heightForWidth(self, width: int) -> int:
        """Return the height of its text, but not less than that of those lines."""
        return max(super().heightForWidth(width), self._least().height())

    def _least(self) -> QSize:
        return QSize(0, self._lines * self.label.fontMetrics().lineSpacing())

    def show_text(self, text: str) -> None:
        """Show a text, or hide the label when it is empty."""
        self.label.show_text(text)
        self.setVisible(bool(text))


def breakable(text: str) -> str:
    """Let long words break, and truncate a text that is too long to read under a field."""
    # QLabel never breaks inside a word, and a token of 300 characters would widen the form.
    # At most 2,000 characters, because Qt lays a label out again at each change of its width.
    return _LONG_WORD.sub(_in_pieces, truncate(text, _MOST_CHARACTERS))


def breakable_name(name: str) -> str:
    """Let a name, which has no spaces, break where a word of it begins."""
    return breakable(_WORD_START.sub(_BREAK, name))


def _in_pieces(word: re.Match[str]) -> str:
    whole = word.group()
    return _BREAK.join(whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE))


def plain(text: str) -> str:
    """Return a text without the breaks that ``breakable`` allowed."""
    return text.replace(_BREAK, "")
