"""Colours the lines in sight: a text of megabytes has no others."""

from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextLayout

from aiurdesk.core.formats.utf16 import units
from aiurdesk.ui.editor.tokens import PATTERNS, QUOTED, REFERENCE, TOKENS
from aiurdesk.ui.theme.theme import Theme

_MOST_LOOKED_BACK = 4_000
"""Pieces of one line; beyond them it is taken for outside of quotes."""
_OPEN, _QUOTED = 1, 2
"""Bits of a block's state: a quote in it stays open; it begins in quotes. The others are the round
in which it was coloured."""


class Joints(Protocol):
    """What knows where a line goes on in the next block; the editor has ``Cuts``."""

    def is_cut(self, block: QTextBlock) -> bool:
        """Tell whether a block goes on with the line of the block before it."""
        ...


class Colouring:
    """Colours blocks when they come into sight, each once for a text and a theme."""

    def __init__(
        self, theme: Theme, cuts: Joints, has_value: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Begin without colours.

        Args:
            has_value: Tells whether a variable has a value.
        """
        self._theme = theme
        self._cuts = cuts
        self._syntax: str | None = None
        self._round = 1
        self._formats: dict[str, QTextCharFormat] = {}
        self._has_value = has_value
        self.refresh()

    def refresh(self) -> None:
        """Take over the present colours of the theme; all has to be coloured anew."""
        self._round += 1
        for token in TOKENS:
            look = QTextCharFormat()
            look.setForeground(self._theme.colour(token))
            self._formats[token] = look
        self._formats["variable"] = variable_format(self._theme, is_known=True)
        self._formats["unknown"] = variable_format(self._theme, is_known=False)

    def set_syntax(self, syntax: str | None) -> None:
        """Set what the colours follow: a key of ``PATTERNS``, or None."""
        self._syntax = syntax
        self._round += 1

    def forget(self, block: QTextBlock) -> None:
        """Colour a block again when it is in sight: its text is another one."""
        before = block.userState()
        block.setUserState(-1)
        if before >= 0 and bool(before & _OPEN) != self.leaves_open(block):
            # What follows may now be in quotes, or no longer.
            self._round += 1

    def colour(self, block: QTextBlock) -> bool:
        """Colour a block; return whether it has other colours than before."""
        if block.userState() >> 2 == self._round:
            return False
        starts_quoted = self.starts_quoted(block)
        layout, text = block.layout(), block.text()
        # An input method has colours of its own for what is composed.
        if layout.preeditAreaText():
            return False
        is_open = self.leaves_open(block)
        block.setUserState(self._round << 2 | starts_quoted * _QUOTED | is_open * _OPEN)
        formats = [*self._formats_of(text, starts_quoted=starts_quoted)]
        if not formats and not layout.formats():
            return False
        layout.setFormats(formats)
        return True

    @property
    def has_quotes(self) -> bool:
        """Whether a bracket in double quotes is text."""
        return self._syntax in QUOTED

    def goes_on(self, block: QTextBlock) -> bool:
        """Tell whether a block goes on with the line of the one before it."""
        return self._cuts.is_cut(block)

    def starts_quoted(self, block: QTextBlock) -> bool:
        """Tell whether a block goes on with a text in quotes that a piece before it opens."""
        if self._syntax not in QUOTED:
            return False
        is_quoted, state = False, block.userState()
        for _ in range(_MOST_LOOKED_BACK):
            if not self._cuts.is_cut(block):
                break
            if state >> 2 == self._round:
                return is_quoted ^ bool(state & _QUOTED)
            block = block.previous()
            state = _counted(block)
            is_quoted ^= bool(state & _OPEN)
        return is_quoted

    def leaves_open(self, block: QTextBlock) -> bool:
        """Tell whether the number of quotes in a block is odd."""
        if self._syntax not in QUOTED:
            return False
        return bool(_counted(block) & _OPEN)

    def _formats_of(self, text: str, *, starts_quoted: bool) -> Iterator[QTextLayout.FormatRange]:
        # Qt counts UTF-16 units. In nearly all lines these are characters.
        is_ascii = text.isascii()
        for start, end, token in self._spans(text, starts_quoted=starts_quoted):
            span = QTextLayout.FormatRange()
            span.start = start if is_ascii else units(text[:start])
            span.length = end - start if is_ascii else units(text[start:end])
            span.format = self._formats[token]
            yield span

    def _spans(self, text: str, *, starts_quoted: bool) -> Iterator[tuple[int, int, str]]:
        """Yield what is coloured; later spans lie on those before."""
        pattern = PATTERNS.get(self._syntax or "")
        at = 0
        if starts_quoted:
            at = end_of_quote(text)
            yield 0, at, "string"
        if pattern is not None:
            for match in pattern.finditer(text, at):
                yield match.start(), match.end(), match.lastgroup or "remark"
        if "{{" in text:
            for match in REFERENCE.finditer(text):
                token = "variable" if self._has_value(match[1]) else "unknown"
                yield match.start(), match.end(), token


def _counted(block: QTextBlock) -> int:
    """Return the state of a block, in which its quotes are counted."""
    state = block.userState()
    if state < 0:
        text = block.text()
        # Asked of thousands of pieces at once, and nearly all texts have no backslash.
        if "\\" in text:
            text = text.replace("\\\\", "").replace('\\"', "")
        # Round 0: not coloured yet.
        state = text.count('"') % 2
        block.setUserState(state)
    return state


def variable_format(theme: Theme, *, is_known: bool) -> QTextCharFormat:
    """Return how a variable is drawn, by whether it has a value."""
    look = QTextCharFormat()
    look.setForeground(theme.colour("key" if is_known else "required"))
    if is_known:
        look.setBackground(theme.colour("chip"))
    return look


def end_of_quote(text: str) -> int:
    """Return where a quote ends that a text begins in."""
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == '"':
            return at + 1
        at += 1
    return len(text)
