"""A button with a title and a few words below it, drawn as one widget."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.styled import styled

_PADDING = 12
_GAP = 3
_LEAST_WIDTH = 120
_SMALL = 0.9
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


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
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def sizeHint(self) -> QSize:  # noqa: D102
        width = max(self._theme.length(_LEAST_WIDTH), self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(self._theme.length(_LEAST_WIDTH), self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        title, words = self._parts(width)
        return title.height() + _GAP + words.height() + 2 * _PADDING

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of the style sheet, then the texts."""
        super().paintEvent(event)
        title, words = self._parts(self.width())
        painter = QPainter(self)
        for text, rect, font, token in (
            (self._title, title, self._title_font(), "text"),
            (self._words, words, self._words_font(), "muted"),
        ):
            painter.setFont(font)
            painter.setPen(self._theme.colour(token))
            painter.drawText(rect, _WRAPPED, text)
        painter.end()

    def _parts(self, width: int) -> tuple[QRect, QRect]:
        """Return where title and words stand in a card of some width."""
        room = QRect(0, 0, max(width - 2 * _PADDING, 1), 10_000)
        title = QFontMetrics(self._title_font()).boundingRect(room, _WRAPPED, self._title)
        words = QFontMetrics(self._words_font()).boundingRect(room, _WRAPPED, self._words)
        title = QRect(_PADDING, _PADDING, room.width(), title.height())
        return title, QRect(_PADDING, title.bottom() + 1 + _GAP, room.width(), words.height())

    def _title_font(self) -> QFont:
        font = self._theme.text_font()
        font.setBold(True)
        return font

    def _words_font(self) -> QFont:
        font = self._theme.text_font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        return font
