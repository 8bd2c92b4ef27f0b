"""A button with a title and a few words below it, drawn as one widget."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QPushButton

from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_PADDING = 12
_GAP = 3
_LEAST_WIDTH = 120
_SMALL = 0.9
_WRAPPED = 0x1001
"""``TextWordWrap`` and ``AlignLeft``. Naming ``Qt`` makes all its enumerations, which takes longer
than all of the first page."""
_MOST_HEIGHT = 10_000
_MUTED = 0.75
"""Of the colour of the text: about that of muted text in each theme."""


class Card(QPushButton):
    """Says what it is for in two sizes of text, which wrap.

    It draws them itself: a button with two labels in it would be three widgets to style.
    """

    def __init__(self, theme: Theme, name: str, title: str, words: str) -> None:
        super().__init__()
        styled(self, name, spoken=title, look="card")
        self.setAccessibleDescription(words)
        self._theme = theme
        self._title, self._words = title, words
        self._measured: dict[int, tuple[QRect, QRect]] = {}
        theme.changed.connect(self._on_theme_changed)
        # As high as the others beside it, although a button has a fixed height.
        self.setMaximumHeight(_MOST_HEIGHT)

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def sizeHint(self) -> QSize:  # noqa: D102
        # A button does not become narrower than this; its layout makes it as wide as there is room.
        width = self._theme.length(_LEAST_WIDTH)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        title, words = self._parts(width)
        return title.height() + _GAP + words.height() + 2 * _PADDING

    def paintEvent(self, event: "QPaintEvent") -> None:
        """Draw the frame of the style sheet, then the texts."""
        super().paintEvent(event)
        title, words = self._parts(self.width())
        painter = QPainter(self)
        # The pen has the colour of the text already; setting another one would name ``Qt``, too.
        for text, rect, font, opacity in (
            (self._title, title, self._title_font(), 1.0),
            (self._words, words, self._words_font(), _MUTED),
        ):
            painter.setFont(font)
            painter.setOpacity(opacity)
            painter.drawText(rect, _WRAPPED, text)
        painter.end()

    def _parts(self, width: int) -> tuple[QRect, QRect]:
        """Return where title and words stand in a card of some width."""
        # Layouts ask many times for the same few widths.
        if width not in self._measured:
            self._measured[width] = self._measure(width)
        return self._measured[width]

    def _measure(self, width: int) -> tuple[QRect, QRect]:
        room = QRect(0, 0, max(width - 2 * _PADDING, 1), 10_000)
        title = QFontMetrics(self._title_font()).boundingRect(room, _WRAPPED, self._title)
        words = QFontMetrics(self._words_font()).boundingRect(room, _WRAPPED, self._words)
        title = QRect(_PADDING, _PADDING, room.width(), title.height())
        return title, QRect(_PADDING, title.bottom() + 1 + _GAP, room.width(), words.height())

    def _on_theme_changed(self) -> None:
        self._measured.clear()
        self.updateGeometry()

    def _title_font(self) -> QFont:
        font = self._theme.text_font()
        font.setBold(True)
        return font

    def _words_font(self) -> QFont:
        font = self._theme.text_font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        return font
