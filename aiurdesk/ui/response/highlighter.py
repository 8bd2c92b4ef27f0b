"""Colours for JSON and markup, line by line and cheap."""

import re

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from aiurdesk.core.body_views.view import RenderingKind
from aiurdesk.ui.window.theme import Theme

_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*+:))|(?P<string>"(?:[^"\\]|\\.)*+"?)'
    r"|(?P<number>-?[0-9][0-9.eE+-]*+)|(?P<keyword>true|false|null)"
)
_MARKUP = re.compile(
    r"(?P<remark><!--.*?(?:-->|$)|<![^>]*+>?)|(?P<key></?[\w:.-]++|/?>|\?>|<\?\w*+)"
    r"""|(?P<string>(?<==)(?:"[^"]*+"?|'[^']*+'?))|(?P<number>&#?\w++;)"""
)
_TOKENS = ("key", "string", "number", "keyword", "remark")


class Highlighter(QSyntaxHighlighter):
    """Colours what is inserted from now on; ``refresh`` fetches the colours of the theme."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._pattern: re.Pattern[str] | None = None
        self._formats: dict[str, QTextCharFormat] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take the colours that are in force now, for what is inserted next."""
        for token in _TOKENS:
            look = QTextCharFormat()
            look.setForeground(self._theme.colour(token))
            self._formats[token] = look

    def speak(self, kind: RenderingKind | None) -> None:
        """Say what the next text is; None leaves it without colours."""
        patterns = {RenderingKind.JSON: _JSON, RenderingKind.MARKUP: _MARKUP}
        self._pattern = None if kind is None else patterns.get(kind)

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            look = self._formats[match.lastgroup or "remark"]
            self.setFormat(match.start(), match.end() - match.start(), look)
