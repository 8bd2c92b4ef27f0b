"""A label that shortens a text it is too narrow for."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionComboBox

from aiurdesk.ui.widgets.choice_box import ChoiceBox

_LEAST_COLUMNS = 8


class ElidedLabel(QLabel):
    """Ends a text with an ellipsis, where Qt would make the window wider; a tool tip has it all."""

    _shorter = ""

    def shorten_to(self, words: str) -> None:
        """Show other words where the text has no room; until it is another one."""
        self._shorter = words
        self.updateGeometry()

    def shown_words(self) -> str:
        """Return what there is room for."""
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        text = self.text()
        if self._shorter and metrics.horizontalAdvance(text) > room:
            text = self._shorter
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        self._shorter = ""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size that needs the beginning of the text only."""
        metrics = self.fontMetrics()
        least = metrics.averageCharWidth() * _LEAST_COLUMNS
        # One more: a width is rounded.
        width = max(least, metrics.horizontalAdvance(self._shorter) + 1)
        return QSize(width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the text, or as much of it as there is room for."""
        # Only drawn shorter: assistive technology reads the label's text, which stays whole.
        room = self.contentsRect()
        elided = self.shown_words()
        if elided == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            room,
            self.alignment().value,
            self.palette(),
            self.isEnabled(),
            elided,
            self.foregroundRole(),
        )
        painter.end()


_ICON_MARGIN = 6


class ElidedBox(ChoiceBox):
    """A combo box that shortens a text it is too narrow for; Qt would cut it off.

    Its own module, because the types that it names take 15 ms of the first paint.
    """

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Shorten the text."""
        super().initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + _ICON_MARGIN
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
