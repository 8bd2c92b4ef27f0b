"""Colours for JSON, markup and GraphQL, line by line and cheap."""

import re

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from aiurdesk.core.formats.utf16 import units
from aiurdesk.ui.editor.tokens import PATTERNS, TOKENS
from aiurdesk.ui.theme.theme import Theme


class Highlighter(QSyntaxHighlighter):
    """Colours text as it is inserted; ``refresh`` takes over the colours of the theme."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._pattern: re.Pattern[str] | None = None
        self._formats: dict[str, QTextCharFormat] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take over the present colours of the theme, for text that is inserted from now on."""
        for token in TOKENS:
            look = QTextCharFormat()
            look.setForeground(self._theme.colour(token))
            self._formats[token] = look

    def set_syntax(self, syntax: str | None) -> None:
        """Set the syntax of the next text; None leaves it without colours.

        Args:
            syntax: A ``Syntax`` or its value. Importing the class would import all body views.
        """
        self._pattern = None if syntax is None else PATTERNS[syntax]

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        if self._pattern is None:
            return
        # Qt counts UTF-16 units. In nearly all lines these are characters, and measuring each
        # stretch would double the time.
        is_ascii = text.isascii()
        start, end = 0, 0
        for match in self._pattern.finditer(text):
            look = self._formats[match.lastgroup or "remark"]
            if is_ascii:
                self.setFormat(match.start(), match.end() - match.start(), look)
                continue
            start += units(text[end : match.start()])
            length, end = units(match.group()), match.end()
            self.setFormat(start, length, look)
            start += length
